//! Finds the countries a document is about, apart from those it is by and those it mentions.

use super::answering_state::answering_state;
use super::country_names::{country_of, known_code};
use super::country_roles::{authors, is_by_its_state, mentioned};
use super::country_title::{Titled, borne_out, in_title};
use super::fold::fold;
use super::gazetteer::{Mention, mentions};
use super::mention_text::MentionText;
use super::most_spoken_of::{Spoken, most_spoken_of};
use super::opening::Opening;
use super::own_symbol::OwnSymbols;
use super::{evident, symbol_facts};
use crate::layout::Flow;
use crate::model::{Country, DocumentType, Inferred, Language, Source};

/// What countries are inferred from, beside the opening.
pub(super) struct Known<'a> {
    pub(super) symbols: &'a OwnSymbols,
    pub(super) language: Option<&'a Inferred<Language>>,
    pub(super) document_type: Option<&'a Inferred<DocumentType>>,
    pub(super) flow: &'a Flow,
    pub(super) path: &'a str,
}

/// The countries of a document by their part in it.
pub(super) struct Countries {
    pub(super) subject: Vec<Inferred<Country>>,
    pub(super) author: Vec<Inferred<Country>>,
    pub(super) mentioned: Vec<Inferred<Country>>,
}

/// Whom a document is about, whose word it is, and whom it only mentions.
pub(super) fn infer(opening: &Opening<'_>, known: &Known<'_>) -> Countries {
    let language = known.language.map_or("en", |found| found.value.code());
    let kind = known.document_type.map(|kind| kind.value);
    let titled = titled(opening, kind, language);
    let start = MentionText {
        text: opening.start,
        folded: &opening.folded_start,
        flow: known.flow,
    };
    let named = mentions(start.folded, language);
    let (subject, speaks) = match of_symbol(known.symbols) {
        Some(country) => (vec![country], false),
        None => subject(opening, known, titled.subjects, &start, &named),
    };
    let author = authors(&subject, titled.authors, speaks || is_by_its_state(known));
    let known = || subject.iter().chain(&author).map(|known| known.value);
    let mentioned = mentioned(&start, &named, |country| {
        known().any(|known| known == country)
    });
    Countries {
        subject,
        author,
        mentioned,
    }
}

fn of_symbol(symbols: &OwnSymbols) -> Option<Inferred<Country>> {
    symbols
        .own
        .iter()
        .find_map(|own| Some(evident(own, symbol_facts::country(&own.parts)?, 0.99)))
}

/// What the title block of the masthead names, else the title or first headings.
fn titled(opening: &Opening<'_>, kind: Option<DocumentType>, language: &str) -> Titled {
    match opening.title_block() {
        // The title of a decision on a complaint names where its author is from.
        Some(block) if kind == Some(DocumentType::Decision) && is_on_complaint(block) => {
            Titled::default()
        }
        Some(block) => in_title(block, language, Source::Masthead, 0.95),
        None => in_title(&opening.titles.join("\n"), language, Source::Heading, 0.85),
    }
}

/// The subject by the title block of the masthead, else the state held to answer, else a title that the text bears out,
/// else the country most spoken of; a file's name tells only what the text bears out. And whether the subject speaks.
fn subject(
    opening: &Opening<'_>,
    known: &Known<'_>,
    titled: Vec<Inferred<Country>>,
    start: &MentionText<'_>,
    named: &[Mention],
) -> (Vec<Inferred<Country>>, bool) {
    let marked = opening.distribution.is_some();
    if marked && !titled.is_empty() {
        return (titled, false);
    }
    let headed = || (!marked).then(|| borne_out(titled, named)).flatten();
    if let Some(country) = answering_state(start, named).or_else(headed) {
        return (vec![country], false);
    }
    // A document of the United Nations that is about one state says so in its title, unless its kind alone does.
    let kind = known.document_type.map(|kind| kind.value);
    if opening.united_nations && !kind.is_some_and(is_about_one_state) {
        return (Vec::new(), false);
    }
    match most_spoken_of(start, named) {
        Some(Spoken { country, speaks }) => (vec![country], speaks),
        None => (in_path(known.path, named).into_iter().collect(), false),
    }
}

/// Folded beginnings of the word for a complaint in titles of decisions.
const COMMUNICATIONS: &[&str] = &["communica", "comunicaci", "сообщен", "البلاغ", "来文"];

fn is_on_complaint(title: &str) -> bool {
    let folded = fold(title);
    COMMUNICATIONS.iter().any(|word| folded.contains(word))
}

/// Documents of these kinds are about one state each, or, statements, often.
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

/// A country in the file's name that the text names too: `AZE_73_2018.txt`, `2018/azerbaijan.pdf`.
fn in_path(path: &str, named: &[Mention]) -> Option<Inferred<Country>> {
    let words = path
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 2);
    let read = words.filter_map(|word| {
        if word.len() == 3 {
            known_code(word)
        } else {
            country_of(word)
        }
    });
    let mut borne_out =
        read.filter(|country| named.iter().any(|mention| mention.country == *country));
    let value = borne_out.next()?;
    Some(Inferred {
        value,
        source: Source::Path,
        page: None,
        text: path.to_owned(),
        confidence: 0.7,
    })
}
