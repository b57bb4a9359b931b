//! What stands in a text: words (letters) and separators (anything else), by turns.

use std::iter;
use std::ops::Range;

use crate::text::ascii;

/// Separators, each with the word behind it; the first may be empty, and the last word.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = 0;
    iter::from_fn(move || {
        if at == text.len() {
            return None;
        }
        let separator = at..end_of_separator(text, at);
        at = end_of_word(text, separator.end);
        Some((separator.clone(), separator.end..at))
    })
}

/// Whether a separator is a single space, which stands between most words.
pub(super) fn is_space(text: &str, separator: &Range<usize>) -> bool {
    separator.len() == 1 && text.as_bytes()[separator.start] == b' '
}

fn end_of_separator(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            break;
        }
        at += match byte.is_ascii() {
            true => 1,
            false => match first_char(text, at) {
                letter if letter.is_alphabetic() => break,
                other => other.len_utf8(),
            },
        };
    }
    at
}

fn end_of_word(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        at = ascii::end_of_letters(bytes, at);
        match first_char(text, at) {
            letter if letter.is_alphabetic() => at += letter.len_utf8(),
            _ => return at,
        }
    }
}

fn first_char(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters() {
        for text in [
            "abcXYZ",
            "azAZ09@[`{",
            "abcdefgh ijklmnopq",
            "été-ab",
            "zzzzzzzzz",
        ] {
            let letters = text.chars().take_while(|c| c.is_alphabetic());
            let expected: usize = letters.map(char::len_utf8).sum();
            assert_eq!(end_of_word(text, 0), expected, "{text}");
        }
    }
}
