//! Knows countries by code, name and adjective, in ten languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::folding::fold;
use super::table::rows;
use super::unknown::{Unknown, nearest};
use crate::model::Country;

/// Written by `data/countries.py`, which names the sources.
const COUNTRIES: &str = include_str!("../data/countries.tsv");

/// What the sources lack: United Nations spellings, past states, adjectives, and names that are no country's.
const ADDITIONS: &str = include_str!("../data/country_additions.tsv");

/// Adjectives in the languages of its columns; written by `data/adjectives.py`, which names the sources.
const ADJECTIVES: &str = include_str!("../data/adjectives.tsv");

/// The languages of the columns of names in `countries.tsv`.
pub(crate) const COUNTRY_NAME_LANGUAGES: [&str; 10] =
    ["en", "fr", "es", "ru", "ar", "zh", "pt", "de", "it", "th"];

/// The languages of the columns of `adjectives.tsv`.
const ADJECTIVE_LANGUAGES: [&str; 4] = ["fr", "es", "ru", "ar"];

/// Words to find in a text.
#[derive(Debug)]
pub(crate) struct CountryName {
    /// The words, folded.
    pub(crate) folded: String,
    /// What they name; `None` where they hold a country's name and mean none, as in "Gulf of Guinea".
    pub(crate) country: Option<Country>,
    /// Whether they are an adjective or a people's name.
    pub(crate) adjective: bool,
    /// The language they belong to.
    pub(crate) language: &'static str,
}

struct Table {
    names: Vec<CountryName>,
    shown: HashMap<Country, &'static str>,
    /// Codes and names. Where two countries share a name, the one it is the official name of.
    typed: HashMap<String, Country>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// Reads a country as people type it: `az`, `AZE`, `Azerbaijan`, official, short, former and foreign names, adjectives.
///
/// # Errors
/// [`Unknown`] with the nearest known names; for a name that two countries share, with those.
pub fn parse_country(typed: &str) -> Result<Country, Unknown> {
    let folded = fold(typed);
    known_as(&folded).ok_or_else(|| unknown(typed, without_article(&folded)))
}

/// The country of this name, without a look for those that come near.
pub(crate) fn country_by_name(name: &str) -> Option<Country> {
    known_as(&fold(name))
}

fn known_as(folded: &str) -> Option<Country> {
    let plain = without_article(folded);
    let known = |name: &str| TABLE.typed.get(without_article(name)).copied();
    let after_form = || {
        FORMS_OF_STATE
            .iter()
            .find_map(|form| plain.strip_prefix(form))
    };
    known(plain).or_else(|| after_form().and_then(known))
}

/// The country's short name in English, or its code if it has none.
pub fn country_name(country: &Country) -> &str {
    let shown = TABLE.shown.get(country).copied();
    shown.unwrap_or(country.alpha3())
}

/// The country with this alpha-3 code, if there is or was one.
pub(crate) fn country_by_code(code: &str) -> Option<Country> {
    Country::from_alpha3(code).filter(|country| TABLE.shown.contains_key(country))
}

/// Every name that can be looked for in a text.
pub(crate) fn country_names() -> &'static [CountryName] {
    &TABLE.names
}

/// What may stand before a country's name without changing which is meant, folded.
const FORMS_OF_STATE: &[&str] = &[
    "republic of ",
    "republique du ",
    "republique de ",
    "republica de ",
    "federal republic of ",
    "islamic republic of ",
    "arab republic of ",
    "hashemite kingdom of ",
    "kingdom of ",
    "state of ",
    "sultanate of ",
    "principality of ",
    "commonwealth of ",
    "federation of ",
    "union of ",
];

/// Names that mean no single country, with the codes of those they may mean.
const SHARED: &[(&str, &[&str])] = &[
    ("korea", &["KOR", "PRK"]),
    ("corea", &["KOR", "PRK"]),
    ("coree", &["KOR", "PRK"]),
    ("congolese", &["COG", "COD"]),
    ("virgin islands", &["VGB", "VIR"]),
];

fn without_article(name: &str) -> &str {
    name.strip_prefix("the ").unwrap_or(name)
}

fn unknown(typed: &str, folded: &str) -> Unknown {
    let name = |country: &Country| TABLE.shown.get(country).copied();
    let meant = SHARED.iter().find(|(shared, _)| *shared == folded);
    let suggestions = match meant {
        Some((_, codes)) => codes
            .iter()
            .filter_map(|code| name(&country_by_code(code)?).map(str::to_owned))
            .collect(),
        None => nearest(
            folded,
            TABLE
                .typed
                .iter()
                .filter_map(|(spelling, country)| Some((spelling.as_str(), name(country)?))),
        ),
    };
    Unknown::new("country", typed, suggestions)
}

impl Table {
    /// Codes win over names, and names added over names from the sources.
    fn read() -> Self {
        let mut table = Self {
            names: Vec::new(),
            shown: HashMap::new(),
            typed: HashMap::new(),
        };
        table.add_codes();
        table.add_additions();
        table.add_sourced_names();
        table.add_adjectives();
        for (shared, _) in SHARED {
            table.typed.remove(*shared);
        }
        table
    }

    fn add_codes(&mut self) {
        let past = rows(ADDITIONS)
            .filter(|row| row[1] == "short")
            .map(|row| [row[0], row[0]]);
        let present = rows(COUNTRIES).map(|row| [row[0], row[1]]);
        for codes in present.chain(past) {
            if let Some(country) = Country::from_alpha3(codes[0]) {
                self.typed
                    .extend(codes.map(|code| (code.to_ascii_lowercase(), country)));
            }
        }
    }

    fn add_additions(&mut self) {
        for row in rows(ADDITIONS) {
            let country = Country::from_alpha3(row[0]);
            if let (Some(country), "short") = (country, row[1]) {
                self.shown.insert(country, row[3]);
            }
            self.add_names(row[3], country, row[1] == "adjective", row[2]);
        }
    }

    fn add_sourced_names(&mut self) {
        for row in rows(COUNTRIES) {
            let Some(country) = Country::from_alpha3(row[0]) else {
                continue;
            };
            let english = row[2].split('|').next().unwrap_or_default();
            self.shown.entry(country).or_insert(english);
            for (language, names) in COUNTRY_NAME_LANGUAGES.iter().zip(&row[2..]) {
                self.add_names(names, Some(country), false, language);
            }
        }
    }

    fn add_adjectives(&mut self) {
        for row in rows(ADJECTIVES) {
            let country = Country::from_alpha3(row[0]);
            for (language, forms) in ADJECTIVE_LANGUAGES.iter().zip(&row[1..]) {
                self.add_names(forms, country, true, language);
            }
        }
    }

    fn add_names(
        &mut self,
        names: &str,
        country: Option<Country>,
        adjective: bool,
        language: &'static str,
    ) {
        for name in names.split('|').filter(|name| !name.is_empty()) {
            let folded = fold(name);
            if let Some(country) = country {
                self.typed.entry(folded.clone()).or_insert(country);
            }
            self.names.push(CountryName {
                folded,
                country,
                adjective,
                language,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_read_as_typed() {
        for (typed, code) in [
            ("az", "AZE"),
            ("AZE", "AZE"),
            ("Azerbaijan", "AZE"),
            ("republic of azerbaijan", "AZE"),
            ("the Republic of Azerbaijan", "AZE"),
            ("Aserbaidschan", "AZE"),
            ("Азербайджан", "AZE"),
            ("أذربيجان", "AZE"),
            ("阿塞拜疆", "AZE"),
            ("Azerbaijani", "AZE"),
            ("Bolivia (Plurinational State of)", "BOL"),
            ("Bolivia", "BOL"),
            ("Iran (Islamic Republic of)", "IRN"),
            ("Republic of Korea", "KOR"),
            ("South Korea", "KOR"),
            ("Democratic People's Republic of Korea", "PRK"),
            ("Democratic People’s Republic of Korea", "PRK"),
            ("Congo", "COG"),
            ("Republic of the Congo", "COG"),
            ("Democratic Republic of the Congo", "COD"),
            ("DRC", "COD"),
            ("Côte d'Ivoire", "CIV"),
            ("cote d’ivoire", "CIV"),
            ("Ivory Coast", "CIV"),
            ("Türkiye", "TUR"),
            ("Turkey", "TUR"),
            ("Czechia", "CZE"),
            ("Czech Republic", "CZE"),
            ("Eswatini", "SWZ"),
            ("Swaziland", "SWZ"),
            ("North Macedonia", "MKD"),
            ("the former Yugoslav Republic of Macedonia", "MKD"),
            (
                "United Kingdom of Great Britain and Northern Ireland",
                "GBR",
            ),
            ("UK", "GBR"),
            ("U.S.", "USA"),
            ("usa", "USA"),
            ("State of Palestine", "PSE"),
            ("Holy See", "VAT"),
            ("Kosovo", "XKX"),
            ("Niger", "NER"),
            ("Nigeria", "NGA"),
            ("Guinea", "GIN"),
            ("Guinea-Bissau", "GNB"),
            ("Equatorial Guinea", "GNQ"),
            ("Papua New Guinea", "PNG"),
            ("Dominica", "DMA"),
            ("Dominican Republic", "DOM"),
            ("República Dominicana", "DOM"),
            ("Saint Lucia", "LCA"),
            ("St. Lucia", "LCA"),
            ("Trinidad and Tobago", "TTO"),
            ("Antigua & Barbuda", "ATG"),
            ("USSR", "SUN"),
            ("Yugoslavia", "YUG"),
            ("Czechoslovakia", "CSK"),
            ("German Democratic Republic", "DDR"),
            ("Zaire", "ZAR"),
            ("Serbia and Montenegro", "SCG"),
            ("Democratic Yemen", "YMD"),
            ("Estados Unidos", "USA"),
            ("Royaume-Uni", "GBR"),
            ("México", "MEX"),
            ("azerbaïdjanaise", "AZE"),
            ("peruanas", "PER"),
            ("венгерского", "HUN"),
            ("الجزائر", "DZA"),
            ("جزائرية", "DZA"),
        ] {
            let country = parse_country(typed).map(|country| country.to_string());
            assert_eq!(country.as_deref(), Ok(code), "{typed}");
        }
    }

    #[test]
    fn an_unknown_country_gets_the_nearest() {
        for (typed, near) in [
            ("Azerbijan", "Azerbaijan"),
            ("Columbia", "Colombia"),
            ("Phillipines", "Philippines"),
            ("Korea", "Republic of Korea"),
            ("Congolese", "Democratic Republic of the Congo"),
        ] {
            let unknown = parse_country(typed).expect_err(typed);
            assert!(
                unknown.nearest.iter().any(|name| name == near),
                "{typed}: {unknown:?}"
            );
        }
        assert_eq!(
            parse_country("").expect_err("empty").nearest,
            Vec::<String>::new()
        );
    }

    #[test]
    fn countries_have_english_names() {
        for (code, name) in [
            ("AZE", "Azerbaijan"),
            ("COD", "Democratic Republic of the Congo"),
            ("SUN", "Union of Soviet Socialist Republics"),
        ] {
            assert_eq!(country_by_code(code).as_ref().map(country_name), Some(name));
        }
        assert_eq!(country_by_code("NGO"), None);
    }

    /// An adjective of two countries would make a text about the one into one about the other.
    #[test]
    fn a_foreign_adjective_means_one_country() {
        for row in rows(ADJECTIVES) {
            let forms = row[1..].iter().flat_map(|cell| cell.split('|'));
            for form in forms.filter(|form| !form.is_empty()) {
                let known = known_as(&fold(form));
                assert_eq!(known.as_ref().map(Country::alpha3), Some(row[0]), "{form}");
            }
        }
    }

    /// A name must not stand for one country in the sources and another in the additions by accident.
    #[test]
    fn a_name_of_one_language_means_one_country() {
        let mut owner: HashMap<(&str, &str), Country> = HashMap::new();
        for name in country_names().iter().filter(|name| !name.adjective) {
            let Some(country) = name.country else {
                continue;
            };
            let first = *owner
                .entry((name.language, &name.folded))
                .or_insert(country);
            assert_eq!(first, country, "{} ({})", name.folded, name.language);
        }
    }
}
