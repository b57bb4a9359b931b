//! Brings names and running text to one spelling, so that they can be compared.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text in lower case, without accents, vowel marks or punctuation, one space between.
///
/// `&` becomes `and`; compatibility forms (`ﬁ`, `º`, full-width letters) become plain letters.
pub(super) fn fold(text: &str) -> String {
    Folded::new(text).text
}

/// A folded text that knows where its words stand in the original.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The words, one space between.
    pub(super) text: String,
    /// For each word: where it starts in `text`, and where in the original.
    starts: Vec<(usize, usize)>,
    /// Where in `text` words start that the original writes with a small letter.
    small: Vec<usize>,
    /// Whether the last character is of a word that may go on.
    in_word: bool,
}

impl Folded {
    /// Folds a text.
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len() / 6),
            small: Vec::with_capacity(text.len() / 6),
            in_word: false,
        };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                at = folded.push_plain(text, at);
            } else if *byte == b'&' {
                folded.end_word();
                folded.start_word(at, false);
                folded.text.push_str("and");
                folded.end_word();
                at += 1;
            } else if byte.is_ascii() {
                folded.end_word();
                at += 1;
            } else {
                at = folded.push_wide(text, at);
            }
        }
        folded.text.truncate(folded.text.trim_end().len());
        folded
    }

    /// Where in the original the word stands that holds this byte of the folded text.
    pub(super) fn original(&self, at: usize) -> usize {
        let after = self.starts.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).map_or(0, |word| self.starts[word].1)
    }

    /// Where in the original the word after this byte of the folded text starts; `end` if it is the last.
    pub(super) fn original_after(&self, at: usize, end: usize) -> usize {
        let after = self.starts.partition_point(|(start, _)| *start < at);
        self.starts
            .get(after)
            .map_or(end, |(_, original)| *original)
    }

    /// Whether the word that starts at this byte of the folded text begins with a small letter.
    pub(super) fn is_small(&self, at: usize) -> bool {
        self.small.binary_search(&at).is_ok()
    }

    /// The words, each with where it starts in the original.
    pub(super) fn words(&self) -> Vec<(&str, usize)> {
        let words = self.spans().zip(&self.starts);
        words
            .map(|(span, (_, original))| (&self.text[span], *original))
            .collect()
    }

    /// Where each word stands in the folded text.
    pub(super) fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.starts.iter().skip(1).map(|(start, _)| start - 1);
        let ends = ends.chain(std::iter::once(self.text.len()));
        self.starts
            .iter()
            .zip(ends)
            .map(|((start, _), end)| *start..end)
    }

    /// Takes the ASCII letters and digits from here on, and tells where they end.
    fn push_plain(&mut self, text: &str, at: usize) -> usize {
        let bytes = &text.as_bytes()[at..];
        let length = bytes
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        self.start_word(at, bytes[0].is_ascii_lowercase());
        let start = self.text.len();
        self.text.push_str(&text[at..at + length]);
        self.text[start..].make_ascii_lowercase();
        at + length
    }

    /// Takes one character that is not ASCII, and tells where it ends.
    fn push_wide(&mut self, text: &str, at: usize) -> usize {
        let Some(c) = text[at..].chars().next() else {
            return text.len();
        };
        // A soft hyphen within a word; tatweel only stretches a line.
        if !matches!(c, '\u{ad}' | '\u{640}') {
            for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
                self.push_part(part, at, c.is_lowercase());
            }
        }
        at + c.len_utf8()
    }

    fn push_part(&mut self, part: char, at: usize, small: bool) {
        if is_combining_mark(part) {
            return;
        }
        let digit = eastern_digit(part);
        if digit.is_some() || part.is_alphanumeric() {
            self.start_word(at, small);
            self.text.push(digit.unwrap_or(part));
        } else {
            self.end_word();
        }
    }

    fn start_word(&mut self, at: usize, small: bool) {
        if !self.in_word {
            if small {
                self.small.push(self.text.len());
            }
            self.starts.push((self.text.len(), at));
            self.in_word = true;
        }
    }

    fn end_word(&mut self) {
        if self.in_word {
            self.text.push(' ');
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
        assert_eq!((folded.is_small(0), folded.is_small(5)), (false, true));
        assert_eq!(
            (folded.original_after(4, 99), folded.original_after(10, 99)),
            (13, 99)
        );
    }
}
