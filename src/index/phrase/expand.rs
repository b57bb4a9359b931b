//! Expands patterns with wildcards and edits to the terms of the archive.

use std::collections::BTreeSet;

use tantivy::Searcher;
use tantivy::schema::Field;

use super::term::IndexedTerm;
use crate::index::analysis::compounds::{ParsedCompound, split_parts};
use crate::index::error::IndexError;
use crate::query::Pattern;

/// How many terms one pattern may match. More are an error: leaving some out would lose documents in silence.
const MAX_TERMS: usize = 10_000;

/// Returns the terms of a field that a pattern matches, sorted. An exact word is returned whether it occurs or not. A compound
/// is returned if it matches and none of its parts does.
///
/// # Errors
/// `TooManyWords` when the pattern matches more than `MAX_TERMS`.
pub(crate) fn expand(
    searcher: &Searcher,
    field: Field,
    pattern: &Pattern,
) -> Result<Vec<IndexedTerm>, IndexError> {
    let prefix = match pattern {
        Pattern::Exact(word) => return Ok(vec![IndexedTerm::word(word)]),
        Pattern::Wildcard(wildcard) => wildcard.split(['*', '?']).next().unwrap_or_default(),
        Pattern::Fuzzy { .. } => "",
    };
    let mut expanded = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            let Ok(term) = std::str::from_utf8(terms.key()) else {
                continue;
            };
            expanded.extend(matching_term(pattern, term));
            if expanded.len() > MAX_TERMS {
                return Err(IndexError::TooManyWords {
                    pattern: as_typed(pattern),
                    limit: MAX_TERMS,
                });
            }
        }
    }
    Ok(expanded.into_iter().collect())
}

fn matching_term(pattern: &Pattern, term: &str) -> Option<IndexedTerm> {
    let Some(compound) = ParsedCompound::parse(term) else {
        return matches(pattern, term).then(|| IndexedTerm::word(term));
    };
    let lengths = &compound.lengths;
    let mut parts = split_parts(compound.whole, lengths).into_iter();
    let adds_to_its_parts = !lengths.is_empty()
        && matches(pattern, compound.whole)
        && !parts.any(|part| matches(pattern, part));
    adds_to_its_parts.then(|| IndexedTerm::compound(term.to_owned(), lengths))
}

fn as_typed(pattern: &Pattern) -> String {
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

/// Whether a wildcard matches the whole of `text`: `*` is any characters, `?` is one.
pub(crate) fn matches_wildcard(wildcard: &str, text: &str) -> bool {
    let (mut wildcard, mut text) = (wildcard, text);
    // The rest of both behind the last star, to resume from with one character more for the star.
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
    // Cheap bounds first: each edit changes the length by at most one character of four bytes.
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
