//! Finds the dominant country of a text by weighting its mentions, with weights for complaints, speeches and other texts.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::context::{BodyText, strip_article, strip_state_form};
use super::gazetteer::CountryMention;
use super::respondent::is_complaint;
use super::speech::{is_speech, weight_in_speech};
use crate::metadata::vocabulary::phrases;
use crate::model::{Country, Inferred};

const PHRASES: &str = include_str!("../data/country_phrases.tsv");

/// The genre of a text, which determines how mentions are weighted.
#[derive(Clone, Copy, PartialEq)]
enum Genre {
    /// A decision on a complaint: the courts and authorities are those of the respondent state.
    Complaint,
    /// A speech: the speaker's country is the one that acts and is spoken for.
    Speech,
    /// Any other text.
    Report,
}

/// How clearly a country must lead to be dominant.
struct Thresholds {
    /// The least weight of its mentions.
    weight: f32,
    /// The least share of the weight of all mentions.
    share: f32,
    /// The least ratio of its weight to that of the next country.
    lead: f32,
}

impl Genre {
    fn of(body: &BodyText<'_>) -> Self {
        if is_complaint(body) {
            Self::Complaint
        } else if is_speech(body.folded) {
            Self::Speech
        } else {
            Self::Report
        }
    }

    fn thresholds(self) -> Thresholds {
        match self {
            Self::Complaint => Thresholds {
                weight: 1.5,
                share: 0.45,
                lead: 2.0,
            },
            Self::Speech => Thresholds {
                weight: 4.0,
                share: 0.33,
                lead: 2.0,
            },
            Self::Report => Thresholds {
                weight: 3.0,
                share: 0.45,
                lead: 2.0,
            },
        }
    }
}

/// The fewest mentions where no other country is named; in a complaint, one is enough.
const LEAST_MENTIONS_ALONE: usize = 2;
/// In a speech, the least weight of a mention by someone who speaks for the country.
const SPEAKER_WEIGHT: f32 = 4.0;
/// In a speech, the least ratio of the weight of a country that is spoken for to that of the next.
const SPEAKER_LEAD: f32 = 1.1;
/// In a speech, the least weight of a mention in which the country acts, as the speaker's does.
const ACTING_WEIGHT: f32 = 1.5;

impl Genre {
    fn is_enough_alone(self, only: &Tally) -> bool {
        self == Self::Complaint || only.mentions >= LEAST_MENTIONS_ALONE
    }

    fn leads(self, most: &Tally, next: &Tally, share: f32) -> bool {
        let thresholds = self.thresholds();
        let by_far = most.weight >= thresholds.weight
            && share >= thresholds.share
            && most.weight >= thresholds.lead * next.weight;
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

/// The dominant country of a text.
pub(crate) struct DominantCountry {
    pub(crate) country: Inferred<Country>,
    /// Whether the text speaks for it in the first person.
    pub(crate) speaks: bool,
}

/// Finds the country with the most weight, if it leads clearly enough. The cost is one look at the context of each mention.
pub(crate) fn dominant_country(
    body: &BodyText<'_>,
    named: &[CountryMention],
) -> Option<DominantCountry> {
    let genre = Genre::of(body);
    let destinations = if genre == Genre::Complaint {
        destinations(&body.folded.text, named)
    } else {
        FxHashSet::default()
    };
    let mut tallies: FxHashMap<Country, Tally> = FxHashMap::default();
    for mention in named
        .iter()
        .filter(|mention| !destinations.contains(&mention.country))
    {
        let tally = tallies.entry(mention.country).or_default();
        tally.add(mention, weight(body, mention, genre));
    }
    // An adjective alone may denote no country: "Indian" in Canada.
    tallies.retain(|_, tally| tally.named);
    let mut ranked: Vec<(Country, Tally)> = tallies.into_iter().collect();
    ranked.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight).then(a.0.cmp(&b.0)));
    let all = ranked.iter().map(|(_, tally)| tally.weight).sum::<f32>();
    let (country, most) = *ranked.first()?;
    let next = ranked.get(1).map_or(Tally::default(), |(_, tally)| *tally);
    let share = most.weight / all;
    let clear = if ranked.len() == 1 {
        genre.is_enough_alone(&most)
    } else {
        genre.leads(&most, &next, share)
    };
    if !clear {
        return None;
    }
    let first = named.iter().find(|mention| mention.country == country)?;
    Some(DominantCountry {
        country: body.inferred(first, (0.5 + share / 2.0).min(0.85)),
        speaks: genre == Genre::Speech && most.strongest >= ACTING_WEIGHT,
    })
}

/// The mentions of one country, summed up.
#[derive(Clone, Copy, Default)]
struct Tally {
    weight: f32,
    /// The weight of its strongest mention.
    strongest: f32,
    mentions: usize,
    /// Whether any mention is a name rather than an adjective.
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

fn weight(body: &BodyText<'_>, mention: &CountryMention, genre: Genre) -> f32 {
    let folded = &body.folded.text;
    let weight = match genre {
        Genre::Complaint => weight_in_complaint(folded, mention),
        Genre::Speech => weight_in_speech(folded, mention),
        Genre::Report => weight_in_report(folded, mention),
    };
    if body.in_heading(mention) {
        weight * HEADING_WEIGHT
    } else {
        weight
    }
}

/// The factor for mentions in headings.
const HEADING_WEIGHT: f32 = 3.0;

/// Returns the countries to which persons are to be sent, which are never the respondent: "his deportation from Australia to
/// Sri Lanka".
fn destinations(folded: &str, named: &[CountryMention]) -> FxHashSet<Country> {
    let sent = |mention: &&CountryMention| is_destination(folded, mention);
    named
        .iter()
        .filter(sent)
        .map(|mention| mention.country)
        .collect()
}

/// Folded beginnings of words for sending a person away.
static SENDING: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "sending"));

/// How far before "to" such a word may stand, in words.
const SENDING_REACH: usize = 5;

/// Whether a person is to be sent to the country of a mention. People who "returned to" a country went by themselves.
fn is_destination(folded: &str, mention: &CountryMention) -> bool {
    let before = strip_state_form(&folded[..mention.start]);
    let Some(before) = [" to", " vers", " a", " в"]
        .iter()
        .find_map(|to| before.strip_suffix(to))
    else {
        return false;
    };
    let last: Vec<&str> = before.rsplit(' ').take(SENDING_REACH).collect();
    let sending = last
        .iter()
        .any(|word| *word != "returned" && SENDING.iter().any(|sending| word.starts_with(sending)));
    sending || (last.contains(&"returned") && last.contains(&"be"))
}

/// Folded words before a state whose courts and officials act.
static INSTITUTION_OF: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "institution-of"));

/// Folded words after the adjective of such a state.
static INSTITUTIONS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "institution"));

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

/// How far into a text mentions count double, in folded bytes: subjects are named early.
const EARLY_BYTES: usize = 1_500;
/// Folded words before a country that someone is from or goes to.
static ORIGIN: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "origin"));

fn weight_in_report(folded: &str, mention: &CountryMention) -> f32 {
    let before = strip_article(&folded[..mention.start]);
    let origin = ORIGIN.iter().any(|words| before.ends_with(words));
    let kind = if mention.adjective || origin {
        0.5
    } else {
        1.0
    };
    if mention.start < EARLY_BYTES {
        2.0 * kind
    } else {
        kind
    }
}
