//! Archives, their files, and the identity of documents.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A folder (or single file) given by the user for indexing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Absolute path.
    pub root: PathBuf,
}

/// A file found by the directory walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path to open it by.
    pub location: PathBuf,
    /// Path relative to the archive root, with `/`, as cited in answers.
    pub path: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified_ns: i64,
}

/// Identifies a document in an index by archive root and path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// The number of the root in `plenary.json`.
    pub root: u32,
    /// The path below that root.
    pub path: String,
}

/// The type of a file, detected from its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// A PDF.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// Plain text in any encoding, Markdown included.
    #[serde(rename = "text/plain")]
    Plain,
}

impl fmt::Display for MediaType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Pdf => "application/pdf",
            Self::Plain => "text/plain",
        })
    }
}

/// The SHA-256 of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Parses 64 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let pair = hex.get(2 * at..2 * at + 2)?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        (hex.len() == 64).then_some(Self(bytes))
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut hex = String::with_capacity(2 * self.0.len());
        for byte in self.0 {
            for digit in [byte >> 4, byte & 15] {
                hex.push(char::from(DIGITS[usize::from(digit)]));
            }
        }
        out.write_str(&hex)
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
