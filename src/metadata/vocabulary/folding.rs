//! Folds text to a spelling in which names and phrases can be compared.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::ascii;

/// Folds a text: words in lower case, without accents, vowel marks or punctuation, separated by single spaces.
///
/// `&` becomes `and`; compatibility forms (`ﬁ`, `º`, full-width letters) become plain letters.
pub(crate) fn fold(text: &str) -> String {
    Folded::new(text).text
}

/// A folded text with the positions of its words in the original.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The folded words, separated by single spaces.
    pub(crate) text: String,
    words: Vec<Word>,
}

/// A word of a folded text. Offsets are in bytes; texts of 2³² bytes and more are never folded.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// Byte range in the folded text.
    start: u32,
    end: u32,
    /// Byte offset in the original.
    original: u32,
    /// Whether its first letter is lower case in the original.
    lowercase: bool,
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Folded {
    /// Folds a text, in time linear in its length.
    pub(crate) fn new(text: &str) -> Self {
        let mut folding = Folding {
            text: Vec::with_capacity(text.len()),
            words: Vec::with_capacity(text.len() / 5),
            in_word: false,
        };
        folding.push_str(text);
        folding.end_word();
        if !folding.words.is_empty() {
            folding.text.pop();
        }
        Self {
            text: String::from_utf8(folding.text).expect("only whole characters are pushed"),
            words: folding.words,
        }
    }

    /// Returns the words that start before a byte offset of the original.
    pub(crate) fn up_to(&self, original: usize) -> Self {
        let before = |word: &Word| (word.original as usize) < original;
        let words = &self.words[..self.words.partition_point(before)];
        let end = words.last().map_or(0, |last| last.end as usize);
        Self {
            text: self.text[..end].to_owned(),
            words: words.to_vec(),
        }
    }

    /// Returns the folded words that start within a byte range of the original.
    pub(crate) fn within(&self, original: Range<usize>) -> &str {
        let at = |bound: usize| {
            let before = |word: &Word| (word.original as usize) < bound;
            self.words.partition_point(before)
        };
        match &self.words[at(original.start)..at(original.end)] {
            [] => "",
            [first, .., last] => &self.text[first.start as usize..last.end as usize],
            [only] => &self.text[only.start as usize..only.end as usize],
        }
    }

    /// Returns the offset in the original of the word at an offset of the folded text.
    pub(crate) fn original(&self, at: usize) -> usize {
        let after = self.words.partition_point(|word| word.start as usize <= at);
        let holding = after.checked_sub(1);
        holding.map_or(0, |word| self.words[word].original as usize)
    }

    /// Returns the offset in the original of the first word at or after an offset of the folded text, or `end`.
    pub(crate) fn original_after(&self, at: usize, end: usize) -> usize {
        let after = self
            .words
            .partition_point(|word| (word.start as usize) < at);
        let word = self.words.get(after);
        word.map_or(end, |word| word.original as usize)
    }

    /// Returns the words with their offsets in the original.
    pub(crate) fn words(&self) -> Vec<(&str, usize)> {
        let words = self.spans().zip(&self.words);
        words
            .map(|(span, word)| (&self.text[span], word.original as usize))
            .collect()
    }

    /// Returns the byte range of each word in the folded text.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        self.cased_spans().map(|(span, _)| span)
    }

    /// Returns the byte range of each word in the folded text, and whether it starts in lower case in the original.
    pub(crate) fn cased_spans(&self) -> impl Iterator<Item = (Range<usize>, bool)> {
        let span = |word: &Word| word.start as usize..word.end as usize;
        self.words
            .iter()
            .map(move |word| (span(word), word.lowercase))
    }
}

/// The state of folding a text.
struct Folding {
    /// The folded text so far, in UTF-8.
    text: Vec<u8>,
    words: Vec<Word>,
    /// Whether the last word is still open.
    in_word: bool,
}

impl Folding {
    fn push_str(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut words = ascii::Words::new(bytes);
        let mut at = 0;
        loop {
            let (end, _) = words.end_of_word(at);
            if at < end {
                self.start_word(at, bytes[at].is_ascii_lowercase());
                ascii::push_lower_case(bytes, at..end, &mut self.text);
            }
            match bytes.get(end) {
                None => return,
                Some(byte) if !byte.is_ascii() => at = self.push_non_ascii(text, end),
                Some(_) => {
                    self.end_word();
                    at = words.next(end).min(bytes.len());
                    let and = (end..at).filter(|at| bytes[*at] == b'&');
                    and.for_each(|at| self.push_and(at));
                }
            }
        }
    }

    fn push_and(&mut self, at: usize) {
        self.start_word(at, false);
        self.text.extend_from_slice(b"and");
        self.end_word();
    }

    /// Folds one non-ASCII character and returns the offset after it.
    fn push_non_ascii(&mut self, text: &str, at: usize) -> usize {
        let Some(c) = text[at..].chars().next() else {
            return text.len();
        };
        // Soft hyphens and tatweel do not separate words.
        if !matches!(c, '\u{ad}' | '\u{640}') {
            for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
                self.push_char(part, at, c.is_lowercase());
            }
        }
        at + c.len_utf8()
    }

    fn push_char(&mut self, part: char, at: usize, lowercase: bool) {
        if is_combining_mark(part) {
            return;
        }
        let digit = arabic_digit(part);
        if digit.is_some() || part.is_alphanumeric() {
            self.start_word(at, lowercase);
            let part = digit.unwrap_or(part);
            (self.text).extend_from_slice(part.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            self.end_word();
        }
    }

    fn start_word(&mut self, original: usize, lowercase: bool) {
        if !self.in_word {
            self.words.push(Word {
                start: offset(self.text.len()),
                end: 0,
                original: offset(original),
                lowercase,
            });
            self.in_word = true;
        }
    }

    fn end_word(&mut self) {
        if let Some(word) = self.words.last_mut().filter(|_| self.in_word) {
            word.end = offset(self.text.len());
            self.text.push(b' ');
            self.in_word = false;
        }
    }
}

/// Returns the ASCII digit for an Arabic-Indic or Persian one.
fn arabic_digit(c: char) -> Option<char> {
    let value = match c {
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_alike() {
        for (text, folded) in [
            ("Côte d’Ivoire", "cote d ivoire"),
            (
                "Bolivia (Plurinational State of)",
                "bolivia plurinational state of",
            ),
            ("Trinidad & Tobago", "trinidad and tobago"),
            ("A&B", "a and b"),
            ("TÜRKİYE", "turkiye"),
            ("39º período", "39o periodo"),
            ("الدَّورة", "الدورة"),
            ("٥ أيار ١٩٩٩ ۲۰۰۵", "5 ايار 1999 2005"),
            ("刚果（金）", "刚果 金"),
            ("  A\n B ", "a b"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn words_keep_their_original_offsets() {
        let folded = Folded::new(" – Élan,  vital");
        assert_eq!(folded.words(), [("elan", 5), ("vital", 13)]);
        assert_eq!((folded.original(2), folded.original(6)), (5, 13));
        let first = folded.up_to(10);
        assert_eq!(
            (first.words(), folded.up_to(3).words()),
            (vec![("elan", 5)], vec![])
        );
        let within = [
            folded.within(0..20),
            folded.within(6..20),
            folded.within(6..7),
        ];
        assert_eq!(within, ["elan vital", "vital", ""]);
        let lowercase: Vec<bool> = folded
            .cased_spans()
            .map(|(_, lowercase)| lowercase)
            .collect();
        assert_eq!(lowercase, [false, true]);
        assert_eq!(
            (folded.original_after(4, 99), folded.original_after(10, 99)),
            (13, 99)
        );
    }
}
