//! Where do the words of a query stand in a text? Reads it once, word by word, by the rules of the index.

use std::collections::HashMap;
use std::ops::Range;

use super::locate::Needles;
use super::near::{self, Place};
use super::slots::{Slot, Written};
use super::stored::MarkedText;
use super::words::{Stem, compound_key};
use crate::model::Language;
use crate::text::{self, Joint, Term, Token};

/// Languages whose stems begin with the first letter of their words: where no stem of a query begins with a word's
/// first letter, the word need not be stemmed.
const SUFFIXING: [&str; 7] = ["en", "fr", "es", "pt", "ru", "it", "de"];

/// The places of each needle in a text: for each the words of it, words in a row as one.
pub(super) fn spans(
    needles: &Needles,
    text: &MarkedText,
    language: Option<&Language>,
) -> Vec<Vec<Vec<Range<usize>>>> {
    let mut sightings = Sightings::new(language);
    for needle in &needles.0 {
        sightings.look_for(&needle.together.slots, &needle.stems);
    }
    sightings.read(text);
    let slops = needles.0.iter().map(|needle| needle.together.slop);
    let seen = sightings.of_slots();
    seen.iter()
        .zip(slops)
        .map(|(slots, slop)| spans_of(slots, slop))
        .collect()
}

/// The places of a phrase's words in a text.
pub(super) fn phrase_spans(
    text: &MarkedText,
    slots: &[Slot],
    slop: Option<u32>,
) -> Vec<Vec<Range<usize>>> {
    let mut sightings = Sightings::new(None);
    sightings.look_for(slots, &[]);
    sightings.read(text);
    let seen = sightings.of_slots();
    seen.iter()
        .flat_map(|slots| spans_of(slots, slop))
        .collect()
}

/// A word of the text that a needle looks for.
#[derive(Clone)]
struct Sighting {
    place: Place,
    span: Range<usize>,
}

/// Which lists hold what can stand at one place.
struct SlotLists {
    words: usize,
    runs: Vec<Vec<usize>>,
}

/// Collects the words that the needles look for.
struct Sightings<'a> {
    language: Option<&'a Language>,
    /// What was seen of each word or set of words.
    lists: Vec<Vec<Sighting>>,
    /// The lists of each needle's slots.
    of_needle: Vec<Vec<SlotLists>>,
    /// Which lists a word goes to.
    words: HashMap<&'a str, Vec<usize>>,
    /// Which lists a stem goes to.
    stems: HashMap<&'a Stem, Vec<usize>>,
    /// The first letters of the stems; `None` if every word must be stemmed.
    first_letters: Option<Vec<char>>,
    /// Which lists the stem of a word goes to, by the word.
    stemmed: HashMap<String, Vec<usize>>,
}

impl<'a> Sightings<'a> {
    fn new(language: Option<&'a Language>) -> Self {
        let suffixing = language.is_some_and(|language| SUFFIXING.contains(&language.code()));
        Self {
            language,
            lists: Vec::new(),
            of_needle: Vec::new(),
            words: HashMap::new(),
            stems: HashMap::new(),
            first_letters: suffixing.then(Vec::new),
            stemmed: HashMap::new(),
        }
    }

    fn look_for(&mut self, slots: &'a [Slot], stems: &'a [Stem]) {
        let lists: Vec<SlotLists> = slots.iter().map(|slot| self.lists_for(slot)).collect();
        if let Some(first) = lists.first() {
            for stem in stems {
                self.stems.entry(stem).or_default().push(first.words);
                if let Some(letters) = &mut self.first_letters {
                    letters.extend(stem.bare().chars().next());
                }
            }
        }
        self.of_needle.push(lists);
    }

    fn read(&mut self, text: &MarkedText) {
        text::for_each_term(text.flow.searchable(), &text.breaks, |term| {
            self.take(&term)
        });
    }

    fn lists_for(&mut self, slot: &'a Slot) -> SlotLists {
        let words = self.list_for(&slot.words);
        let mut runs = Vec::with_capacity(slot.runs.len());
        for run in &slot.runs {
            runs.push(run.iter().map(|part| self.list_for(part)).collect());
        }
        SlotLists { words, runs }
    }

    fn list_for(&mut self, words: &'a [Written]) -> usize {
        let list = self.lists.len();
        self.lists.push(Vec::new());
        for word in words {
            self.words.entry(&word.term).or_default().push(list);
        }
        list
    }

    fn take(&mut self, term: &Term<'_>) {
        match term {
            Term::Word(token) => {
                let lists = self.words.get(token.term).cloned().unwrap_or_default();
                self.see(token, 1, &lists);
                self.see_stem(token, 1, &lists);
            }
            Term::Compound(compound) => {
                let (token, width) = (&compound.whole, compound.width);
                let key = compound_key(compound);
                let lists = self.words.get(&*key).cloned().unwrap_or_default();
                self.see(token, width, &lists);
                if compound.joint != Joint::Capitals {
                    self.see_stem(token, width, &lists);
                }
            }
        }
    }

    fn see(&mut self, token: &Token<'_>, width: u32, lists: &[usize]) {
        for list in lists {
            self.lists[*list].push(Sighting {
                place: Place {
                    start: token.position,
                    width,
                },
                span: token.start..token.end,
            });
        }
    }

    /// Looks at the stem of a word that was put into these lists already.
    fn see_stem(&mut self, token: &Token<'_>, width: u32, seen_in: &[usize]) {
        if !self.may_have_a_stem(token.term) {
            return;
        }
        if !self.stemmed.contains_key(token.accented) {
            let stem = Stem::of(token.accented, self.language);
            let lists = self.stems.get(&stem).cloned().unwrap_or_default();
            self.stemmed.insert(token.accented.to_owned(), lists);
        }
        let lists = self.stemmed.get(token.accented).into_iter().flatten();
        let new: Vec<usize> = lists
            .filter(|list| !seen_in.contains(list))
            .copied()
            .collect();
        self.see(token, width, &new);
    }

    fn may_have_a_stem(&self, term: &str) -> bool {
        let first = term.chars().next().unwrap_or(' ');
        !self.stems.is_empty()
            && self
                .first_letters
                .as_ref()
                .is_none_or(|letters| letters.contains(&first))
    }

    /// What was seen of each slot of each needle, in the order of the text.
    fn of_slots(&self) -> Vec<Vec<Vec<Sighting>>> {
        let of_needle =
            |slots: &Vec<SlotLists>| slots.iter().map(|slot| self.of_slot(slot)).collect();
        self.of_needle.iter().map(of_needle).collect()
    }

    fn of_slot(&self, slot: &SlotLists) -> Vec<Sighting> {
        let mut seen = self.lists[slot.words].clone();
        for run in &slot.runs {
            let parts: Vec<&[Sighting]> = run.iter().map(|list| &*self.lists[*list]).collect();
            let places: Vec<near::Places> = parts.iter().map(|part| places(part)).collect();
            let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
                continue;
            };
            let starts: HashMap<u32, usize> = first
                .iter()
                .map(|seen| (seen.place.start, seen.span.start))
                .collect();
            let ends: HashMap<u32, usize> = last
                .iter()
                .map(|seen| (seen.place.end(), seen.span.end))
                .collect();
            for place in near::places_in_a_row(&places) {
                let span = starts.get(&place.start).zip(ends.get(&place.end()));
                seen.extend(span.map(|(start, end)| Sighting {
                    place,
                    span: *start..*end,
                }));
            }
        }
        seen.sort_by_key(|seen| seen.place);
        seen.dedup_by_key(|seen| seen.place);
        seen
    }
}

fn places(seen: &[Sighting]) -> near::Places {
    near::Places::of(seen.iter().map(|seen| seen.place).collect())
}

/// The places where one word of each slot stands with the others.
fn spans_of(slots: &[Vec<Sighting>], slop: Option<u32>) -> Vec<Vec<Range<usize>>> {
    let of_slots: Vec<near::Places> = slots.iter().map(|slot| places(slot)).collect();
    let span_at = |slot: usize, place: Place| {
        let at = slots[slot].partition_point(|seen| seen.place < place);
        slots[slot][at].span.clone()
    };
    let mut found = Vec::new();
    near::for_each_occurrence(&of_slots, slop, |places| {
        let mut spans: Vec<_> = places
            .iter()
            .enumerate()
            .map(|(slot, place)| span_at(slot, *place))
            .collect();
        spans.sort_by_key(|span| span.start);
        if slop.is_none() {
            let end = spans.last().map_or(0, |last| last.end);
            spans.truncate(1);
            spans.iter_mut().for_each(|span| span.end = end);
        }
        found.push(spans);
    });
    found
}
