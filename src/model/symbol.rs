//! Document symbols.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A document symbol in canonical spelling: `A/HRC/39/14`, `CEDAW/C/AZE/CO/5`, `S/RES/1325 (2000)`; or an Amnesty
/// International index number, `EUR 55/9115/2018`.
///
/// Parsed from text by `metadata::symbol` only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Symbol(String);

impl Symbol {
    /// Wraps a canonical spelling.
    pub fn from_canonical(spelling: impl Into<String>) -> Self {
        Self(spelling.into())
    }

    /// Returns the canonical spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
