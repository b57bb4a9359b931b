//! Where in a document does a query match, and what does a reader see there?

use std::ops::Range;

use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use super::near::Place;
use super::sightings;
use super::standing::Slot;
use super::stored::MarkedText;
use super::together::Together;
use super::token_starts::WordFinder;
use super::words::Stem;
use crate::layout::Flow;
use crate::model::{Language, Match};
use crate::query::EVERY;
use crate::text;

/// About how many characters an excerpt has.
const EXCERPT_CHARS: usize = 240;

/// Something a query looks for in the text.
#[derive(Debug)]
pub(super) struct Needle {
    /// Words that stand together; one place for a word.
    pub(super) together: Together,
    /// Stems that match as well; for single words.
    pub(super) stems: Vec<Stem>,
}

/// All that a query looks for in the text.
#[derive(Debug, Default)]
pub(super) struct Needles(pub(super) Vec<Needle>);

/// The matches of a document.
#[derive(Debug, Default)]
pub(super) struct Located {
    /// How many there are.
    pub(super) count: u64,
    /// Those to be shown.
    pub(super) matches: Vec<Match>,
}

/// Where a needle matches, by positions: words in a row are one place.
pub(super) struct Standing {
    needle: usize,
    places: Vec<Place>,
}

/// Where a needle matches: the words of it, in the order of the text; words in a row are one range.
struct Occurrence {
    needle: usize,
    spans: Vec<Range<usize>>,
}

impl Occurrence {
    fn start(&self) -> usize {
        self.spans.first().map_or(0, |span| span.start)
    }
}

/// Tells where the needles stand, document by document.
pub(super) struct Standings<'a> {
    needles: &'a Needles,
    /// The segment and the document that were asked for last, and the words of each needle there.
    at: Option<(SegmentId, DocId)>,
    slots: Vec<Option<Vec<Slot>>>,
}

impl<'a> Standings<'a> {
    pub(super) fn new(needles: &'a Needles) -> Self {
        Self {
            needles,
            at: None,
            slots: Vec::new(),
        }
    }

    /// Where the needles stand in a document, as the index knows; `None` where only the text can tell.
    pub(super) fn of(
        &mut self,
        segment: &SegmentReader,
        doc: DocId,
    ) -> tantivy::Result<Option<Vec<Standing>>> {
        if !self.needles.stand_in_index() {
            return Ok(None);
        }
        let id = segment.segment_id();
        let is_behind = |(at, before)| at == id && before <= doc;
        if !self.at.is_some_and(is_behind) {
            let needles = self.needles.0.iter();
            let slots = needles.map(|needle| needle.together.open(segment));
            self.slots = slots.collect::<tantivy::Result<_>>()?;
        }
        self.at = Some((id, doc));
        let mut standing = Vec::new();
        for ((number, needle), slots) in self.needles.0.iter().enumerate().zip(&mut self.slots) {
            let Some(slots) = slots else {
                continue;
            };
            let in_a_row = needle.together.slop.is_none();
            needle.together.occurrences(slots, doc, |places| {
                standing.push(Standing::of(number, places, in_a_row));
            });
        }
        standing.sort_by_key(|at| (at.places.first().map(|place| place.start), at.needle));
        standing.dedup_by(|later, earlier| later.places == earlier.places);
        Ok(Some(standing))
    }
}

impl Standing {
    fn of(needle: usize, places: &[Place], in_a_row: bool) -> Self {
        if let (true, [first, .., last]) = (in_a_row, places) {
            let (start, width) = (first.start, last.end() - first.start);
            let places = vec![Place { start, width }];
            return Self { needle, places };
        }
        let mut places = places.to_vec();
        places.sort_unstable();
        Self { needle, places }
    }
}

impl Needles {
    /// Whether the index knows where the needles stand; the inflections of words only the text can tell.
    fn stand_in_index(&self) -> bool {
        self.0.iter().all(|needle| needle.stems.is_empty())
    }

    /// How many matches there are, and `limit` of them in reading order: the first ones, or for several words those
    /// places where most of them stand together. With `EVERY`, each by itself.
    pub(super) fn locate(
        &self,
        text: &MarkedText,
        language: Option<&Language>,
        standing: Option<&[Standing]>,
        limit: usize,
    ) -> Located {
        let looked_up = standing.and_then(|standing| self.look_up(text, standing, limit));
        let (count, occurrences) = looked_up.unwrap_or_else(|| {
            let occurrences = self.occurrences(text, language);
            (occurrences.len() as u64, occurrences)
        });
        let windows = match limit {
            EVERY => (0..occurrences.len()).map(|at| at..at + 1).collect(),
            _ => choose_windows(&occurrences, &text.flow, limit),
        };
        let matches = windows
            .into_iter()
            .map(|window| describe(text, &occurrences[window]))
            .collect();
        Located { count, matches }
    }

    /// How many occurrences there are, and as many of the first of them as tell what to show; `None` if the text is not the
    /// one that was indexed.
    fn look_up(
        &self,
        text: &MarkedText,
        standing: &[Standing],
        limit: usize,
    ) -> Option<(u64, Vec<Occurrence>)> {
        let mut finder = WordFinder::new(text);
        let plain = matches!(&self.0[..], [only] if only.together.verbatim.is_none());
        let mut enough = match plain && limit != EVERY {
            true => limit.saturating_add(1),
            false => standing.len(),
        };
        let mut occurrences: Vec<Occurrence> = Vec::new();
        loop {
            for at in standing.iter().take(enough).skip(occurrences.len()) {
                let spans = at.places.iter().map(|place| finder.span(*place));
                occurrences.push(Occurrence {
                    needle: at.needle,
                    spans: spans.collect::<Option<_>>()?,
                });
            }
            if occurrences.len() == standing.len() {
                break;
            }
            // Only what follows them tells that the last of the windows is whole.
            let windows = choose_windows(&occurrences, &text.flow, limit);
            let is_whole = |window: &Range<usize>| window.end < occurrences.len();
            if windows.len() == limit && windows.last().is_none_or(is_whole) {
                break;
            }
            enough = enough.saturating_mul(2);
        }
        if plain {
            return Some((standing.len() as u64, occurrences));
        }
        occurrences.retain(|occurrence| self.agrees(text, occurrence));
        Some((occurrences.len() as u64, occurrences))
    }

    fn occurrences(&self, text: &MarkedText, language: Option<&Language>) -> Vec<Occurrence> {
        let mut occurrences = Vec::new();
        for (needle, found) in sightings::spans(self, text, language)
            .into_iter()
            .enumerate()
        {
            let found = found.into_iter().map(|spans| Occurrence { needle, spans });
            occurrences.extend(found.filter(|occurrence| self.agrees(text, occurrence)));
        }
        occurrences.sort_by_key(|occurrence| (occurrence.start(), occurrence.needle));
        // A word that is part of a phrase of the same query counts once.
        occurrences.dedup_by(|later, earlier| later.spans == earlier.spans);
        occurrences
    }

    /// Whether the text is as it was typed, where that was asked for.
    fn agrees(&self, text: &MarkedText, occurrence: &Occurrence) -> bool {
        let verbatim = &self.0[occurrence.needle].together.verbatim;
        verbatim
            .as_ref()
            .is_none_or(|verbatim| verbatim.stands_at(&text.flow, &occurrence.spans))
    }
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

fn describe(text: &MarkedText, occurrences: &[Occurrence]) -> Match {
    let (flow, breaks) = (&text.flow, &text.breaks);
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
