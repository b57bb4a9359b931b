//! Finds the countries of a document by their role: subject, author, or mentioned.

use super::context::BodyText;
use super::dominant_country::{DominantCountry, dominant_country};
use super::gazetteer::{CountryMention, find_countries};
use super::respondent::respondent_state;
use super::roles::{authors, is_by_its_state, mentioned};
use super::title::{TitleCountries, corroborated, countries_in_title};
use crate::layout::Flow;
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::symbol::{DocumentSymbols, implied, is_united_nations};
use crate::metadata::vocabulary::{country_by_code, country_by_name, fold};
use crate::model::{Country, DocumentType, Inferred, Language, Source};

/// The evidence that countries are inferred from.
pub(crate) struct CountryEvidence<'a> {
    pub(crate) front_matter: &'a FrontMatter<'a>,
    pub(crate) symbols: &'a DocumentSymbols,
    pub(crate) language: Option<&'a Inferred<Language>>,
    pub(crate) document_type: Option<&'a Inferred<DocumentType>>,
    pub(crate) flow: &'a Flow,
    pub(crate) path: &'a str,
}

/// The countries of a document by role.
pub(crate) struct Countries {
    /// Those it is about.
    pub(crate) subject: Vec<Inferred<Country>>,
    /// Those it is by.
    pub(crate) author: Vec<Inferred<Country>>,
    /// The others, in descending order of mentions.
    pub(crate) mentioned: Vec<Inferred<Country>>,
}

/// Finds the countries a document is about, those it is by, and those it only mentions.
pub(crate) fn infer(evidence: &CountryEvidence<'_>) -> Countries {
    let front_matter = evidence.front_matter;
    let language = evidence.language.map_or("en", |found| found.value.code());
    let kind = evidence.document_type.map(|kind| kind.value);
    let titled = title_countries(front_matter, kind, language);
    let body = BodyText {
        text: front_matter.body_start,
        folded: &front_matter.folded_body_start,
        flow: evidence.flow,
    };
    let named = find_countries(body.folded, language);
    let (subject, speaks) = match of_symbol(evidence.symbols) {
        Some(country) => (vec![country], false),
        None => subject(evidence, titled.subjects, &body, &named),
    };
    let author = authors(
        &subject,
        titled.authors,
        speaks || is_by_its_state(kind, evidence.symbols),
    );
    let known = || subject.iter().chain(&author).map(|known| known.value);
    let mentioned = mentioned(&body, &named, |country| {
        known().any(|known| known == country)
    });
    Countries {
        subject,
        author,
        mentioned,
    }
}

fn of_symbol(symbols: &DocumentSymbols) -> Option<Inferred<Country>> {
    symbols
        .own
        .iter()
        .find_map(|own| Some(own.implies(implied::country(&own.parts)?, 0.99)))
}

/// Finds the countries in the title block of the masthead, else in the first headings.
fn title_countries(
    front_matter: &FrontMatter<'_>,
    kind: Option<DocumentType>,
    language: &str,
) -> TitleCountries {
    match front_matter.title_block() {
        // The title of a decision on a complaint may name the author's country.
        Some(block) if kind == Some(DocumentType::Decision) && is_on_complaint(block) => {
            TitleCountries::default()
        }
        Some(block) => countries_in_title(block, language, Source::Masthead, 0.95),
        None => countries_in_title(
            &front_matter.titles.join("\n"),
            language,
            Source::Heading,
            0.85,
        ),
    }
}

/// Finds the subject: by the title block of the masthead, else the respondent state, else a title that the text corroborates,
/// else the dominant country, else a file name that the text corroborates. Also returns whether the subject speaks.
fn subject(
    evidence: &CountryEvidence<'_>,
    titled: Vec<Inferred<Country>>,
    body: &BodyText<'_>,
    named: &[CountryMention],
) -> (Vec<Inferred<Country>>, bool) {
    let front_matter = evidence.front_matter;
    let has_masthead = front_matter.distribution.is_some();
    if has_masthead && !titled.is_empty() {
        return (titled, false);
    }
    let in_title = || {
        (!has_masthead)
            .then(|| corroborated(titled, named))
            .flatten()
    };
    if let Some(country) = respondent_state(body, named).or_else(in_title) {
        return (vec![country], false);
    }
    // A United Nations document about one state says so in its title, unless its type implies one.
    let kind = evidence.document_type.map(|kind| kind.value);
    if is_united_nations(front_matter) && !kind.is_some_and(is_about_one_state) {
        return (Vec::new(), false);
    }
    match dominant_country(body, named) {
        Some(DominantCountry { country, speaks }) => (vec![country], speaks),
        None => (in_path(evidence.path, named).into_iter().collect(), false),
    }
}

/// Folded beginnings of words for a complaint in titles of decisions.
const COMMUNICATIONS: &[&str] = &["communica", "comunicaci", "сообщен", "البلاغ", "来文"];

fn is_on_complaint(title: &str) -> bool {
    let folded = fold(title);
    COMMUNICATIONS.iter().any(|word| folded.contains(word))
}

/// Whether documents of a type are about one state each; statements often are.
fn is_about_one_state(kind: DocumentType) -> bool {
    use DocumentType::*;
    matches!(
        kind,
        UprReport
            | UprAddendum
            | NationalReport
            | UnCompilation
            | StakeholderSummary
            | ConcludingObservations
            | ListOfIssues
            | FollowUp
            | CoreDocument
            | Decision
            | Statement
    )
}

/// Finds a country in the path that the text names too: `AZE_73_2018.txt`, `2018/azerbaijan.pdf`.
fn in_path(path: &str, named: &[CountryMention]) -> Option<Inferred<Country>> {
    let words = path
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 2);
    let read = words.filter_map(|word| {
        if word.len() == 3 {
            country_by_code(word)
        } else {
            country_by_name(word)
        }
    });
    let mut corroborated =
        read.filter(|country| named.iter().any(|mention| mention.country == *country));
    let value = corroborated.next()?;
    Some(Inferred {
        value,
        source: Source::Path,
        page: None,
        text: path.to_owned(),
        confidence: 0.7,
    })
}
