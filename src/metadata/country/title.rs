//! Finds the countries that a title names, as subjects or authors.

use std::sync::LazyLock;

use super::context::{printed_name, strip_state_form};
use super::gazetteer::{CountryMention, find_countries};
use crate::metadata::vocabulary::{Folded, phrases};
use crate::model::{Country, Inferred, Source};

/// Folded words in the titles of opinions on detentions.
const OPINIONS: &[&str] = &["opinion no", "avis no", "avis n", "opinion num", "мнение"];

/// The most subjects of a title; a longer list is one of members.
const MOST_IN_TITLE: usize = 3;

/// The countries a title names, by role.
#[derive(Default)]
pub(crate) struct TitleCountries {
    /// The countries it is about.
    pub(crate) subjects: Vec<Inferred<Country>>,
    /// The countries that wrote or proposed the document.
    pub(crate) authors: Vec<Inferred<Country>>,
}

/// The role of a country in a title.
#[derive(Clone, Copy, PartialEq)]
enum TitleRole {
    Subject,
    Author,
    /// Neither: a person's country, "Mr. Anuson Chinvanno (Thailand)", or the place of a meeting, "Nairobi, Kenya".
    Neither,
}

/// Finds the countries that a title names as subjects and authors, with the given source and confidence.
pub(crate) fn countries_in_title(
    title: &str,
    language: &str,
    source: Source,
    confidence: f32,
) -> TitleCountries {
    let folded = Folded::new(title);
    let mut titled = TitleCountries::default();
    // The Working Group on Arbitrary Detention puts the state in parentheses: "Opinion No. 12/2018 concerning Ms. X
    // (Azerbaijan)".
    let of_opinion = OPINIONS.iter().any(|words| folded.text.contains(words));
    let mut last_end = 0;
    let mut last_role = TitleRole::Neither;
    for mention in find_countries(&folded, language)
        .into_iter()
        .filter(|mention| !mention.adjective)
    {
        let start = folded.original(mention.start);
        let end = folded.original_after(mention.end, title.len());
        // In scripts without spaces, all names of a run have the offset of its start, so the range may be empty.
        let between = title.get(last_end..start).unwrap_or_default();
        let listed = last_end > 0 && between.trim_matches([' ', ',', '\n']).is_empty();
        let joined = last_role == TitleRole::Author && joins_list(between);
        last_end = start + title[start..end].trim_end_matches([' ', ',', '\n']).len();
        let before = &folded.text[..mention.start];
        let place = follows_place(title, start) && !listed;
        last_role = if joined || follows_author_words(before) || proposes(title, start) {
            TitleRole::Author
        } else if place
            || (in_brackets(title, start, end) && !of_opinion)
            || is_in_submitter(before)
            || is_acronym(title, start, end)
        {
            TitleRole::Neither
        } else {
            TitleRole::Subject
        };
        let found = Inferred {
            value: mention.country,
            source,
            page: Some(1),
            text: printed_name(title, start..end),
            confidence,
        };
        titled.add(found, last_role);
    }
    if titled.subjects.len() > MOST_IN_TITLE {
        titled.subjects.clear();
    }
    titled
}

impl TitleCountries {
    fn add(&mut self, found: Inferred<Country>, role: TitleRole) {
        let list = match role {
            TitleRole::Subject => &mut self.subjects,
            TitleRole::Author => &mut self.authors,
            TitleRole::Neither => return,
        };
        if list.iter().all(|known| known.value != found.value) {
            list.push(found);
        }
    }
}

/// Whether the text between two names joins them into a list: "Denmark, Norway and the Netherlands".
fn joins_list(between: &str) -> bool {
    let words = between.split(|c: char| c.is_whitespace() || c == ',');
    let mut words = words.filter(|word| !word.is_empty());
    words.all(|word| LIST_WORDS.contains(&word))
}

const LIST_WORDS: &[&str] = &["and", "the", "of", "et", "de", "la", "le", "y", "и"];

/// Folded words before the state that wrote a document: it is the author, not the subject.
static AUTHORS: LazyLock<Vec<&str>> =
    LazyLock::new(|| phrases(include_str!("../data/country_phrases.tsv"), "author"));

/// Whether the folded words before a country make it the author.
fn follows_author_words(before: &str) -> bool {
    let plain = strip_state_form(before);
    AUTHORS.iter().any(|words| plain.ends_with(words)) && !is_in_submitter(before)
}

/// Whether a country is part of the name of an organisation that submits a statement: "Written statement submitted by All China
/// Women’s Federation, a non-governmental organization in special consultative status".
fn is_in_submitter(before: &str) -> bool {
    let submitted = before.rfind("statement submitted by");
    submitted.is_some_and(|at| !before[at..].contains("status"))
}

/// Whether the line of a country has it as a sponsor: "Denmark, France and Slovenia: amendment to the draft resolution".
fn proposes(title: &str, start: usize) -> bool {
    let line = title[start..]
        .lines()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let after_colon = line.split_once(':').map_or("", |(_, rest)| rest);
    PROPOSALS.iter().any(|word| after_colon.contains(word))
}

const PROPOSALS: [&str; 6] = [
    "draft",
    "amendment",
    "projet",
    "proyecto",
    "enmienda",
    "проект",
];

/// Whether a name is an acronym: in capitals in a line that is not, such as the organisation "GUAM".
fn is_acronym(title: &str, start: usize, end: usize) -> bool {
    let line_start = title[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = title[line_start..].lines().next().unwrap_or_default();
    let name = title[start..end].trim();
    name.len() <= 4
        && name.bytes().all(|b| b.is_ascii_uppercase())
        && line.chars().any(char::is_lowercase)
}

fn in_brackets(text: &str, start: usize, end: usize) -> bool {
    text[..start].trim_end().ends_with('(') && text[start..end].contains(')')
}

/// Whether a country follows a place: "Geneva, Switzerland".
fn follows_place(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    before.ends_with(',')
        && before[..before.len() - 1]
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// The least mentions of the title's country, as a share of those of the country mentioned most.
const LEAST_SHARE: f32 = 0.4;

/// Returns the one country that the title of a document without a masthead names, if the text mentions it often enough.
pub(crate) fn corroborated(
    mut titled: Vec<Inferred<Country>>,
    named: &[CountryMention],
) -> Option<Inferred<Country>> {
    let country = titled.pop().filter(|_| titled.is_empty())?;
    let count = |country: Country| {
        named
            .iter()
            .filter(|mention| mention.country == country)
            .count() as f32
    };
    let most = named
        .iter()
        .map(|mention| count(mention.country))
        .fold(0.0, f32::max);
    (count(country.value) >= LEAST_SHARE * most).then_some(country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_whom_they_are_about() {
        for (language, title, codes) in [
            (
                "en",
                "Concluding observations on the fifth periodic report of Azerbaijan",
                &["AZE"][..],
            ),
            (
                "en",
                "Report of the Working Group on the Universal Periodic Review* Congo",
                &["COG"],
            ),
            (
                "en",
                "The situation in Bosnia and Herzegovina, Croatia and Serbia",
                &["BIH", "HRV", "SRB"],
            ),
            ("en", "Rapporteur: Mr. Anuson Chinvanno (Thailand)", &[]),
            (
                "en",
                "Opinion No. 12/2018 concerning Ali Salman (Bahrain)",
                &["BHR"],
            ),
            ("en", "Seminar held in Nairobi, Kenya", &[]),
            (
                "en",
                "Letter dated 3 May 2018 from the Permanent Representative of the Syrian Arab Republic",
                &[],
            ),
            (
                "en",
                "Denmark, France, Greece, Slovenia: draft resolution on Myanmar",
                &["MMR"],
            ),
            ("en", "Protracted conflicts in the GUAM area", &[]),
            (
                "en",
                "Written statement* submitted by All China Women’s Federation, a non-governmental organization in special consultative status\nThe rights of women in Nepal",
                &["NPL"],
            ),
            ("en", "MALI", &["MLI"]),
            ("en", "Members: Chad, Chile, China, Colombia", &[]),
            ("zh", "阿塞拜疆中国", &["AZE", "CHN"]),
            ("ar", "أذربيجان وفرنسا", &["AZE", "FRA"]),
        ] {
            let found = countries_in_title(title, language, Source::Masthead, 0.9);
            let subjects = found.subjects.iter();
            let read: Vec<&str> = subjects.map(|country| country.value.alpha3()).collect();
            assert_eq!(read, codes, "{title}");
        }
    }
    #[test]
    fn titles_tell_who_wrote_them() {
        for (title, codes) in [
            (
                "Letter dated 3 May 2018 from the Permanent Representatives of Denmark, Norway and the Netherlands to the United Nations addressed to the Secretary-General",
                &["DNK", "NOR", "NLD"][..],
            ),
            (
                "Denmark, France and Slovenia: draft resolution on Myanmar",
                &["DNK", "FRA", "SVN"],
            ),
            ("Statement by the delegation of Azerbaijan", &["AZE"]),
            (
                "Written statement submitted by All China Women’s Federation, a non-governmental organization in special consultative status\nThe rights of women in Nepal",
                &[],
            ),
            ("Visit to Malaysia and Thailand", &[]),
        ] {
            let found = countries_in_title(title, "en", Source::Masthead, 0.9);
            let authors = found.authors.iter();
            let read: Vec<&str> = authors.map(|country| country.value.alpha3()).collect();
            assert_eq!(read, codes, "{title}");
        }
    }
}
