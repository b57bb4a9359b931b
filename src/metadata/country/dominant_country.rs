//! Finds the country a text speaks most of, in the manner of its kind: a decision, a speech, a report.

use rustc_hash::{FxHashMap, FxHashSet};

use super::context::{BodyText, strip_article, strip_state_form};
use super::gazetteer::CountryMention;
use super::respondent::is_complaint;
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
    fn of(start: &BodyText<'_>) -> Self {
        if is_complaint(start) {
            Self::Complaint
        } else if is_speech(start.folded) {
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
                share: 0.33,
                lead: 2.0,
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
/// In a speech, a mention of this weight is by one who speaks for the country.
const SPEAKER_WEIGHT: f32 = 4.0;
/// How many times as much as the next a country is spoken of that a speaker speaks for.
const SPEAKER_LEAD: f32 = 1.1;
/// A country that no mention in a speech makes act is not the speaker's.
const ACTING_WEIGHT: f32 = 1.5;

impl Manner {
    fn is_enough_alone(self, only: &Tally) -> bool {
        self == Self::Complaint || only.mentions >= LEAST_MENTIONS_ALONE
    }

    fn leads(self, most: &Tally, next: &Tally, share: f32) -> bool {
        let clarity = self.clarity();
        let by_far = most.weight >= clarity.weight
            && share >= clarity.share
            && most.weight >= clarity.lead * next.weight;
        let speaks = most.strongest >= SPEAKER_WEIGHT && next.strongest < SPEAKER_WEIGHT;
        match self {
            Self::Speech => {
                by_far && most.strongest >= ACTING_WEIGHT
                    || speaks && most.weight >= SPEAKER_LEAD * next.weight
            }
            _ => by_far,
        }
    }
}

/// The country most spoken of.
pub(crate) struct DominantCountry {
    pub(crate) country: Inferred<Country>,
    /// Whether it speaks of itself: a text in the first person.
    pub(crate) speaks: bool,
}

/// The country most spoken of, if by far.
pub(crate) fn dominant_country(
    start: &BodyText<'_>,
    named: &[CountryMention],
) -> Option<DominantCountry> {
    let manner = Manner::of(start);
    let destinations = if manner == Manner::Complaint {
        destinations(&start.folded.text, named)
    } else {
        FxHashSet::default()
    };
    let mut tallies: FxHashMap<Country, Tally> = FxHashMap::default();
    for mention in named
        .iter()
        .filter(|mention| !destinations.contains(&mention.country))
    {
        let tally = tallies.entry(mention.country).or_default();
        tally.add(mention, weight(start, mention, manner));
    }
    // A country of which only the adjective occurs may not be meant at all: "Indian" in Canada.
    tallies.retain(|_, tally| tally.named);
    let mut ranked: Vec<(Country, Tally)> = tallies.into_iter().collect();
    ranked.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight).then(a.0.cmp(&b.0)));
    let all = ranked.iter().map(|(_, tally)| tally.weight).sum::<f32>();
    let (country, most) = *ranked.first()?;
    let next = ranked.get(1).map_or(Tally::default(), |(_, tally)| *tally);
    let share = most.weight / all;
    let clear = if ranked.len() == 1 {
        manner.is_enough_alone(&most)
    } else {
        manner.leads(&most, &next, share)
    };
    if !clear {
        return None;
    }
    let first = named.iter().find(|mention| mention.country == country)?;
    Some(DominantCountry {
        country: start.inferred(first, (0.5 + share / 2.0).min(0.85)),
        speaks: manner == Manner::Speech && most.strongest >= ACTING_WEIGHT,
    })
}

/// How a country is spoken of.
#[derive(Clone, Copy, Default)]
struct Tally {
    weight: f32,
    /// The weight of the mention that says most.
    strongest: f32,
    mentions: usize,
    /// Whether it is named, and not only its adjective.
    named: bool,
}

impl Tally {
    fn add(&mut self, mention: &CountryMention, weight: f32) {
        self.weight += weight;
        self.strongest = self.strongest.max(weight);
        self.mentions += 1;
        self.named |= !mention.adjective;
    }
}

fn weight(start: &BodyText<'_>, mention: &CountryMention, manner: Manner) -> f32 {
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
fn destinations(folded: &str, named: &[CountryMention]) -> FxHashSet<Country> {
    let sent = |mention: &&CountryMention| is_destination(folded, mention);
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
fn is_destination(folded: &str, mention: &CountryMention) -> bool {
    let before = strip_state_form(&folded[..mention.start]);
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

fn weight_in_complaint(folded: &str, mention: &CountryMention) -> f32 {
    let before = strip_article(&folded[..mention.start]);
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

fn weight_in_report(folded: &str, mention: &CountryMention) -> f32 {
    let before = strip_article(&folded[..mention.start]);
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
