//! In which documents of a segment does something of each slot stand in a row, and how often?
//!
//! What can stand in the slots is gone through way by way: each is a row of single words, which is quicker to look for than
//! all of them at once. One way is nearly always by far the most frequent.

use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::frequent_phrases::{Indexed, MAX_WORDS};
use super::in_a_row::{KeptRow, in_a_row};
use super::in_blocks::InBlocks;
use super::near::Places;
use super::postings::{FieldOfSegment, Listed};
use super::slots::{self, Written};
use super::standing::{self, Slot};
use super::streamed::StreamedDocs;

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
            self.find(target.max(self.end)..TERMINATED);
        }
        self.found.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    /// Whether its documents are known, and need not be looked for.
    pub(super) fn are_known(&self) -> bool {
        let is_known = |row: &Row| matches!(row, Row::Found { .. } | Row::Indexed(_));
        self.rows.iter().all(is_known)
    }

    /// Calls `each` for every document of a range, with how often any row stands in it.
    pub(super) fn for_each(&mut self, range: Range<DocId>, mut each: impl FnMut(DocId, u32)) {
        self.end = range.start;
        while self.end < range.end {
            self.find(self.end..range.end);
            for (doc, count) in &self.found {
                each(*doc, *count);
            }
        }
    }

    /// Finds the first documents of a range.
    fn find(&mut self, range: Range<DocId>) {
        self.found.clear();
        self.at = 0;
        self.window = match range.start == self.end {
            true => MOST_WINDOW.min(2 * self.window),
            false => LEAST_WINDOW,
        };
        let mut from = range.start;
        while from < range.end && self.found.is_empty() {
            self.end = range.end.min(from.saturating_add(self.window));
            let mut next = TERMINATED;
            for row in &mut self.rows {
                next = next.min(row.find(from..self.end, &mut self.found));
            }
            from = next;
            self.window = MOST_WINDOW.min(2 * self.window);
        }
        if self.found.is_empty() {
            self.end = range.end;
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
    /// Of a phrase that is indexed as such.
    Indexed(Box<StreamedDocs>),
    InBlocks(Box<InBlocks>),
}

impl Row {
    fn of_kept(rows: &[KeptRow]) -> Self {
        let docs = in_a_row(rows);
        Self::Found { docs, at: 0 }
    }

    fn of(way: Way, field: &FieldOfSegment<'_>) -> tantivy::Result<Self> {
        if let Some(row) = way.kept() {
            return Ok(Self::of_kept(&[row]));
        }
        if let Some(phrase) = field.phrase(&way.spelt)? {
            return Ok(Self::Indexed(Box::new(phrase.streamed()?)));
        }
        let parts = way.parts(field)?;
        let words = InBlocks::open(way.words, parts, field)?;
        Ok(Self::InBlocks(Box::new(words)))
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
            Self::Indexed(phrase) => phrase.read(range, found),
            Self::InBlocks(words) => words.find(range, found),
        }
    }
}

/// One way to have something of each slot: words in a row.
#[derive(Clone)]
struct Way {
    /// The words, with a space between two.
    spelt: String,
    /// Each with how many positions after the first it stands.
    words: Vec<(Listed, u32)>,
    /// How many positions it takes, and what is in the first slot.
    width: u32,
    first_width: u32,
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
        let listed = field.listed(term, true)?;
        ways.extend(listed.map(|listed| Way {
            spelt: term.clone(),
            words: vec![(listed, 0)],
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
        way.spelt = [&self.spelt, " ", &other.spelt].concat();
        let words = other.words.iter();
        let behind = |(listed, after): &(Listed, u32)| (listed.clone(), self.width + after);
        way.words.extend(words.map(behind));
        way.width += other.width;
        way
    }

    /// In how many documents it is at most.
    fn cost(&self) -> u32 {
        let counts = self.words.iter().map(|(listed, _)| listed.count());
        counts.min().unwrap_or(0)
    }

    /// The parts of it that are indexed as such, and in far fewer documents than its rarest word; none within another, which is in
    /// no more documents.
    fn parts(&self, field: &FieldOfSegment<'_>) -> tantivy::Result<Vec<Indexed>> {
        let words: Vec<&str> = self.spelt.split(' ').collect();
        let mut parts = Vec::new();
        let mut found: Vec<Range<usize>> = Vec::new();
        for width in (2..=MAX_WORDS.min(words.len() - 1)).rev() {
            for (at, part) in words.windows(width).enumerate() {
                let is_within = |found: &Range<usize>| found.start <= at && at + width <= found.end;
                if !found.iter().any(is_within)
                    && let Some(part) = field.phrase(&part.join(" "))?
                {
                    found.push(at..at + width);
                    parts.push(part);
                }
            }
        }
        let too_many = self.cost() / 8 * 7;
        parts.retain(|part| part.count() < too_many);
        Ok(parts)
    }

    /// If all words are kept.
    fn kept(&self) -> Option<KeptRow> {
        let kept = |(listed, after): &(Listed, u32)| match listed {
            Listed::Kept(word) => Some((word.clone(), *after)),
            Listed::Stored(_) => None,
        };
        Some(KeptRow {
            words: self.words.iter().map(kept).collect::<Option<_>>()?,
            first_width: self.first_width,
        })
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
