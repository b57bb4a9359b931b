//! In which documents of a segment does something of each slot stand in a row, and how often?
//!
//! What can stand in the slots is gone through way by way: each is a row of single words, which is quicker to look for than
//! all of them at once. One way is nearly always by far the most frequent.

use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::followed;
use super::in_a_row::{KeptRow, in_a_row};
use super::marks::Marks;
use super::near::Places;
use super::postings::{FieldOfSegment, Postings, count_below};
use super::read_word::number;
use super::slots::{self, Written};
use super::standing::{self, Slot};

/// More rows than these are not gone through one by one.
const MAX_ROWS: usize = 16;

/// The rows of a phrase in a segment.
pub(super) struct Rows {
    rows: Vec<Row>,
    /// What can stand in the slots, for documents that have several of the rows.
    all: Option<AllTogether>,
    /// Documents with how often any row stands in them, ascending; they are found some at a time.
    found: Vec<(DocId, u32)>,
    at: usize,
    /// The documents before this one are found, or were passed.
    end: DocId,
    /// How many documents were looked at for those.
    window: DocId,
    cost: u32,
}

/// How many documents are looked at at once: the more, the more of them were asked for one after the other.
const LEAST_WINDOW: DocId = 16;
const MOST_WINDOW: DocId = 4096;

impl Rows {
    /// `None` if there are too many rows.
    pub(super) fn open(
        slots: &[slots::Slot],
        field: &FieldOfSegment<'_>,
    ) -> tantivy::Result<Option<Self>> {
        let Some(ways) = ways_of_slots(slots, field)? else {
            return Ok(None);
        };
        let cost = ways.iter().map(Way::cost).fold(0, u32::saturating_add);
        let kept: Option<Vec<KeptRow>> = ways.iter().map(Way::kept).collect();
        let rows = match kept {
            Some(kept) => vec![Row::of_kept(&kept)],
            None => ways
                .into_iter()
                .map(|way| Row::of(way, field))
                .collect::<tantivy::Result<_>>()?,
        };
        let all = match rows.len() {
            0 | 1 => None,
            _ => standing::open(slots, &field.to_show(), true)?.map(AllTogether::of),
        };
        Ok(Some(Self {
            rows,
            all,
            found: Vec::new(),
            at: 0,
            end: 0,
            window: LEAST_WINDOW,
            cost,
        }))
    }

    /// About how many documents there are at most.
    pub(super) fn cost(&self) -> u32 {
        self.cost
    }

    /// How often any row stands in the document that `seek` has found.
    pub(super) fn count_here(&self) -> u32 {
        self.found.get(self.at).map_or(0, |(_, count)| *count)
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        let rest = &self.found[self.at..];
        self.at += rest.iter().take_while(|(doc, _)| *doc < target).count();
        if self.at == self.found.len() {
            self.find(target.max(self.end));
        }
        self.found.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    /// Finds the first documents from `from` on.
    fn find(&mut self, mut from: DocId) {
        self.found.clear();
        self.at = 0;
        self.window = match from == self.end {
            true => MOST_WINDOW.min(2 * self.window),
            false => LEAST_WINDOW,
        };
        while from < TERMINATED && self.found.is_empty() {
            self.end = TERMINATED.min(from + self.window);
            let mut next = TERMINATED;
            for row in &mut self.rows {
                next = next.min(row.find(from..self.end, &mut self.found));
            }
            from = next;
            self.window = MOST_WINDOW.min(2 * self.window);
        }
        if let Some(all) = &mut self.all {
            all.merge(&mut self.found);
        }
    }
}

/// A row in a segment.
enum Row {
    /// Of words that are kept: its documents are found at once, each with how often it stands there.
    Found {
        docs: Vec<(DocId, u32)>,
        at: usize,
    },
    Words(Box<Words>),
}

impl Row {
    fn of_kept(rows: &[KeptRow]) -> Self {
        let docs = in_a_row(rows);
        Self::Found { docs, at: 0 }
    }

    fn of(way: Way, field: &FieldOfSegment<'_>) -> tantivy::Result<Self> {
        Ok(match way.kept() {
            Some(row) => Self::of_kept(&[row]),
            None => Self::Words(Box::new(Words::open(way, field)?)),
        })
    }

    /// Adds the documents of a range, which is not before the one of the last call, and tells where the next may be.
    fn find(&mut self, range: Range<DocId>, found: &mut Vec<(DocId, u32)>) -> DocId {
        match self {
            Self::Found { docs, at } => {
                *at += docs[*at..].partition_point(|(doc, _)| *doc < range.start);
                let rest = &docs[*at..];
                let (here, later) =
                    rest.split_at(rest.partition_point(|(doc, _)| *doc < range.end));
                found.extend_from_slice(here);
                later.first().map_or(TERMINATED, |(doc, _)| *doc)
            }
            Self::Words(words) => words.find(range, found),
        }
    }
}

/// One way to have something of each slot: words in a row.
#[derive(Clone)]
struct Way {
    words: Vec<Word>,
    /// How many positions it takes, and what is in the first slot.
    width: u32,
    first_width: u32,
}

/// A word, and how many positions after the first it stands.
#[derive(Clone)]
struct Word {
    term: String,
    postings: Postings,
    after: u32,
}

/// `None` if there are too many ways.
fn ways_of_slots(
    slots: &[slots::Slot],
    field: &FieldOfSegment<'_>,
) -> tantivy::Result<Option<Vec<Way>>> {
    let has_many = |slot: &slots::Slot| slot.words.len() + slot.runs.len() > MAX_ROWS;
    if slots.iter().any(has_many) {
        return Ok(None);
    }
    let mut ways = None;
    for slot in slots {
        let mut of_slot = ways_of_words(&slot.words, field)?;
        for run in &slot.runs {
            let mut of_run = None;
            for words in run {
                of_run = Some(joined(of_run, ways_of_words(words, field)?));
            }
            of_slot.extend(of_run.unwrap_or_default());
        }
        if ways.is_none() {
            for way in &mut of_slot {
                way.first_width = way.width;
            }
        }
        let joined = joined(ways, of_slot);
        if joined.len() > MAX_ROWS {
            return Ok(None);
        }
        ways = Some(joined);
    }
    Ok(ways)
}

/// Those of the words that occur.
fn ways_of_words(words: &[Written], field: &FieldOfSegment<'_>) -> tantivy::Result<Vec<Way>> {
    let mut ways = Vec::with_capacity(words.len());
    for Written { term, width } in words {
        let postings = field.postings(term, true)?;
        ways.extend(postings.map(|postings| Way {
            words: vec![Word {
                term: term.clone(),
                postings,
                after: 0,
            }],
            width: *width,
            first_width: *width,
        }));
    }
    Ok(ways)
}

/// Each with each behind it.
fn joined(ways: Option<Vec<Way>>, behind: Vec<Way>) -> Vec<Way> {
    let Some(ways) = ways else {
        return behind;
    };
    let mut all = Vec::with_capacity(ways.len() * behind.len());
    for way in &ways {
        all.extend(behind.iter().map(|other| way.followed_by(other)));
    }
    all
}

impl Way {
    fn followed_by(&self, other: &Self) -> Self {
        let mut way = self.clone();
        for word in &other.words {
            way.words.push(Word {
                after: self.width + word.after,
                ..word.clone()
            });
        }
        way.width += other.width;
        way
    }

    /// In how many documents it is at most.
    fn cost(&self) -> u32 {
        let counts = self.words.iter().map(|word| word.postings.count());
        counts.min().unwrap_or(0)
    }

    /// If all words are kept.
    fn kept(&self) -> Option<KeptRow> {
        let kept = |word: &Word| match &word.postings {
            Postings::Kept { word: kept, .. } => Some((kept.clone(), word.after)),
            Postings::Stored(_) | Postings::Streamed(_) => None,
        };
        Some(KeptRow {
            words: self.words.iter().map(kept).collect::<Option<_>>()?,
            first_width: self.first_width,
        })
    }
}

/// A word in fewer documents is quick to read in any way.
const MANY_DOCUMENTS: u32 = if cfg!(test) { 2 } else { 1024 };

/// A query looks at most of a word's documents if its rarest word stands in one of so many.
const MOST: u32 = 8;

/// A word stands seldom in a document where the next stands so many times as often: the positions of that are passed between
/// those of this.
const SELDOM: u32 = 6;

/// Words in a row that are not all kept.
struct Words {
    words: Vec<Word>,
    /// The numbers of the words, that in the fewest documents first.
    by_documents: Vec<usize>,
    /// How often each stands in the document, with its number, ascending.
    by_frequency: Vec<(u32, usize)>,
    /// If all are streamed.
    marks: Option<Marks>,
    /// Room for places where the row may start, and for those of a word.
    starts: Vec<u32>,
    room: Vec<u32>,
    /// The first document that is not looked at yet and may have all words.
    next: DocId,
}

impl Words {
    fn open(way: Way, field: &FieldOfSegment<'_>) -> tantivy::Result<Self> {
        let rarest = way.cost();
        let mut words = way.words;
        for word in &mut words {
            let count = word.postings.count();
            if matches!(word.postings, Postings::Stored(_))
                && count >= MANY_DOCUMENTS
                && count / MOST <= rarest
                && let Some(streamed) = field.streamed(&word.term)?
            {
                word.postings = streamed;
            }
        }
        let mut by_documents: Vec<usize> = (0..words.len()).collect();
        by_documents.sort_by_key(|word| words[*word].postings.count());
        let streamed = |word: &Word| matches!(word.postings, Postings::Streamed(_));
        let marks = match words.iter().all(streamed) {
            true => Marks::of_words(words.len(), way.width),
            false => None,
        };
        Ok(Self {
            words,
            by_frequency: by_documents.iter().map(|at| (0, *at)).collect(),
            by_documents,
            marks,
            starts: Vec::new(),
            room: Vec::new(),
            next: 0,
        })
    }

    fn find(&mut self, range: Range<DocId>, found: &mut Vec<(DocId, u32)>) -> DocId {
        self.next = self.next_common(range.start.max(self.next));
        while self.next < range.end {
            let count = self.count_here();
            found.extend((count > 0).then_some((self.next, count)));
            self.next = self.next_common(self.next + 1);
        }
        self.next
    }

    /// The first document from `candidate` on that has all words.
    fn next_common(&mut self, candidate: DocId) -> DocId {
        standing::next_common(&self.by_documents, candidate, |word, doc| {
            self.words[word].postings.seek(doc)
        })
    }

    fn count_here(&mut self) -> u32 {
        for (frequency, at) in &mut self.by_frequency {
            *frequency = self.words[*at].postings.frequency();
        }
        self.by_frequency.sort_unstable();
        self.count_by_marks()
            .unwrap_or_else(|| self.count_by_positions())
    }

    /// `None` if not all words are streamed, or one stands too far into the document or seldom beside the others.
    fn count_by_marks(&mut self) -> Option<u32> {
        let [(least, _), (next, _), ..] = self.by_frequency[..] else {
            return None;
        };
        let seldom = next >= least.saturating_mul(SELDOM);
        let marks = self.marks.as_mut().filter(|_| !seldom)?;
        marks.begin();
        let mut agree = 0;
        for (before, (_, at)) in (0..).zip(&self.by_frequency) {
            let Word {
                postings, after, ..
            } = &mut self.words[*at];
            let Postings::Streamed(word) = postings else {
                return None;
            };
            agree = match usize::from(before) {
                0 => marks.mark(word.steps(), *after)?,
                last if last + 1 == self.by_frequency.len() => {
                    marks.count(before, word.steps(), *after)
                }
                _ => marks.go_on(before, word.steps(), *after),
            };
            if agree == 0 {
                break;
            }
        }
        Some(agree)
    }

    /// Where the word that stands least often would have the row start, and which of these places the other words leave.
    fn count_by_positions(&mut self) -> u32 {
        self.starts.clear();
        let mut is_first = true;
        for (_, at) in &self.by_frequency {
            let Word {
                postings, after, ..
            } = &mut self.words[*at];
            let after = *after;
            if std::mem::take(&mut is_first) {
                let positions = postings.positions(&mut self.room);
                let positions = &positions[count_below(positions, after)..];
                self.starts
                    .extend(positions.iter().map(|position| position - after));
            } else if let Postings::Streamed(word) = postings {
                followed::keep_followed_by_steps(&mut self.starts, word.steps(), after);
            } else if let Some(bits) = postings.bits() {
                followed::keep_followed_by_bits(&mut self.starts, bits, after);
            } else {
                followed::keep_followed(
                    &mut self.starts,
                    postings.positions(&mut self.room),
                    after,
                );
            }
            if self.starts.is_empty() {
                return 0;
            }
        }
        number(self.starts.len())
    }
}

/// All that can stand in the slots, where a document has several of the rows: a place may be in more than one.
struct AllTogether {
    slots: Vec<Slot>,
    places: Vec<Places>,
}

impl AllTogether {
    fn of(slots: Vec<Slot>) -> Self {
        Self {
            places: vec![Places::default(); slots.len()],
            slots,
        }
    }

    /// Puts together what was found of each row.
    fn merge(&mut self, found: &mut Vec<(DocId, u32)>) {
        found.sort_unstable();
        found.dedup_by(|(doc, _), (before, count)| {
            let same = doc == before;
            if same {
                *count = 0;
            }
            same
        });
        for (doc, count) in found.iter_mut().filter(|(_, count)| *count == 0) {
            *count = self.count(*doc);
        }
    }

    fn count(&mut self, doc: DocId) -> u32 {
        for slot in &mut self.slots {
            slot.seek(doc);
        }
        standing::count_together(&mut self.slots, doc, None, &mut self.places)
    }
}
