//! Shortens text to what is kept as evidence.

use std::ops::Range;

/// The longest snippet, in characters.
const SNIPPET_CHARS: usize = 120;

/// Returns a piece of text as evidence: on one line, cut to [`SNIPPET_CHARS`].
pub(crate) fn snippet(text: &str, range: Range<usize>) -> String {
    let words: Vec<&str> = text[range].split_whitespace().collect();
    words.join(" ").chars().take(SNIPPET_CHARS).collect()
}
