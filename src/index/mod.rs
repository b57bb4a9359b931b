//! Stores documents and finds them again. The only user of tantivy.
//!
//! A room may use those listed before it, never those after it (a test checks it).

mod error;

mod cache;

mod files;

mod schema;

mod analysis;

mod storage;

mod phrase;

mod reader;

mod compile;

mod search;

mod inspect;

mod write;

#[cfg(test)]
mod tests;

pub use error::IndexError;
pub use inspect::catalog::{IndexedFile, PartlyRead, SkippedFile, Stats, StoredDocument};
pub use inspect::integrity::diagnose;
pub use reader::Index;
pub use search::SearchResults;
pub use storage::record::Record;
pub use write::options::{Event, Fate, Summary, UpdateOptions};
pub use write::update::{preview, update};
