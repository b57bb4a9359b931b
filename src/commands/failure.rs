//! Why could a command not do its work, and what can the user do about it?

use std::io;

use thiserror::Error;

use crate::index::IndexError;
use crate::query::RequestError;

/// A command that failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// Something the user can read: `cannot VERB THING: cause`.
    #[error("{message}")]
    Message {
        /// The message.
        message: String,
        /// The next step, where there is one.
        hint: Option<String>,
    },
    /// The search engine failed or panicked, and cannot say what it means for the user.
    #[error("{message}")]
    Engine {
        /// What it said.
        message: String,
        /// The next step.
        hint: Option<String>,
    },
    /// The results could not be written; a closed pipe among others.
    #[error("cannot write the results: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// A failure without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Message {
            message: message.into(),
            hint: None,
        }
    }

    /// A panic, which is a fault of this program unless the index is damaged.
    pub fn panicked(panic: &str) -> Self {
        Self::Engine {
            message: format!("cannot go on: {panic}"),
            hint: Some("please report this, with what was typed".to_owned()),
        }
    }

    /// A failure with its next step.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Message {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The next step, where there is one.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Message { hint, .. } | Self::Engine { hint, .. } => hint.as_deref(),
            Self::Output(_) => None,
        }
    }

    /// Whether nobody reads the results any more, which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        let (message, hint) = (error.to_string(), error.hint());
        match error {
            IndexError::Engine(_) => Self::Engine { message, hint },
            _ => Self::Message { message, hint },
        }
    }
}

impl From<RequestError> for Failure {
    /// A query's error shows the place as well.
    fn from(error: RequestError) -> Self {
        let message = match &error {
            RequestError::Query(query) => {
                let pointer: Vec<String> = query
                    .pointer()
                    .lines()
                    .map(|line| format!("  {line}"))
                    .collect();
                format!("{query}\n{}", pointer.join("\n"))
            }
            other => other.to_string(),
        };
        Self::with_hint(message, error.hint())
    }
}
