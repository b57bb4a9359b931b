//! Knows languages by code and name.

use std::sync::LazyLock;

use super::folding::fold;
use super::table::rows;
use super::unknown::{Unknown, nearest};
use crate::model::Language;

/// Written by `data/languages.py`, which names the sources: code, two three-letter codes, own name, names in seven languages.
const LANGUAGES: &str = include_str!("../data/languages.tsv");

struct Spelling {
    folded: String,
    code: &'static str,
    english: &'static str,
}

static SPELLINGS: LazyLock<Vec<Spelling>> = LazyLock::new(read);

/// Reads a language as people type it: `en`, `eng`, `en-GB`, `English`, `anglais`, `français`.
///
/// # Errors
/// [`Unknown`] with the nearest known names, in English.
pub fn parse_language(typed: &str) -> Result<Language, Unknown> {
    let folded = fold(typed);
    let spelling = |words: &str| SPELLINGS.iter().find(|known| known.folded == words);
    // "en-GB": the region says nothing that is asked here.
    let tag = || {
        folded
            .split(' ')
            .next()
            .filter(|tag| matches!(tag.len(), 2 | 3))
    };
    let member = MEMBERS.iter().find(|(member, _)| *member == folded);
    let found = spelling(member.map_or(&folded, |(_, code)| code)).or_else(|| spelling(tag()?));
    let language = found.and_then(|known| Language::from_code(known.code));
    language.ok_or_else(|| {
        let known = SPELLINGS
            .iter()
            .map(|known| (known.folded.as_str(), known.english));
        Unknown::new("language", typed, nearest(&folded, known))
    })
}

/// ISO 639-3 codes of the members of a language that has the ISO 639-1 code, where they stand for it.
const MEMBERS: &[(&str, &str)] = &[
    ("cmn", "zh"),
    ("pes", "fa"),
    ("prs", "fa"),
    ("arb", "ar"),
    ("ekk", "et"),
    ("lvs", "lv"),
    ("uzn", "uz"),
    ("khk", "mn"),
    ("plt", "mg"),
    ("npi", "ne"),
    ("ory", "or"),
    ("swh", "sw"),
    ("zsm", "ms"),
    ("azj", "az"),
    ("als", "sq"),
    ("ydd", "yi"),
    ("gug", "gn"),
    ("quz", "qu"),
    ("kmr", "ku"),
    ("fuf", "ff"),
    ("gaz", "om"),
];

fn read() -> Vec<Spelling> {
    let spellings = |row: Vec<&'static str>| {
        let (code, english) = (row[0], row[4]);
        let filled = row.into_iter().filter(|cell| !cell.is_empty());
        filled.map(move |cell| Spelling {
            folded: fold(cell),
            code,
            english,
        })
    };
    let mut all: Vec<Spelling> = rows(LANGUAGES).flat_map(spellings).collect();
    // A code is never taken for another language's name: "is" in one column, "Is" in another.
    all.sort_by_key(|known| known.folded != known.code);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_as_typed() {
        for (typed, code) in [
            ("en", "en"),
            ("EN", "en"),
            ("eng", "en"),
            ("en-GB", "en"),
            ("English", "en"),
            ("anglais", "en"),
            ("français", "fr"),
            ("francais", "fr"),
            ("fre", "fr"),
            ("fra", "fr"),
            ("español", "es"),
            ("русский", "ru"),
            ("العربية", "ar"),
            ("中文", "zh"),
            ("zh-Hans", "zh"),
            ("Portuguese", "pt"),
            ("cmn", "zh"),
        ] {
            let language = parse_language(typed).map(|language| language.to_string());
            assert_eq!(language.as_deref(), Ok(code), "{typed}");
        }
        let unknown = parse_language("Portugese").expect_err("misspelt");
        assert_eq!(unknown.nearest[0], "Portuguese");
    }
}
