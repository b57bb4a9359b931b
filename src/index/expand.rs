//! Which words of the archive does a pattern stand for?

use std::collections::BTreeSet;

use tantivy::Searcher;
use tantivy::schema::Field;

use super::IndexError;
use super::slots::{Written, parts_of, wide};
use super::words::compound_of_key;
use crate::query::Pattern;

/// How many words one pattern may stand for. More are an error: leaving some out would lose documents in silence.
const MAX_WORDS: usize = 10_000;

/// The words of a field that a pattern stands for, sorted. An exact word stands for itself, whether it occurs or not.
/// A compound is among them if it is as the pattern says and none of its words is.
pub(super) fn expand(
    searcher: &Searcher,
    field: Field,
    pattern: &Pattern,
) -> Result<Vec<Written>, IndexError> {
    let prefix = match pattern {
        Pattern::Exact(word) => return Ok(vec![Written::word(word)]),
        Pattern::Wildcard(wildcard) => wildcard.split(['*', '?']).next().unwrap_or_default(),
        Pattern::Fuzzy { .. } => "",
    };
    let mut words = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            let Ok(word) = std::str::from_utf8(terms.key()) else {
                continue;
            };
            words.extend(written(pattern, word));
            if words.len() > MAX_WORDS {
                return Err(IndexError::TooManyWords {
                    pattern: shown(pattern),
                    limit: MAX_WORDS,
                });
            }
        }
    }
    Ok(words.into_iter().collect())
}

fn written(pattern: &Pattern, key: &str) -> Option<Written> {
    let Some((whole, _, lengths)) = compound_of_key(key) else {
        return matches(pattern, key).then(|| Written::word(key));
    };
    let is_new = !lengths.is_empty() && matches(pattern, whole);
    let mut parts = parts_of(whole, &lengths).into_iter();
    (is_new && !parts.any(|part| matches(pattern, part))).then(|| wide(key.to_owned(), &lengths))
}

fn shown(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Exact(word) | Pattern::Wildcard(word) => word.clone(),
        Pattern::Fuzzy { word, edits } => format!("{word}~{edits}"),
    }
}

fn matches(pattern: &Pattern, word: &str) -> bool {
    match pattern {
        Pattern::Exact(exact) => exact == word,
        Pattern::Wildcard(wildcard) => matches_wildcard(wildcard, word),
        Pattern::Fuzzy { word: meant, edits } => {
            differs_by_at_most(meant, word, usize::from(*edits))
        }
    }
}

/// Whether the whole of `text` is as `wildcard` says: `*` is any characters, `?` is one.
pub(super) fn matches_wildcard(wildcard: &str, text: &str) -> bool {
    let (mut wildcard, mut text) = (wildcard, text);
    // Where to go on if what follows the last star does not fit: the star then takes one character more.
    let mut star: Option<(&str, &str)> = None;
    loop {
        let mut rest = wildcard.chars();
        match (rest.next(), text.chars().next()) {
            (Some('*'), _) => {
                wildcard = rest.as_str();
                star = Some((wildcard, text));
            }
            (Some(wanted), Some(c)) if wanted == '?' || wanted == c => {
                wildcard = rest.as_str();
                text = &text[c.len_utf8()..];
            }
            (None, None) => return true,
            _ => {
                let Some((after, tried)) = star else {
                    return false;
                };
                let Some(c) = tried.chars().next() else {
                    return false;
                };
                let further = &tried[c.len_utf8()..];
                star = Some((after, further));
                (wildcard, text) = (after, further);
            }
        }
    }
}

fn differs_by_at_most(meant: &str, word: &str, edits: usize) -> bool {
    // Byte lengths of words that close differ by at most four for each letter.
    meant.len().abs_diff(word.len()) <= 4 * edits
        && meant.chars().count().abs_diff(word.chars().count()) <= edits
        && strsim::levenshtein(meant, word) <= edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_whole_words() {
        for (wildcard, word, expected) in [
            ("prosecut*", "prosecution", true),
            ("prosecut*", "prosecut", true),
            ("prosecut*", "persecution", false),
            ("*cution", "prosecution", true),
            ("pr*t*n", "prosecution", true),
            ("pr*x*n", "prosecution", false),
            ("organi?ation", "organisation", true),
            ("organi?ation", "organization", true),
            ("organi?ation", "organiation", false),
            ("д?м", "дом", true),
            ("*", "", true),
            ("a*b", "ab", true),
            ("a*b", "abc", false),
        ] {
            assert_eq!(
                matches_wildcard(wildcard, word),
                expected,
                "{wildcard} {word}"
            );
        }
    }

    #[test]
    fn fuzzy_words_differ_by_few_letters() {
        for (word, other, edits, expected) in [
            ("torture", "tortur", 1, true),
            ("torture", "trotuer", 2, false),
            ("torture", "nature", 2, false),
            ("торг", "тор", 1, true),
        ] {
            assert_eq!(
                differs_by_at_most(word, other, edits),
                expected,
                "{word} {other}"
            );
        }
    }
}
