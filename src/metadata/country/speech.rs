//! Tells a speech, and the country it is made for.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::context::{strip_article, strip_state_form};
use super::gazetteer::CountryMention;
use crate::metadata::vocabulary::Folded;

/// How many words in a thousand are of the first person in a speech; reports have hardly any.
const SPEECH_PER_MILLE: usize = 8;

/// How many words are looked at: enough to tell.
const SPEECH_WORDS: usize = 600;

/// Whether a text speaks in the first person.
pub(crate) fn is_speech(folded: &Folded) -> bool {
    let words = folded.spans().take(SPEECH_WORDS);
    let (all, first) = words.fold((0, 0), |(all, first), word| {
        let of_first_person =
            word.len() <= 3 && matches!(&folded.text[word], "i" | "my" | "we" | "our" | "us");
        (all + 1, first + usize::from(of_first_person))
    });
    first * 1_000 > all * SPEECH_PER_MILLE
}

/// Folded words before the country that a speaker speaks for, and how much they say.
const SPEAKING_FOR: &[(&str, f32)] = &[
    (" my country", 8.0),
    (" our country", 4.0),
    (" on behalf of", 6.0),
    (" delegation of", 4.0),
    (" we in", 4.0),
    (" people of", 2.0),
    (" government of", 1.0),
    (" for", 1.5),
];

/// Folded words near a country whose greetings, or thanks, the speaker brings.
const ON_BEHALF: &[&str] = &[
    " on behalf of",
    " on my own behalf",
    " in the name of",
    " greetings",
    " bring you",
];

/// Folded words before a country that is what a speech is about at this point.
const TOPIC_OF: &[&str] = &[
    " situation in",
    " crisis in",
    " conflict in",
    " conflicts in",
    " war in",
    " war on",
    " wars in",
    " peace in",
    " violence in",
    " events in",
    " developments in",
    " tragedy in",
    " situation of",
    " question of",
    " case of",
    " issue of",
    " invasion of",
    " occupation of",
    " against",
    " withdrawal from",
    " forces from",
    " sanctions on",
    " upon",
    " calls on",
    " call on",
    " call upon",
    " urge",
    " that",
    " between",
    " with",
    " assistance to",
    " solidarity with",
    " including",
    " like",
    " as in",
];

/// What a state does in its own speech, folded, and how much that says.
const SPEAKING: &[(&str, f32)] = &[
    ("believes", 6.0),
    ("supports", 5.0),
    ("fully supports", 6.0),
    ("strongly supports", 6.0),
    ("welcomes", 6.0),
    ("attaches", 6.0),
    ("reaffirms", 6.0),
    ("reiterates", 6.0),
    ("hopes", 4.0),
    ("looks forward", 6.0),
    ("joins", 4.0),
    ("aligns", 6.0),
    ("associates", 6.0),
    ("wishes", 5.0),
    ("urges", 5.0),
    ("condemns", 5.0),
    ("calls", 4.0),
    ("stands", 3.0),
    ("considers", 5.0),
    ("therefore", 4.0),
    ("is committed", 5.0),
    ("remains committed", 6.0),
    ("is convinced", 6.0),
    ("is ready", 3.0),
    ("is proud", 6.0),
    ("is pleased", 6.0),
    ("has always", 4.0),
    ("has consistently", 4.0),
    ("will continue", 4.0),
    ("continues", 2.0),
    ("firmly believes", 6.0),
    ("strongly believes", 6.0),
    ("commends", 5.0),
    ("is grateful", 5.0),
    ("is deeply concerned", 6.0),
    ("is concerned", 5.0),
    ("is of the view", 6.0),
    ("would like", 5.0),
    ("shares", 4.0),
    ("appreciates", 5.0),
    ("notes", 4.0),
    ("regrets", 4.0),
    ("deplores", 4.0),
    ("recognizes", 4.0),
    ("endorses", 4.0),
    ("pledges", 4.0),
    ("is fully committed", 6.0),
    ("is firmly committed", 6.0),
    ("is strongly committed", 6.0),
    ("stands ready", 5.0),
    ("is honoured", 6.0),
    ("advocates", 4.0),
    ("s delegation", 5.0),
    ("delegation", 4.0),
    ("s commitment", 4.0),
    ("s foreign policy", 6.0),
    ("s position", 3.0),
    ("s view", 5.0),
    ("will", 2.0),
    ("has", 1.5),
];

/// Folded beginnings of words near a country that a thanked or congratulated person is from, and such words.
const PERSONS: &[&str] = &["excellency", "ambassador", "minister", "brother", "sister"];
const TITLES: &[&str] = &["mr", "mrs", "ms"];
/// How far before a country such a person is named, in folded bytes.
const PERSON_REACH: usize = 60;

/// A speaker's own country is named less than others, but as the one that speaks and acts.
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

/// Folded words before a country whose people or government is spoken for.
const OF_PEOPLE: &[&str] = &[" people of", " government of", " people", " and"];

/// What words before a country say of it.
#[derive(Clone, Copy)]
enum Cue {
    /// It is spoken for, by this weight.
    Speaking(f32),
    /// It is what is spoken about.
    Topic,
}

/// By their last word, the words that may stand before a country.
static BEFORE: LazyLock<FxHashMap<&str, Vec<(&str, Cue)>>> = LazyLock::new(|| {
    let topics = TOPIC_OF.iter().map(|words| (*words, Cue::Topic));
    let speaking = SPEAKING_FOR
        .iter()
        .map(|(words, weight)| (*words, Cue::Speaking(*weight)));
    let mut by_word: FxHashMap<&str, Vec<(&str, Cue)>> = FxHashMap::default();
    for (words, cue) in topics.chain(speaking) {
        let last = words.rsplit(' ').next().unwrap_or_default();
        by_word.entry(last).or_default().push((words, cue));
    }
    by_word
});

/// By their first word, the words that may stand after the speaker's.
static AFTER: LazyLock<FxHashMap<&str, Vec<(&str, f32)>>> = LazyLock::new(|| {
    let mut by_word: FxHashMap<&str, Vec<(&str, f32)>> = FxHashMap::default();
    for (words, weight) in SPEAKING {
        let first = words.split(' ').next().unwrap_or_default();
        by_word.entry(first).or_default().push((words, *weight));
    }
    by_word
});

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
