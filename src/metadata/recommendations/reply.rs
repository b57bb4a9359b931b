//! A reply of the state under review to one recommendation.

use crate::model::Response;

/// A reply of the state under review to one recommendation.
pub(crate) struct Reply {
    /// The recommendation's number.
    pub(crate) number: String,
    pub(crate) response: Response,
    /// Byte offset of the reply in the flow.
    pub(crate) start: usize,
}
