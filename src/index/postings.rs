//! Where does a word stand in a segment? Words that are asked for again are kept as they were read.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::positions::PositionReader;
use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::cache::Cache;
use super::slots::{self, Compounds};

/// How many bytes of read words are kept.
const KEPT_BYTES: usize = 128 << 20;

/// A word that takes more than this on disk is read anew each time.
const MAX_STORED_BYTES: usize = 4 << 20;

/// A word that takes less is read as a whole at once.
const SMALL_BYTES: usize = 2 << 10;

/// Any other word is read as a whole once so many queries ask for it: one that is alone reads little of it.
const QUERIES: u32 = 2;

/// How many positions are read at once. The engine looks for each block of them from the first on.
const READ_TOGETHER: usize = 1024;

/// How many bytes are kept of the names of words that were asked for, and of their compounds.
const ASKED_BYTES: usize = 4 << 20;

/// The words of an index that were asked for.
pub(super) struct ReadWords {
    /// The compounds that words are parts of, by field and word.
    pub(super) compounds: Cache<(Field, String), Compounds>,
    /// Which compounds, as they are indexed, are often written with a hyphen.
    pub(super) often_one: Cache<(Field, String), bool>,
    /// The words of stems, by field and the stem's key.
    pub(super) of_stems: Cache<(Field, String), OfStem>,
    /// The positions of a field in a segment, as they are stored.
    positions: Cache<(SegmentId, Field), FileSlice>,
    asked: Cache<Key, AtomicU32>,
    read: Cache<Key, ReadWord>,
}

/// The words of a stem, as the one slot of a query, and in how many documents they are once they were counted.
pub(super) struct OfStem {
    pub(super) slots: Arc<Vec<slots::Slot>>,
    pub(super) documents: Option<u64>,
}

type Key = (SegmentId, Field, String);

impl Default for ReadWords {
    fn default() -> Self {
        Self {
            compounds: Cache::new(ASKED_BYTES),
            often_one: Cache::new(ASKED_BYTES),
            of_stems: Cache::new(ASKED_BYTES),
            positions: Cache::new(ASKED_BYTES),
            asked: Cache::new(ASKED_BYTES),
            read: Cache::new(KEPT_BYTES),
        }
    }
}

impl fmt::Debug for ReadWords {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ReadWords")
    }
}

/// What the words of a query are read for: first to find documents, then to show where they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Find,
    Show,
}

/// A field of one segment.
pub(super) struct FieldOfSegment<'a> {
    pub(super) field: Field,
    reader: &'a SegmentReader,
    inverted: Arc<InvertedIndexReader>,
    words: &'a ReadWords,
    purpose: Purpose,
}

impl<'a> FieldOfSegment<'a> {
    pub(super) fn open(
        reader: &'a SegmentReader,
        field: Field,
        words: &'a ReadWords,
        purpose: Purpose,
    ) -> tantivy::Result<Self> {
        Ok(Self {
            field,
            reader,
            inverted: reader.inverted_index(field)?,
            words,
            purpose,
        })
    }

    /// Where a word stands, or without positions only in which documents and how often; `None` if it does not occur. What
    /// several queries ask for is read as a whole and kept.
    pub(super) fn postings(
        &self,
        word: &str,
        with_positions: bool,
    ) -> tantivy::Result<Option<Postings>> {
        let key = (self.reader.segment_id(), self.field, word.to_owned());
        if let Some(word) = self.words.read.get(&key) {
            return Ok(Some(Postings::Kept { word, at: 0 }));
        }
        let term = Term::from_field_text(self.field, word);
        let Some(info) = self.inverted.get_term_info(&term)? else {
            return Ok(None);
        };
        let stored_bytes = info.postings_range.len() + info.positions_range.len();
        let whole = with_positions
            && stored_bytes <= MAX_STORED_BYTES
            && (stored_bytes <= SMALL_BYTES || self.queries(&key) >= QUERIES);
        if whole {
            let word = self.read(&info)?;
            let bytes = word.size_bytes();
            let word = self.words.read.keep(key, word, bytes);
            return Ok(Some(Postings::Kept { word, at: 0 }));
        }
        let option = match with_positions {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let stored = self.inverted.read_postings_from_terminfo(&info, option)?;
        Ok(Some(Postings::Stored(Box::new(stored))))
    }

    /// Reads a word as a whole, which is several times as quick as document by document.
    fn read(&self, info: &TermInfo) -> tantivy::Result<ReadWord> {
        let mut word = ReadWord::default();
        let option = IndexRecordOption::WithFreqs;
        let mut blocks = (self.inverted).read_block_postings_from_terminfo(info, option)?;
        let count = info.doc_freq as usize;
        word.docs.reserve_exact(count);
        word.ends.reserve_exact(count);
        let mut end = 0;
        while blocks.block_len() > 0 {
            word.docs.extend_from_slice(blocks.docs());
            word.ends.extend(blocks.freqs().iter().map(|frequency| {
                end += frequency;
                end
            }));
            blocks.advance();
        }
        let stored = self
            .positions()?
            .read_bytes_slice(info.positions_range.clone())?;
        let mut stored = PositionReader::open(stored)?;
        word.positions = vec![0; end as usize];
        for (offset, some) in (0..)
            .step_by(READ_TOGETHER)
            .zip(word.positions.chunks_mut(READ_TOGETHER))
        {
            stored.read(offset, some);
        }
        word.arrange();
        Ok(word)
    }

    /// The positions of the field.
    fn positions(&self) -> tantivy::Result<Arc<FileSlice>> {
        let key = (self.reader.segment_id(), self.field);
        if let Some(positions) = self.words.positions.get(&key) {
            return Ok(positions);
        }
        let file = self.reader.open_read(SegmentComponent::Positions)?;
        let of_field = CompositeFile::open(&file)?.open_read(self.field);
        Ok(self.words.positions.keep(
            key,
            of_field.unwrap_or_else(FileSlice::empty),
            size_of::<FileSlice>(),
        ))
    }

    /// How many queries asked for a word, with this one.
    fn queries(&self, key: &Key) -> u32 {
        let more = u32::from(self.purpose == Purpose::Find);
        match self.words.asked.get(key) {
            Some(queries) => queries.fetch_add(more, Ordering::Relaxed) + more,
            None => {
                let bytes = key.2.len();
                self.words
                    .asked
                    .keep(key.clone(), AtomicU32::new(more), bytes);
                more
            }
        }
    }
}

/// A word's documents in a segment, ascending, and its places in each.
#[derive(Default)]
pub(super) struct ReadWord {
    docs: Vec<DocId>,
    /// Where the positions of each document end.
    ends: Vec<u32>,
    positions: Vec<u32>,
    /// Where the bits of each document end.
    bit_ends: Vec<u32>,
    /// A bit for each position of the documents where it stands often: quicker to ask, and they take no more room.
    bits: Vec<u64>,
}

impl ReadWord {
    /// Makes positions of the steps between them, and adds bits.
    fn arrange(&mut self) {
        self.bit_ends.reserve_exact(self.docs.len());
        let mut start = 0;
        for at in 0..self.ends.len() {
            let end = self.ends[at] as usize;
            let mut position = 0;
            for step in &mut self.positions[start..end] {
                position += *step;
                *step = position;
            }
            self.add_bits(start..end);
            self.bit_ends.push(number(self.bits.len()));
            start = end;
        }
        self.bits.shrink_to_fit();
    }

    /// Adds bits for these positions, if they stand close together.
    fn add_bits(&mut self, range: Range<usize>) {
        let positions = &self.positions[range];
        let last = positions.last().copied().unwrap_or(0);
        let words = (last / u64::BITS) as usize + 1;
        if words * size_of::<u64>() > size_of_val(positions) {
            return;
        }
        let start = self.bits.len();
        self.bits.resize(start + words, 0);
        for position in positions {
            let word = start + (position / u64::BITS) as usize;
            self.bits[word] |= 1 << (position % u64::BITS);
        }
    }

    fn size_bytes(&self) -> usize {
        let numbers = 3 * self.docs.len() + self.positions.len();
        numbers * size_of::<u32>() + self.bits.len() * size_of::<u64>()
    }

    fn bits_of(&self, at: usize) -> Option<&[u64]> {
        let bits = &self.bits[range_of(&self.bit_ends, at)];
        (!bits.is_empty()).then_some(bits)
    }

    fn positions_of(&self, at: usize) -> &[u32] {
        &self.positions[range_of(&self.ends, at)]
    }
}

/// The part of a list that belongs to a document, by where the parts end.
fn range_of(ends: &[u32], at: usize) -> Range<usize> {
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    start as usize..ends[at] as usize
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A word's documents, one after the other.
pub(super) enum Postings {
    Stored(Box<SegmentPostings>),
    Kept { word: Arc<ReadWord>, at: usize },
}

impl Postings {
    /// How many documents it has.
    pub(super) fn count(&self) -> u32 {
        match self {
            Self::Stored(stored) => stored.size_hint(),
            Self::Kept { word, .. } => number(word.docs.len()),
        }
    }

    pub(super) fn doc(&self) -> DocId {
        match self {
            Self::Stored(stored) => stored.doc(),
            Self::Kept { word, at } => word.docs.get(*at).copied().unwrap_or(TERMINATED),
        }
    }

    /// Goes on to the first document from `target` on; stays where it is that far already.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Stored(stored) if stored.doc() < target => stored.seek(target),
            Self::Stored(stored) => stored.doc(),
            Self::Kept { word, at } => {
                let docs = &word.docs[*at..];
                if docs.first().is_some_and(|doc| *doc < target) {
                    *at += count_below(docs, target);
                }
                self.doc()
            }
        }
    }

    pub(super) fn advance(&mut self) -> DocId {
        match self {
            Self::Stored(stored) => stored.advance(),
            Self::Kept { word, at } => {
                *at = (*at + 1).min(word.docs.len());
                self.doc()
            }
        }
    }

    /// How often it stands in the document.
    pub(super) fn frequency(&self) -> u32 {
        match self {
            Self::Stored(stored) => stored.term_freq(),
            Self::Kept { word, at } => number(word.positions_of(*at).len()),
        }
    }

    /// A bit for each position at which it stands in the document, where that is known.
    pub(super) fn bits(&self) -> Option<&[u64]> {
        match self {
            Self::Stored(_) => None,
            Self::Kept { word, at } => word.bits_of(*at),
        }
    }

    /// Where it stands in the document; `room` is for what must be read first.
    pub(super) fn positions<'a>(&'a mut self, room: &'a mut Vec<u32>) -> &'a [u32] {
        match self {
            Self::Stored(stored) => {
                room.clear();
                stored.append_positions_with_offset(0, room);
                room
            }
            Self::Kept { word, at } => word.positions_of(*at),
        }
    }
}

/// How many of an ascending list are below `wanted`: quick where they are few.
pub(super) fn count_below(list: &[u32], wanted: u32) -> usize {
    let (mut from, mut step) = (0, 1);
    while list.get(from + step - 1).is_some_and(|one| *one < wanted) {
        from += step;
        step *= 2;
    }
    let to = (from + step).min(list.len());
    from + list[from..to].partition_point(|one| *one < wanted)
}

#[cfg(test)]
mod tests {
    use super::count_below;

    #[test]
    fn counting_agrees_with_looking_at_each() {
        for length in 0..20u32 {
            let list: Vec<u32> = (0..length).map(|at| 3 * at + 1).collect();
            for wanted in 0..70 {
                let expected = list.iter().filter(|one| **one < wanted).count();
                assert_eq!(count_below(&list, wanted), expected, "{wanted} in {list:?}");
            }
        }
    }
}
