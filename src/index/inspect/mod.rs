//! Reports on an index: documents, totals, suggestions for queries, quotations, integrity.

pub(crate) mod catalog;
mod fingerprint;
pub(crate) mod integrity;
mod overview;
mod quotations;
mod suggestions;
