//! Brings names and running text to one spelling, so that they can be compared.

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
        for (at, c) in text.char_indices() {
            if !folded.in_word && c.is_lowercase() {
                folded.small.push(folded.text.len());
            }
            match c {
                'a'..='z' | '0'..='9' => folded.push(c, at),
                'A'..='Z' => folded.push(c.to_ascii_lowercase(), at),
                '&' => {
                    folded.end_word();
                    "and".chars().for_each(|c| folded.push(c, at));
                    folded.end_word();
                }
                _ if c.is_ascii() => folded.end_word(),
                // A soft hyphen within a word; tatweel only stretches a line.
                '\u{ad}' | '\u{640}' => {}
                _ => folded.push_wide(c, at),
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
        let ends = self.starts[1.min(self.starts.len())..]
            .iter()
            .map(|(start, _)| start - 1);
        let ends = ends.chain(std::iter::once(self.text.len()));
        let pairs = self.starts.iter().zip(ends);
        pairs
            .map(|((start, original), end)| (&self.text[*start..end], *original))
            .collect()
    }

    fn push(&mut self, c: char, at: usize) {
        if !self.in_word {
            self.starts.push((self.text.len(), at));
            self.in_word = true;
        }
        self.text.push(c);
    }

    fn push_wide(&mut self, c: char, at: usize) {
        for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
            if is_combining_mark(part) {
                continue;
            }
            if let Some(digit) = eastern_digit(part) {
                self.push(digit, at);
            } else if part.is_alphanumeric() {
                self.push(part, at);
            } else {
                self.end_word();
            }
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
