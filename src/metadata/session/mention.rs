//! Represents a session as a text names it.

use crate::model::{Organ, SessionKind};

/// A session named in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionMention {
    pub(crate) number: u16,
    pub(crate) kind: SessionKind,
    /// Whose session it is.
    pub(crate) body: SessionBody,
    /// Byte range in the original text.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Whose session a text names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum SessionBody {
    /// A body whose sessions are counted here, named before the session.
    Known(Organ),
    /// One named after it, as sentences do: "the 39th session of the Human Rights Council".
    Following(Organ),
    /// Some other body.
    Other,
    /// None is named.
    Unnamed,
}
