//! Finds the countries a document is by, and those it only mentions.

use std::cmp::Reverse;

use super::context::BodyText;
use super::gazetteer::CountryMention;
use crate::metadata::symbol::DocumentSymbols;
use crate::model::{Country, DocumentType, Inferred};

/// Returns the states a document is by: those its title names as authors, else its subject, if that speaks in it.
pub(crate) fn authors(
    subject: &[Inferred<Country>],
    titled: Vec<Inferred<Country>>,
    subject_speaks: bool,
) -> Vec<Inferred<Country>> {
    if !titled.is_empty() || !subject_speaks {
        return titled;
    }
    let capped = |found: &Inferred<Country>| Inferred {
        confidence: found.confidence.min(AUTHOR_BY_TYPE),
        ..found.clone()
    };
    subject.iter().map(capped).collect()
}

/// The most confidence in an author inferred from the document type.
const AUTHOR_BY_TYPE: f32 = 0.9;

/// Whether documents of this type are written by the state they are about. Replies to a list of issues are an addendum to it.
pub(crate) fn is_by_its_state(kind: Option<DocumentType>, symbols: &DocumentSymbols) -> bool {
    use DocumentType::{CoreDocument, FollowUp, ListOfIssues, NationalReport, UprAddendum};
    match kind {
        Some(CoreDocument | FollowUp | NationalReport | UprAddendum) => true,
        Some(ListOfIssues) => symbols.own.iter().any(|own| {
            let last = own.parts.segments.last();
            last.is_some_and(|segment| segment.starts_with("Add."))
        }),
        _ => false,
    }
}

/// The fewest mentions of a country that is listed.
const LEAST_MENTIONS: usize = 2;
/// The most countries listed.
const MOST_MENTIONED: usize = 12;

/// Returns the other countries that the text names, not only by adjective, in descending order of mentions.
pub(crate) fn mentioned(
    body: &BodyText<'_>,
    named: &[CountryMention],
    has_role: impl Fn(Country) -> bool,
) -> Vec<Inferred<Country>> {
    let mut counted: Vec<(&CountryMention, usize)> = Vec::new();
    for mention in named.iter().filter(|mention| !mention.adjective) {
        match counted
            .iter_mut()
            .find(|(first, _)| first.country == mention.country)
        {
            Some((_, count)) => *count += 1,
            None => counted.push((mention, 1)),
        }
    }
    counted.retain(|(first, count)| *count >= LEAST_MENTIONS && !has_role(first.country));
    counted.sort_by_key(|(first, count)| (Reverse(*count), first.start));
    let most = counted.iter().take(MOST_MENTIONED);
    most.map(|(first, _)| body.inferred(first, MENTION_CONFIDENCE))
        .collect()
}

/// The confidence in a mention; few names are also other words or persons.
const MENTION_CONFIDENCE: f32 = 0.9;
