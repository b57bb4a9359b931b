//! The columns of a segment that say what its files are, for those who want to know all of them.

use tantivy::SegmentReader;
use tantivy::columnar::{BytesColumn, Column, StrColumn};

use super::schema::{NO_ROOT, STATUS_SKIPPED};
use super::stored::Card;
use crate::ingest::Known;
use crate::model::{DocumentId, Sha256, SkipReason};

/// The columns, opened.
pub(super) struct FileColumns {
    path: Names,
    hashes: Hashes,
    status: Names,
    root: Column<u64>,
    size_bytes: Column<u64>,
    modified_ns: Column<i64>,
    told: Column<u64>,
}

impl FileColumns {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self {
            path: Names::read(segment, "path")?,
            hashes: Hashes::read(segment)?,
            status: Names::read(segment, "status")?,
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
            path: self.path.of(doc).unwrap_or_default().to_owned(),
        }
    }

    fn is_skipped(&self, doc: u32) -> bool {
        self.status.of(doc) == Some(STATUS_SKIPPED)
    }

    pub(super) fn known(&self, doc: u32) -> Known {
        Known {
            size_bytes: self.size_bytes.first(doc).unwrap_or_default(),
            modified_ns: self.modified_ns.first(doc).unwrap_or_default(),
            sha256: self.hashes.of(doc),
            skipped: self.is_skipped(doc).then_some(SkipReason::Unreadable),
            told: self.told.first(doc).unwrap_or_default(),
        }
    }
}

/// A column of names, all of them read at once: quicker than one by one when every document is asked for.
struct Names {
    column: Option<StrColumn>,
    names: Vec<String>,
}

impl Names {
    fn read(segment: &SegmentReader, field: &str) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(field)?;
        let mut names = Vec::new();
        if let Some(column) = &column {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                names.push(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        Ok(Self { column, names })
    }

    fn of(&self, doc: u32) -> Option<&str> {
        let ordinal = self.column.as_ref()?.term_ords(doc).next()?;
        self.names
            .get(usize::try_from(ordinal).ok()?)
            .map(String::as_str)
    }
}

/// The hashes in the cards of a segment, all of them read at once.
struct Hashes {
    column: Option<BytesColumn>,
    hashes: Vec<Option<Sha256>>,
}

impl Hashes {
    fn read(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = segment.fast_fields().bytes("card")?;
        let mut hashes = Vec::new();
        if let Some(column) = &column {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                let card = Card::from_bytes(stream.key()).ok();
                hashes.push(card.and_then(|card| card.sha256()));
            }
        }
        Ok(Self { column, hashes })
    }

    fn of(&self, doc: u32) -> Option<Sha256> {
        let ordinal = self.column.as_ref()?.term_ords(doc).next()?;
        *self.hashes.get(usize::try_from(ordinal).ok()?)?
    }
}
