//! The columns of a segment that order its documents, tell copies, and show what a hit is.

use rustc_hash::FxHashSet;
use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::{DocId, SegmentReader, Term};

use super::followed::has_bit;
use super::schema::{Fields, NO_HASH};

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
    pub(super) fn open(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let hash = fast.u64("hash")?;
        let hashes = segment.inverted_index(fields.hash)?;
        // Documents that are no files have the same.
        let no_files = hashes.doc_freq(&Term::from_field_u64(fields.hash, NO_HASH))? as usize;
        let different = hashes.terms().num_terms() + no_files.saturating_sub(1);
        Ok(Self {
            path: OneByOne::open(segment, "path")?,
            root: fast.u64("root")?,
            first_day: fast.u64("first_day")?,
            all_differ: different == hash.values.num_vals() as usize,
            hash,
            symbol: OneByOne::open(segment, "symbol")?,
            language: OneByOne::open(segment, "language")?,
            status: OneByOne::open(segment, "status")?,
            card: fast.bytes("card")?,
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

    fn hashes(&self) -> impl Iterator<Item = (DocId, u64)> {
        let docs = 0..self.hash.num_docs();
        docs.filter_map(|doc| Some((doc, self.hash.first(doc)?)))
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

/// A column of names of which few are wanted.
pub(super) struct OneByOne(Option<StrColumn>);

impl OneByOne {
    pub(super) fn open(segment: &SegmentReader, field: &str) -> tantivy::Result<Self> {
        Ok(Self(segment.fast_fields().str(field)?))
    }

    /// The number of a document's first name; names are numbered in their order within a segment.
    pub(super) fn number(&self, doc: u32) -> Option<u64> {
        self.0.as_ref()?.term_ords(doc).next()
    }

    /// Calls `each` for every name, in order.
    pub(super) fn for_each(&self, mut each: impl FnMut(&str)) -> tantivy::Result<()> {
        let Some(column) = &self.0 else {
            return Ok(());
        };
        let mut names = column.dictionary().stream()?;
        while names.advance() {
            each(&String::from_utf8_lossy(names.key()));
        }
        Ok(())
    }

    /// The first name of a document.
    pub(super) fn name(&self, doc: u32) -> tantivy::Result<Option<String>> {
        let (Some(column), Some(number)) = (&self.0, self.number(doc)) else {
            return Ok(None);
        };
        let mut name = String::new();
        column.ord_to_str(number, &mut name)?;
        Ok(Some(name))
    }
}

/// Which documents of an index have copies; `None` for a segment without any.
pub(super) struct Copied(Vec<Option<Vec<u64>>>);

impl Copied {
    pub(super) fn of(segments: &[SearchColumns]) -> Self {
        let documents = segments
            .iter()
            .map(|segment| segment.hash.num_docs() as usize);
        let hashes = || segments.iter().flat_map(SearchColumns::hashes);
        let seen = Seen::of(documents.sum(), hashes().map(|(_, hash)| hash));
        let may_be = hashes().map(|(_, hash)| hash);
        let mut may_be: Vec<u64> = may_be.filter(|hash| seen.is_often(*hash)).collect();
        may_be.sort_unstable();
        let same = may_be.chunk_by(PartialEq::eq).filter(|same| same.len() > 1);
        let copied: FxHashSet<u64> = same.map(|same| same[0]).collect();
        let of_segment = |segment: &SearchColumns| {
            let mut bits = vec![0; segment.hash.num_docs().div_ceil(u64::BITS) as usize];
            let mut is_any = false;
            let docs = segment.hashes();
            for (doc, _) in docs.filter(|(_, hash)| copied.contains(hash)) {
                bits[(doc / u64::BITS) as usize] |= 1 << (doc % u64::BITS);
                is_any = true;
            }
            is_any.then_some(bits)
        };
        Self(segments.iter().map(of_segment).collect())
    }

    pub(super) fn has_any(&self, segment: usize) -> bool {
        self.0[segment].is_some()
    }

    pub(super) fn has(&self, segment: usize, doc: DocId) -> bool {
        let bits = self.0[segment].as_ref();
        bits.is_some_and(|bits| has_bit(bits, doc))
    }
}

/// Which of many numbers may be there more than once: nearly all that are not are told quickly.
pub(super) struct Seen {
    /// A bit for each number, by its last digits.
    once: Vec<u64>,
    often: Vec<u64>,
}

impl Seen {
    /// Of so many.
    pub(super) fn of(count: usize, numbers: impl Iterator<Item = u64>) -> Self {
        let words = (count / 8).next_power_of_two();
        let mut seen = Self {
            once: vec![0; words],
            often: vec![0; words],
        };
        for number in numbers {
            let (word, bit) = seen.place(number);
            seen.often[word] |= seen.once[word] & bit;
            seen.once[word] |= bit;
        }
        seen
    }

    pub(super) fn is_often(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.often[word] & bit != 0
    }

    fn place(&self, number: u64) -> (usize, u64) {
        let word = (number >> 6) as usize & (self.once.len() - 1);
        (word, 1 << (number & 63))
    }
}
