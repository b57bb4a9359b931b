//! Why could a command not do its work, and what can the user do about it?

use std::io;

use thiserror::Error;

/// A command that failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// Something the user can read: `cannot VERB THING: cause`.
    #[error("{message}")]
    Said {
        /// The message.
        message: String,
        /// The next step, where there is one.
        hint: Option<String>,
    },
    /// The results could not be written; a closed pipe among others.
    #[error("cannot write the results: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// A failure without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Said {
            message: message.into(),
            hint: None,
        }
    }

    /// A failure with its next step.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Said {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The next step, where there is one.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Said { hint, .. } => hint.as_deref(),
            Self::Output(_) => None,
        }
    }

    /// Whether nobody reads the results any more, which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
