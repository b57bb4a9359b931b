//! The mark that names a document.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A document symbol in its canonical spelling: `A/HRC/39/14`, `CEDAW/C/AZE/CO/5`, `S/RES/1325 (2000)`; or an index
/// number of Amnesty International, `EUR 55/9115/2018`.
///
/// The grammars are in `metadata::symbol`, which alone parses symbols from text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Symbol(String);

impl Symbol {
    /// Wraps a spelling that is known to be canonical.
    pub fn from_canonical(spelling: impl Into<String>) -> Self {
        Self(spelling.into())
    }

    /// The canonical spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
