//! Finds the respondent state of a complaint.

use super::context::{BodyText, strip_state_form};
use super::gazetteer::CountryMention;
use crate::model::{Country, Inferred};

/// Folded labels before the respondent state.
const LABELS: &[&str] = &[
    " state party",
    " etat partie",
    " estado parte",
    " государство участник",
    " الدولة الطرف",
    "缔约国",
];

/// Folded beginnings of words for a violation, and of words for what is violated.
const BREACHES: &[&str] = &[" violat", " victim", " breach", " violac", " наруш"];
const DUTIES: &[&str] = &[
    " article",
    " covenant",
    " convention",
    " articulo",
    " pacte",
    " pacto",
    " convencion",
    " стат",
];
const BY: &[&str] = &[
    " by",
    " par",
    " par la",
    " par le",
    " par les",
    " par l",
    " por",
    " por la",
    " por el",
    " со стороны",
];
/// How far before the name these words may stand, in folded bytes; after it, a third of that.
const BREACH_REACH: usize = 260;
/// How far in a complaint its first paragraphs name the respondent, in folded bytes.
const RESPONDENT_BYTES: usize = 6_000;
/// Folded words after a state that a treaty binds, by which decisions introduce the respondent.
const BOUND: &[&str] = &[
    "is a party to the",
    "became a party to the",
    "has been a party to the",
    "is a state party to the",
    "has violated",
    "violated",
];

/// Finds the respondent state: "State party: Canada", "a violation by Canada of article 3 of the Convention", or, in a
/// complaint, "Canada is a party to the Covenant".
pub(crate) fn respondent_state(
    body: &BodyText<'_>,
    named: &[CountryMention],
) -> Option<Inferred<Country>> {
    let early = || {
        named
            .iter()
            .filter(|mention| mention.start < RESPONDENT_BYTES)
    };
    let labelled = early()
        .find(|mention| is_labelled(body, mention))
        .map(|mention| (mention, 0.95));
    let accused = || {
        early()
            .find(|mention| !mention.adjective && is_accused(&body.folded.text, mention))
            .map(|mention| (mention, 0.9))
    };
    let bound = || {
        early()
            .find(|mention| is_bound(&body.folded.text, mention))
            .filter(|_| is_complaint(body))
            .map(|mention| (mention, 0.9))
    };
    let (mention, confidence) = labelled.or_else(accused).or_else(bound)?;
    Some(body.inferred(mention, confidence))
}

/// Whether a label with a colon precedes the name: "State party: Canada".
fn is_labelled(body: &BodyText<'_>, mention: &CountryMention) -> bool {
    let colon = body.text[..body.folded.original(mention.start)]
        .trim_end()
        .ends_with([':', '：']);
    let before = body.folded.text[..mention.start].trim_end();
    colon && LABELS.iter().any(|label| before.ends_with(label))
}

/// Whether the words around a name say that the state violated a duty.
fn is_accused(folded: &str, mention: &CountryMention) -> bool {
    let from = folded.floor_char_boundary(mention.start.saturating_sub(BREACH_REACH));
    let before = &folded[from..mention.start];
    let around = &folded[from..folded.floor_char_boundary(mention.end + BREACH_REACH / 3)];
    let by = BY.iter().any(|by| strip_state_form(before).ends_with(by));
    by && BREACHES.iter().any(|word| before.contains(word))
        && DUTIES.iter().any(|word| around.contains(word))
}

/// Whether a name is introduced as bound by a treaty: "The Togolese Republic became a party to the Covenant".
fn is_bound(folded: &str, mention: &CountryMention) -> bool {
    let after = folded[mention.end..].trim_start();
    let after = after.strip_prefix("republic ").unwrap_or(after);
    BOUND.iter().any(|words| after.starts_with(words))
}

/// Folded beginnings of words for the complainant.
const COMPLAINING: &[&str] = &[
    " author",
    " complainant",
    " communication",
    " petitioner",
    " auteur",
    " autor",
    " requerant",
    " автор",
];

/// How far into a complaint both parties are named, in folded bytes.
const PARTIES_BYTES: usize = 10_000;

/// Whether the first paragraphs name a state party and a complainant.
pub(crate) fn is_complaint(body: &BodyText<'_>) -> bool {
    let text = &body.folded.text;
    let head = &text[..text.floor_char_boundary(PARTIES_BYTES)];
    let ascii = head.is_ascii();
    let holds = |words: &[&str]| {
        let mut possible = words.iter().filter(|word| !ascii || word.is_ascii());
        possible.any(|word| head.contains(word))
    };
    holds(LABELS) && holds(COMPLAINING)
}
