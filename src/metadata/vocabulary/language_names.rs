//! Looks up languages by code and name.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::folding::fold;
use super::table::rows;
use super::unknown::{Unknown, nearest};
use crate::model::Language;

/// Two-letter code, two three-letter codes, own name and names in seven languages; written by `data/languages.py`, which gives
/// the sources.
const LANGUAGES: &str = include_str!("../data/languages.tsv");

struct LanguageSpelling {
    folded: String,
    code: &'static str,
    english: &'static str,
}

static SPELLINGS: LazyLock<Vec<LanguageSpelling>> = LazyLock::new(read);

/// Parses a language as people type it: `en`, `eng`, `en-GB`, `English`, `anglais`, `français`.
///
/// # Errors
/// [`Unknown`] with the nearest known names, in English.
pub fn parse_language(typed: &str) -> Result<Language, Unknown> {
    let folded = fold(typed);
    let spelling = |words: &str| SPELLINGS.iter().find(|known| known.folded == words);
    // "en-GB": only the language subtag counts.
    let tag = || {
        folded
            .split(' ')
            .next()
            .filter(|tag| matches!(tag.len(), 2 | 3))
    };
    let member = MEMBERS.get(folded.as_str());
    let found = spelling(member.unwrap_or(&&*folded)).or_else(|| spelling(tag()?));
    let language = found.and_then(|known| Language::from_code(known.code));
    language.ok_or_else(|| {
        let known = SPELLINGS
            .iter()
            .map(|known| (known.folded.as_str(), known.english));
        Unknown::new("language", typed, nearest(&folded, known))
    })
}

/// Two-letter codes by the three-letter code of a member of the language, such as `zh` by `cmn`.
static MEMBERS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let members = rows(include_str!("../data/language_members.tsv"));
    members.map(|row| (row[0], row[1])).collect()
});

fn read() -> Vec<LanguageSpelling> {
    let spellings = |row: Vec<&'static str>| {
        let (code, english) = (row[0], row[4]);
        let filled = row.into_iter().filter(|cell| !cell.is_empty());
        filled.map(move |cell| LanguageSpelling {
            folded: fold(cell),
            code,
            english,
        })
    };
    let mut all: Vec<LanguageSpelling> = rows(LANGUAGES).flat_map(spellings).collect();
    // Codes come first: "is" is Icelandic, though "Is" is another language's name.
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
