//! Says that a typed value is not known, and which known ones come near.

use thiserror::Error;

/// A value that nobody knows, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no {what} is called \"{typed}\"")]
pub struct Unknown {
    /// What was expected: `country`, `session`, `body`, `symbol`, `language`, `document type`.
    pub what: &'static str,
    /// What was typed.
    pub typed: String,
    /// Known spellings that come near, the nearest first; at most five, perhaps none.
    pub nearest: Vec<String>,
}

/// Two folded spellings at least this similar (Damerau–Levenshtein over length, 0 to 1) are worth a suggestion.
const NEAR: f64 = 0.65;
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

/// The display forms whose spelling comes nearest to `folded`, each once.
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
        .filter(|(similarity, _)| *similarity >= NEAR)
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
