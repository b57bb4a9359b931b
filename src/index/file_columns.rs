//! The columns of a segment that say what its files are, for those who want to know all of them.

use tantivy::SegmentReader;
use tantivy::columnar::{BytesColumn, Column};

use super::schema::{NO_ROOT, STATUS_SKIPPED};
use super::stored::Card;
use crate::ingest::Known;
use crate::model::{DocumentId, Sha256, SkipReason};

/// The columns, opened.
pub(super) struct FileColumns {
    path: AllAtOnce<String>,
    /// The hashes in the cards.
    sha256: AllAtOnce<Option<Sha256>>,
    status: AllAtOnce<String>,
    root: Column<u64>,
    size_bytes: Column<u64>,
    modified_ns: Column<i64>,
    told: Column<u64>,
}

impl FileColumns {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let names = |field| {
            let column = fast.str(field)?.map(BytesColumn::from);
            AllAtOnce::read(column, |name| String::from_utf8_lossy(name).into_owned())
        };
        let hash_in = |card: &[u8]| Card::from_bytes(card).ok()?.sha256();
        Ok(Self {
            path: names("path")?,
            sha256: AllAtOnce::read(fast.bytes("card")?, hash_in)?,
            status: names("status")?,
            root: fast.u64("root")?,
            size_bytes: fast.u64("size_bytes")?,
            modified_ns: fast.i64("modified_ns")?,
            told: fast.u64("told")?,
        })
    }

    /// The documents of the segment that are files of an archive; others hold `inflections`.
    pub(super) fn files(&self, segment: &SegmentReader) -> impl Iterator<Item = u32> {
        let is_file = |doc: &u32| self.root.first(*doc).is_some_and(|root| root != NO_ROOT);
        segment.doc_ids_alive().filter(is_file)
    }

    pub(super) fn id(&self, doc: u32) -> DocumentId {
        let root = self
            .root
            .first(doc)
            .and_then(|root| u32::try_from(root).ok());
        DocumentId {
            root: root.unwrap_or_default(),
            path: self.path.of(doc).cloned().unwrap_or_default(),
        }
    }

    fn is_skipped(&self, doc: u32) -> bool {
        self.status
            .of(doc)
            .is_some_and(|status| status == STATUS_SKIPPED)
    }

    pub(super) fn known(&self, doc: u32) -> Known {
        Known {
            size_bytes: self.size_bytes.first(doc).unwrap_or_default(),
            modified_ns: self.modified_ns.first(doc).unwrap_or_default(),
            sha256: self.sha256.of(doc).copied().flatten(),
            skipped: self.is_skipped(doc).then_some(SkipReason::Unreadable),
            told: self.told.first(doc).unwrap_or_default(),
        }
    }
}

/// A column of bytes and what each value in it means, all of them read at once: quicker than one by one when every document
/// is asked for.
struct AllAtOnce<T> {
    column: Option<BytesColumn>,
    values: Vec<T>,
}

impl<T> AllAtOnce<T> {
    fn read(column: Option<BytesColumn>, meaning: impl Fn(&[u8]) -> T) -> tantivy::Result<Self> {
        let mut values = Vec::new();
        if let Some(column) = &column {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                values.push(meaning(stream.key()));
            }
        }
        Ok(Self { column, values })
    }

    fn of(&self, doc: u32) -> Option<&T> {
        let ordinal = self.column.as_ref()?.term_ords(doc).next()?;
        self.values.get(usize::try_from(ordinal).ok()?)
    }
}
