//! Skipped files and their reasons.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a file is not searchable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// The operating system refused to read it.
    Unreadable,
    /// It requires a password.
    Encrypted,
    /// It violates its format beyond repair.
    Malformed,
    /// It has no text (empty, or scanned pages).
    NoText,
    /// It exceeds a size limit.
    TooLarge,
    /// It exceeded the time limit or the work budget.
    TimedOut,
    /// It exceeded the memory limit.
    OutOfMemory,
    /// Its file type is not supported.
    Unsupported,
}

impl SkipReason {
    /// All reasons, in reporting order.
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

    /// Returns what the user can do about it.
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

/// Why a file was skipped. Its path is stored by the owner of the skip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// The reason.
    pub reason: SkipReason,
    /// What exactly happened, for the user.
    pub detail: String,
}

impl Skip {
    /// Creates a skip.
    pub fn new(reason: SkipReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}
