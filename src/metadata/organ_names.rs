//! Knows the bodies by code and name, in the six languages of the United Nations and Portuguese.

use std::sync::LazyLock;

use super::fold::fold;
use super::table::rows;
use super::unknown::{Unknown, nearest};
use crate::model::Organ;

/// Names of bodies, and of the treaties that stand for theirs in mastheads, as their documents in each language give them.
const ORGANS: &str = include_str!("data/organs.tsv");

/// A body's name, folded. Codes are names too.
#[derive(Debug)]
pub(super) struct OrganName {
    pub(super) folded: String,
    pub(super) organ: Organ,
}

static NAMES: LazyLock<Vec<OrganName>> = LazyLock::new(read);

/// Reads a body as people type it: `HRC`, `human rights council`, `Conseil des droits de l'homme`.
///
/// # Errors
/// [`Unknown`] with the nearest known bodies.
pub fn parse_organ(typed: &str) -> Result<Organ, Unknown> {
    let folded = fold(typed);
    let plain = folded.strip_prefix("the ").unwrap_or(&folded);
    let known = NAMES.iter().find(|name| name.folded == plain);
    known
        .map(|name| name.organ)
        .ok_or_else(|| Unknown::new("body", typed, nearest_organs(plain)))
}

/// The body that holds sessions and whose name comes first in a folded text, and where the name ends.
pub(super) fn first_named(folded: &str) -> Option<(Organ, usize)> {
    let found = in_running_text().filter_map(|name| Some((word_at(folded, &name.folded)?, name)));
    let first = found.min_by_key(|(at, name)| (*at, std::cmp::Reverse(name.folded.len())));
    first.map(|(at, name)| (name.organ, at + name.folded.len()))
}

/// The body that holds sessions and whose name ends last in a folded text, and where the name ends.
pub(super) fn last_named(folded: &str) -> Option<(Organ, usize)> {
    let found = in_running_text().filter_map(|name| {
        Some((
            last_word_at(folded, &name.folded)? + name.folded.len(),
            name,
        ))
    });
    let last = found.max_by_key(|(end, name)| (*end, name.folded.len()));
    last.map(|(end, name)| (name.organ, end))
}

/// The body that holds sessions and whose name a folded text starts with.
pub(super) fn at_start(folded: &str) -> Option<Organ> {
    let found = in_running_text().filter(|name| word_at(folded, &name.folded) == Some(0));
    found
        .max_by_key(|name| name.folded.len())
        .map(|name| name.organ)
}

/// A folded text without the names of bodies in it.
pub(super) fn without_names(folded: &str) -> String {
    let mut rest = folded.to_owned();
    while let Some((start, end)) = longest_name(&rest) {
        rest.replace_range(start..end, "");
    }
    rest
}

fn longest_name(folded: &str) -> Option<(usize, usize)> {
    let found = NAMES
        .iter()
        .filter_map(|name| Some((word_at(folded, &name.folded)?, name.folded.len())));
    found
        .max_by_key(|(_, length)| *length)
        .map(|(at, length)| (at, at + length))
}

/// Names that mean a body wherever they stand; codes that are also words do not (`CAT`, `ST`).
fn in_running_text() -> impl Iterator<Item = &'static OrganName> {
    let ambiguous = |name: &&OrganName| matches!(name.folded.as_str(), "cat" | "st" | "sc" | "ced");
    NAMES
        .iter()
        .filter(|name| holds_sessions(name.organ))
        .filter(move |name| !ambiguous(name))
}

/// Whether sessions of this body are counted here.
pub(super) fn holds_sessions(organ: Organ) -> bool {
    !matches!(
        organ,
        Organ::Secretariat | Organ::HumanRightsInstruments | Organ::SecurityCouncil
    )
}

/// Where a name stands as whole words in a folded text. Chinese has no spaces to look for.
fn word_at(folded: &str, name: &str) -> Option<usize> {
    folded
        .match_indices(name)
        .map(|(at, _)| at)
        .find(|at| is_whole(folded, *at, name))
}

fn last_word_at(folded: &str, name: &str) -> Option<usize> {
    folded
        .rmatch_indices(name)
        .map(|(at, _)| at)
        .find(|at| is_whole(folded, *at, name))
}

fn is_whole(folded: &str, at: usize, name: &str) -> bool {
    let chinese = name.starts_with(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let (before, after) = (&folded[..at], &folded[at + name.len()..]);
    chinese
        || (before.is_empty() || before.ends_with(' '))
            && (after.is_empty() || after.starts_with(' '))
}

/// Every name of every body.
pub(super) fn names() -> &'static [OrganName] {
    &NAMES
}

/// Codes of bodies whose code or name comes near.
pub(super) fn nearest_organs(folded: &str) -> Vec<String> {
    nearest(
        folded,
        NAMES
            .iter()
            .map(|name| (name.folded.as_str(), name.organ.code())),
    )
}

fn read() -> Vec<OrganName> {
    let codes = Organ::ALL.iter().map(|organ| (*organ, organ.code()));
    let listed = rows(ORGANS).flat_map(|row| {
        let organ = row[0].parse().ok();
        row[2]
            .split('|')
            .filter_map(move |name| Some((organ?, name)))
    });
    codes
        .chain(listed)
        .map(|(organ, name)| OrganName {
            folded: fold(name),
            organ,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_read_as_typed() {
        for (typed, code) in [
            ("HRC", "HRC"),
            ("hrc", "HRC"),
            ("the Human Rights Council", "HRC"),
            ("Human Rights Committee", "CCPR"),
            ("Commission on Human Rights", "CHR"),
            ("UNGA", "GA"),
            ("Conseil des droits de l’homme", "HRC"),
            ("Комитет против пыток", "CAT"),
            ("经济、社会及文化权利委员会", "CESCR"),
            ("لجنة حقوق الطفل", "CRC"),
            ("Universal Periodic Review", "UPR"),
        ] {
            assert_eq!(parse_organ(typed).map(Organ::code), Ok(code), "{typed}");
        }
        let unknown = parse_organ("CEDAU").expect_err("misspelt");
        assert_eq!(unknown.nearest[0], "CEDAW");
    }

    #[test]
    fn every_row_names_a_body() {
        for row in rows(ORGANS) {
            assert!(row[0].parse::<Organ>().is_ok() && row.len() == 3, "{row:?}");
        }
    }
}
