//! A file that could not be read, and why: nothing is lost in silence.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a file is not searchable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// The system would not let us read it.
    Unreadable,
    /// It asks for a password.
    Encrypted,
    /// It breaks its format's rules beyond repair.
    Malformed,
    /// It opened, and holds no text (empty, or pictures of pages).
    NoText,
    /// It is over a size limit.
    TooLarge,
    /// It took longer than the time limit, or more work than the budget.
    TimedOut,
    /// Reading it took more memory than the limit.
    OutOfMemory,
    /// It is of a kind that is not read.
    Unsupported,
}

impl SkipReason {
    /// Every reason, in the order they are counted in.
    pub const ALL: &'static [Self] = &[
        Self::Unreadable,
        Self::Encrypted,
        Self::Malformed,
        Self::NoText,
        Self::TooLarge,
        Self::TimedOut,
        Self::OutOfMemory,
        Self::Unsupported,
    ];

    /// What the user can do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Unreadable => "check that the file exists and that you may read it",
            Self::Encrypted => "remove the password and index the folder again",
            Self::Malformed => {
                "repair the file, for instance by printing it to PDF, and index the folder again"
            }
            Self::NoText => "run text recognition (OCR) on the file and index the folder again",
            Self::TooLarge => "split the file and index the folder again",
            Self::TimedOut => {
                "try again with `index --retry` and a larger --timeout, or split the file"
            }
            Self::OutOfMemory => {
                "try again with `index --retry` and a larger --memory, or split the file"
            }
            Self::Unsupported => "convert the file to PDF or plain text and index the folder again",
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Unreadable => "unreadable",
            Self::Encrypted => "encrypted",
            Self::Malformed => "malformed",
            Self::NoText => "no text",
            Self::TooLarge => "too large",
            Self::TimedOut => "timed out",
            Self::OutOfMemory => "out of memory",
            Self::Unsupported => "unsupported",
        })
    }
}

/// Why one file was left out. The path stands beside it wherever it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// Which kind of trouble.
    pub reason: SkipReason,
    /// What exactly happened, in words for the user.
    pub detail: String,
}

impl Skip {
    /// A skip with its detail.
    pub fn new(reason: SkipReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}
