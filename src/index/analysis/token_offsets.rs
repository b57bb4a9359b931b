//! Maps token positions to byte offsets: the start of every 64th token is stored, and the text is tokenized again from there.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::{self, BREAK_GAP};

/// How many tokens lie between two stored offsets.
const STRIDE: u32 = 64;

/// The byte offset of every `STRIDE`th token of a text, each as the distance from the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TokenOffsets(Vec<u32>);

/// Collects the offsets of tokens, which must be given in order.
#[derive(Default)]
pub(crate) struct TokenOffsetsWriter {
    offsets: TokenOffsets,
    token_count: u32,
    last: usize,
}

impl TokenOffsetsWriter {
    pub(crate) fn add(&mut self, start: usize) {
        if self.token_count.is_multiple_of(STRIDE) {
            let distance = u32::try_from(start - self.last).unwrap_or(u32::MAX);
            self.offsets.0.push(distance);
            self.last = start;
        }
        self.token_count += 1;
    }

    pub(crate) fn token_count(&self) -> u32 {
        self.token_count
    }

    pub(crate) fn finish(self) -> TokenOffsets {
        self.offsets
    }
}

/// The position and the byte offset of a token.
pub(crate) type TokenStart = (u32, usize);

impl TokenOffsets {
    /// The stored tokens of a text with these breaks (`Flow::breaks`), with their positions.
    pub(crate) fn with_positions(&self, breaks: &[usize]) -> Vec<TokenStart> {
        let (mut position, mut start) = (0u32, 0usize);
        let mut breaks = breaks.iter().peekable();
        let mut starts = Vec::with_capacity(self.0.len());
        for distance in &self.0 {
            start = start.saturating_add(*distance as usize);
            while breaks.next_if(|at| **at <= start).is_some() {
                position = position.saturating_add(BREAK_GAP);
            }
            starts.push((position, start));
            position = position.saturating_add(STRIDE);
        }
        starts
    }
}

/// Finds the byte ranges of tokens in one text by their positions.
pub(crate) struct TokenFinder<'a> {
    text: &'a str,
    breaks: &'a [usize],
    starts: &'a [TokenStart],
    /// The index of the stretch that was tokenized last, and its tokens by position.
    stretch: Option<usize>,
    tokens: Vec<(u32, Range<usize>)>,
}

impl<'a> TokenFinder<'a> {
    /// `text` is the searchable text of a flow, `breaks` are its breaks, and `starts` its stored tokens.
    pub(crate) fn new(text: &'a str, breaks: &'a [usize], starts: &'a [TokenStart]) -> Self {
        Self {
            text,
            breaks,
            starts,
            stretch: None,
            tokens: Vec::new(),
        }
    }

    /// The byte range of the token at a position; `None` if there is none.
    fn token(&mut self, position: u32) -> Option<Range<usize>> {
        let after = (self.starts).partition_point(|(first, _)| *first <= position);
        let stretch = after.checked_sub(1)?;
        if self.stretch != Some(stretch) {
            self.tokenize(stretch);
        }
        let at = (self.tokens).binary_search_by_key(&position, |(at, _)| *at);
        Some(self.tokens[at.ok()?].1.clone())
    }

    /// The bytes from the token at a position to the token at another; `None` if there is no token at one of them.
    pub(crate) fn range(&mut self, first: u32, last: u32) -> Option<Range<usize>> {
        let start = self.token(first)?.start;
        Some(start..self.token(last)?.end)
    }

    fn tokenize(&mut self, stretch: usize) {
        self.stretch = Some(stretch);
        self.tokens.clear();
        let (position, start) = self.starts[stretch];
        let next = self.starts.get(stretch + 1);
        let end = next.map_or(self.text.len(), |(_, start)| *start);
        let Some(piece) = self.text.get(start..end) else {
            return;
        };
        let inside = self.breaks.partition_point(|at| *at <= start)
            ..self.breaks.partition_point(|at| *at < end);
        let breaks: Vec<usize> = (self.breaks[inside].iter()).map(|at| at - start).collect();
        text::for_each_token(piece, &breaks, |token| {
            let range = start + token.start..start + token.end;
            self.tokens.push((position + token.position, range));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_is_found_at_its_position() {
        let mut text = String::new();
        let mut breaks = Vec::new();
        for part in 0..40 {
            breaks.extend((part % 3 == 1).then_some(text.len()));
            for number in 0..part * 2 {
                let words = [
                    "Word ",
                    "l’État, ",
                    "人权 ",
                    "e\u{301}te\u{301}\u{AD} ",
                    "— ",
                ];
                text.push_str(words[number % 5]);
            }
        }
        let mut writer = TokenOffsetsWriter::default();
        let mut tokens = Vec::new();
        text::for_each_token(&text, &breaks, |token| {
            writer.add(token.start);
            tokens.push((token.position, token.start..token.end));
        });
        let starts = writer.finish().with_positions(&breaks);
        let mut finder = TokenFinder::new(&text, &breaks, &starts);
        for (position, range) in &tokens {
            assert_eq!(finder.token(*position), Some(range.clone()), "{position}");
        }
        let gap = tokens.windows(2).find(|pair| pair[1].0 > pair[0].0 + 1);
        assert_eq!(finder.token(gap.expect("a break")[0].0 + 1), None);
    }
}
