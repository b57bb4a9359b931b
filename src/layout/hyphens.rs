//! Decides whether a hyphen at a line end splits a word or belongs to it.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

use super::lines::PageLines;

/// Short words that often begin longer ones (`for-mer`, `in-formation`): their use as words elsewhere is no evidence.
const AMBIGUOUS_PREFIXES: &[&str] = &[
    "a", "al", "am", "an", "any", "as", "at", "be", "but", "by", "can", "car", "con", "de", "des",
    "do", "en", "ever", "every", "for", "he", "here", "how", "in", "inter", "is", "it", "man",
    "me", "my", "no", "not", "of", "off", "on", "or", "our", "out", "over", "par", "per", "pour",
    "pro", "re", "se", "she", "so", "some", "sub", "sur", "the", "their", "there", "through", "to",
    "un", "under", "up", "us", "we", "what", "when", "where", "who", "with",
];

/// Prefixes that are followed by a hyphen of the word (`non-governmental`, `ill-treatment`) far more often than by a
/// word split.
const HYPHENATED_PREFIXES: &[&str] = &["cross", "ill", "non", "self", "socio", "vice", "well"];

/// Prefixes that are so only before a whole word (`anti-corruption`, but `anti-cipate`).
const PREFIXES_BEFORE_WORDS: &[&str] = &[
    "all", "anti", "counter", "ex", "far", "full", "half", "hard", "high", "large", "late", "long",
    "low", "mid", "multi", "part", "post", "pre", "semi", "short", "small", "so",
];

/// How to join a line that ends in a hyphen with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// Remove the hyphen: it splits a word.
    Drop,
    /// Keep the hyphen, and add no space after it.
    Keep,
}

/// A document that splits words ends at least one line in this many with a hyphen.
const LINES_PER_SPLIT: usize = 60;

/// The words of a document, as evidence for joins; empty if no line ends in a plain hyphen.
pub(super) struct KnownWords {
    /// Hashes of the words in lower case.
    known: FxHashSet<u64>,
    /// Words are split with plain hyphens.
    splits_words: bool,
    /// Words are split with soft hyphens, so plain ones belong to their words.
    soft: bool,
}

impl KnownWords {
    /// Collects the words of all lines, except the parts of words at hyphenated line ends.
    pub(super) fn of(pages: &[PageLines]) -> Self {
        let lines: Vec<&str> = pages
            .iter()
            .flat_map(|page| &page.lines)
            .map(|line| line.text.as_str())
            .collect();
        let ends: Vec<(&str, &str)> = lines
            .windows(2)
            .filter_map(|pair| Some((split_end(pair[0])?, first_word(pair[1]))))
            .collect();
        let soft = lines.iter().any(|line| line.ends_with('\u{AD}'));
        let mut words = Self {
            known: FxHashSet::default(),
            splits_words: false,
            soft,
        };
        if ends.is_empty() || soft {
            return words;
        }
        let line_count = lines.len();
        words.known.reserve(2 * line_count);
        let mut after_split = false;
        for line in lines {
            // The parts of a split word are no evidence.
            let start = if after_split {
                first_word(line).len()
            } else {
                0
            };
            let end = match split_end(line) {
                Some(_) => line.rfind(' ').unwrap_or(0),
                None => line.len(),
            };
            words.add_all(line.get(start..end).unwrap_or_default());
            after_split = end < line.len();
        }
        let count = |wanted: &dyn Fn(&str, &str) -> bool| {
            ends.iter()
                .filter(|(left, right)| wanted(left, right))
                .count()
        };
        let whole = count(&|left, right| words.has(&format!("{left}{right}")));
        let own = count(&|left, right| words.has(&format!("{left}-{right}")));
        let many = ends.len() * LINES_PER_SPLIT >= line_count;
        words.splits_words = whole > own || (whole == own && many);
        words
    }

    /// Adds the words of a text, and the parts of hyphenated words.
    fn add_all(&mut self, text: &str) {
        if text.is_ascii() {
            // A fast path on bytes, since this runs over the whole document.
            for word in text.as_bytes().split(|byte| *byte == b' ') {
                let Some(first) = word.iter().position(u8::is_ascii_alphanumeric) else {
                    continue;
                };
                let last = word.iter().rposition(u8::is_ascii_alphanumeric);
                let word = &word[first..=last.unwrap_or(first)];
                self.known.insert(hash_ascii(word));
                if word.contains(&b'-') {
                    let parts = word.split(|byte| *byte == b'-');
                    self.known.extend(parts.map(hash_ascii));
                }
            }
            return;
        }
        for word in text.split(' ').map(bare).filter(|word| !word.is_empty()) {
            self.known.insert(hash(word));
            if word.contains('-') {
                self.known.extend(word.split('-').map(hash));
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.known.contains(&hash(word))
    }

    /// Decides how to join the parts before and after a hyphen.
    pub(super) fn join(&self, left: &str, right: &str) -> Join {
        let (left, right) = (bare(left), bare(right));
        let starts_low = right
            .chars()
            .next()
            .is_some_and(|c| c.is_lowercase() || !(c.is_uppercase() || c.is_numeric()));
        let letters_before = left.chars().next_back().is_some_and(char::is_alphabetic);
        if self.soft || !starts_low || !letters_before || left.chars().count() < 2 {
            return Join::Keep;
        }
        let (whole, own) = (
            self.has(&format!("{left}{right}")),
            self.has(&format!("{left}-{right}")),
        );
        if whole && (self.splits_words || !(own || self.has(right))) {
            return Join::Drop;
        }
        if own {
            return Join::Keep;
        }
        let last_part = left.rsplit('-').next().unwrap_or(left);
        let stands_alone = last_part.chars().count() > 2
            && !AMBIGUOUS_PREFIXES.contains(&last_part.to_lowercase().as_str());
        let both_words =
            stands_alone && right.chars().count() > 2 && self.has(last_part) && self.has(right);
        let prefixed = |prefixes: &[&str]| prefixes.contains(&last_part.to_lowercase().as_str());
        let compound = (prefixed(HYPHENATED_PREFIXES) && right.chars().count() > 4)
            || (prefixed(PREFIXES_BEFORE_WORDS) && self.has(right));
        let own = both_words || compound || (left.contains('-') && self.has(last_part));
        if !self.splits_words || own {
            Join::Keep
        } else {
            Join::Drop
        }
    }
}

/// Returns the last word of a line that ends in a hyphen, without the hyphen.
pub(super) fn split_end(line: &str) -> Option<&str> {
    let word = line.strip_suffix(['-', '\u{2010}', '\u{2011}', '\u{AD}'])?;
    let word = word.rsplit(char::is_whitespace).next()?;
    word.chars().next_back().filter(|c| c.is_alphanumeric())?;
    Some(word)
}

/// Returns the first word of a line.
pub(super) fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// Returns a word without the punctuation around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Hashes a word in lower case.
fn hash(word: &str) -> u64 {
    if word.is_ascii() {
        return hash_ascii(word.as_bytes());
    }
    let mut hasher = FxHasher::default();
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.for_each(|c| hasher.write_u32(c as u32));
    hasher.finish()
}

fn hash_ascii(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    let lower = |byte: &u8| u64::from(byte.to_ascii_lowercase());
    for eight in word.chunks(8) {
        hasher.write_u64(eight.iter().fold(0, |sum, byte| sum << 8 | lower(byte)));
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::lines::Line;
    use crate::layout::page::Direction;

    fn known_words(lines: &[&str]) -> KnownWords {
        let line = |text: &&str| Line {
            text: (*text).to_owned(),
            direction: Direction::Upright,
            x0: 0.0,
            x1: 100.0,
            y: 0.0,
            size: 10.0,
            bold: false,
            right_to_left: false,
            same_row: false,
            leading_mark: 0,
            tag: crate::layout::page::Tag::Untagged,
        };
        KnownWords::of(&[PageLines {
            lines: lines.iter().map(line).collect(),
            ..PageLines::default()
        }])
    }

    #[test]
    fn words_elsewhere_in_the_document_decide() {
        let known = known_words(&[
            "The Government and non-governmental organ-",
            "izations spoke of organizations, of human rights",
            "and of the for-",
            "mer State",
        ]);
        for (left, right, join) in [
            ("organ", "izations", Join::Drop),
            ("non", "governmental", Join::Keep),
            ("for", "mer", Join::Drop),
            ("human", "rights", Join::Keep),
            ("Franco", "German", Join::Keep),
            ("2015", "2016", Join::Keep),
            ("e", "mail", Join::Keep),
            ("rec", "ommended", Join::Drop),
        ] {
            assert_eq!(known.join(left, right), join, "{left}-{right}");
        }
    }

    #[test]
    fn a_document_that_never_splits_words_keeps_its_hyphens() {
        let known = known_words(&[
            "a follow-up and the follow-",
            "up to the mid-",
            "term review",
        ]);
        assert_eq!(known.join("mid", "term"), Join::Keep);
    }

    #[test]
    fn split_words_end_in_one_hyphen() {
        for (line, end) in [
            ("the govern-", Some("govern")),
            ("the end –", None),
            ("a dash -", None),
            ("wait--", None),
            ("x\u{AD}", Some("x")),
        ] {
            assert_eq!(split_end(line), end, "{line}");
        }
    }
}
