//! Where in a document does a query match? Reads the stored text once, word by word, by the rules of the index.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::near;
use super::verbatim::Verbatim;
use super::words::stem_key;
use crate::layout::Flow;
use crate::model::{Language, Match};
use crate::text;

/// About how many characters an excerpt has.
const EXCERPT_CHARS: usize = 240;

/// Languages whose stems begin with the first letter of their words: where no stem of a query begins with a word's
/// first letter, the word need not be stemmed.
const SUFFIXING: [&str; 7] = ["en", "fr", "es", "pt", "ru", "it", "de"];

/// Something a query looks for in the text.
#[derive(Debug)]
pub(super) struct Needle {
    /// The words that can stand at each place, in normal form; one place for a word.
    pub(super) slots: Arc<Vec<Vec<String>>>,
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
    /// places where most of them stand together.
    pub(super) fn locate(
        &self,
        flow: &Flow,
        language: Option<&Language>,
        limit: usize,
    ) -> (u64, Vec<Match>) {
        let occurrences = self.occurrences(flow, language);
        let breaks = flow.breaks();
        let windows = choose_windows(&occurrences, flow, limit);
        let matches = windows
            .into_iter()
            .map(|window| describe(flow, &breaks, &occurrences[window]))
            .collect();
        (occurrences.len() as u64, matches)
    }

    fn occurrences(&self, flow: &Flow, language: Option<&Language>) -> Vec<Occurrence> {
        let mut places = Places::new(self, language);
        text::for_each_token(flow.searchable(), &flow.breaks(), |token| {
            places.take(&token)
        });
        let mut occurrences = Vec::new();
        for (needle, slots) in places.of_needle.iter().enumerate() {
            let wanted = &self.0[needle];
            for spans in spans(slots, wanted.slop) {
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
    slots: &Arc<Vec<Vec<String>>>,
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
struct Place {
    position: u32,
    span: Range<usize>,
}

/// Collects the words that the needles look for.
struct Places<'a> {
    language: Option<&'a Language>,
    /// By needle and slot.
    of_needle: Vec<Vec<Vec<Place>>>,
    /// Which needles and slots look for a word.
    words: HashMap<&'a str, Vec<(usize, usize)>>,
    /// Which needles look for a stem.
    stems: HashMap<&'a str, Vec<usize>>,
    /// The first letters of the stems; `None` if every word must be stemmed.
    first_letters: Option<Vec<char>>,
    /// Which needles look for the stem of a word, by the word.
    stemmed: HashMap<String, Vec<usize>>,
}

impl<'a> Places<'a> {
    fn new(needles: &'a Needles, language: Option<&'a Language>) -> Self {
        let mut words: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
        let mut stems: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, needle) in needles.0.iter().enumerate() {
            for (slot, alternatives) in needle.slots.iter().enumerate() {
                alternatives
                    .iter()
                    .for_each(|word| words.entry(word).or_default().push((number, slot)));
            }
            needle
                .stems
                .iter()
                .for_each(|stem| stems.entry(stem).or_default().push(number));
        }
        let suffixing = language.is_some_and(|language| SUFFIXING.contains(&language.code()));
        let slots_of = |needle: &Needle| needle.slots.iter().map(|_| Vec::new()).collect();
        Self {
            language,
            of_needle: needles.0.iter().map(slots_of).collect(),
            first_letters: suffixing.then(|| {
                stems
                    .keys()
                    .filter_map(|stem| first_letter_of_stem(stem))
                    .collect()
            }),
            words,
            stems,
            stemmed: HashMap::new(),
        }
    }

    fn take(&mut self, token: &text::Token<'_>) {
        let mut by_word: &[(usize, usize)] = &[];
        if let Some(found) = self.words.get(token.term) {
            by_word = found;
        }
        for (needle, slot) in by_word {
            push(&mut self.of_needle, *needle, *slot, token);
        }
        if self.may_have_a_stem(token.term) {
            if !self.stemmed.contains_key(token.accented) {
                let key = stem_key(token.accented, self.language);
                let needles = self.stems.get(&*key).cloned().unwrap_or_default();
                self.stemmed.insert(token.accented.to_owned(), needles);
            }
            for needle in self.stemmed.get(token.accented).into_iter().flatten() {
                if !by_word.contains(&(*needle, 0)) {
                    push(&mut self.of_needle, *needle, 0, token);
                }
            }
        }
    }

    fn may_have_a_stem(&self, term: &str) -> bool {
        let first = term.chars().next().unwrap_or(' ');
        !self.stems.is_empty()
            && self
                .first_letters
                .as_ref()
                .is_none_or(|letters| letters.contains(&first))
    }
}

fn push(of_needle: &mut [Vec<Vec<Place>>], needle: usize, slot: usize, token: &text::Token<'_>) {
    of_needle[needle][slot].push(Place {
        position: token.position,
        span: token.start..token.end,
    });
}

fn first_letter_of_stem(key: &str) -> Option<char> {
    super::words::stem_of_key(key).chars().next()
}

/// The places where one word of each slot stands with the others.
fn spans(slots: &[Vec<Place>], slop: Option<u32>) -> Vec<Vec<Range<usize>>> {
    let positions: Vec<Vec<u32>> = slots
        .iter()
        .map(|slot| slot.iter().map(|place| place.position).collect())
        .collect();
    let span_at = |slot: usize, position: u32| {
        let at = slots[slot].partition_point(|place| place.position < position);
        slots[slot][at].span.clone()
    };
    let mut found = Vec::new();
    near::for_each_occurrence(&positions, slop, |places| {
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
