//! Locates the matches of a query in a document: page, paragraph, region and excerpt of each.

use std::cmp::Reverse;
use std::ops::Range;

use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use crate::index::compile::HighlightTarget;
use crate::index::phrase::matching::Span;
use crate::index::phrase::query::Matches;
use crate::index::storage::text::DocumentText;
use crate::layout::Flow;
use crate::model::Match;
use crate::query::EVERY;
use crate::text;

/// About how many characters an excerpt has.
const EXCERPT_CHARS: usize = 240;

/// The matches of a document.
#[derive(Debug, Default)]
pub(crate) struct Located {
    /// How many there are.
    pub(crate) count: u64,
    /// Those that are shown.
    pub(crate) matches: Vec<Match>,
}

/// An occurrence of a target in a text.
struct Occurrence {
    target: usize,
    /// The bytes of its words, ascending; consecutive words are one range.
    ranges: Vec<Range<usize>>,
}

impl Occurrence {
    fn start(&self) -> usize {
        self.ranges.first().map_or(0, |range| range.start)
    }
}

/// Locates the targets of a query in one document after the other. Documents in the order of their addresses are quickest: others
/// open the postings again.
pub(crate) struct Locator<'a> {
    targets: &'a [HighlightTarget],
    /// The segment and the document of the last call.
    current: Option<(SegmentId, DocId)>,
    /// The matches of each target in the segment, with those of its inflections.
    matches: Vec<Vec<Matches>>,
}

impl<'a> Locator<'a> {
    pub(crate) fn new(targets: &'a [HighlightTarget]) -> Self {
        Self {
            targets,
            current: None,
            matches: Vec::new(),
        }
    }

    /// Counts the matches in a document, and describes `limit` of them in reading order: the first ones, or for several targets
    /// those where most stand together. With `EVERY`, describes each by itself.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn locate(
        &mut self,
        segment: &SegmentReader,
        doc: DocId,
        text: &DocumentText,
        limit: usize,
    ) -> tantivy::Result<Located> {
        self.open(segment, doc)?;
        let occurrences = self.occurrences(doc, text);
        let windows = match limit {
            EVERY => (0..occurrences.len()).map(|at| at..at + 1).collect(),
            _ => choose_windows(&occurrences, &text.flow, limit),
        };
        let described = windows
            .into_iter()
            .map(|window| describe(text, &occurrences[window]));
        Ok(Located {
            count: occurrences.len() as u64,
            matches: described.collect(),
        })
    }

    fn open(&mut self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<()> {
        let id = segment.segment_id();
        let is_ahead = |(segment, before)| segment == id && before <= doc;
        if !self.current.is_some_and(is_ahead) {
            self.matches.clear();
            for target in self.targets {
                let queries = [&target.phrase].into_iter().chain(&target.inflections);
                let opened = queries.map(|query| query.positions(segment));
                let opened = opened.collect::<tantivy::Result<Vec<_>>>()?;
                self.matches.push(opened.into_iter().flatten().collect());
            }
        }
        self.current = Some((id, doc));
        Ok(())
    }

    /// The occurrences of all targets, in the order of the text. A word that is part of a phrase of the same query counts once.
    fn occurrences(&mut self, doc: DocId, text: &DocumentText) -> Vec<Occurrence> {
        let mut found: Vec<(Vec<Span>, usize)> = Vec::new();
        for (target, matches) in self.matches.iter_mut().enumerate() {
            let consecutive = self.targets[target].phrase.slop.is_none();
            let mut of_target = Vec::new();
            for matches in matches {
                matches.for_each_occurrence(doc, |spans| {
                    of_target.push(words_of(spans, consecutive));
                });
            }
            of_target.sort_unstable();
            of_target.dedup_by_key(|spans| spans.first().map(|span| span.start));
            found.extend(of_target.into_iter().map(|spans| (spans, target)));
        }
        found.sort_unstable();
        found.dedup_by(|(later, _), (earlier, _)| later == earlier);
        let mut tokens = text.tokens();
        let mut range_of = |span: &Span| tokens.range(span.start, span.end() - 1);
        let occurrence = |(spans, target): (Vec<Span>, usize)| {
            let ranges: Vec<Range<usize>> = spans.iter().filter_map(&mut range_of).collect();
            (!ranges.is_empty()).then_some(Occurrence { target, ranges })
        };
        let mut occurrences: Vec<Occurrence> = found.into_iter().filter_map(occurrence).collect();
        occurrences.retain(|occurrence| self.is_spelt(text, occurrence));
        occurrences
    }

    /// Whether the text spells an occurrence as it was typed, where that is asked for.
    fn is_spelt(&self, text: &DocumentText, occurrence: &Occurrence) -> bool {
        let Some(verbatim) = &self.targets[occurrence.target].phrase.verbatim else {
            return true;
        };
        let end = occurrence.ranges.last().map_or(0, |range| range.end);
        verbatim.matches(&text.flow.text, occurrence.start()..end)
    }
}

/// The spans of an occurrence in the order of the text; consecutive ones as one.
fn words_of(spans: &[Span], consecutive: bool) -> Vec<Span> {
    if consecutive {
        return Span::covering(spans).into_iter().collect();
    }
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    spans
}

/// Chooses runs of occurrences within one paragraph of a page that fit into an excerpt: those with the most targets first, then
/// the earlier.
fn choose_windows(occurrences: &[Occurrence], flow: &Flow, limit: usize) -> Vec<Range<usize>> {
    let mut windows: Vec<(usize, Range<usize>)> = Vec::new();
    let mut end = 0;
    for start in 0..occurrences.len() {
        let from = occurrences[start].start();
        let next_mark = (flow.marks).get(flow.marks.partition_point(|mark| mark.start <= from));
        let until = next_mark
            .map_or(usize::MAX, |mark| mark.start)
            .min(from + EXCERPT_CHARS / 2);
        end = end.max(start + 1);
        while (occurrences.get(end)).is_some_and(|next| next.start() < until) {
            end += 1;
        }
        let window = occurrences[start..end].iter();
        let mut targets: Vec<usize> = window.map(|occurrence| occurrence.target).collect();
        targets.sort_unstable();
        targets.dedup();
        windows.push((targets.len(), start..end));
    }
    windows.sort_by_key(|(targets, window)| (Reverse(*targets), window.start));
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

fn describe(text: &DocumentText, occurrences: &[Occurrence]) -> Match {
    let (flow, breaks) = (&text.flow, &text.breaks);
    let start = occurrences.first().map_or(0, Occurrence::start);
    let region = region_around(breaks, start, flow.text.len());
    let ranges = occurrences.iter().flat_map(|occurrence| &occurrence.ranges);
    let mut ranges: Vec<Range<usize>> = ranges
        .map(|range| range.start - region.start..range.end - region.start)
        .collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mark = flow.mark_at(start);
    let page = mark.map_or(1, |mark| mark.page);
    Match {
        page,
        page_label: flow.page_label(page),
        paragraph: mark.and_then(|mark| mark.paragraph.clone()),
        region: mark.map_or("body", |mark| mark.region.name()),
        excerpt: text::excerpt(&flow.text[region], &ranges, EXCERPT_CHARS),
    }
}

/// The bytes between the breaks around an offset: an excerpt does not run from the body into a footnote.
fn region_around(breaks: &[usize], offset: usize, text_bytes: usize) -> Range<usize> {
    let next = breaks.partition_point(|at| *at <= offset);
    let start = next.checked_sub(1).map_or(0, |before| breaks[before]);
    start..breaks.get(next).copied().unwrap_or(text_bytes)
}
