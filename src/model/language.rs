//! Languages by ISO 639 code.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 639-1 code where there is one (`en`), else ISO 639-3 (`arn`); lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// Returns the language with this code, in any case, or `None` unless it is two or three ASCII letters.
    pub fn from_code(code: &str) -> Option<Self> {
        let plausible =
            matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_alphabetic());
        plausible.then(|| Self(code.to_ascii_lowercase()))
    }

    /// Returns the code, such as `en`.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A run of consecutive pages in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesIn {
    /// Their language.
    pub language: Language,
    /// First page, from 1.
    pub first: u32,
    /// Last page, inclusive.
    pub last: u32,
}
