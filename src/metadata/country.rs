//! Finds the countries a document is about, not those it mentions.

use std::ops::Range;

use super::answering_state::answering_state;
use super::country_names::{country_of, known_code};
use super::country_title::{in_headings, in_title};
use super::fold::{Folded, fold};
use super::gazetteer::{Mention, mentions};
use super::mention_text::MentionText;
use super::most_spoken_of::most_spoken_of;
use super::opening::Opening;
use super::own_symbol::OwnSymbols;
use super::{evident, symbol_facts};
use crate::model::{Country, DocumentType, Inferred, Language, Source};

/// What countries are inferred from, beside the opening.
pub(super) struct Known<'a> {
    pub(super) symbols: &'a OwnSymbols,
    pub(super) language: Option<&'a Inferred<Language>>,
    pub(super) document_type: Option<&'a Inferred<DocumentType>>,
    pub(super) headings: &'a [Range<usize>],
    pub(super) path: &'a str,
}

/// The subject by the symbol, else the title block of the masthead, else the state held to answer, else the country
/// most spoken of; a file's name tells only what the text bears out.
pub(super) fn infer(opening: &Opening<'_>, known: &Known<'_>) -> Vec<Inferred<Country>> {
    let of_symbol = known
        .symbols
        .own
        .iter()
        .find_map(|own| Some(evident(own, symbol_facts::country(&own.parts)?, 0.99)));
    if let Some(country) = of_symbol {
        return vec![country];
    }
    let language = known
        .language
        .map_or("en", |language| language.value.code());
    let kind = known.document_type.map(|kind| kind.value);
    let titled = match opening.title_block() {
        // The title of a decision on a complaint names where its author is from.
        Some(block) if kind != Some(DocumentType::Decision) || !is_on_complaint(block) => {
            in_title(block, language, Source::Masthead, 0.95)
        }
        _ => Vec::new(),
    };
    if !titled.is_empty() {
        return titled;
    }
    let start = MentionText {
        text: opening.start,
        folded: Folded::new(opening.start),
        headings: known.headings,
    };
    let named = mentions(&start.folded, language);
    let subject =
        answering_state(&start, &named).or_else(|| in_headings(opening, &named, language));
    // A document of the United Nations that is about one state says so in its title, unless its kind alone does.
    let of_one_state = !opening.united_nations || kind.is_some_and(is_about_one_state);
    let subject = match of_one_state {
        false => subject,
        true => subject
            .or_else(|| most_spoken_of(&start, &named))
            .or_else(|| in_path(known.path, &named)),
    };
    subject.into_iter().collect()
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
