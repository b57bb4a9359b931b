//! The columns of a segment that identify its files, for scans over all of them.

use tantivy::SegmentReader;
use tantivy::columnar::{BytesColumn, Column};

use super::summary::DocumentSummary;
use crate::index::schema::STATUS_SKIPPED;
use crate::ingest::Known;
use crate::model::{DocumentId, Sha256, SkipReason};

/// The path, hash, status, archive, size, time and supplied metadata of every file of a segment.
pub(crate) struct FileColumns {
    path: DecodedColumn<String>,
    sha256: DecodedColumn<Option<Sha256>>,
    status: DecodedColumn<String>,
    root: Column<u64>,
    size_bytes: Column<u64>,
    modified_ns: Column<i64>,
    supplied: Column<u64>,
}

impl FileColumns {
    pub(crate) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let names = |field| {
            let column = fast.str(field)?.map(BytesColumn::from);
            DecodedColumn::read(column, |name| String::from_utf8_lossy(name).into_owned())
        };
        let hash = |summary: &[u8]| DocumentSummary::from_bytes(summary).ok()?.sha256();
        Ok(Self {
            path: names("path")?,
            sha256: DecodedColumn::read(fast.bytes("summary")?, hash)?,
            status: names("status")?,
            root: fast.u64("root")?,
            size_bytes: fast.u64("size_bytes")?,
            modified_ns: fast.i64("modified_ns")?,
            supplied: fast.u64("supplied")?,
        })
    }

    pub(crate) fn id(&self, doc: u32) -> DocumentId {
        let root = self
            .root
            .first(doc)
            .and_then(|root| u32::try_from(root).ok());
        DocumentId {
            root: root.unwrap_or_default(),
            path: self.path.get(doc).cloned().unwrap_or_default(),
        }
    }

    fn is_skipped(&self, doc: u32) -> bool {
        self.status
            .get(doc)
            .is_some_and(|status| status == STATUS_SKIPPED)
    }

    pub(crate) fn known(&self, doc: u32) -> Known {
        Known {
            size_bytes: self.size_bytes.first(doc).unwrap_or_default(),
            modified_ns: self.modified_ns.first(doc).unwrap_or_default(),
            sha256: self.sha256.get(doc).copied().flatten(),
            skipped: self.is_skipped(doc).then_some(SkipReason::Unreadable),
            supplied: self.supplied.first(doc).unwrap_or_default(),
        }
    }
}

/// A column of bytes whose distinct values are decoded in one pass, which is quicker than one by one when every document is
/// read.
struct DecodedColumn<T> {
    column: Option<BytesColumn>,
    values: Vec<T>,
}

impl<T> DecodedColumn<T> {
    fn read(column: Option<BytesColumn>, decode: impl Fn(&[u8]) -> T) -> tantivy::Result<Self> {
        let mut values = Vec::new();
        if let Some(column) = &column {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                values.push(decode(stream.key()));
            }
        }
        Ok(Self { column, values })
    }

    fn get(&self, doc: u32) -> Option<&T> {
        let ordinal = self.column.as_ref()?.term_ords(doc).next()?;
        self.values.get(usize::try_from(ordinal).ok()?)
    }
}
