//! In which documents do words that are not all kept stand one after the other, and how often? Some documents at a time, each
//! word in all of them before the next.

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use super::followed::{Marks, keep_followed_by_bits};
use super::frequent_phrases::Indexed;
use super::postings::{FieldOfSegment, Listed};
use super::read_word::{ReadWord, number};
use super::streamed::{Spot, Streamed, StreamedDocs};

/// How many documents are looked at together: a bit for each.
const TOGETHER: usize = u64::BITS as usize;

/// So many that have all parts are enough to look at.
const ENOUGH: usize = 48;

/// A query looks at most of a word's documents if its rarest word stands in one of so many.
const MOST: u32 = 8;

/// Words in a row.
pub(super) struct InBlocks {
    /// Parts of the row that are indexed as such, and words; those in the fewest documents first.
    parts: Vec<StreamedDocs>,
    words: Vec<Word>,
    /// How many positions after the first each word stands: several if it comes again.
    after: Vec<Vec<u32>>,
    /// Room for where the parts stand, which nobody asks for.
    spots: Vec<Spot>,
    /// The numbers of the words, that which stands least often in the documents that are looked at first.
    order: Vec<usize>,
    /// The documents that are looked at, and where the row may start in each.
    docs: Vec<DocId>,
    starts: Vec<u32>,
    of_docs: Vec<Range<usize>>,
    marks: Marks,
}

impl InBlocks {
    /// Of words that each stand so many positions after the first, and of parts that such words make.
    pub(super) fn open(
        mut words: Vec<(Listed, u32)>,
        mut parts: Vec<Indexed>,
        field: &FieldOfSegment<'_>,
    ) -> tantivy::Result<Self> {
        words.sort_by_key(|(listed, _)| listed.count());
        parts.sort_by_key(Indexed::count);
        let counts = words.first().map(|(listed, _)| listed.count());
        let rarest = counts.into_iter().chain(parts.first().map(Indexed::count));
        let rarest = rarest.min().unwrap_or(0);
        let mut after: Vec<Vec<u32>> = Vec::new();
        for of_word in words.chunk_by(|(word, _), (other, _)| word == other) {
            after.push(of_word.iter().map(|(_, after)| *after).collect());
        }
        words.dedup_by(|(word, _), (other, _)| word == other);
        let word = |(listed, _)| {
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
                spots: Vec::new(),
            })
        };
        Ok(Self {
            parts: parts
                .iter()
                .map(Indexed::streamed)
                .collect::<tantivy::Result<_>>()?,
            spots: Vec::new(),
            order: (0..words.len()).collect(),
            after,
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
        let Some((rarest, others)) = self.parts.split_first_mut() else {
            let rarest = self.words.first_mut();
            return rarest.map_or(TERMINATED, |rarest| rarest.take(range, &mut self.docs));
        };
        let mut next = range.start;
        while self.docs.len() < ENOUGH && next < range.end {
            let from = self.docs.len();
            let room = TOGETHER - from;
            self.spots.clear();
            next = rarest.take(next..range.end, room, &mut self.docs, &mut self.spots);
            let taken = &mut self.docs[from..];
            let mut left = all(taken.len());
            for other in &mut *others {
                left &= other.find(taken, &mut self.spots);
            }
            for (kept, at) in ones(left).enumerate() {
                taken[kept] = taken[at];
            }
            self.docs.truncate(from + left.count_ones() as usize);
        }
        next
    }

    /// Which of the documents have all words.
    fn with_all_words(&mut self) -> u64 {
        let mut left = all(self.docs.len());
        // Where the rarest word was taken, it is there.
        let taken = usize::from(self.parts.is_empty());
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
            for at in ones(left) {
                let Here {
                    positions,
                    before,
                    bits,
                } = word.here(self.docs[at], at);
                let of_doc = &mut self.of_docs[at];
                let mut again = &self.after[*number][..];
                if is_first && let Some((after, others)) = again.split_first() {
                    again = others;
                    let place = |position: &u32| position.wrapping_sub(before);
                    let too_early = positions.iter().take_while(|at| place(at) < *after);
                    let starts = positions[too_early.count()..].iter();
                    let starts = starts.map(|position| place(position) - after);
                    *of_doc = self.starts.len()..self.starts.len() + starts.len();
                    self.starts.extend(starts);
                }
                for after in again {
                    let starts = &mut self.starts[of_doc.clone()];
                    let kept = match bits.is_empty() {
                        true => (self.marks).keep_followed(starts, positions, before, *after),
                        false => keep_followed_by_bits(starts, bits, *after),
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
                let here = word.docs()[*passed..].iter().take(TOGETHER);
                let here = here.take_while(|doc| **doc < range.end);
                let from = docs.len();
                docs.extend(here);
                let places = *passed..*passed + docs.len() - from;
                *passed = places.end;
                self.spots
                    .extend(places.map(|place| spot_of_kept(word, place)));
                let next = word.docs().get(*passed);
                next.copied().unwrap_or(TERMINATED)
            }
            Source::Streamed(word) => word.docs.take(range, TOGETHER, docs, &mut self.spots),
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
            Source::Streamed(word) => word.docs.find(docs, &mut self.spots),
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

fn spot_of_kept(word: &ReadWord, place: usize) -> Spot {
    Spot {
        before: place as u64,
        count: number(word.positions_of(place).len()),
    }
}

/// A bit for each of so many, at most as many as are looked at together.
fn all(count: usize) -> u64 {
    let others = (TOGETHER - count) as u32;
    u64::MAX.checked_shr(others).unwrap_or(0)
}

/// The numbers of the bits that are set.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    iter::from_fn(move || {
        let one = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        one
    })
}
