//! What each subcommand does: from a request to results on a writer. No clap types, so that other front ends can call them.

mod failure;
pub mod inspect;

pub use failure::Failure;

/// How a command that did its work ended, as grep tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something was found, or done.
    Found,
    /// Nothing was found.
    Nothing,
}

impl Verdict {
    /// `Found` if this is so.
    pub fn of(found: bool) -> Self {
        if found { Self::Found } else { Self::Nothing }
    }
}
