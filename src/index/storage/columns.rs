//! The columns of a segment that order its documents, identify copies and summarise hits.

use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::{DocId, SegmentReader};

/// The columns that searches read, opened once per index.
pub(crate) struct SearchColumns {
    pub(crate) path: StringColumn,
    pub(crate) root: Column<u64>,
    pub(crate) first_day: Column<u64>,
    pub(crate) hash: Column<u64>,
    pub(crate) symbol: StringColumn,
    pub(crate) language: StringColumn,
    pub(crate) status: StringColumn,
    summary: Option<BytesColumn>,
}

impl SearchColumns {
    pub(crate) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self {
            path: StringColumn::open(segment, "path")?,
            root: fast.u64("root")?,
            first_day: fast.u64("first_day")?,
            hash: fast.u64("hash")?,
            symbol: StringColumn::open(segment, "symbol")?,
            language: StringColumn::open(segment, "language")?,
            status: StringColumn::open(segment, "status")?,
            summary: fast.bytes("summary")?,
        })
    }

    /// The serialized `DocumentSummary` of a document.
    pub(crate) fn summary(&self, doc: DocId) -> tantivy::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(column) = &self.summary
            && let Some(ordinal) = column.term_ords(doc).next()
        {
            column.ord_to_bytes(ordinal, &mut bytes)?;
        }
        Ok(bytes)
    }
}

/// A column of strings of which only the first value of a document is read.
pub(crate) struct StringColumn(Option<StrColumn>);

impl StringColumn {
    fn open(segment: &SegmentReader, field: &str) -> tantivy::Result<Self> {
        Ok(Self(segment.fast_fields().str(field)?))
    }

    /// The ordinal of a document's value. Within a segment ordinals are in the order of the values.
    pub(crate) fn ordinal(&self, doc: DocId) -> Option<u64> {
        self.0.as_ref()?.term_ords(doc).next()
    }

    /// The value of a document; empty if it has none.
    pub(crate) fn value(&self, doc: DocId) -> tantivy::Result<String> {
        let mut value = String::new();
        if let (Some(column), Some(ordinal)) = (&self.0, self.ordinal(doc)) {
            column.ord_to_str(ordinal, &mut value)?;
        }
        Ok(value)
    }
}
