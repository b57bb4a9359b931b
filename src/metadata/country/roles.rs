//! Tells whose word a document is, and which countries it only mentions.

use std::cmp::Reverse;

use super::context::BodyText;
use super::gazetteer::CountryMention;
use crate::metadata::symbol::DocumentSymbols;
use crate::model::{Country, DocumentType, Inferred};

/// The states a document is by: those its title names as such, else its subject, if that speaks in it.
pub(crate) fn authors(
    subject: &[Inferred<Country>],
    titled: Vec<Inferred<Country>>,
    subject_speaks: bool,
) -> Vec<Inferred<Country>> {
    if !titled.is_empty() || !subject_speaks {
        return titled;
    }
    let certain = |found: &Inferred<Country>| Inferred {
        confidence: found.confidence.min(OF_KIND),
        ..found.clone()
    };
    subject.iter().map(certain).collect()
}

/// How sure it is that a document of a kind that states write is by the state it is about.
const OF_KIND: f32 = 0.9;

/// Whether a state writes documents of this kind on itself. Replies to a list of issues are an addendum to it.
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

/// A country that the opening names less often is not worth a look there.
const LEAST_MENTIONS: usize = 2;
/// Of a report that names half the world, the countries it names most are enough.
const MOST_MENTIONED: usize = 12;

/// The other countries that the opening names, by name and not only by their adjective, the most named first.
pub(crate) fn mentioned(
    start: &BodyText<'_>,
    named: &[CountryMention],
    has_a_part: impl Fn(Country) -> bool,
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
    counted.retain(|(first, count)| *count >= LEAST_MENTIONS && !has_a_part(first.country));
    counted.sort_by_key(|(first, count)| (Reverse(*count), first.start));
    let most = counted.iter().take(MOST_MENTIONED);
    most.map(|(first, _)| start.inferred(first, NAMED))
        .collect()
}

/// A name is rarely another word's, or a person's.
const NAMED: f32 = 0.9;
