//! Recognises speeches, and weights the mentions of countries in them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::context::{strip_article, strip_state_form};
use super::gazetteer::CountryMention;
use crate::metadata::vocabulary::{Folded, rows};

/// The least share of first-person pronouns in a speech, per thousand words; reports have hardly any.
const SPEECH_PER_MILLE: usize = 8;

/// How many words are counted.
const SPEECH_WORDS: usize = 600;

/// Whether a text is a speech, in the first person.
pub(crate) fn is_speech(folded: &Folded) -> bool {
    let words = folded.spans().take(SPEECH_WORDS);
    let (all, first) = words.fold((0, 0), |(all, first), word| {
        let of_first_person =
            word.len() <= 3 && matches!(&folded.text[word], "i" | "my" | "we" | "our" | "us");
        (all + 1, first + usize::from(of_first_person))
    });
    first * 1_000 > all * SPEECH_PER_MILLE
}

/// Folded words near a country on whose behalf the speaker speaks.
const ON_BEHALF: &[&str] = &[
    " on behalf of",
    " on my own behalf",
    " in the name of",
    " greetings",
    " bring you",
];

/// Folded beginnings of words, and words, for a person whose country is named, such as one who is thanked.
const PERSONS: &[&str] = &["excellency", "ambassador", "minister", "brother", "sister"];
const TITLES: &[&str] = &["mr", "mrs", "ms"];
/// How far before a country such a person may be named, in folded bytes.
const PERSON_REACH: usize = 60;

/// Returns the weight of a mention: the speaker's own country is mentioned less than others, but as the one that speaks and acts.
pub(crate) fn weight_in_speech(folded: &str, mention: &CountryMention) -> f32 {
    let raw = strip_article(&folded[..mention.start]);
    let before = strip_state_form(raw);
    let after = folded[mention.end..].trim_start();
    let near = &folded
        [folded.floor_char_boundary(mention.start.saturating_sub(PERSON_REACH))..mention.start];
    if names_person(near) {
        return 0.2;
    }
    let ends = |words: &str| raw.ends_with(words) || before.ends_with(words);
    let of_people = OF_PEOPLE.iter().any(|words| ends(words));
    if of_people && ON_BEHALF.iter().any(|words| near.contains(words)) {
        return 6.0;
    }
    let cues = || {
        let last = [raw, before].map(|text| text.rsplit(' ').next().unwrap_or_default());
        let known = last.map(|word| BEFORE.get(word).map_or(&[][..], Vec::as_slice));
        let of_both = known.into_iter().flatten();
        of_both.filter(|(words, _)| ends(words)).map(|(_, cue)| cue)
    };
    let topic = cues().any(|cue| matches!(cue, Cue::Topic));
    let plain = match (topic, mention.adjective) {
        (true, _) => 0.1,
        (_, true) => 0.4,
        _ => 0.3,
    };
    let for_it = cues().map(|cue| match cue {
        Cue::Speaking(weight) => *weight,
        Cue::Topic => 0.0,
    });
    let next = after.split(' ').next().unwrap_or_default();
    let by_it = AFTER.get(next).into_iter().flatten();
    let by_it = by_it.filter(|(words, _)| starts_with_words(after, words));
    for_it
        .chain(by_it.map(|(_, weight)| *weight))
        .fold(plain, f32::max)
}

/// Folded words before a country whose people or government are spoken for.
const OF_PEOPLE: &[&str] = &[" people of", " government of", " people", " and"];

/// What a phrase before a country says about it.
#[derive(Clone, Copy)]
enum Cue {
    /// The speaker speaks for it, with this weight.
    Speaking(f32),
    /// It is the topic.
    Topic,
}

/// Phrases beside a country by place, with weights.
const PHRASES: &str = include_str!("../data/speech_phrases.tsv");

/// The phrases before a country, by their last word.
static BEFORE: LazyLock<FxHashMap<&str, Vec<(&str, Cue)>>> = LazyLock::new(|| {
    let mut by_word: FxHashMap<&str, Vec<(&str, Cue)>> = FxHashMap::default();
    for row in rows(PHRASES) {
        let cue = match (row[0], row[1].parse()) {
            ("topic", _) => Cue::Topic,
            ("before", Ok(weight)) => Cue::Speaking(weight),
            _ => continue,
        };
        for words in row[2].split('|') {
            let last = words.rsplit(' ').next().unwrap_or_default();
            by_word.entry(last).or_default().push((words, cue));
        }
    }
    by_word
});

/// The phrases after the speaker's country with their weights, by their first word.
static AFTER: LazyLock<FxHashMap<&str, Vec<(&str, f32)>>> = LazyLock::new(|| {
    let mut by_word: FxHashMap<&str, Vec<(&str, f32)>> = FxHashMap::default();
    for row in rows(PHRASES).filter(|row| row[0] == "after") {
        let weight = row[1].parse().unwrap_or_default();
        for words in row[2].split('|') {
            let first = words.split(' ').next().unwrap_or_default();
            by_word.entry(first).or_default().push((words, weight));
        }
    }
    by_word
});

/// Whether the folded words before a country name a person.
fn names_person(near: &str) -> bool {
    let is_person = |at: usize| {
        let rest = &near[at + 1..];
        let title = |title: &&str| {
            rest.strip_prefix(*title)
                .is_some_and(|rest| rest.starts_with(' '))
        };
        TITLES.iter().any(title) || PERSONS.iter().any(|person| rest.starts_with(person))
    };
    let mut spaces = memchr::memchr_iter(b' ', near.as_bytes());
    spaces.any(is_person)
}

fn starts_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_place_and_its_weight() {
        for row in rows(PHRASES) {
            let weighted = row[1].parse::<f32>().is_ok();
            let known = match row[0] {
                "before" | "after" => weighted,
                place => place == "topic" && !weighted,
            };
            assert!(known && row.len() == 3, "{row:?}");
        }
    }
}
