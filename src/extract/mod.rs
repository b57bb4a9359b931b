//! Bytes to text, by what the bytes are. Knows no country, index or query.

mod budget;
mod encoding;
mod media_type;
mod pdf;
mod plain;

use serde::{Deserialize, Serialize};

use crate::layout::Flow;
use crate::model::{MediaType, Skip, SkipReason};

pub use budget::Budget;
pub(crate) use encoding::decode;

use media_type::Kind;

/// Reads a file's text. A file that cannot be read is a `Skip` that says why, never an error.
pub fn extract(bytes: Vec<u8>, budget: &Budget) -> Result<Extracted, Skip> {
    let media_type = match media_type::sniff(&bytes) {
        Kind::Readable(media_type) => media_type,
        Kind::Other(what) => return Err(Skip::new(SkipReason::Unsupported, what)),
    };
    match media_type {
        MediaType::Pdf => pdf::extract(bytes, budget),
        MediaType::Plain => plain::extract(&bytes).map(|flow| Extracted {
            media_type,
            flow,
            info: DocumentInfo::default(),
            partial: Vec::new(),
        }),
    }
}

/// Whether a file would be read as plain text.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    media_type::sniff(bytes) == Kind::Readable(MediaType::Plain)
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// What the file is.
    pub media_type: MediaType,
    /// Its text in reading order.
    pub flow: Flow,
    /// What a PDF says of itself; empty for plain files.
    pub info: DocumentInfo,
    /// What could not be read of it, in words for the user; empty when all was.
    pub partial: Vec<String>,
}

/// What the file says of itself. Often wrong: metadata trusts it last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentInfo {
    /// The title it gives itself.
    pub title: Option<String>,
    /// Who it says wrote it.
    pub author: Option<String>,
    /// When it says it was made, as it writes dates (`D:20180920…` in a PDF).
    pub created: Option<String>,
    /// The language it declares, such as `en-GB`.
    pub language: Option<String>,
}
