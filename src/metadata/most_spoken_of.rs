//! Finds the country a text speaks most of, in the manner of its kind: a decision, a speech, a report.

use std::collections::{HashMap, HashSet};

use super::answering_state::is_complaint;
use super::gazetteer::Mention;
use super::mention_text::{MentionText, without_article, without_form};
use super::speech::{is_speech, weight_in_speech};
use crate::model::{Country, Inferred};

/// What sort of text countries are counted in: each speaks of its own country in its own way.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// A decision on a complaint: courts and authorities are the answering state's.
    Complaint,
    /// A speech: the speaker's country acts and is spoken for.
    Speech,
    /// Anything else.
    Report,
}

/// How clearly one country must lead.
struct Clarity {
    /// A country spoken of less than this is not what a text is about.
    weight: f32,
    /// Share of all mentions that the subject has at least.
    share: f32,
    /// How many times as often as the next it is named at least.
    lead: f32,
}

impl Manner {
    fn of(start: &MentionText<'_>) -> Self {
        if is_complaint(start) {
            Self::Complaint
        } else if is_speech(&start.folded.text) {
            Self::Speech
        } else {
            Self::Report
        }
    }

    fn clarity(self) -> Clarity {
        match self {
            Self::Complaint => Clarity {
                weight: 1.5,
                share: 0.45,
                lead: 2.0,
            },
            Self::Speech => Clarity {
                weight: 4.0,
                share: 0.28,
                lead: 1.3,
            },
            Self::Report => Clarity {
                weight: 3.0,
                share: 0.45,
                lead: 2.0,
            },
        }
    }
}

/// Where no other country is named, so many mentions are enough; in a complaint, one.
const LEAST_MENTIONS_ALONE: usize = 2;

/// The country most spoken of, if by far.
pub(super) fn most_spoken_of(
    start: &MentionText<'_>,
    named: &[Mention],
) -> Option<Inferred<Country>> {
    let manner = Manner::of(start);
    let destinations = if manner == Manner::Complaint {
        destinations(&start.folded.text, named)
    } else {
        HashSet::new()
    };
    let mut weights: HashMap<Country, f32> = HashMap::new();
    for mention in named
        .iter()
        .filter(|mention| !destinations.contains(&mention.country))
    {
        *weights.entry(mention.country).or_default() += weight(start, mention, manner);
    }
    // A country of which only the adjective occurs may not be meant at all: "Indian" in Canada.
    weights.retain(|country, _| {
        named
            .iter()
            .any(|mention| mention.country == *country && !mention.adjective)
    });
    let mut ranked: Vec<(Country, f32)> = weights.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (country, most) = *ranked.first()?;
    let next = ranked.get(1).map_or(0.0, |(_, weight)| *weight);
    let share = most / ranked.iter().map(|(_, weight)| weight).sum::<f32>();
    let clarity = manner.clarity();
    let enough = if ranked.len() == 1 {
        let count = named
            .iter()
            .filter(|mention| mention.country == country)
            .count();
        count >= LEAST_MENTIONS_ALONE || manner == Manner::Complaint
    } else {
        most >= clarity.weight
    };
    if !enough || share < clarity.share || most < clarity.lead * next {
        return None;
    }
    let first = named.iter().find(|mention| mention.country == country)?;
    Some(start.inferred(first, (0.5 + share / 2.0).min(0.85)))
}

fn weight(start: &MentionText<'_>, mention: &Mention, manner: Manner) -> f32 {
    let folded = &start.folded.text;
    let weight = match manner {
        Manner::Complaint => weight_in_complaint(folded, mention),
        Manner::Speech => weight_in_speech(folded, mention),
        Manner::Report => weight_in_report(folded, mention),
    };
    if start.in_heading(mention) {
        weight * HEADING_WEIGHT
    } else {
        weight
    }
}

/// How much more a name in a heading says.
const HEADING_WEIGHT: f32 = 3.0;

/// The countries to which persons are to be sent: "his deportation from Australia to Sri Lanka". Another state answers for it.
fn destinations(folded: &str, named: &[Mention]) -> HashSet<Country> {
    let sent = |mention: &&Mention| is_destination(folded, mention);
    named
        .iter()
        .filter(sent)
        .map(|mention| mention.country)
        .collect()
}

/// Folded beginnings of words for sending a person away.
const SENDING: &[&str] = &[
    "deport",
    "expel",
    "expuls",
    "remov",
    "return",
    "extradit",
    "refoul",
    "repatriat",
    "renvo",
    "devol",
    "высыл",
    "выдач",
];
/// How many words before "to" such a word may stand.
const SENDING_WORDS: usize = 5;

/// Whether a person is to be sent there. People who "returned to" a country went by themselves.
fn is_destination(folded: &str, mention: &Mention) -> bool {
    let before = without_form(&folded[..mention.start]);
    let Some(before) = [" to", " vers", " a", " в"]
        .iter()
        .find_map(|to| before.strip_suffix(to))
    else {
        return false;
    };
    let last: Vec<&str> = before.rsplit(' ').take(SENDING_WORDS).collect();
    let sending = last
        .iter()
        .any(|word| *word != "returned" && SENDING.iter().any(|sending| word.starts_with(sending)));
    sending || (last.contains(&"returned") && last.contains(&"be"))
}

/// Folded words before a state whose courts and officials act.
const INSTITUTION_OF: &[&str] = &[
    " court of",
    " courts of",
    " courts in",
    " government of",
    " authorities of",
    " constitution of",
    " asylum in",
    " appeal of",
    " laws of",
    " law of",
    " parliament of",
    " republic of",
];
/// Folded words after its adjective.
const INSTITUTIONS: &[&str] = &[
    "court",
    "authorit",
    "government",
    "constitution",
    "charter",
    "police",
    "parliament",
    "law",
    "legal",
    "army",
    "immigration",
    "penal",
    "criminal",
    "civil code",
    "supreme",
    "federal",
    "embassy",
    "human rights commission",
    "judicia",
    "state",
    "senate",
    "bill of rights",
    "legislat",
    "prison",
    "ministry",
    "department",
];

fn weight_in_complaint(folded: &str, mention: &Mention) -> f32 {
    let before = without_article(&folded[..mention.start]);
    let after = folded[mention.end..].trim_start();
    let institution = if mention.adjective {
        INSTITUTIONS.iter().any(|word| after.starts_with(word))
    } else {
        INSTITUTION_OF.iter().any(|words| before.ends_with(words))
    };
    if institution {
        3.0
    } else {
        weight_in_report(folded, mention)
    }
}

/// Where the first words end, in folded bytes: what a text is about is named early.
const FIRST_WORDS: usize = 1_500;
/// Folded words before a country that only says where someone is from.
const ELSEWHERE: &[&str] = &[
    " national of",
    " nationals of",
    " citizen of",
    " citizens of",
    " native of",
    " born in",
    " to",
    " from",
    " fled",
    " left",
    " ambassador of",
    " embassy of",
];

fn weight_in_report(folded: &str, mention: &Mention) -> f32 {
    let before = without_article(&folded[..mention.start]);
    let elsewhere = ELSEWHERE.iter().any(|words| before.ends_with(words));
    let kind = if mention.adjective || elsewhere {
        0.5
    } else {
        1.0
    };
    if mention.start < FIRST_WORDS {
        2.0 * kind
    } else {
        kind
    }
}
