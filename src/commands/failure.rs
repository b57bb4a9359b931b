//! The error type of commands, with a hint for the user.

use std::io;

use thiserror::Error;

use crate::index::IndexError;
use crate::query::RequestError;

/// The failure of a command.
#[derive(Debug, Error)]
pub enum Failure {
    /// A message for the user: `cannot VERB THING: cause`.
    #[error("{message}")]
    Message {
        /// The message.
        message: String,
        /// The next step, if there is one.
        hint: Option<String>,
    },
    /// An error or panic of the search engine, whose message does not help the user.
    #[error("{message}")]
    Engine {
        /// Its message.
        message: String,
        /// The next step.
        hint: Option<String>,
    },
    /// The results could not be written, for example because of a closed pipe.
    #[error("cannot write the results: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// Creates a failure without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Message {
            message: message.into(),
            hint: None,
        }
    }

    /// Creates a failure for a panic, a bug of this program unless the index is damaged.
    pub fn panicked(panic: &str) -> Self {
        Self::Engine {
            message: format!("cannot go on: {panic}"),
            hint: Some("please report this, with what was typed".to_owned()),
        }
    }

    /// Creates a failure with the next step.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Message {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// Returns the next step, if there is one.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Message { hint, .. } | Self::Engine { hint, .. } => hint.as_deref(),
            Self::Output(_) => None,
        }
    }

    /// Returns whether the reader of the results is gone, which is not an error.
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
    /// Adds the position to the error of a query.
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
