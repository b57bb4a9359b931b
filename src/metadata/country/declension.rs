//! Declines the Russian names of countries.

use std::sync::LazyLock;

use crate::metadata::vocabulary::rows;

/// The number of cases beside the nominative: genitive, dative, instrumental, prepositional.
pub(crate) const CASES: usize = 4;

/// Endings of the nominative, each with those of the other cases; the first that fits a word counts.
static ENDINGS: LazyLock<Vec<Vec<&str>>> =
    LazyLock::new(|| rows(include_str!("../data/russian_declensions.tsv")).collect());

/// Returns a folded name in a case from 0 to [`CASES`] − 1.
pub(crate) fn decline(name: &str, case: usize) -> String {
    let word = |word: &str| {
        let endings = ENDINGS
            .iter()
            .find(|endings| word.chars().count() > 3 && word.ends_with(endings[0]));
        endings.map_or(word.to_owned(), |endings| {
            let stem = &word[..word.len() - endings[0].len()];
            format!("{stem}{}", endings[case + 1])
        })
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
