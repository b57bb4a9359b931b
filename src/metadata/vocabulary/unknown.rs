//! The error for a typed value that is not known, with the nearest known spellings.

use thiserror::Error;

/// A typed value that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no {what} is called \"{typed}\"")]
pub struct Unknown {
    /// What was expected: `country`, `session`, `body`, `symbol`, `language`, `document type`.
    pub what: &'static str,
    /// What was typed.
    pub typed: String,
    /// The nearest known spellings, the nearest first; at most five.
    pub nearest: Vec<String>,
}

/// The least similarity of a suggestion: normalised Damerau–Levenshtein of folded spellings, from 0 to 1.
const LEAST_SIMILARITY: f64 = 0.65;
const MOST_SUGGESTIONS: usize = 5;

impl Unknown {
    pub(crate) fn new(what: &'static str, typed: &str, nearest: Vec<String>) -> Self {
        let typed = typed.trim().to_owned();
        Self {
            what,
            typed,
            nearest,
        }
    }
}

/// Returns the display forms of the spellings nearest to `folded`, without duplicates. `known` holds pairs of a folded
/// spelling and its display form; the cost is one edit distance a pair.
pub(crate) fn nearest<'a>(
    folded: &str,
    known: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<String> {
    let mut near: Vec<(f64, &str)> = known
        .map(|(spelling, shown)| {
            (
                strsim::normalized_damerau_levenshtein(folded, spelling),
                shown,
            )
        })
        .filter(|(similarity, _)| *similarity >= LEAST_SIMILARITY)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let mut shown: Vec<String> = Vec::new();
    for (_, name) in near {
        if shown.len() < MOST_SUGGESTIONS && !shown.iter().any(|known| known == name) {
            shown.push(name.to_owned());
        }
    }
    shown
}
