//! The alternatives at each position of a phrase, according to how the archive spells compounds.
//!
//! `non-governmental`, `nongovernmental` and `non governmental` match one another. Two words count as one if the archive often
//! joins them by a hyphen, if they were typed with one, or if the first is a prefix that is no word by itself: so `therapist`
//! does not match `the rapist`.

use std::sync::Arc;

use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED, Term};

use super::expand::expand;
use super::term::IndexedTerm;
use crate::index::analysis::compounds::{
    ParsedCompound, SIGN_RANGE, capitals_term, hyphenated_term, split_parts,
};
use crate::index::cache::Cache;
use crate::index::error::IndexError;
use crate::query::{Joined, Pattern, Phrase};
use crate::text::{Joint, is_bound_prefix, prefix_length};

/// What may stand at one position of a phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Alternatives {
    /// Any of these terms.
    pub(crate) terms: Vec<IndexedTerm>,
    /// Or a sequence of terms, with one of several at each place.
    pub(crate) runs: Vec<Vec<Vec<IndexedTerm>>>,
    /// The words that were typed, each with the terms it matches: their rarity gives the score.
    pub(crate) typed: Vec<Vec<IndexedTerm>>,
}

impl Alternatives {
    /// Any of these terms, without a score.
    pub(crate) fn of_terms(terms: Vec<IndexedTerm>) -> Self {
        Self {
            terms,
            ..Self::default()
        }
    }

    /// Any of these terms, scored as one word.
    pub(crate) fn scored(terms: Vec<IndexedTerm>) -> Self {
        Self {
            typed: vec![terms.clone()],
            ..Self::of_terms(terms)
        }
    }
}

/// How many ways to split a typed compound are tried.
const MAX_SPLITS: usize = 64;

/// Initials of fewer letters match capitals only: `U.S.` is not `us`.
const MIN_INITIALS: u32 = 3;

/// Two words count as one if their hyphenated form occurs at least once for so many occurrences of the rarer.
const HYPHENATED_ONE_IN: u64 = 20;

const CACHE_BYTES: usize = 4 << 20;

/// What the archive writes as compounds, shared by the queries of an index.
pub(crate) struct CompoundCache {
    /// The terms of the compounds that spell a word, by field and word.
    compounds: Cache<(Field, String), Vec<String>>,
    /// Whether hyphenated terms count as one word, by field and term.
    one_word: Cache<(Field, String), bool>,
}

impl Default for CompoundCache {
    fn default() -> Self {
        Self {
            compounds: Cache::new(CACHE_BYTES),
            one_word: Cache::new(CACHE_BYTES),
        }
    }
}

/// The terms of a field, by which words and phrases are resolved to alternatives.
#[derive(Clone, Copy)]
pub(crate) struct Vocabulary<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) field: Field,
    pub(crate) cache: &'a CompoundCache,
}

impl Vocabulary<'_> {
    /// The alternatives for a single word.
    ///
    /// # Errors
    /// When the pattern matches too many terms, or the index cannot be read.
    pub(crate) fn word(&self, pattern: &Pattern) -> Result<Alternatives, IndexError> {
        self.joined_words(std::slice::from_ref(pattern), &[])
    }

    /// The alternatives for each slot of a phrase. Words that may be parts of one compound share a slot.
    ///
    /// # Errors
    /// As `word`.
    pub(crate) fn phrase(&self, phrase: &Phrase) -> Result<Vec<Alternatives>, IndexError> {
        if phrase.verbatim.is_some() {
            return (phrase.words.iter())
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
            let here: Vec<Joined> = here.iter().map(|joined| shifted(joined, at)).collect();
            slots.push(self.joined_words(&phrase.words[at..end], &here)?);
            (rest, at) = (later, end);
        }
        Ok(slots)
    }

    /// The word itself, for phrases that are matched verbatim.
    fn as_typed(&self, pattern: &Pattern) -> Result<Alternatives, IndexError> {
        let mut terms = expand(self.searcher, self.field, pattern)?;
        terms.retain(|term| term.width == 1);
        Ok(Alternatives::scored(terms))
    }

    /// Adds pairs of words that the archive also writes as one.
    fn join_as_the_archive_does(
        &self,
        words: &[Pattern],
        joined: &mut Vec<Joined>,
    ) -> Result<(), IndexError> {
        for (at, pair) in words.windows(2).enumerate() {
            let [Pattern::Exact(first), Pattern::Exact(second)] = pair else {
                continue;
            };
            let range = at..at + 2;
            if joined.iter().any(|joined| joined.words == range) {
                continue;
            }
            let whole = format!("{first}{second}");
            let lengths = [first.chars().count()];
            if self.contains(&whole)?
                && (is_bound_prefix(first) || self.is_one_word(&whole, &lengths)?)
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

    /// The alternatives for words whose joined forms overlap.
    fn joined_words(
        &self,
        words: &[Pattern],
        joined: &[Joined],
    ) -> Result<Alternatives, IndexError> {
        let mut splits = Vec::new();
        add_splits(words.len(), joined, 0, &mut Vec::new(), &mut splits);
        let typed = words.iter().map(|word| self.matching_terms(word, None));
        let mut alternatives = Alternatives {
            typed: typed.collect::<Result<_, _>>()?,
            ..Alternatives::default()
        };
        for split in &splits {
            match split.as_slice() {
                [only] => {
                    self.add_one_word(only.pattern(words), only.capitals(), &mut alternatives)?;
                }
                parts => {
                    let terms = |part: &TypedPart<'_>| {
                        self.matching_terms(part.pattern(words), part.capitals())
                    };
                    let run = parts.iter().map(terms);
                    alternatives.runs.push(run.collect::<Result<_, _>>()?);
                }
            }
        }
        alternatives.terms.sort();
        alternatives.terms.dedup();
        alternatives.runs.sort();
        alternatives.runs.dedup();
        Ok(alternatives)
    }

    /// Adds a word that is written as one, and the ways in which the archive splits it.
    fn add_one_word(
        &self,
        pattern: &Pattern,
        capitals: Option<u32>,
        alternatives: &mut Alternatives,
    ) -> Result<(), IndexError> {
        (alternatives.terms).extend(self.matching_terms(pattern, capitals)?);
        let (Pattern::Exact(word), None) = (pattern, capitals) else {
            return Ok(());
        };
        for term in self.compounds(word)?.iter() {
            let hyphenated = ParsedCompound::parse(term).filter(|c| c.joint == Joint::Hyphen);
            if let Some(ParsedCompound { lengths, .. }) = hyphenated
                && self.is_one_word(word, &lengths)?
            {
                alternatives.runs.push(run_of(&split_parts(word, &lengths)));
            }
        }
        if let Some(prefix) = prefix_length(word)
            && self.contains(&word[prefix..])?
        {
            alternatives
                .runs
                .push(run_of(&[&word[..prefix], &word[prefix..]]));
        }
        Ok(())
    }

    /// The terms that a pattern matches, compounds written as one word among them. `capitals` is the number of words that
    /// capital letters were typed as: such a pattern matches capitals and initials alone.
    fn matching_terms(
        &self,
        pattern: &Pattern,
        capitals: Option<u32>,
    ) -> Result<Vec<IndexedTerm>, IndexError> {
        let Pattern::Exact(word) = pattern else {
            return expand(self.searcher, self.field, pattern);
        };
        if capitals.is_some_and(|words| words > 1) {
            return Ok(vec![IndexedTerm::word(capitals_term(word))]);
        }
        let matches = |compound: &ParsedCompound<'_>| match (compound.joint, capitals) {
            (Joint::Initials, Some(_)) => true,
            (Joint::Initials, None) => compound.lengths.len() as u32 + 1 >= MIN_INITIALS,
            (Joint::Hyphen | Joint::Tight, None) => true,
            (Joint::Hyphen | Joint::Tight, Some(_)) | (Joint::Capitals, _) => false,
        };
        let mut terms = vec![IndexedTerm::word(word)];
        for term in self.compounds(word)?.iter() {
            let compound = ParsedCompound::parse(term).filter(matches);
            terms.extend(compound.map(|c| IndexedTerm::compound(term.clone(), &c.lengths)));
        }
        Ok(terms)
    }

    /// The terms of the compounds whose parts spell a word, sorted.
    fn compounds(&self, word: &str) -> Result<Arc<Vec<String>>, IndexError> {
        let key = (self.field, word.to_owned());
        if let Some(compounds) = self.cache.compounds.get(&key) {
            return Ok(compounds);
        }
        let (first_sign, after_last) = SIGN_RANGE;
        let (from, to) = (format!("{word}{first_sign}"), format!("{word}{after_last}"));
        let mut compounds = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.field)?;
            let mut terms = inverted.terms().range().ge(&from).lt(&to).into_stream()?;
            while terms.advance() {
                compounds.push(String::from_utf8_lossy(terms.key()).into_owned());
            }
        }
        compounds.sort();
        compounds.dedup();
        let bytes = word.len() + compounds.iter().map(|term| 32 + term.len()).sum::<usize>();
        Ok(self.cache.compounds.insert(key, compounds, bytes))
    }

    /// Whether the archive hyphenates words so often that they count as one where they stand without a hyphen too: a single
    /// hyphen between `and` and `a` means nothing.
    fn is_one_word(&self, whole: &str, lengths: &[usize]) -> Result<bool, IndexError> {
        let key = (self.field, hyphenated_term(whole, lengths));
        if let Some(known) = self.cache.one_word.get(&key) {
            return Ok(*known);
        }
        let hyphenated = self.total_frequency(&key.1)?;
        let mut is_one_word = false;
        if hyphenated > 0 {
            for part in split_parts(whole, lengths) {
                let often = hyphenated.saturating_mul(HYPHENATED_ONE_IN);
                is_one_word = is_one_word || often >= self.total_frequency(part)?;
            }
        }
        let bytes = key.1.len();
        Ok(*self.cache.one_word.insert(key, is_one_word, bytes))
    }

    /// How often a term occurs in all documents.
    fn total_frequency(&self, term: &str) -> Result<u64, IndexError> {
        let term = Term::from_field_text(self.field, term);
        let mut total = 0;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.field)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqs)?;
            if let Some(mut postings) = postings {
                while postings.doc() != TERMINATED {
                    total += u64::from(postings.term_freq());
                    postings.advance();
                }
            }
        }
        Ok(total)
    }

    fn contains(&self, term: &str) -> Result<bool, IndexError> {
        let term = Term::from_field_text(self.field, term);
        Ok(self.searcher.doc_freq(&term)? > 0)
    }
}

fn run_of(parts: &[&str]) -> Vec<Vec<IndexedTerm>> {
    let term = |part: &&str| vec![IndexedTerm::word(*part)];
    parts.iter().map(term).collect()
}

/// How many of `joined`, sorted by start, overlap from the word at `at` on, and where the last of them ends.
fn overlapping(joined: &[Joined], at: usize) -> (usize, usize) {
    let (mut count, mut end) = (0, at + 1);
    while let Some(joined) = joined.get(count).filter(|joined| joined.words.start < end) {
        count += 1;
        end = end.max(joined.words.end);
    }
    (count, end)
}

fn shifted(joined: &Joined, by: usize) -> Joined {
    Joined {
        words: joined.words.start - by..joined.words.end - by,
        ..joined.clone()
    }
}

/// A part of typed words: one word, or several as one.
#[derive(Clone, Copy)]
enum TypedPart<'a> {
    Word(usize),
    Joined(&'a Joined),
}

impl<'a> TypedPart<'a> {
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

/// Adds every way to read `count` words one by one or joined, at most `MAX_SPLITS`.
fn add_splits<'a>(
    count: usize,
    joined: &'a [Joined],
    at: usize,
    so_far: &mut Vec<TypedPart<'a>>,
    splits: &mut Vec<Vec<TypedPart<'a>>>,
) {
    if splits.len() == MAX_SPLITS {
        return;
    }
    if at == count {
        splits.push(so_far.clone());
        return;
    }
    so_far.push(TypedPart::Word(at));
    add_splits(count, joined, at + 1, so_far, splits);
    so_far.pop();
    for joint in joined.iter().filter(|joined| joined.words.start == at) {
        so_far.push(TypedPart::Joined(joint));
        add_splits(count, joined, joint.words.end, so_far, splits);
        so_far.pop();
    }
}
