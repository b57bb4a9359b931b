//! Stores documents and finds them again. The only user of tantivy.

mod cache;
mod catalog;
mod codes;
mod collect;
mod columns;
mod compile;
#[cfg(test)]
mod disturbed_tests;
mod error;
mod expand;
mod feedback;
mod filtering;
mod fingerprint;
mod folder;
mod help;
mod in_a_row;
mod inflections;
mod integrity;
mod locate;
mod making;
mod marks;
mod near;
mod open;
mod packing;
mod pieces;
mod postings;
mod quotation;
mod ranked;
mod read_word;
mod reader_directory;
mod record;
mod schema;
mod scope;
mod search;
mod sightings;
mod slots;
mod standing;
mod stored;
mod streamed;
mod summarise;
mod tellers;
#[cfg(test)]
mod tests;
mod together;
mod token_starts;
mod update;
mod verbatim;
mod words;
mod writer;

pub use catalog::{Failure, IndexedFile, PartlyRead, Stats, StoredDocument};
pub use error::IndexError;
pub use integrity::diagnose;
pub use open::Index;
pub use record::Record;
pub use search::Found;
pub use update::{Event, Fate, Summary, UpdateOptions, preview, update};
