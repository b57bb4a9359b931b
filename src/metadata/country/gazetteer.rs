//! Finds the names of countries in text. Most words cost one test of a filter; scripts without spaces use an automaton.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use super::declension::{CASES, decline};
use crate::metadata::vocabulary::{
    COUNTRY_NAME_LANGUAGES, CountryName, Folded, WordFilter, country_names,
};
use crate::model::Country;

/// A country's name in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountryMention {
    pub(crate) country: Country,
    /// Whether it is an adjective or demonym.
    pub(crate) adjective: bool,
    /// Byte range in the folded text.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The names of one language and of English.
struct Gazetteer {
    /// Names of scripts with spaces, by first word.
    by_first_word: FxHashMap<String, Vec<Spelling>>,
    /// Filter of those first words: most words need no lookup in the map.
    first_words: WordFilter,
    /// Names of scripts without spaces, or with joined particles.
    unspaced: Option<UnspacedNames>,
}

/// A spelling of a name.
struct Spelling {
    /// The words after the first, with the space before them.
    rest: String,
    name: &'static CountryName,
}

struct UnspacedNames {
    names: Vec<&'static CountryName>,
    automaton: AhoCorasick,
}

/// Finds the names of countries in a folded text, in its language and English, in order; the longest where several start
/// together. `language` is an ISO 639-1 code.
pub(crate) fn find_countries(folded: &Folded, language: &str) -> Vec<CountryMention> {
    let gazetteer = gazetteer(language);
    let mut found = Vec::new();
    find_in_words(gazetteer, folded, &mut found);
    if let Some(unspaced) = &gazetteer.unspaced {
        find_unspaced(unspaced, folded, &mut found);
        found.sort_by_key(|mention| mention.start);
    }
    found
}

fn find_in_words(gazetteer: &Gazetteer, folded: &Folded, found: &mut Vec<CountryMention>) {
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
        // Names have a capital letter, unlike "turkey", "reunión", "того"; adjectives have one only in English.
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

/// The shortest first word of a name, in bytes: "St".
const SHORTEST_WORD: usize = 2;

impl Spelling {
    /// Whether the rest of the name follows. Names that denote no country match a prefix of a word too: "guinea pigs".
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

fn find_unspaced(unspaced: &UnspacedNames, folded: &Folded, found: &mut Vec<CountryMention>) {
    let text = &folded.text;
    let matches = unspaced.automaton.find_iter(text);
    let whole = matches.filter(|found| is_whole(text, found.start(), found.end()));
    let names =
        |at: aho_corasick::Match| unspaced.names[at.pattern().as_usize()].mention(at.range());
    found.extend(whole.filter_map(names));
}

/// Returns the gazetteer of a language, built on first use; the English one for languages without names.
fn gazetteer(language: &str) -> &'static Gazetteer {
    static BY_LANGUAGE: [OnceLock<Gazetteer>; COUNTRY_NAME_LANGUAGES.len()] =
        [const { OnceLock::new() }; COUNTRY_NAME_LANGUAGES.len()];
    let at = COUNTRY_NAME_LANGUAGES
        .iter()
        .position(|known| *known == language)
        .unwrap_or(0);
    BY_LANGUAGE[at].get_or_init(|| build(COUNTRY_NAME_LANGUAGES[at]))
}

/// The fewest letters of a name. Shorter ones are other words ("us") or parts of them; the shortest kept is "oman".
const SHORTEST_LETTERS: usize = 4;

/// The fewest letters of a Thai name. Thai has no spaces, so short names are found inside words.
const SHORTEST_THAI_LETTERS: usize = 6;

/// Folded names that are also common words or first names: "financial" in Arabic, "that" in Russian, "meeting" in Spanish.
const COMMON_WORDS: &[&str] = &["مالي", "того", "reunion", "maurice", "dominique", "granada"];

fn build(language: &str) -> Gazetteer {
    let all = country_names()
        .iter()
        .filter(|name| name.language == language || name.language == "en");
    let distinctive = all
        .filter(|name| is_distinctive(&name.folded))
        .flat_map(spellings);
    let (unspaced, in_words): (Vec<_>, Vec<_>) =
        distinctive.partition(|(spelling, _)| spelling.starts_with(is_unspaced_or_joined));
    let mut by_first_word: FxHashMap<String, Vec<Spelling>> = FxHashMap::default();
    for (spelling, name) in in_words {
        // "the Gambia" is found by "Gambia".
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
        // Longer names first, then those in the text's own language.
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
        unspaced: automaton(unspaced),
    }
}

/// Builds the automaton; `None` without names.
fn automaton(spellings: Vec<(String, &'static CountryName)>) -> Option<UnspacedNames> {
    if spellings.is_empty() {
        return None;
    }
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(spellings.iter().map(|(spelling, _)| spelling))
        .ok()?;
    Some(UnspacedNames {
        names: spellings.into_iter().map(|(_, name)| name).collect(),
        automaton,
    })
}

fn is_distinctive(folded: &str) -> bool {
    let least = match folded.chars().next() {
        Some(c) if is_thai(c) => SHORTEST_THAI_LETTERS,
        Some(c) if is_unspaced(c) => 2,
        Some(c) if is_arabic(c) => 3,
        _ => SHORTEST_LETTERS,
    };
    folded.chars().count() >= least && !COMMON_WORDS.contains(&folded)
}

/// Returns the forms a name takes in sentences: Russian names are declined.
fn spellings(name: &'static CountryName) -> Vec<(String, &'static CountryName)> {
    let mut spellings = vec![(name.folded.clone(), name)];
    if name.language == "ru" && !name.adjective {
        spellings.extend((0..CASES).map(|case| (decline(&name.folded, case), name)));
    }
    spellings
}

/// Whether a match is a whole word. Chinese and Thai have no spaces; Arabic joins "and", "in" and "to" to words.
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

/// Whether a script is written without spaces or joins particles to words.
fn is_unspaced_or_joined(c: char) -> bool {
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
