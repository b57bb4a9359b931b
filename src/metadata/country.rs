//! Finds the countries a document is about, not those it mentions.

use std::collections::{HashMap, HashSet};

use super::country_names::{known_code, parse_country};
use super::fold::Folded;
use super::gazetteer::{Mention, mentions};
use super::opening::{Opening, floor_boundary};
use super::own_symbol::OwnSymbols;
use super::{evident, snippet, symbol_facts};
use crate::model::{Country, Inferred, Language, Source};

/// The subject by the symbol, else the title block of the masthead, else the state held to answer, else the country
/// most spoken of; a file's name tells only what the text bears out.
pub(super) fn infer(
    opening: &Opening<'_>,
    symbols: &OwnSymbols,
    language: Option<&Inferred<Language>>,
    path: &str,
) -> Vec<Inferred<Country>> {
    let language = language.map_or("en", |language| language.value.code());
    let of_symbol = symbols
        .own
        .iter()
        .find_map(|own| Some(evident(own, symbol_facts::country(&own.parts)?, 0.99)));
    if let Some(country) = of_symbol {
        return vec![country];
    }
    if let Some(block) = opening.title_block() {
        return in_title_block(block, language);
    }
    let start = Folded::new(opening.start);
    let named = mentions(&start, language);
    let subject = answering_state(opening.start, &start, &named)
        .or_else(|| most_spoken_of(opening.start, &start, &named))
        .or_else(|| in_path(path, &named));
    subject.into_iter().collect()
}

/// Most titles name one country, some two; a longer list is of members, not of subjects.
const MOST_IN_TITLE: usize = 3;

/// The countries a title block names: not those of persons, "Mr. Anuson Chinvanno (Thailand)", nor places of meetings, "Nairobi, Kenya".
fn in_title_block(block: &str, language: &str) -> Vec<Inferred<Country>> {
    let folded = Folded::new(block);
    let mut countries: Vec<Inferred<Country>> = Vec::new();
    let mut last_end = 0;
    for mention in mentions(&folded, language)
        .into_iter()
        .filter(|mention| !mention.adjective)
    {
        let start = folded.original(mention.start);
        let end = folded.original_after(mention.end, block.len());
        let listed = last_end > 0
            && block[last_end..start]
                .trim()
                .trim_matches(',')
                .trim()
                .is_empty();
        last_end = start + block[start..end].trim_end_matches([' ', ',', '\n']).len();
        let known = countries.iter().any(|known| known.value == mention.country);
        if known || in_brackets(block, start, end) || (follows_place(block, start) && !listed) {
            continue;
        }
        countries.push(Inferred {
            value: mention.country,
            source: Source::Masthead,
            page: Some(1),
            text: snippet(block, start..end),
            confidence: 0.95,
        });
    }
    if countries.len() > MOST_IN_TITLE {
        Vec::new()
    } else {
        countries
    }
}

fn in_brackets(text: &str, start: usize, end: usize) -> bool {
    text[..start].trim_end().ends_with('(') && text[start..end].contains(')')
}

/// "Geneva, Switzerland"
fn follows_place(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    before.ends_with(',')
        && before[..before.len() - 1]
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .is_some_and(|word| word.starts_with(char::is_uppercase))
}

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

/// The state that answers a complaint: "State party: Canada", "a violation by Canada of article 3 of the Convention".
fn answering_state(text: &str, folded: &Folded, named: &[Mention]) -> Option<Inferred<Country>> {
    let mut early = named
        .iter()
        .filter(|mention| !mention.adjective && mention.start < COMPLAINT_BYTES);
    let labelled = early
        .clone()
        .find(|mention| is_labelled(text, folded, mention));
    let answering = labelled.or_else(|| early.find(|mention| is_accused(&folded.text, mention)))?;
    Some(in_text(
        text,
        folded,
        answering,
        if labelled.is_some() { 0.95 } else { 0.9 },
    ))
}

/// "State party: Canada" and not "the State party Canada has in mind".
fn is_labelled(text: &str, folded: &Folded, mention: &Mention) -> bool {
    let colon = text[..folded.original(mention.start)]
        .trim_end()
        .ends_with([':', '：']);
    let before = folded.text[..mention.start].trim_end();
    colon && LABELS.iter().any(|label| before.ends_with(label))
}

fn is_accused(folded: &str, mention: &Mention) -> bool {
    let reach =
        |from: usize, to: usize| &folded[floor_boundary(folded, from)..floor_boundary(folded, to)];
    let before =
        &folded[floor_boundary(folded, mention.start.saturating_sub(BREACH_REACH))..mention.start];
    let around = reach(
        mention.start.saturating_sub(BREACH_REACH),
        mention.end + BREACH_REACH / 3,
    );
    let by = BY.iter().any(|by| without_form(before).ends_with(by));
    by && BREACHES.iter().any(|word| before.contains(word))
        && DUTIES.iter().any(|word| around.contains(word))
}

/// Folded words before a name without "the", "the Republic of", "the Government of the".
fn without_form(before: &str) -> &str {
    let mut before = before.trim_end();
    for form in [
        " the",
        " of",
        " republic",
        " kingdom",
        " government",
        " authorities",
        " the",
    ] {
        before = before.strip_suffix(form).unwrap_or(before).trim_end();
    }
    before
}

fn in_text(text: &str, folded: &Folded, mention: &Mention, confidence: f32) -> Inferred<Country> {
    let start = folded.original(mention.start);
    let end = folded.original_after(mention.end, text.len());
    Inferred {
        value: mention.country,
        source: Source::Text,
        page: None,
        text: snippet(text, start..end),
        confidence,
    }
}

/// A country spoken of less than this is not what a text is about; less is enough where no other is named.
const LEAST_WEIGHT: f32 = 3.0;
const LEAST_WEIGHT_ALONE: f32 = 1.0;
/// Share of all mentions that the subject has at least.
const LEAST_SHARE: f32 = 0.45;
/// How many times as often as the next it is named at least.
const LEAST_LEAD: f32 = 2.0;

/// The country most spoken of, if by far.
fn most_spoken_of(text: &str, folded: &Folded, named: &[Mention]) -> Option<Inferred<Country>> {
    let destinations: HashSet<Country> = named
        .iter()
        .filter(|mention| is_destination(&folded.text, mention))
        .map(|mention| mention.country)
        .collect();
    let weight = if is_speech(&folded.text) {
        weight_in_speech
    } else {
        weight
    };
    let mut weights: HashMap<Country, f32> = HashMap::new();
    for mention in named
        .iter()
        .filter(|mention| !destinations.contains(&mention.country))
    {
        *weights.entry(mention.country).or_default() += weight(&folded.text, mention);
    }
    let mut ranked: Vec<(Country, f32)> = weights.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (country, most) = *ranked.first()?;
    let next = ranked.get(1).map_or(0.0, |(_, weight)| *weight);
    let share = most / ranked.iter().map(|(_, weight)| weight).sum::<f32>();
    let least = if ranked.len() == 1 {
        LEAST_WEIGHT_ALONE
    } else {
        LEAST_WEIGHT
    };
    if most < least || share < LEAST_SHARE || most < LEAST_LEAD * next {
        return None;
    }
    let first = named.iter().find(|mention| mention.country == country)?;
    Some(in_text(text, folded, first, (0.5 + share / 2.0).min(0.85)))
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

/// Whether a person is to be sent there: "his deportation from Australia to Sri Lanka". Then another state answers for it.
fn is_destination(folded: &str, mention: &Mention) -> bool {
    let before = without_form(&folded[..mention.start]);
    let Some(before) = [" to", " vers", " a", " в"]
        .iter()
        .find_map(|to| before.strip_suffix(to))
    else {
        return false;
    };
    before
        .rsplit(' ')
        .take(SENDING_WORDS)
        .any(|word| SENDING.iter().any(|sending| word.starts_with(sending)))
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

fn weight(folded: &str, mention: &Mention) -> f32 {
    let before = folded[..mention.start].trim_end();
    let before = before.strip_suffix(" the").unwrap_or(before);
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

/// Folded words of the first person.
const FIRST_PERSON: &[&str] = &["i", "my", "we", "our", "us"];
/// How many words in a thousand are of the first person in a speech; reports have hardly any.
const SPEECH_PER_MILLE: usize = 12;

fn is_speech(folded: &str) -> bool {
    let words = folded.split(' ').take(2_000);
    let (all, first) = words.fold((0, 0), |(all, first), word| {
        (all + 1, first + usize::from(FIRST_PERSON.contains(&word)))
    });
    first * 1_000 > all * SPEECH_PER_MILLE
}

/// Folded words before the country that a speaker speaks for.
const SPEAKING_FOR: &[&str] = &[
    " my country",
    " people of",
    " government of",
    " delegation of",
    " behalf of",
    " president of",
    " in our country",
    " we in",
    " parliament of",
    " for",
];
/// What a state does in its own speech, folded.
const SPEAKING: &[&str] = &[
    "believes",
    "supports",
    "welcomes",
    "attaches",
    "is committed",
    "remains committed",
    "calls",
    "reaffirms",
    "reiterates",
    "hopes",
    "looks forward",
    "joins",
    "aligns",
    "associates",
    "attaches",
    "stands",
    "therefore",
    "considers",
    "has always",
    "has consistently",
    "wishes",
    "urges",
    "condemns",
    "will continue",
    "continues",
    "is convinced",
    "is ready",
    "is proud",
    "s commitment",
    "s foreign policy",
    "attaches",
    "will",
    "has",
    "is",
];
/// Folded words near a country that a thanked or congratulated person is from.
const PERSONS: &[&str] = &[
    " mr ",
    " mrs ",
    " ms ",
    " excellency",
    " ambassador",
    " minister",
    " brother",
    " sister",
];
/// How far before a country such a person is named, in folded bytes.
const PERSON_REACH: usize = 60;

/// A speaker's own country is named less than others, but as the one that speaks and acts.
fn weight_in_speech(folded: &str, mention: &Mention) -> f32 {
    let before = without_form(&folded[..mention.start]);
    let after = folded[mention.end..].trim_start();
    let near =
        &folded[floor_boundary(folded, mention.start.saturating_sub(PERSON_REACH))..mention.start];
    if PERSONS.iter().any(|person| near.contains(person)) {
        0.2
    } else if SPEAKING_FOR
        .iter()
        .any(|words| folded[..mention.start].trim_end().ends_with(words) || before.ends_with(words))
    {
        4.0
    } else if SPEAKING.iter().any(|words| {
        after
            .strip_prefix(words)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }) {
        3.0
    } else if mention.adjective {
        0.5
    } else {
        1.0
    }
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
            parse_country(word).ok()
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
