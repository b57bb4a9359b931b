//! What an index says of itself and of texts: its documents, totals, suggestions, quotations and integrity.

pub(crate) mod catalog;
mod fingerprint;
pub(crate) mod integrity;
mod overview;
mod quotations;
mod suggestions;
