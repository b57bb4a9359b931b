//! A session as a text names it.

use crate::model::{Organ, SessionKind};

/// A session named in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionMention {
    pub(crate) number: u16,
    pub(crate) kind: SessionKind,
    /// The body that holds it.
    pub(crate) body: SessionBody,
    /// Byte range in the original text.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The body that holds a session named in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum SessionBody {
    /// A body with numbered sessions, named before the session.
    Known(Organ),
    /// A body with numbered sessions, named after the session: "the 39th session of the Human Rights Council".
    Following(Organ),
    /// Another body.
    Other,
    /// No body is named.
    Unnamed,
}
