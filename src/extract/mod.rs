//! Extracts text from files by their detected type. Knows no country, index or query.

mod budget;
mod encoding;
mod extracted;
mod media_type;
mod pdf;
mod plain;

use crate::model::{MediaType, Skip, SkipReason};

pub use budget::Budget;
pub(crate) use encoding::decode;
pub use extracted::{DocumentInfo, Extracted};

use media_type::FileKind;

/// Extracts the text of a file.
///
/// # Errors
/// The skip with its reason, if the file cannot be read or has no text.
pub fn extract(bytes: Vec<u8>, budget: &Budget) -> Result<Extracted, Skip> {
    let media_type = match media_type::sniff(&bytes) {
        FileKind::Readable(media_type) => media_type,
        FileKind::Unsupported(what) => return Err(Skip::new(SkipReason::Unsupported, what)),
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

/// Returns whether a file is taken for plain text.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    media_type::sniff(bytes) == FileKind::Readable(MediaType::Plain)
}
