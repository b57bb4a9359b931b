//! Finds the names of countries in a text, fast.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use crate::metadata::vocabulary::Folded;
use crate::metadata::vocabulary::WordFilter;
use crate::metadata::vocabulary::{COUNTRY_NAME_LANGUAGES, CountryName, country_names};
use crate::model::Country;

/// A country's name in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountryMention {
    pub(crate) country: Country,
    /// Whether it is an adjective or a people's name.
    pub(crate) adjective: bool,
    /// Byte range in the folded text.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The names of one language and of English.
struct Gazetteer {
    /// Names written in words, by their first word.
    by_first_word: FxHashMap<String, Vec<Spelling>>,
    /// Those first words: most words need no look into the map.
    first_words: WordFilter,
    /// Names of scripts that write words together, or join others to them.
    joined: Option<Joined>,
}

/// A name as it may be written.
struct Spelling {
    /// What follows its first word, with the space before it.
    rest: String,
    name: &'static CountryName,
}

struct Joined {
    names: Vec<&'static CountryName>,
    machine: AhoCorasick,
}

/// The names of countries in a folded text of this language, in order; the longest where several start together.
pub(crate) fn find_countries(folded: &Folded, language: &str) -> Vec<CountryMention> {
    let gazetteer = gazetteer(language);
    let mut found = Vec::new();
    in_words(gazetteer, folded, &mut found);
    if let Some(joined) = &gazetteer.joined {
        in_joined(joined, folded, &mut found);
        found.sort_by_key(|mention| mention.start);
    }
    found
}

fn in_words(gazetteer: &Gazetteer, folded: &Folded, found: &mut Vec<CountryMention>) {
    let text = folded.text.as_str();
    let mut past = 0;
    for (word, small) in folded.cased_spans() {
        if word.start < past
            || !gazetteer
                .first_words
                .may_contain(&text.as_bytes()[word.clone()])
        {
            continue;
        }
        let Some(spellings) = gazetteer.by_first_word.get(&text[word.clone()]) else {
            continue;
        };
        let written = |spelling: &&Spelling| spelling.is_at(&text[word.end..]);
        let Some(spelling) = spellings.iter().find(written) else {
            continue;
        };
        past = word.end + spelling.rest.len();
        // "turkey", "reunión", "того": names are written with a capital; adjectives only in English.
        let capital = !spelling.name.adjective || spelling.name.language == "en";
        let common_word = spelling.rest.is_empty() && small && capital;
        found.extend(
            spelling
                .name
                .mention(word.start..past)
                .filter(|_| !common_word),
        );
    }
}

/// "Îles" and "St" begin names; no name begins with a shorter word, in bytes.
const SHORTEST_WORD: usize = 2;

impl Spelling {
    /// Whether the rest of the name stands here. What only holds a country's name may go on: "guinea pigs".
    fn is_at(&self, after: &str) -> bool {
        let beyond = after.strip_prefix(self.rest.as_str());
        beyond.is_some_and(|beyond| {
            beyond.is_empty() || beyond.starts_with(' ') || self.name.country.is_none()
        })
    }
}

impl CountryName {
    fn mention(&self, span: Range<usize>) -> Option<CountryMention> {
        let country = self.country?;
        Some(CountryMention {
            country,
            adjective: self.adjective,
            start: span.start,
            end: span.end,
        })
    }
}

fn in_joined(joined: &Joined, folded: &Folded, found: &mut Vec<CountryMention>) {
    let text = &folded.text;
    let matches = joined.machine.find_iter(text);
    let whole = matches.filter(|found| is_whole(text, found.start(), found.end()));
    let names = |at: aho_corasick::Match| joined.names[at.pattern().as_usize()].mention(at.range());
    found.extend(whole.filter_map(names));
}

/// Built when a document of the language is first seen.
fn gazetteer(language: &str) -> &'static Gazetteer {
    static BY_LANGUAGE: [OnceLock<Gazetteer>; COUNTRY_NAME_LANGUAGES.len()] =
        [const { OnceLock::new() }; COUNTRY_NAME_LANGUAGES.len()];
    let at = COUNTRY_NAME_LANGUAGES
        .iter()
        .position(|known| *known == language)
        .unwrap_or(0);
    BY_LANGUAGE[at].get_or_init(|| build(COUNTRY_NAME_LANGUAGES[at]))
}

/// Shorter names are found inside too many other words, or are other words: "us", "oman" is the shortest that is not.
const SHORTEST_LETTERS: usize = 4;

/// Thai is written without spaces, and a short name is found inside words.
const SHORTEST_THAI_LETTERS: usize = 6;

/// Names that are also words or first names, folded: "financial" in Arabic, "that" in Russian, "meeting" in Spanish.
const COMMON_WORDS: &[&str] = &["مالي", "того", "reunion", "maurice", "dominique", "granada"];

fn build(language: &str) -> Gazetteer {
    let all = country_names()
        .iter()
        .filter(|name| name.language == language || name.language == "en");
    let tellable = all
        .filter(|name| is_tellable(&name.folded))
        .flat_map(spellings);
    let (joined, in_words): (Vec<_>, Vec<_>) =
        tellable.partition(|(spelling, _)| spelling.starts_with(is_joined));
    let mut by_first_word: FxHashMap<String, Vec<Spelling>> = FxHashMap::default();
    for (spelling, name) in in_words {
        // "the Gambia" is found by "Gambia", and "the" need not be looked up.
        let spelling = spelling.strip_prefix("the ").unwrap_or(&spelling);
        let (first, rest) = spelling.split_at(spelling.find(' ').unwrap_or(spelling.len()));
        let rest = rest.to_owned();
        if first.len() < SHORTEST_WORD {
            continue;
        }
        by_first_word
            .entry(first.to_owned())
            .or_default()
            .push(Spelling { rest, name });
    }
    for spellings in by_first_word.values_mut() {
        // A name in the text's own language comes before an English one.
        let order = |spelling: &Spelling| {
            (
                Reverse(spelling.rest.len()),
                spelling.name.language != language,
            )
        };
        spellings.sort_by_key(order);
    }
    Gazetteer {
        first_words: WordFilter::of(by_first_word.keys()),
        by_first_word,
        joined: machine(joined),
    }
}

/// `None` without names, or for a machine too large, which it is not.
fn machine(spellings: Vec<(String, &'static CountryName)>) -> Option<Joined> {
    if spellings.is_empty() {
        return None;
    }
    let machine = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(spellings.iter().map(|(spelling, _)| spelling))
        .ok()?;
    Some(Joined {
        names: spellings.into_iter().map(|(_, name)| name).collect(),
        machine,
    })
}

fn is_tellable(folded: &str) -> bool {
    let least = match folded.chars().next() {
        Some(c) if is_thai(c) => SHORTEST_THAI_LETTERS,
        Some(c) if is_unspaced(c) => 2,
        Some(c) if is_arabic(c) => 3,
        _ => SHORTEST_LETTERS,
    };
    folded.chars().count() >= least && !COMMON_WORDS.contains(&folded)
}

/// A name as it may be written in a sentence: Russian names are declined.
fn spellings(name: &'static CountryName) -> Vec<(String, &'static CountryName)> {
    let mut spellings = vec![(name.folded.clone(), name)];
    if name.language == "ru" && !name.adjective {
        spellings.extend((0..CASES).map(|case| (declined(&name.folded, case), name)));
    }
    spellings
}

/// Genitive, dative, instrumental, prepositional.
const CASES: usize = 4;

/// Endings of Russian nouns and adjectives, folded (й is и), with their endings in the four cases.
const DECLENSIONS: &[(&str, [&str; CASES])] = &[
    ("ская", ["скои", "скои", "скои", "скои"]),
    ("ная", ["нои", "нои", "нои", "нои"]),
    ("ския", ["скои", "скои", "скои", "скои"]),
    ("скии", ["ского", "скому", "ским", "ском"]),
    ("ные", ["ных", "ным", "ными", "ных"]),
    ("ское", ["ского", "скому", "ским", "ском"]),
    ("ное", ["ного", "ному", "ным", "ном"]),
    ("ство", ["ства", "ству", "ством", "стве"]),
    ("ия", ["ии", "ии", "иеи", "ии"]),
    ("ка", ["ки", "ке", "кои", "ке"]),
    ("га", ["ги", "ге", "гои", "ге"]),
    ("а", ["ы", "е", "ои", "е"]),
    ("я", ["и", "е", "еи", "е"]),
    ("ы", ["ов", "ам", "ами", "ах"]),
    ("ь", ["я", "ю", "ем", "е"]),
    ("н", ["на", "ну", "ном", "не"]),
    ("р", ["ра", "ру", "ром", "ре"]),
    ("л", ["ла", "лу", "лом", "ле"]),
    ("д", ["да", "ду", "дом", "де"]),
    ("т", ["та", "ту", "том", "те"]),
    ("с", ["са", "су", "сом", "се"]),
    ("к", ["ка", "ку", "ком", "ке"]),
    ("м", ["ма", "му", "мом", "ме"]),
    ("ш", ["ша", "шу", "шем", "ше"]),
    ("г", ["га", "гу", "гом", "ге"]),
    ("в", ["ва", "ву", "вом", "ве"]),
];

fn declined(name: &str, case: usize) -> String {
    let word = |word: &str| {
        let ending = DECLENSIONS
            .iter()
            .find(|(ending, _)| word.chars().count() > 3 && word.ends_with(ending));
        ending.map_or(word.to_owned(), |(ending, cases)| {
            format!("{}{}", &word[..word.len() - ending.len()], cases[case])
        })
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Whether a match is no part of a longer word. Chinese and Thai have no spaces; Arabic joins "and", "in", "to" to a word.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    if text[start..end].starts_with(is_unspaced) {
        return true;
    }
    let before = &text[text[..start].rfind(' ').map_or(0, |at| at + 1)..start];
    let joined = before.chars().count() <= 3 && before.chars().all(|c| "وفبلكا".contains(c));
    joined && (end == text.len() || text[end..].starts_with(' '))
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || is_thai(c)
}

/// Whether words of this script are written together, or have others joined to them.
fn is_joined(c: char) -> bool {
    is_unspaced(c) || is_arabic(c)
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}')
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_text() {
        for (language, text, codes) in [
            ("en", "Niger and Nigeria", &["NER", "NGA"][..]),
            (
                "en",
                "Guinea, Guinea-Bissau, Equatorial Guinea, Papua New Guinea",
                &["GIN", "GNB", "GNQ", "PNG"],
            ),
            (
                "en",
                "the Congo and the Democratic Republic of the Congo",
                &["COG", "COD"],
            ),
            (
                "en",
                "the Democratic People’s Republic of Korea and the Republic of Korea",
                &["PRK", "KOR"],
            ),
            ("en", "Dominica and the Dominican Republic", &["DMA", "DOM"]),
            ("en", "Bolivia (Plurinational State of)", &["BOL"]),
            (
                "en",
                "guinea pigs in the Gulf of Guinea and New Mexico",
                &[],
            ),
            ("en", "tell us about Omanian turkey", &[]),
            ("es", "la reunión en Chile", &["CHL"]),
            ("ru", "кроме того, Перу", &["PER"]),
            ("en", "Azerbaijan's courts", &["AZE"]),
            (
                "fr",
                "la République démocratique du Congo et le Tchad",
                &["COD", "TCD"],
            ),
            ("es", "los Países Bajos y España", &["NLD", "ESP"]),
            (
                "ru",
                "в Азербайджане, Российской Федерации и Канаде",
                &["AZE", "RUS", "CAN"],
            ),
            ("ar", "في أذربيجان وفرنسا", &["AZE", "FRA"]),
            ("zh", "阿塞拜疆政府和中国", &["AZE", "CHN"]),
            (
                "fr",
                "les autorités azerbaïdjanaises, la loi turque et l’océan Indien",
                &["AZE", "TUR"],
            ),
            ("es", "el Gobierno peruano y los pueblos indios", &["PER"]),
            (
                "ru",
                "венгерского правительства, в Индийском океане",
                &["HUN"],
            ),
            ("ar", "الحكومة الجزائرية", &["DZA"]),
            ("en", "a turkish bath, polish and china", &[]),
            ("xx", "Azerbaijan", &["AZE"]),
        ] {
            let found = find_countries(&Folded::new(text), language);
            let read: Vec<&str> = found
                .iter()
                .map(|mention| mention.country.alpha3())
                .collect::<Vec<_>>()
                .into_iter()
                .map(|code| {
                    codes
                        .iter()
                        .copied()
                        .find(|known| *known == code)
                        .unwrap_or("?")
                })
                .collect();
            assert_eq!(read, codes, "{text}");
        }
    }
}
