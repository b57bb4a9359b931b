//! Checks that a text spells a phrase exactly as it was typed: case, accents and punctuation.

use std::ops::Range;

use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};
use unicode_normalization::UnicodeNormalization;

use super::matching::Span;
use crate::index::storage::text::DocumentText;
use crate::text;

/// How much text around a phrase is compared with the punctuation typed around it, in bytes.
const CONTEXT_BYTES: usize = 64;

/// A phrase as typed.
#[derive(Debug)]
pub(crate) struct Verbatim {
    /// The field of stored texts.
    flow: Field,
    /// What was typed before the first word, from it to the last, and after that.
    before: String,
    words: String,
    after: String,
}

impl Verbatim {
    pub(crate) fn new(typed: &str, flow: Field) -> Self {
        let mut words: Option<Range<usize>> = None;
        text::for_each_token(typed, &[], |token| {
            words = Some(words.as_ref().map_or(token.start, |words| words.start)..token.end);
        });
        let words = words.unwrap_or(0..typed.len());
        Self {
            flow,
            before: normalised(&typed[..words.start]).trim_start().to_owned(),
            words: normalised(&typed[words.clone()]),
            after: normalised(&typed[words.end..]).trim_end().to_owned(),
        }
    }

    /// How many of these occurrences in a stored document are spelt as typed.
    pub(crate) fn count(&self, document: &TantivyDocument, occurrences: &[Vec<Span>]) -> u32 {
        let bytes = document
            .get_first(self.flow)
            .and_then(|flow| flow.as_bytes());
        let Some(Ok(text)) = bytes.map(DocumentText::deserialize) else {
            return 0;
        };
        let mut tokens = text.tokens();
        let is_spelt = |spans: &&Vec<Span>| {
            let first = spans.iter().map(|span| span.start).min();
            let last = spans.iter().map(|span| span.end() - 1).max();
            let bytes = (first.zip(last)).and_then(|(first, last)| tokens.range(first, last));
            bytes.is_some_and(|bytes| self.matches(&text.flow.text, bytes))
        };
        occurrences.iter().filter(is_spelt).count() as u32
    }

    /// Whether the text spells the phrase at these bytes, and what surrounds it, as typed.
    pub(crate) fn matches(&self, text: &str, bytes: Range<usize>) -> bool {
        let from = text.floor_char_boundary(bytes.start.saturating_sub(CONTEXT_BYTES));
        let to = text.ceil_char_boundary((bytes.end + CONTEXT_BYTES).min(text.len()));
        normalised(&text[bytes.clone()]) == self.words
            && normalised(&text[from..bytes.start]).ends_with(&self.before)
            && normalised(&text[bytes.end..to]).starts_with(&self.after)
    }
}

/// Composes accents and folds white space to single spaces. A line separator, which follows a hyphen at a line end, is dropped.
fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc().filter(|c| *c != '\u{2028}') {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}
