//! The columns of a segment that order its documents, tell copies, and show what a hit is.

use tantivy::columnar::{BytesColumn, Column};
use tantivy::{DocId, SegmentReader};

use super::open::OneByOne;

/// The columns that every search asks, opened once for an index.
pub(super) struct SearchColumns {
    pub(super) path: OneByOne,
    pub(super) root: Column<u64>,
    pub(super) first_day: Column<u64>,
    pub(super) hash: Column<u64>,
    pub(super) symbol: OneByOne,
    pub(super) language: OneByOne,
    pub(super) status: OneByOne,
    card: Option<BytesColumn>,
    /// Whether no two documents of the segment have the same bytes.
    all_differ: bool,
}

impl SearchColumns {
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let all_differ = match fast.str("sha256")? {
            Some(hashes) => hashes.num_terms() == hashes.ords().values.num_vals() as usize,
            None => true,
        };
        Ok(Self {
            path: OneByOne::open(segment, "path")?,
            root: fast.u64("root")?,
            first_day: fast.u64("first_day")?,
            hash: fast.u64("hash")?,
            symbol: OneByOne::open(segment, "symbol")?,
            language: OneByOne::open(segment, "language")?,
            status: OneByOne::open(segment, "status")?,
            card: fast.bytes("card")?,
            all_differ,
        })
    }

    /// Whether it is sure that no two documents have the same bytes.
    pub(super) fn all_differ(segments: &[Self]) -> bool {
        matches!(
            segments,
            [] | [Self {
                all_differ: true,
                ..
            }]
        )
    }

    /// The number of a document's path, in the order of the paths.
    pub(super) fn path_number(&self, doc: DocId) -> u64 {
        self.path.number(doc).unwrap_or(u64::MAX)
    }

    pub(super) fn path_of(&self, doc: DocId) -> tantivy::Result<String> {
        Ok(self.path.name(doc)?.unwrap_or_default())
    }

    /// What a hit shows of a document, as it is stored.
    pub(super) fn card(&self, doc: DocId) -> tantivy::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(column) = &self.card
            && let Some(number) = column.term_ords(doc).next()
        {
            column.ord_to_bytes(number, &mut bytes)?;
        }
        Ok(bytes)
    }
}
