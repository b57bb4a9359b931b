//! Brings names and running text to one spelling, so that they can be compared.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::ascii;

/// The words of a text in lower case, without accents, vowel marks or punctuation, one space between.
///
/// `&` becomes `and`; compatibility forms (`ﬁ`, `º`, full-width letters) become plain letters.
pub(crate) fn fold(text: &str) -> String {
    Folded::new(text).text
}

/// A folded text that knows where its words stand in the original.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The words, one space between.
    pub(crate) text: String,
    words: Vec<Word>,
}

/// A word of a folded text; in bytes, of which no text that is folded has 2³² or more.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// Where it stands in the folded text.
    start: u32,
    end: u32,
    /// Where it starts in the original.
    original: u32,
    /// Whether the original writes it with a small letter.
    small: bool,
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Folded {
    /// Folds a text.
    pub(crate) fn new(text: &str) -> Self {
        let mut folding = Folding {
            text: Vec::with_capacity(text.len()),
            words: Vec::with_capacity(text.len() / 5),
            in_word: false,
        };
        folding.take(text);
        folding.end_word();
        if !folding.words.is_empty() {
            folding.text.pop();
        }
        Self {
            text: String::from_utf8(folding.text).expect("characters are put in whole"),
            words: folding.words,
        }
    }

    /// The words that start before this byte of the original.
    pub(crate) fn up_to(&self, original: usize) -> Self {
        let before = |word: &Word| (word.original as usize) < original;
        let words = &self.words[..self.words.partition_point(before)];
        let end = words.last().map_or(0, |last| last.end as usize);
        Self {
            text: self.text[..end].to_owned(),
            words: words.to_vec(),
        }
    }

    /// The folded words that start within this part of the original.
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

    /// Where in the original the word stands that holds this byte of the folded text.
    pub(crate) fn original(&self, at: usize) -> usize {
        let after = self.words.partition_point(|word| word.start as usize <= at);
        let holding = after.checked_sub(1);
        holding.map_or(0, |word| self.words[word].original as usize)
    }

    /// Where in the original the word after this byte of the folded text starts; `end` if it is the last.
    pub(crate) fn original_after(&self, at: usize, end: usize) -> usize {
        let after = self
            .words
            .partition_point(|word| (word.start as usize) < at);
        let word = self.words.get(after);
        word.map_or(end, |word| word.original as usize)
    }

    /// The words, each with where it starts in the original.
    pub(crate) fn words(&self) -> Vec<(&str, usize)> {
        let words = self.spans().zip(&self.words);
        words
            .map(|(span, word)| (&self.text[span], word.original as usize))
            .collect()
    }

    /// Where each word stands in the folded text.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        self.cased_spans().map(|(span, _)| span)
    }

    /// Where each word stands in the folded text, and whether the original writes it with a small letter.
    pub(crate) fn cased_spans(&self) -> impl Iterator<Item = (Range<usize>, bool)> {
        let span = |word: &Word| word.start as usize..word.end as usize;
        self.words.iter().map(move |word| (span(word), word.small))
    }
}

/// A text that is being folded.
struct Folding {
    /// In UTF-8.
    text: Vec<u8>,
    words: Vec<Word>,
    /// Whether the last character is of a word that may go on.
    in_word: bool,
}

impl Folding {
    fn take(&mut self, text: &str) {
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
                Some(byte) if !byte.is_ascii() => at = self.take_wide(text, end),
                Some(_) => {
                    self.end_word();
                    at = words.next(end).min(bytes.len());
                    let and = (end..at).filter(|at| bytes[*at] == b'&');
                    and.for_each(|at| self.take_and(at));
                }
            }
        }
    }

    fn take_and(&mut self, at: usize) {
        self.start_word(at, false);
        self.text.extend_from_slice(b"and");
        self.end_word();
    }

    /// Takes one character that is not ASCII, and tells where it ends.
    fn take_wide(&mut self, text: &str, at: usize) -> usize {
        let Some(c) = text[at..].chars().next() else {
            return text.len();
        };
        // A soft hyphen within a word; tatweel only stretches a line.
        if !matches!(c, '\u{ad}' | '\u{640}') {
            for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
                self.take_part(part, at, c.is_lowercase());
            }
        }
        at + c.len_utf8()
    }

    fn take_part(&mut self, part: char, at: usize, small: bool) {
        if is_combining_mark(part) {
            return;
        }
        let digit = eastern_digit(part);
        if digit.is_some() || part.is_alphanumeric() {
            self.start_word(at, small);
            let part = digit.unwrap_or(part);
            (self.text).extend_from_slice(part.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            self.end_word();
        }
    }

    fn start_word(&mut self, original: usize, small: bool) {
        if !self.in_word {
            self.words.push(Word {
                start: offset(self.text.len()),
                end: 0,
                original: offset(original),
                small,
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

/// Digits as Arabic and Persian texts write them.
fn eastern_digit(c: char) -> Option<char> {
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
    fn spellings_meet() {
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
    fn words_know_where_they_stood() {
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
        let small: Vec<bool> = folded.cased_spans().map(|(_, small)| small).collect();
        assert_eq!(small, [false, true]);
        assert_eq!(
            (folded.original_after(4, 99), folded.original_after(10, 99)),
            (13, 99)
        );
    }
}
