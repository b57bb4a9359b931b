//! Stores documents and finds them again. The only user of tantivy.
//!
//! A room may use those above it, never those below: `error` and `cache`, `schema`, `analysis`, `storage`, `phrase`, `reader`,
//! `compile`, `search`, `inspect`, `write`.

mod analysis;
mod cache;
mod compile;
mod error;
mod inspect;
mod phrase;
mod reader;
mod schema;
mod search;
mod storage;
mod write;

#[cfg(test)]
mod tests;

pub use error::IndexError;
pub use inspect::catalog::{Failure, IndexedFile, PartlyRead, Stats, StoredDocument};
pub use inspect::integrity::diagnose;
pub use reader::Index;
pub use search::SearchResults;
pub use storage::record::Record;
pub use write::options::{Event, Fate, Summary, UpdateOptions};
pub use write::update::{preview, update};
