//! A fingerprint by which indexes over the same documents are recognised.

use std::fmt;

use sha2::Digest;

use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::index::storage::file_columns::FileColumns;
use crate::index::storage::folder::FORMAT;
use crate::model::Sha256;

impl Index {
    /// A hash over the hashes and paths of all files of the index, skipped ones included: the same for the same documents,
    /// in whatever order and however often they were indexed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn fingerprint(&self) -> Result<Sha256, IndexError> {
        let mut lines = Vec::new();
        for segment in self.searcher.segment_readers() {
            let columns = FileColumns::open(segment)?;
            lines.extend(segment.doc_ids_alive().map(|doc| line(&columns, doc)));
        }
        lines.sort_unstable();
        let mut hasher = sha2::Sha256::new();
        hasher.update(format!("format {FORMAT}\n"));
        lines.iter().for_each(|line| hasher.update(line));
        Ok(Sha256(hasher.finalize().into()))
    }
}

fn line(columns: &FileColumns, doc: u32) -> String {
    let known = columns.known(doc);
    let hash: &dyn fmt::Display = match &known.sha256 {
        Some(hash) => hash,
        None => &"-",
    };
    let status = if known.skipped.is_some() {
        "skipped"
    } else {
        "ok"
    };
    format!("{hash} {status} {}\n", columns.id(doc).path)
}
