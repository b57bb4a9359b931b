//! In which documents do words that are not all kept stand one after the other, and how often? Some documents at a time, each
//! word in all of them before the next.

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use super::followed::{Marks, keep_followed_by_bits};
use super::postings::{FieldOfSegment, Listed, count_below};
use super::read_word::{ReadWord, number};
use super::streamed::{Spot, Streamed};

/// How many documents are looked at together: a bit for each.
const TOGETHER: usize = u64::BITS as usize;

/// A query looks at most of a word's documents if its rarest word stands in one of so many.
const MOST: u32 = 8;

/// Words in a row.
pub(super) struct InBlocks {
    /// Documents that have a part of the row, if that is known and fewer than have its rarest word; and how many were passed.
    with_part: Option<Vec<DocId>>,
    passed: usize,
    /// That in the fewest documents first.
    words: Vec<Word>,
    /// The numbers of the words, that which stands least often in the documents that are looked at first.
    order: Vec<usize>,
    /// The documents that are looked at, and where the row may start in each.
    docs: Vec<DocId>,
    starts: Vec<u32>,
    of_docs: Vec<Range<usize>>,
    marks: Marks,
}

impl InBlocks {
    /// Of words that each stand so many positions after the first, in documents that may all be known.
    pub(super) fn open(
        mut words: Vec<(Listed, u32)>,
        with_part: Option<Vec<DocId>>,
        field: &FieldOfSegment<'_>,
    ) -> tantivy::Result<Self> {
        words.sort_by_key(|(listed, _)| listed.count());
        let rarest = match &with_part {
            Some(docs) => number(docs.len()),
            None => words.first().map_or(0, |(rarest, _)| rarest.count()),
        };
        let word = |(listed, after)| {
            let source = match listed {
                Listed::Kept(word) => Source::Kept { word, passed: 0 },
                Listed::Stored(info) if info.doc_freq / MOST <= rarest => {
                    Source::Streamed(Box::new(field.streamed(&info)?))
                }
                Listed::Stored(info) => Source::Stored {
                    word: Box::new(field.stored(&info, true)?),
                    room: Vec::new(),
                },
            };
            Ok(Word {
                source,
                after,
                spots: Vec::new(),
            })
        };
        Ok(Self {
            with_part,
            passed: 0,
            order: (0..words.len()).collect(),
            words: words
                .into_iter()
                .map(word)
                .collect::<tantivy::Result<_>>()?,
            docs: Vec::new(),
            starts: Vec::new(),
            of_docs: Vec::new(),
            marks: Marks::default(),
        })
    }

    /// Adds the documents of a range, which is not before the one of the last call, each with how often the row stands in it,
    /// and tells where the next may be.
    pub(super) fn find(&mut self, range: Range<DocId>, found: &mut Vec<(DocId, u32)>) -> DocId {
        loop {
            let next = self.take(range.clone());
            if self.docs.is_empty() {
                return next;
            }
            let with_row = match self.with_all_words() {
                0 => 0,
                with_all => self.with_row(with_all),
            };
            let counted = |at: usize| (self.docs[at], number(self.of_docs[at].len()));
            found.extend(ones(with_row).map(counted));
        }
    }

    /// Takes the next documents of a range that may have the row, and tells where the next may be.
    fn take(&mut self, range: Range<DocId>) -> DocId {
        self.docs.clear();
        match (&self.with_part, self.words.first_mut()) {
            (Some(docs), _) => {
                self.passed += count_below(&docs[self.passed..], range.start);
                let (here, next) = together(&docs[self.passed..], range.end);
                self.docs.extend_from_slice(here);
                self.passed += here.len();
                next
            }
            (None, Some(rarest)) => rarest.take(range, &mut self.docs),
            (None, None) => TERMINATED,
        }
    }

    /// Which of the documents have all words.
    fn with_all_words(&mut self) -> u64 {
        let mut left = u64::MAX >> (TOGETHER - self.docs.len());
        // Where the rarest word was taken, it is there.
        let taken = usize::from(self.with_part.is_none());
        for word in &mut self.words[taken..] {
            if left != 0 {
                left &= word.find(&self.docs);
            }
        }
        left
    }

    /// Which of these documents have the words in a row, and where.
    fn with_row(&mut self, mut left: u64) -> u64 {
        let times = |word: &usize| self.words[*word].times(left);
        self.order.sort_by_cached_key(times);
        self.starts.clear();
        self.of_docs.clear();
        self.of_docs.resize(self.docs.len(), 0..0);
        let mut is_first = true;
        for number in &self.order {
            let word = &mut self.words[*number];
            let after = word.after;
            for at in ones(left) {
                let Here {
                    positions,
                    before,
                    bits,
                } = word.here(self.docs[at], at);
                let of_doc = &mut self.of_docs[at];
                if is_first {
                    let place = |position: &u32| position.wrapping_sub(before);
                    let too_early = positions.iter().take_while(|at| place(at) < after);
                    let starts = positions[too_early.count()..].iter();
                    let starts = starts.map(|position| place(position) - after);
                    *of_doc = self.starts.len()..self.starts.len() + starts.len();
                    self.starts.extend(starts);
                } else {
                    let starts = &mut self.starts[of_doc.clone()];
                    let kept = match bits.is_empty() {
                        true => (self.marks).keep_followed(starts, positions, before, after),
                        false => keep_followed_by_bits(starts, bits, after),
                    };
                    of_doc.end = of_doc.start + kept;
                }
                left &= !(u64::from(of_doc.start == of_doc.end) << at);
            }
            is_first = false;
        }
        left
    }
}

struct Word {
    source: Source,
    /// How many positions after the first word it stands.
    after: u32,
    /// Where it stands in the documents that are looked at.
    spots: Vec<Spot>,
}

enum Source {
    Kept {
        word: Arc<ReadWord>,
        /// How many of its documents were passed.
        passed: usize,
    },
    Streamed(Box<Streamed>),
    /// Most of whose documents do not have the other words.
    Stored {
        word: Box<SegmentPostings>,
        room: Vec<u32>,
    },
}

/// Where a word stands in a document: its positions, counted on from `before`, and if it is known a bit for each.
#[derive(Default)]
struct Here<'a> {
    positions: &'a [u32],
    before: u32,
    bits: &'a [u64],
}

impl Word {
    /// Adds its next documents in a range, as many as are looked at together, and tells which is behind them.
    fn take(&mut self, range: Range<DocId>, docs: &mut Vec<DocId>) -> DocId {
        self.spots.clear();
        match &mut self.source {
            Source::Kept { word, passed } => {
                let (Ok(start) | Err(start)) = word.place_of(range.start, *passed);
                *passed = start.max(*passed);
                let (here, next) = together(&word.docs()[*passed..], range.end);
                docs.extend_from_slice(here);
                let places = *passed..*passed + here.len();
                self.spots
                    .extend(places.map(|place| spot_of_kept(word, place)));
                *passed += here.len();
                next
            }
            Source::Streamed(word) => word.take(range, TOGETHER, docs, &mut self.spots),
            Source::Stored { .. } => TERMINATED,
        }
    }

    /// Which of the documents that are looked at have it, by a bit for each; of one that is stored that is not known yet.
    fn find(&mut self, docs: &[DocId]) -> u64 {
        match &mut self.source {
            Source::Kept { word, passed } => {
                let mut have_it = 0;
                self.spots.clear();
                for (at, doc) in docs.iter().enumerate() {
                    let place = word.place_of(*doc, *passed);
                    have_it |= u64::from(place.is_ok()) << at;
                    *passed = place.unwrap_or_else(|behind| behind);
                    let spot = place.map(|place| spot_of_kept(word, place));
                    self.spots.push(spot.unwrap_or_default());
                }
                have_it
            }
            Source::Streamed(word) => word.find(docs, &mut self.spots),
            Source::Stored { .. } => u64::MAX,
        }
    }

    /// How often it stands in some of the documents that are looked at; one that is stored is best looked at last.
    fn times(&self, documents: u64) -> u64 {
        match &self.source {
            Source::Stored { .. } => u64::MAX,
            _ => ones(documents)
                .map(|at| u64::from(self.spots[at].count))
                .sum(),
        }
    }

    /// Where it stands in a document, by its number among those that are looked at too.
    fn here(&mut self, doc: DocId, at: usize) -> Here<'_> {
        match &mut self.source {
            Source::Kept { word, .. } => {
                let (positions, bits) = word.at(self.spots[at].before as usize);
                Here {
                    positions,
                    before: 0,
                    bits,
                }
            }
            Source::Streamed(word) => {
                let (positions, before) = word.positions(self.spots[at]);
                Here {
                    positions,
                    before,
                    bits: &[],
                }
            }
            Source::Stored { word, room } => {
                if word.doc() < doc {
                    word.seek(doc);
                }
                if word.doc() != doc {
                    return Here::default();
                }
                room.clear();
                word.append_positions_with_offset(0, room);
                Here {
                    positions: room,
                    ..Here::default()
                }
            }
        }
    }
}

/// The first documents that are looked at together, of those before `end`, and what comes behind them.
fn together(docs: &[DocId], end: DocId) -> (&[DocId], DocId) {
    let most = &docs[..TOGETHER.min(docs.len())];
    let count = most.partition_point(|doc| *doc < end);
    let next = docs.get(count).copied().unwrap_or(TERMINATED);
    (&docs[..count], next)
}

fn spot_of_kept(word: &ReadWord, place: usize) -> Spot {
    Spot {
        before: place as u64,
        count: number(word.positions_of(place).len()),
    }
}

/// The numbers of the bits that are set.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    iter::from_fn(move || {
        let one = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        one
    })
}
