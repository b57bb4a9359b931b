//! Represents a state's reply to a recommendation.

use crate::model::Response;

/// A state's reply to one recommendation.
pub(crate) struct Reply {
    /// The recommendation's number.
    pub(crate) number: String,
    pub(crate) response: Response,
    /// Where in the flow the reply starts.
    pub(crate) start: usize,
}
