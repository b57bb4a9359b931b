//! Looks up countries by code, name and adjective, in ten languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::folding::fold;
use super::table::{phrases, rows};
use super::unknown::{Unknown, nearest};
use crate::model::Country;

/// Names by language, written by `data/countries.py`, which gives the sources.
const COUNTRIES: &str = include_str!("../data/countries.tsv");

/// What the sources lack: United Nations spellings, past states, English adjectives, and names that contain a country's but
/// denote none.
const ADDITIONS: &str = include_str!("../data/country_additions.tsv");

/// Adjectives by language, written by `data/adjectives.py`, which gives the sources.
const ADJECTIVES: &str = include_str!("../data/adjectives.tsv");

/// The languages of the name columns of `countries.tsv`.
pub(crate) const COUNTRY_NAME_LANGUAGES: [&str; 10] =
    ["en", "fr", "es", "ru", "ar", "zh", "pt", "de", "it", "th"];

/// The languages of the columns of `adjectives.tsv`.
const ADJECTIVE_LANGUAGES: [&str; 4] = ["fr", "es", "ru", "ar"];

/// A name or adjective to find in text.
#[derive(Debug)]
pub(crate) struct CountryName {
    /// Its words, folded.
    pub(crate) folded: String,
    /// The country it denotes; `None` for a name that contains a country's and denotes none, such as "Gulf of Guinea".
    pub(crate) country: Option<Country>,
    /// Whether it is an adjective or demonym.
    pub(crate) adjective: bool,
    /// Its language, as an ISO 639-1 code.
    pub(crate) language: &'static str,
}

struct CountryTable {
    names: Vec<CountryName>,
    /// The short English name by country.
    shown: HashMap<Country, &'static str>,
    /// The country by code or folded name. A name that two countries share belongs to the one whose official name it is.
    typed: HashMap<String, Country>,
}

static TABLE: LazyLock<CountryTable> = LazyLock::new(CountryTable::read);

/// Parses a country as people type it: ISO codes, official, short, former and foreign names, and adjectives.
///
/// # Errors
/// [`Unknown`] with the nearest known names, or with all countries that share the name.
pub fn parse_country(typed: &str) -> Result<Country, Unknown> {
    let folded = fold(typed);
    lookup(&folded).ok_or_else(|| unknown(typed, without_article(&folded)))
}

/// Returns the country with a name or code, without the cost of finding suggestions.
pub(crate) fn country_by_name(name: &str) -> Option<Country> {
    lookup(&fold(name))
}

fn lookup(folded: &str) -> Option<Country> {
    let plain = without_article(folded);
    let known = |name: &str| TABLE.typed.get(without_article(name)).copied();
    let after_form = || {
        FORMS_OF_STATE
            .iter()
            .find_map(|form| plain.strip_prefix(form)?.strip_prefix(' '))
    };
    known(plain).or_else(|| after_form().and_then(known))
}

/// Returns a country's short English name, or its code if it has none.
pub fn country_name(country: &Country) -> &str {
    let shown = TABLE.shown.get(country).copied();
    shown.unwrap_or(country.alpha3())
}

/// Returns the present or past country with an alpha-3 code.
pub(crate) fn country_by_code(code: &str) -> Option<Country> {
    Country::from_alpha3(code).filter(|country| TABLE.shown.contains_key(country))
}

/// Returns every name that may be looked for in text.
pub(crate) fn country_names() -> &'static [CountryName] {
    &TABLE.names
}

/// Forms of state that may precede a country's name without changing which country is meant, folded.
static FORMS_OF_STATE: LazyLock<Vec<&str>> =
    LazyLock::new(|| phrases(include_str!("../data/state_forms.tsv"), "form"));

/// Folded names that several countries share, with the codes of these.
const AMBIGUOUS: &[(&str, &[&str])] = &[
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
    let meant = AMBIGUOUS.iter().find(|(shared, _)| *shared == folded);
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

impl CountryTable {
    /// Reads the tables. Codes take precedence over names, and additions over sourced names.
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
        for (shared, _) in AMBIGUOUS {
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
                let known = lookup(&fold(form));
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
