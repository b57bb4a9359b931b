//! Looks up United Nations bodies by code and name, in the six UN languages and Portuguese.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::folding::fold;
use super::table::rows;
use super::unknown::{Unknown, nearest};
use crate::model::Organ;

/// Names of bodies, and of the treaties that mastheads give in their place, as documents in each language write them.
const ORGANS: &str = include_str!("../data/organs.tsv");

/// A body's name or code, folded.
#[derive(Debug)]
pub(crate) struct OrganName {
    pub(crate) folded: String,
    pub(crate) organ: Organ,
}

static NAMES: LazyLock<Vec<OrganName>> = LazyLock::new(read);

/// Parses a body as people type it: `HRC`, `human rights council`, `Conseil des droits de l'homme`.
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

/// Finds the bodies with numbered sessions that a folded text names, with the byte ranges of their names.
pub(crate) fn find_organs(folded: &str) -> impl DoubleEndedIterator<Item = (Organ, Range<usize>)> {
    in_text(folded)
        .into_iter()
        .filter(|(organ, _)| holds_sessions(*organ))
}

/// Removes the names of bodies from a folded text.
pub(crate) fn without_organ_names(folded: &str) -> String {
    let mut rest = folded.to_owned();
    for (_, name) in in_text(folded).into_iter().rev() {
        rest.replace_range(name, "");
    }
    rest
}

/// Whether documents are assigned to sessions of a body.
pub(crate) fn holds_sessions(organ: Organ) -> bool {
    !matches!(
        organ,
        Organ::Secretariat | Organ::HumanRightsInstruments | Organ::SecurityCouncil
    )
}

/// Finds the names in a folded text, leftmost-longest.
fn in_text(folded: &str) -> Vec<(Organ, Range<usize>)> {
    let Some(automaton) = &*AUTOMATON else {
        return Vec::new();
    };
    let found = automaton
        .find_iter(folded)
        .filter(|found| is_whole(folded, found.range()));
    found
        .map(|found| {
            (
                in_running_text()[found.pattern().as_usize()].organ,
                found.range(),
            )
        })
        .collect()
}

static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let names = in_running_text().iter().map(|name| &name.folded);
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(names)
        .ok()
});

/// Codes that are also words: they denote a body in queries, not in running text.
const AMBIGUOUS: [&str; 4] = ["cat", "ced", "sc", "st"];

/// Returns the names that denote a body in running text.
fn in_running_text() -> &'static [OrganName] {
    static UNAMBIGUOUS: LazyLock<Vec<OrganName>> = LazyLock::new(|| {
        let mut names = read();
        names.retain(|name| !AMBIGUOUS.contains(&name.folded.as_str()));
        names
    });
    &UNAMBIGUOUS
}

/// Whether a match starts and ends at word boundaries. Chinese has none.
fn is_whole(folded: &str, name: Range<usize>) -> bool {
    let chinese = folded[name.clone()].starts_with(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let (before, after) = (&folded[..name.start], &folded[name.end..]);
    chinese
        || (before.is_empty() || before.ends_with(' '))
            && (after.is_empty() || after.starts_with(' '))
}

/// Returns every name and code of every body.
pub(crate) fn organ_names() -> &'static [OrganName] {
    &NAMES
}

/// Returns the codes of the bodies with the nearest codes or names.
pub(crate) fn nearest_organs(folded: &str) -> Vec<String> {
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
