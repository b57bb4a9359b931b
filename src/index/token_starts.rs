//! Where in a text does the word at a position stand? Told by the start of every so many-th word, and by reading from there.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::near::Place;
use super::stored::MarkedText;
use crate::text::{self, BREAK_GAP};

/// How many words are read to find one.
const STRIDE: u32 = 32;

/// The first byte of every `STRIDE`th word, each as how much farther it is from the one before than that was from its own:
/// such small numbers take a byte each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TokenStarts(Vec<i64>);

/// Takes down the starts of words as they come.
#[derive(Default)]
pub(super) struct TokenStartsWriter {
    starts: TokenStarts,
    count: u32,
    last: usize,
    distance: i64,
}

impl TokenStartsWriter {
    pub(super) fn word(&mut self, start: usize) {
        if self.count.is_multiple_of(STRIDE) {
            let distance = (start - self.last) as i64;
            self.starts.0.push(distance - self.distance);
            (self.last, self.distance) = (start, distance);
        }
        self.count += 1;
    }

    pub(super) fn finish(self) -> TokenStarts {
        self.starts
    }
}

/// The position and the first byte of a word.
pub(super) type Start = (u32, usize);

impl TokenStarts {
    /// Every so many-th word of a text with these breaks.
    pub(super) fn with_positions(&self, breaks: &[usize]) -> Vec<Start> {
        let (mut position, mut start, mut distance) = (0u32, 0usize, 0i64);
        let mut breaks = breaks.iter().peekable();
        let mut starts = Vec::with_capacity(self.0.len());
        for farther in &self.0 {
            distance = distance.wrapping_add(*farther);
            start = start.saturating_add_signed(distance as isize);
            while breaks.next_if(|at| **at <= start).is_some() {
                position = position.saturating_add(BREAK_GAP);
            }
            starts.push((position, start));
            position = position.saturating_add(STRIDE);
        }
        starts
    }
}

/// Finds the words of one text.
pub(super) struct WordFinder<'a> {
    text: &'a MarkedText,
    /// The number of the stretch that was read last, and its words.
    read: Option<usize>,
    words: Vec<(u32, Range<usize>)>,
}

impl<'a> WordFinder<'a> {
    pub(super) fn new(text: &'a MarkedText) -> Self {
        Self {
            text,
            read: None,
            words: Vec::new(),
        }
    }

    /// The bytes of the words of a place; `None` if there are none.
    pub(super) fn span(&mut self, place: Place) -> Option<Range<usize>> {
        let first = self.word(place.start)?;
        match place.width {
            0 | 1 => Some(first),
            _ => Some(first.start..self.word(place.end() - 1)?.end),
        }
    }

    fn word(&mut self, position: u32) -> Option<Range<usize>> {
        let after = self
            .text
            .starts
            .partition_point(|(first, _)| *first <= position);
        let stretch = after.checked_sub(1)?;
        if self.read != Some(stretch) {
            self.read_stretch(stretch);
        }
        let at = self.words.binary_search_by_key(&position, |(at, _)| *at);
        Some(self.words[at.ok()?].1.clone())
    }

    fn read_stretch(&mut self, stretch: usize) {
        self.read = Some(stretch);
        self.words.clear();
        let (position, start) = self.text.starts[stretch];
        let text = self.text.flow.searchable();
        let end = self
            .text
            .starts
            .get(stretch + 1)
            .map_or(text.len(), |(_, start)| *start);
        let Some(piece) = text.get(start..end) else {
            return;
        };
        let breaks = &self.text.breaks;
        let inside =
            breaks.partition_point(|at| *at <= start)..breaks.partition_point(|at| *at < end);
        let breaks: Vec<usize> = breaks[inside].iter().map(|at| at - start).collect();
        text::for_each_token(piece, &breaks, |token| {
            let span = start + token.start..start + token.end;
            self.words.push((position + token.position, span));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::packing::Packing;
    use super::*;
    use crate::layout::{Flow, Mark, Region};

    #[test]
    fn every_word_is_found_where_it_stands() {
        let mut text = String::new();
        let mut marks = Vec::new();
        for part in 0..40 {
            marks.push(Mark {
                start: text.len(),
                page: 1,
                region: if part % 3 == 0 {
                    Region::Body
                } else {
                    Region::Footnote
                },
                paragraph: Some(part.to_string()),
            });
            for number in 0..part * 2 {
                text.push_str(
                    [
                        "Word ",
                        "l’État, ",
                        "人权 ",
                        "e\u{301}te\u{301}\u{AD} ",
                        "— ",
                    ][number % 5],
                );
            }
        }
        let flow = Flow {
            repeats_from: text.len(),
            text,
            marks,
            page_labels: vec!["1".to_owned()],
            headings: Vec::new(),
        };
        let mut writer = TokenStartsWriter::default();
        let breaks = flow.breaks();
        let mut words = Vec::new();
        text::for_each_token(flow.searchable(), &breaks, |token| {
            writer.word(token.start);
            words.push((token.position, token.start..token.end));
        });
        let marks = super::super::stored::marks_to_bytes(&flow, writer.finish());
        let packing = Packing::default();
        let stored =
            MarkedText::of(&packing.pack(&flow.text, &[]), &marks, &packing).expect("one flow");
        let mut finder = WordFinder::new(&stored);
        for (position, span) in &words {
            let place = Place {
                start: *position,
                width: 1,
            };
            assert_eq!(finder.span(place), Some(span.clone()), "{position}");
        }
        let gap = words
            .windows(2)
            .find(|pair| pair[1].0 > pair[0].0 + 1)
            .expect("a break");
        assert_eq!(
            finder.span(Place {
                start: gap[0].0 + 1,
                width: 1
            }),
            None
        );
    }
}
