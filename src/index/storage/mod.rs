//! What an index keeps on disk: its folder, the engine's files, records, summaries, texts and columns.

pub(crate) mod checksum;
pub(crate) mod columns;
pub(crate) mod directory;
pub(crate) mod engine;
pub(crate) mod file_columns;
pub(crate) mod folder;
pub(crate) mod record;
pub(crate) mod summary;
pub(crate) mod text;
