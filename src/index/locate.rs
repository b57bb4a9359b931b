//! Where in a document does a query match? Reads the stored text once, word by word, by the rules of the index.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::near::{self, Place};
use super::slots::Slot;
use super::verbatim::Verbatim;
use super::words::{compound_key, stem_key};
use crate::layout::Flow;
use crate::model::{Language, Match};
use crate::query::EVERY;
use crate::text::{self, Joint, Term, Token};

/// About how many characters an excerpt has.
const EXCERPT_CHARS: usize = 240;

/// Languages whose stems begin with the first letter of their words: where no stem of a query begins with a word's
/// first letter, the word need not be stemmed.
const SUFFIXING: [&str; 7] = ["en", "fr", "es", "pt", "ru", "it", "de"];

/// Something a query looks for in the text.
#[derive(Debug)]
pub(super) struct Needle {
    /// What can stand at each place; one place for a word.
    pub(super) slots: Arc<Vec<Slot>>,
    /// Stems that match as well, as they are indexed; for single words.
    pub(super) stems: Vec<String>,
    /// As in `query::Phrase`.
    pub(super) slop: Option<u32>,
    /// What the text must agree with as it stands.
    pub(super) verbatim: Option<Arc<Verbatim>>,
}

/// All that a query looks for in the text.
#[derive(Debug, Default)]
pub(super) struct Needles(pub(super) Vec<Needle>);

/// A place where a needle matches: the words of it, in the order of the text; words in a row are one range.
struct Occurrence {
    needle: usize,
    spans: Vec<Range<usize>>,
}

impl Occurrence {
    fn start(&self) -> usize {
        self.spans.first().map_or(0, |span| span.start)
    }
}

impl Needles {
    /// How many matches there are, and `limit` of them in reading order: the first ones, or for several words those
    /// places where most of them stand together. With `EVERY`, each by itself.
    pub(super) fn locate(
        &self,
        flow: &Flow,
        language: Option<&Language>,
        limit: usize,
    ) -> (u64, Vec<Match>) {
        let occurrences = self.occurrences(flow, language);
        let breaks = flow.breaks();
        let windows = match limit {
            EVERY => (0..occurrences.len()).map(|at| at..at + 1).collect(),
            _ => choose_windows(&occurrences, flow, limit),
        };
        let matches = windows
            .into_iter()
            .map(|window| describe(flow, &breaks, &occurrences[window]))
            .collect();
        (occurrences.len() as u64, matches)
    }

    fn occurrences(&self, flow: &Flow, language: Option<&Language>) -> Vec<Occurrence> {
        let mut sightings = Sightings::new(self, language);
        text::for_each_term(flow.searchable(), &flow.breaks(), |term| {
            sightings.take(&term);
        });
        let mut occurrences = Vec::new();
        for (needle, slots) in sightings.of_slots().into_iter().enumerate() {
            let wanted = &self.0[needle];
            for spans in spans(&slots, wanted.slop) {
                if wanted
                    .verbatim
                    .as_ref()
                    .is_none_or(|verbatim| verbatim.stands_at(flow, &spans))
                {
                    occurrences.push(Occurrence { needle, spans });
                }
            }
        }
        occurrences.sort_by_key(|occurrence| (occurrence.start(), occurrence.needle));
        // A word that is part of a phrase of the same query counts once.
        occurrences.dedup_by(|later, earlier| later.spans == earlier.spans);
        occurrences
    }
}

/// The places of a phrase's words in a text.
pub(super) fn phrase_spans(
    flow: &Flow,
    slots: &Arc<Vec<Slot>>,
    slop: Option<u32>,
) -> Vec<Vec<Range<usize>>> {
    let needles = Needles(vec![Needle {
        slots: slots.clone(),
        stems: Vec::new(),
        slop,
        verbatim: None,
    }]);
    let occurrences = needles.occurrences(flow, None);
    occurrences
        .into_iter()
        .map(|occurrence| occurrence.spans)
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
    stems: HashMap<&'a str, Vec<usize>>,
    /// The first letters of the stems; `None` if every word must be stemmed.
    first_letters: Option<Vec<char>>,
    /// Which lists the stem of a word goes to, by the word.
    stemmed: HashMap<String, Vec<usize>>,
}

impl<'a> Sightings<'a> {
    fn new(needles: &'a Needles, language: Option<&'a Language>) -> Self {
        let mut sightings = Self {
            language,
            lists: Vec::new(),
            of_needle: Vec::new(),
            words: HashMap::new(),
            stems: HashMap::new(),
            first_letters: None,
            stemmed: HashMap::new(),
        };
        for needle in &needles.0 {
            let slots: Vec<SlotLists> = needle
                .slots
                .iter()
                .map(|slot| sightings.lists_for(slot))
                .collect();
            if let Some(first) = slots.first() {
                for stem in &needle.stems {
                    sightings.stems.entry(stem).or_default().push(first.words);
                }
            }
            sightings.of_needle.push(slots);
        }
        if language.is_some_and(|language| SUFFIXING.contains(&language.code())) {
            let stems = sightings.stems.keys();
            sightings.first_letters = Some(
                stems
                    .filter_map(|stem| first_letter_of_stem(stem))
                    .collect(),
            );
        }
        sightings
    }

    fn lists_for(&mut self, slot: &'a Slot) -> SlotLists {
        let words = self.list_for(&slot.words);
        let mut runs = Vec::with_capacity(slot.runs.len());
        for run in &slot.runs {
            runs.push(run.iter().map(|part| self.list_for(part)).collect());
        }
        SlotLists { words, runs }
    }

    fn list_for(&mut self, words: &'a [super::slots::Written]) -> usize {
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
            let key = stem_key(token.accented, self.language);
            let lists = self.stems.get(&*key).cloned().unwrap_or_default();
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

fn first_letter_of_stem(key: &str) -> Option<char> {
    super::words::stem_of_key(key).chars().next()
}

/// The places where one word of each slot stands with the others.
fn spans(slots: &[Vec<Sighting>], slop: Option<u32>) -> Vec<Vec<Range<usize>>> {
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

/// Chooses runs of occurrences in one paragraph of a page that fit into one excerpt: those with most different
/// needles, the earlier first.
fn choose_windows(occurrences: &[Occurrence], flow: &Flow, limit: usize) -> Vec<Range<usize>> {
    let mut windows: Vec<(usize, Range<usize>)> = Vec::new();
    let mut end = 0;
    for start in 0..occurrences.len() {
        let from = occurrences[start].start();
        let next_mark = flow
            .marks
            .get(flow.marks.partition_point(|mark| mark.start <= from));
        let until = next_mark
            .map_or(usize::MAX, |mark| mark.start)
            .min(from + EXCERPT_CHARS / 2);
        end = end.max(start + 1);
        while occurrences
            .get(end)
            .is_some_and(|next| next.start() < until)
        {
            end += 1;
        }
        let mut needles: Vec<usize> = occurrences[start..end]
            .iter()
            .map(|occurrence| occurrence.needle)
            .collect();
        needles.sort_unstable();
        needles.dedup();
        windows.push((needles.len(), start..end));
    }
    windows.sort_by_key(|(needles, window)| (std::cmp::Reverse(*needles), window.start));
    let mut chosen: Vec<Range<usize>> = Vec::new();
    for (_, window) in windows {
        if chosen.len() == limit {
            break;
        }
        let apart = |other: &Range<usize>| window.end <= other.start || other.end <= window.start;
        if chosen.iter().all(apart) {
            chosen.push(window);
        }
    }
    chosen.sort_by_key(|window| window.start);
    chosen
}

fn describe(flow: &Flow, breaks: &[usize], occurrences: &[Occurrence]) -> Match {
    let start = occurrences.first().map_or(0, Occurrence::start);
    let region = region_around(breaks, start, flow.text.len());
    let mut spans: Vec<Range<usize>> = occurrences
        .iter()
        .flat_map(|occurrence| occurrence.spans.clone())
        .collect();
    spans.sort_by_key(|span| (span.start, span.end));
    spans
        .iter_mut()
        .for_each(|span| *span = span.start - region.start..span.end - region.start);
    let mark = flow.mark_at(start);
    let page = mark.map_or(1, |mark| mark.page);
    Match {
        page,
        page_label: flow.page_label(page),
        paragraph: mark.and_then(|mark| mark.paragraph.clone()),
        region: mark.map_or("body", |mark| mark.region.name()),
        excerpt: text::excerpt(&flow.text[region], &spans, EXCERPT_CHARS),
    }
}

/// The text between the breaks around an offset: an excerpt does not run from the body into a footnote.
fn region_around(breaks: &[usize], offset: usize, text_bytes: usize) -> Range<usize> {
    let next = breaks.partition_point(|at| *at <= offset);
    let start = next.checked_sub(1).map_or(0, |before| breaks[before]);
    start..breaks.get(next).copied().unwrap_or(text_bytes)
}
