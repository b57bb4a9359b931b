//! Where does a word stand in a segment? Words that are asked for again are kept as they were read.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, HasLen, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::cache::Cache;
use super::frequent_phrases::{self, Indexed};
use super::read_word::{ReadWord, add_ends, number};
use super::schema;
use super::slots::{self, Compounds};
use super::stored_positions::{BLOCK, StoredPositions};
use super::streamed::Streamed;

/// How many bytes of read words are kept.
const KEPT_BYTES: usize = 128 << 20;

/// The words of an index whose positions take this on disk can all be kept. Of a larger one, a word that takes more than
/// `MAX_STORED_BYTES` in a segment is read anew each time: it would only make others go.
const KEPT_STORED_BYTES: usize = KEPT_BYTES / 4;
const MAX_STORED_BYTES: usize = 64 << 10;

/// A word that takes less is read as a whole at once.
const SMALL_BYTES: usize = 2 << 10;

/// Any other word is read as a whole once so many queries ask for it: one that is alone reads little of it.
const QUERIES: u32 = 2;

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
    /// What a word may take on disk that is kept.
    max_stored_bytes: usize,
    /// The segments that have frequent phrases.
    with_phrases: Vec<SegmentId>,
}

/// The words of a stem, as the one slot of a query, and in how many documents they are once they were counted.
pub(super) struct OfStem {
    pub(super) slots: Arc<Vec<slots::Slot>>,
    pub(super) documents: Option<u64>,
}

type Key = (SegmentId, Field, String);

impl ReadWords {
    /// None yet of those of an index.
    pub(super) fn of_index(segments: &[SegmentReader]) -> tantivy::Result<Self> {
        let mut stored_bytes = 0;
        let mut with_phrases = Vec::new();
        for segment in segments {
            stored_bytes += segment.open_read(SegmentComponent::Positions)?.len();
            if frequent_phrases::are_in(segment)? {
                with_phrases.push(segment.segment_id());
            }
        }
        Ok(Self {
            compounds: Cache::new(ASKED_BYTES),
            often_one: Cache::new(ASKED_BYTES),
            of_stems: Cache::new(ASKED_BYTES),
            positions: Cache::new(ASKED_BYTES),
            asked: Cache::new(ASKED_BYTES),
            read: Cache::new(KEPT_BYTES),
            max_stored_bytes: match stored_bytes <= KEPT_STORED_BYTES {
                true => usize::MAX,
                false => MAX_STORED_BYTES,
            },
            with_phrases,
        })
    }

    /// As of an index so large that none is kept.
    #[cfg(test)]
    pub(super) fn none_kept(segments: &[SegmentReader]) -> tantivy::Result<Self> {
        Ok(Self {
            max_stored_bytes: 0,
            ..Self::of_index(segments)?
        })
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

    /// The same, to show where words stand.
    pub(super) fn to_show(&self) -> Self {
        Self {
            inverted: self.inverted.clone(),
            purpose: Purpose::Show,
            ..*self
        }
    }

    /// Where a word stands, or without positions only in which documents and how often; `None` if it does not occur.
    pub(super) fn postings(
        &self,
        word: &str,
        with_positions: bool,
    ) -> tantivy::Result<Option<Postings>> {
        Ok(match self.listed(word, with_positions)? {
            None => None,
            Some(Listed::Kept(word)) => Some(Postings::Kept { word, at: 0 }),
            Some(Listed::Stored(info)) => {
                let stored = self.stored(&info, with_positions)?;
                Some(Postings::Stored(Box::new(stored)))
            }
        })
    }

    /// What there is of a word; `None` if it does not occur. What several queries ask for with positions is read as a whole
    /// and kept.
    pub(super) fn listed(
        &self,
        word: &str,
        with_positions: bool,
    ) -> tantivy::Result<Option<Listed>> {
        let key = (self.reader.segment_id(), self.field, word.to_owned());
        if let Some(word) = self.words.read.get(&key) {
            return Ok(Some(Listed::Kept(word)));
        }
        let term = Term::from_field_text(self.field, word);
        let Some(info) = self.inverted.get_term_info(&term)? else {
            return Ok(None);
        };
        let stored_bytes = info.postings_range.len() + info.positions_range.len();
        let whole = with_positions
            && stored_bytes <= self.words.max_stored_bytes
            && (stored_bytes <= SMALL_BYTES || self.queries(&key) >= QUERIES);
        if !whole {
            return Ok(Some(Listed::Stored(info)));
        }
        let word = self.read(&info)?;
        let bytes = word.size_bytes();
        Ok(Some(Listed::Kept(self.words.read.keep(key, word, bytes))))
    }

    /// A phrase of single words; `None` if it is not indexed as such.
    pub(super) fn phrase(&self, words: &str) -> tantivy::Result<Option<Indexed>> {
        let is_text = self.reader.schema().get_field_name(self.field) == schema::TEXT;
        let segment = self.reader.segment_id();
        match is_text && self.words.with_phrases.contains(&segment) {
            true => Indexed::open(words, self.reader),
            false => Ok(None),
        }
    }

    /// A word's documents for a query that looks at few of them.
    pub(super) fn stored(
        &self,
        info: &TermInfo,
        with_positions: bool,
    ) -> tantivy::Result<SegmentPostings> {
        let option = match with_positions {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        Ok((self.inverted).read_postings_from_terminfo(info, option)?)
    }

    /// A word's documents for a query that looks at most of them.
    pub(super) fn streamed(&self, info: &TermInfo) -> tantivy::Result<Streamed> {
        let option = IndexRecordOption::WithFreqs;
        let blocks = (self.inverted).read_block_postings_from_terminfo(info, option)?;
        Ok(Streamed::new(blocks, self.stored_positions(info)?))
    }

    /// Reads a word as a whole, which is several times as quick as document by document.
    fn read(&self, info: &TermInfo) -> tantivy::Result<ReadWord> {
        let option = IndexRecordOption::WithFreqs;
        let mut blocks = (self.inverted).read_block_postings_from_terminfo(info, option)?;
        let count = info.doc_freq as usize;
        let (mut docs, mut ends) = (Vec::with_capacity(count), Vec::with_capacity(count));
        while blocks.block_len() > 0 {
            docs.extend_from_slice(blocks.docs());
            add_ends(&mut ends, blocks.freqs());
            blocks.advance();
        }
        let end = ends.last().copied().unwrap_or(0) as usize;
        let mut stored = self.stored_positions(info)?;
        let mut sums = vec![0; end.next_multiple_of(BLOCK)];
        let mut before = 0;
        for block in sums.as_chunks_mut::<BLOCK>().0 {
            stored.read(before, block);
            before = block[BLOCK - 1];
        }
        sums.truncate(end);
        Ok(ReadWord::of_sums(docs, ends, sums))
    }

    fn stored_positions(&self, info: &TermInfo) -> tantivy::Result<StoredPositions> {
        let range = info.positions_range.clone();
        let stored = self.positions()?.read_bytes_slice(range)?;
        Ok(StoredPositions::open(stored)?)
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

/// What there is of a word in a segment.
#[derive(Clone)]
pub(super) enum Listed {
    Kept(Arc<ReadWord>),
    /// Where it is.
    Stored(TermInfo),
}

impl PartialEq for Listed {
    /// Whether they are of the same word.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Kept(word), Self::Kept(other)) => Arc::ptr_eq(word, other),
            (Self::Stored(info), Self::Stored(other)) => info == other,
            _ => false,
        }
    }
}

impl Listed {
    /// How many documents it has.
    pub(super) fn count(&self) -> u32 {
        match self {
            Self::Kept(word) => number(word.docs().len()),
            Self::Stored(info) => info.doc_freq,
        }
    }
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
            Self::Kept { word, .. } => number(word.docs().len()),
        }
    }

    pub(super) fn doc(&self) -> DocId {
        match self {
            Self::Stored(stored) => stored.doc(),
            Self::Kept { word, at } => word.docs().get(*at).copied().unwrap_or(TERMINATED),
        }
    }

    /// Goes on to the first document from `target` on; stays where it is that far already.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Stored(stored) if stored.doc() < target => stored.seek(target),
            Self::Stored(stored) => stored.doc(),
            Self::Kept { word, at } => {
                let docs = &word.docs()[*at..];
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
                *at = (*at + 1).min(word.docs().len());
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
