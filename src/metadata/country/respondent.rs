//! Finds the state that answers a complaint.

use super::context::{BodyText, without_form};
use super::gazetteer::CountryMention;
use crate::model::{Country, Inferred};

/// Folded words before the state that a decision is addressed to.
const LABELS: &[&str] = &[
    " state party",
    " etat partie",
    " estado parte",
    " государство участник",
    " الدولة الطرف",
    "缔约国",
];

/// Folded beginnings of words for a breach, and of words for what is breached.
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
/// How far before the name these words may stand, in folded bytes; after it, a third.
const BREACH_REACH: usize = 260;
/// Complaints say in their first paragraphs against whom they are.
const COMPLAINT_BYTES: usize = 6_000;
/// Folded words after the state that a treaty binds, where the party to a complaint is introduced.
const BOUND: &[&str] = &[
    "is a party to the",
    "became a party to the",
    "has been a party to the",
    "is a state party to the",
    "has violated",
    "violated",
];

/// The state that answers a complaint: "State party: Canada", "a violation by Canada of article 3 of the Convention".
pub(crate) fn respondent_state(
    start: &BodyText<'_>,
    named: &[CountryMention],
) -> Option<Inferred<Country>> {
    let early = || {
        named
            .iter()
            .filter(|mention| mention.start < COMPLAINT_BYTES)
    };
    let labelled = early()
        .find(|mention| is_labelled(start, mention))
        .map(|mention| (mention, 0.95));
    let accused = || {
        early()
            .find(|mention| !mention.adjective && is_accused(&start.folded.text, mention))
            .map(|mention| (mention, 0.9))
    };
    let bound = || {
        early()
            .find(|mention| is_bound(&start.folded.text, mention))
            .filter(|_| is_complaint(start))
            .map(|mention| (mention, 0.9))
    };
    let (mention, confidence) = labelled.or_else(accused).or_else(bound)?;
    Some(start.inferred(mention, confidence))
}

/// "State party: Canada" and not "the State party Canada has in mind".
fn is_labelled(start: &BodyText<'_>, mention: &CountryMention) -> bool {
    let colon = start.text[..start.folded.original(mention.start)]
        .trim_end()
        .ends_with([':', '：']);
    let before = start.folded.text[..mention.start].trim_end();
    colon && LABELS.iter().any(|label| before.ends_with(label))
}

fn is_accused(folded: &str, mention: &CountryMention) -> bool {
    let from = folded.floor_char_boundary(mention.start.saturating_sub(BREACH_REACH));
    let before = &folded[from..mention.start];
    let around = &folded[from..folded.floor_char_boundary(mention.end + BREACH_REACH / 3)];
    let by = BY.iter().any(|by| without_form(before).ends_with(by));
    by && BREACHES.iter().any(|word| before.contains(word))
        && DUTIES.iter().any(|word| around.contains(word))
}

/// "The Togolese Republic became a party to the Covenant"
fn is_bound(folded: &str, mention: &CountryMention) -> bool {
    let after = folded[mention.end..].trim_start();
    let after = after.strip_prefix("republic ").unwrap_or(after);
    BOUND.iter().any(|words| after.starts_with(words))
}

/// Folded beginnings of words for who complains.
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

/// How far in a complaint has named both parties, in folded bytes.
const PARTIES_BYTES: usize = 10_000;

/// Whether the first paragraphs speak of a state party and of who complains of it.
pub(crate) fn is_complaint(start: &BodyText<'_>) -> bool {
    let text = &start.folded.text;
    let head = &text[..text.floor_char_boundary(PARTIES_BYTES)];
    let ascii = head.is_ascii();
    let holds = |words: &[&str]| {
        let mut possible = words.iter().filter(|word| !ascii || word.is_ascii());
        possible.any(|word| head.contains(word))
    };
    holds(LABELS) && holds(COMPLAINING)
}
