//! What may stand at each place of a phrase in this archive?
//!
//! `non-governmental`, `nongovernmental` and `non governmental` stand for one another. Which words are one word in two
//! parts is told by a hyphen, typed or often written in the archive, or by a prefix that is no word: so `therapist` does not
//! stand for `the rapist`.

use std::sync::Arc;

use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED, Term};

use super::IndexError;
use super::expand::expand;
use super::postings::ReadWords;
use super::words::{COMPOUND_SIGNS, capitals_key, compound_of_key, hyphenated_key};
use crate::query::{Joined, Pattern, Phrase};
use crate::text::{Joint, is_bound_prefix, prefix_length};

/// What may stand at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    /// Any of these.
    pub(super) words: Vec<Written>,
    /// Or one of each of these in a row.
    pub(super) runs: Vec<Vec<Vec<Written>>>,
    /// What was typed, one word or several: how rare that is, is what a match is worth.
    pub(super) typed: Vec<Vec<Written>>,
}

/// A word as it is indexed, and how many words of a text it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Written {
    pub(super) term: String,
    pub(super) width: u32,
}

impl Written {
    pub(super) fn word(term: impl Into<String>) -> Self {
        Self {
            term: term.into(),
            width: 1,
        }
    }
}

/// More ways to part one typed word than these are not tried.
const MAX_WAYS: usize = 64;

/// Initials of fewer letters are only found by what is typed in capitals: `U.S.` is not `us`.
const MIN_INITIALS: u32 = 3;

/// A compound occurs with its hyphen at least once for so many times that the rarest of its words occurs.
const OFTEN: u64 = 20;

/// The words of a field.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) field: Field,
    /// What was read of them before.
    pub(super) read: &'a ReadWords,
}

/// How each is indexed, how it is written, and the lengths of its words.
pub(super) type Compounds = Vec<(String, Joint, Vec<usize>)>;

impl Vocabulary<'_> {
    /// What may stand at the place of a single word.
    pub(super) fn slot(&self, pattern: &Pattern) -> Result<Slot, IndexError> {
        self.joint_slot(std::slice::from_ref(pattern), &[])
    }

    /// What may stand at the places of a phrase; fewer than its words where some are parts of one.
    pub(super) fn slots(&self, phrase: &Phrase) -> Result<Vec<Slot>, IndexError> {
        if phrase.verbatim.is_some() {
            return phrase
                .words
                .iter()
                .map(|word| self.as_typed(word))
                .collect();
        }
        let mut joined = phrase.joined.clone();
        if phrase.slop.is_none() {
            self.join_as_the_archive_does(&phrase.words, &mut joined)?;
        }
        joined.sort_by_key(|joined| joined.words.start);
        let mut slots = Vec::with_capacity(phrase.words.len());
        let mut rest = joined.as_slice();
        let mut at = 0;
        while at < phrase.words.len() {
            let (count, end) = overlapping(rest, at);
            let (here, later) = rest.split_at(count);
            let moved: Vec<Joined> = here.iter().map(|joined| moved_back(joined, at)).collect();
            slots.push(self.joint_slot(&phrase.words[at..end], &moved)?);
            (rest, at) = (later, end);
        }
        Ok(slots)
    }

    fn as_typed(&self, pattern: &Pattern) -> Result<Slot, IndexError> {
        let mut words = expand(self.searcher, self.field, pattern)?;
        words.retain(|word| word.width == 1);
        Ok(Slot {
            typed: vec![words.clone()],
            words,
            runs: Vec::new(),
        })
    }

    /// Adds neighbours that are written as one word as well as with a hyphen.
    fn join_as_the_archive_does(
        &self,
        words: &[Pattern],
        joined: &mut Vec<Joined>,
    ) -> Result<(), IndexError> {
        for (at, pair) in words.windows(2).enumerate() {
            let [Pattern::Exact(one), Pattern::Exact(other)] = pair else {
                continue;
            };
            let range = at..at + 2;
            if joined.iter().any(|joined| joined.words == range) {
                continue;
            }
            let whole = format!("{one}{other}");
            let lengths = [one.chars().count()];
            if self.holds(&whole)?
                && (is_bound_prefix(one) || self.are_often_one(&whole, &lengths)?)
            {
                joined.push(Joined {
                    words: range,
                    as_one: Pattern::Exact(whole),
                    capitals: false,
                });
            }
        }
        Ok(())
    }

    /// What may stand for words that overlap in what they are parts of.
    fn joint_slot(&self, words: &[Pattern], joined: &[Joined]) -> Result<Slot, IndexError> {
        let mut ways = Vec::new();
        part(words.len(), joined, 0, &mut Vec::new(), &mut ways);
        let typed = words.iter().map(|word| self.written(word, None));
        let mut slot = Slot {
            typed: typed.collect::<Result<_, _>>()?,
            ..Slot::default()
        };
        for way in &ways {
            match way.as_slice() {
                [only] => self.add_one(only.pattern(words), only.capitals(), &mut slot)?,
                several => {
                    let parts = several
                        .iter()
                        .map(|part| self.written(part.pattern(words), part.capitals()));
                    slot.runs.push(parts.collect::<Result<_, _>>()?);
                }
            }
        }
        slot.words.sort();
        slot.words.dedup();
        slot.runs.sort();
        slot.runs.dedup();
        Ok(slot)
    }

    /// One word, and what it is a joined form of.
    fn add_one(
        &self,
        pattern: &Pattern,
        capitals: Option<u32>,
        slot: &mut Slot,
    ) -> Result<(), IndexError> {
        slot.words.extend(self.written(pattern, capitals)?);
        if let (Pattern::Exact(word), None) = (pattern, capitals) {
            for lengths in self.hyphenations(word)? {
                if self.are_often_one(word, &lengths)? {
                    slot.runs.push(run_of(&parts_of(word, &lengths)));
                }
            }
            if let Some(prefix) = prefix_length(word)
                && self.holds(&word[prefix..])?
            {
                slot.runs.push(run_of(&[&word[..prefix], &word[prefix..]]));
            }
        }
        Ok(())
    }

    /// The words a pattern stands for, with compounds that are written tight. With `capitals`, the number of words it was
    /// typed as: only what two capital letters stand for.
    fn written(
        &self,
        pattern: &Pattern,
        capitals: Option<u32>,
    ) -> Result<Vec<Written>, IndexError> {
        let Pattern::Exact(word) = pattern else {
            return expand(self.searcher, self.field, pattern);
        };
        let initials = |(_, joint, _): &(String, Joint, Vec<usize>)| *joint == Joint::Initials;
        match capitals {
            Some(1) => {
                let compounds = self.compounds(word)?;
                let compounds = compounds.iter().filter(|one| initials(one));
                let compounds = compounds.map(|(term, _, lengths)| wide(term.clone(), lengths));
                Ok([Written::word(word)].into_iter().chain(compounds).collect())
            }
            Some(_) => Ok(vec![Written::word(capitals_key(word))]),
            None => {
                let compounds = self.compounds(word)?;
                let compounds = compounds
                    .iter()
                    .map(|(term, joint, lengths)| (joint, wide(term.clone(), lengths)));
                let fitting = compounds.filter(|(joint, written)| match joint {
                    Joint::Capitals => false,
                    Joint::Initials => written.width >= MIN_INITIALS,
                    Joint::Hyphen | Joint::Tight => true,
                });
                let fitting = fitting.map(|(_, written)| written);
                Ok([Written::word(word)].into_iter().chain(fitting).collect())
            }
        }
    }

    /// How the archive parts a word by a hyphen inside a line.
    fn hyphenations(&self, word: &str) -> Result<Vec<Vec<usize>>, IndexError> {
        let compounds = self.compounds(word)?;
        let hyphenated = compounds
            .iter()
            .filter(|(_, joint, _)| *joint == Joint::Hyphen);
        Ok(hyphenated.map(|(_, _, lengths)| lengths.clone()).collect())
    }

    /// The compounds whose words make this one, as they are indexed.
    fn compounds(&self, word: &str) -> Result<Arc<Compounds>, IndexError> {
        let key = (self.field, word.to_owned());
        if let Some(found) = self.read.compounds.get(&key) {
            return Ok(found);
        }
        let (lowest, after) = COMPOUND_SIGNS;
        let (from, to) = (format!("{word}{lowest}"), format!("{word}{after}"));
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.field)?;
            let range = inverted.terms().range().ge(&from).lt(&to);
            let mut terms = range.into_stream()?;
            while terms.advance() {
                let key = String::from_utf8_lossy(terms.key()).into_owned();
                if let Some((_, joint, lengths)) = compound_of_key(&key) {
                    found.push((key, joint, lengths));
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.dedup_by(|a, b| a.0 == b.0);
        let bytes = word.len() + found.iter().map(|one| 64 + one.0.len()).sum::<usize>();
        Ok(self.read.compounds.keep(key, found, bytes))
    }

    /// Whether the archive writes words with a hyphen so often that they are one word where they stand without it too: a
    /// hyphen that stands once between `and` and `a` says nothing.
    fn are_often_one(&self, whole: &str, lengths: &[usize]) -> Result<bool, IndexError> {
        let key = (self.field, hyphenated_key(whole, lengths));
        if let Some(known) = self.read.often_one.get(&key) {
            return Ok(*known);
        }
        let hyphenated = self.occurrences(&key.1)?;
        let mut often = false;
        for part in parts_of(whole, lengths)
            .into_iter()
            .filter(|_| hyphenated > 0)
        {
            often = often || hyphenated.saturating_mul(OFTEN) >= self.occurrences(part)?;
        }
        let bytes = key.1.len();
        Ok(*self.read.often_one.keep(key, often, bytes))
    }

    /// How often a term occurs.
    fn occurrences(&self, term: &str) -> Result<u64, IndexError> {
        let term = Term::from_field_text(self.field, term);
        let mut occurrences = 0;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.field)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqs)?;
            if let Some(mut postings) = postings {
                while postings.doc() != TERMINATED {
                    occurrences += u64::from(postings.term_freq());
                    postings.advance();
                }
            }
        }
        Ok(occurrences)
    }

    fn holds(&self, term: &str) -> Result<bool, IndexError> {
        let term = Term::from_field_text(self.field, term);
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.field)?;
            if inverted.get_term_info(&term)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

pub(super) fn wide(term: String, lengths: &[usize]) -> Written {
    Written {
        term,
        width: u32::try_from(lengths.len() + 1).unwrap_or(u32::MAX),
    }
}

/// The parts of a word, all but the last so many characters long.
pub(super) fn parts_of<'a>(word: &'a str, lengths: &[usize]) -> Vec<&'a str> {
    let mut rest = word;
    let mut parts = Vec::with_capacity(lengths.len() + 1);
    for length in lengths {
        let end = rest
            .char_indices()
            .nth(*length)
            .map_or(rest.len(), |(at, _)| at);
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

fn run_of(parts: &[&str]) -> Vec<Vec<Written>> {
    parts
        .iter()
        .map(|part| vec![Written::word(*part)])
        .collect()
}

/// How many of `joined` (by start) hang together from the word at `at` on, and where that ends.
fn overlapping(joined: &[Joined], at: usize) -> (usize, usize) {
    let (mut count, mut end) = (0, at + 1);
    for joined in joined {
        let belongs = joined.words.start < end;
        if !belongs {
            break;
        }
        count += 1;
        end = end.max(joined.words.end);
    }
    (count, end)
}

fn moved_back(joined: &Joined, by: usize) -> Joined {
    Joined {
        words: joined.words.start - by..joined.words.end - by,
        ..joined.clone()
    }
}

/// A part of a typed word: one of its words, or several as one.
#[derive(Clone, Copy)]
enum Part<'a> {
    Word(usize),
    Joined(&'a Joined),
}

impl<'a> Part<'a> {
    fn pattern(&self, words: &'a [Pattern]) -> &'a Pattern {
        match self {
            Self::Word(at) => &words[*at],
            Self::Joined(joined) => &joined.as_one,
        }
    }

    fn capitals(&self) -> Option<u32> {
        match self {
            Self::Joined(joined) if joined.capitals => u32::try_from(joined.words.len()).ok(),
            _ => None,
        }
    }
}

/// All ways to read so many words, one by one or joined.
fn part<'a>(
    count: usize,
    joined: &'a [Joined],
    at: usize,
    so_far: &mut Vec<Part<'a>>,
    ways: &mut Vec<Vec<Part<'a>>>,
) {
    if ways.len() == MAX_WAYS {
        return;
    }
    if at == count {
        ways.push(so_far.clone());
        return;
    }
    so_far.push(Part::Word(at));
    part(count, joined, at + 1, so_far, ways);
    so_far.pop();
    for joint in joined.iter().filter(|joined| joined.words.start == at) {
        so_far.push(Part::Joined(joint));
        part(count, joined, joint.words.end, so_far, ways);
        so_far.pop();
    }
}
