//! Finds the sessions a document belongs to.

use std::sync::LazyLock;

use super::find::find_sessions;
use super::mention::{SessionBody, SessionMention};
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::snippet::snippet;
use crate::metadata::symbol::{DocumentSymbols, implied};
use crate::metadata::vocabulary::{Folded, fold, phrases};
use crate::model::{Inferred, Organ, Session, Source};

/// Finds the sessions by symbol, then by masthead, headings and first sentences; one for each body and kind of session.
pub(crate) fn infer(
    front_matter: &FrontMatter<'_>,
    symbols: &DocumentSymbols,
    organs: &[Inferred<Organ>],
) -> Vec<Inferred<Session>> {
    let of_symbols = symbols
        .own
        .iter()
        .filter_map(|own| Some(own.implies(implied::session(&own.parts)?, 0.98)));
    let mut sessions: Vec<Inferred<Session>> = of_symbols.collect();
    let named = find_sessions(&front_matter.first_page, &front_matter.folded_first_page);
    sessions.extend(stated(&named, front_matter, organs));
    sessions.extend(adopted(&named, front_matter, organs));
    sessions.retain(|session| may_be_of(session.value.organ, organs));
    if organs
        .iter()
        .any(|organ| organ.value == Organ::HumanRightsCouncil)
    {
        sessions.extend(reviewed(front_matter));
    }
    let mut distinct: Vec<Inferred<Session>> = Vec::new();
    for session in sessions {
        let same_count = |known: &Inferred<Session>| {
            (known.value.organ, known.value.kind) == (session.value.organ, session.value.kind)
        };
        // A document belongs to one session of a body: the first evidence is the strongest, others are mentions.
        if !distinct.iter().any(same_count) {
            distinct.push(session);
        }
    }
    distinct
}

/// Whether a document of these bodies can belong to a session of `organ`. It may mention sessions of others, as a committee's
/// report to the General Assembly does; only the Council and its Working Group on reviews share documents.
fn may_be_of(organ: Organ, organs: &[Inferred<Organ>]) -> bool {
    let review = [Organ::HumanRightsCouncil, Organ::UniversalPeriodicReview];
    let shared = |own: &Inferred<Organ>| review.contains(&own.value) && review.contains(&organ);
    organs.is_empty() || organs.iter().any(|own| own.value == organ || shared(own))
}

/// How far into the first page the document's own session may stand, in bytes.
const MASTHEAD_BYTES: usize = 1_200;
/// How far into a text without a masthead a sentence may name its own session, in bytes.
const FIRST_SENTENCES: usize = 400;
/// A line shorter than this, in bytes, is a heading rather than part of a sentence.
const HEADING_BYTES: usize = 160;

/// Finds the sessions that the masthead, a heading or the first sentences name with their body.
fn stated(
    named: &[SessionMention],
    front_matter: &FrontMatter<'_>,
    organs: &[Inferred<Organ>],
) -> Vec<Inferred<Session>> {
    let masthead = front_matter.distribution.is_some();
    let (source, confidence) = if masthead {
        (Source::Masthead, 0.9)
    } else {
        (Source::Text, 0.75)
    };
    let own = organs.first().map(|organ| organ.value);
    let near = named.iter().filter(|mention| {
        if masthead {
            mention.start < MASTHEAD_BYTES || of_review(mention)
        } else {
            is_stated(mention, &front_matter.first_page)
        }
    });
    let with_organ = near.filter_map(|mention| match mention.body {
        SessionBody::Known(organ) => Some((mention, organ)),
        // After a masthead, such a sentence names another session: "follow-up to the twenty-third special session of …".
        SessionBody::Following(organ) => {
            Some((mention, organ)).filter(|_| !masthead || of_review(mention))
        }
        // "Adopted by the Committee at its sixtieth session": the body whose masthead it is.
        SessionBody::Unnamed => Some((mention, own.filter(|_| masthead)?)),
        SessionBody::Other => None,
    });
    let value = |(mention, organ): (&SessionMention, Organ)| Inferred {
        value: Session {
            organ,
            kind: mention.kind,
            number: mention.number,
        },
        source,
        page: Some(1),
        text: snippet(&front_matter.first_page, mention.start..mention.end),
        confidence,
    };
    with_organ.map(value).collect()
}

/// Folded words before the session at which a treaty body adopted the document, often in a footnote to the title.
const ADOPTED: &[&str] = &[
    "adopted by the",
    "adoptees par le",
    "adoptee par le",
    "aprobadas por el",
    "aprobado por el",
    "приняты комитетом",
    "اعتمدتها اللجنة",
    "委员会",
];
/// How far before the session these words may stand, in bytes.
const ADOPTED_REACH: usize = 90;

/// Finds the session at which the document was adopted: "Adopted by the Committee at its sixtieth session (16 February–6
/// March 2015)."
fn adopted(
    named: &[SessionMention],
    front_matter: &FrontMatter<'_>,
    organs: &[Inferred<Organ>],
) -> Option<Inferred<Session>> {
    let organ = organs.first()?.value;
    let in_text = |text: &str, named: &[SessionMention], page: u32| {
        let adopted = named.iter().find(|mention| {
            let before = &text[text.floor_char_boundary(mention.start.saturating_sub(ADOPTED_REACH))
                ..mention.start];
            let before = fold(before);
            let by_it = matches!(mention.body, SessionBody::Unnamed)
                || matches!(mention.body, SessionBody::Known(named) if named == organ);
            by_it && ADOPTED.iter().any(|words| before.contains(words))
        })?;
        let value = Session {
            organ,
            kind: adopted.kind,
            number: adopted.number,
        };
        Some(Inferred {
            value,
            source: Source::Text,
            page: Some(page),
            text: snippet(text, adopted.start..adopted.end),
            confidence: 0.9,
        })
    };
    let in_note =
        |(page, note): &(u32, &str)| in_text(note, &find_sessions(note, &Folded::new(note)), *page);
    in_text(&front_matter.first_page, named, 1)
        .or_else(|| front_matter.footnotes.iter().find_map(in_note))
}

/// Words before a session that is over: its president is thanked, its resolution recalled.
static PAST: LazyLock<Vec<&str>> =
    LazyLock::new(|| phrases(include_str!("../data/session_phrases.tsv"), "past"));
/// How far before a session words of the past may stand, in bytes.
const PAST_REACH: usize = 140;

/// Whether a text without a masthead names a session as its own: in a heading or in its first sentences.
fn is_stated(mention: &SessionMention, top: &str) -> bool {
    let line_start = top[..mention.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = top[mention.end..]
        .find('\n')
        .map_or(top.len(), |at| mention.end + at);
    let line = top[line_start..line_end].trim();
    let heading = line.len() < HEADING_BYTES
        && !line.ends_with(['.', ',', ';'])
        && is_own_line(top, line_start);
    let before = top
        [top.floor_char_boundary(mention.start.saturating_sub(PAST_REACH))..mention.start]
        .to_lowercase();
    let past = PAST.iter().any(|word| before.contains(word));
    !past && (mention.start < FIRST_SENTENCES || heading && mention.start < MASTHEAD_BYTES)
}

/// Whether a line does not continue the one before: plain text is wrapped anywhere.
fn is_own_line(top: &str, line_start: usize) -> bool {
    let before = top[..line_start]
        .trim_end_matches([' ', '\r'])
        .strip_suffix('\n')
        .unwrap_or_default();
    let last = before.lines().next_back().unwrap_or_default().trim();
    last.is_empty() || last.len() < HEADING_BYTES / 4 || last.ends_with(['.', ':'])
}

/// How far into a report on a review its first paragraph may reach, in bytes.
const REVIEW_BYTES: usize = 8_000;

/// Finds the session of the Working Group that a report to the Council is about.
fn reviewed(front_matter: &FrontMatter<'_>) -> Option<Inferred<Session>> {
    let start =
        &front_matter.body_start[..front_matter.body_start.floor_char_boundary(REVIEW_BYTES)];
    let named = find_sessions(start, &front_matter.folded_body_start.up_to(start.len()));
    let mention = named.iter().find(|mention| of_review(mention))?;
    let value = Session {
        organ: Organ::UniversalPeriodicReview,
        kind: mention.kind,
        number: mention.number,
    };
    Some(Inferred {
        value,
        source: Source::Text,
        page: None,
        text: snippet(start, mention.start..mention.end),
        confidence: 0.85,
    })
}

/// Whether a session is one of the Working Group on the Universal Periodic Review, which its reports name in their first
/// paragraph: "The Working Group … held its fifth session".
fn of_review(mention: &SessionMention) -> bool {
    matches!(
        mention.body,
        SessionBody::Known(Organ::UniversalPeriodicReview)
            | SessionBody::Following(Organ::UniversalPeriodicReview)
    )
}
