//! Tells a speech, and the country it is made for.

use super::fold::Folded;
use super::gazetteer::Mention;
use super::mention_text::{without_article, without_form};
use super::opening::floor_boundary;

/// How many words in a thousand are of the first person in a speech; reports have hardly any.
const SPEECH_PER_MILLE: usize = 8;

/// Whether a text speaks in the first person.
pub(super) fn is_speech(folded: &Folded) -> bool {
    let words = folded.spans().take(2_000);
    let (all, first) = words.fold((0, 0), |(all, first), word| {
        let of_first_person = matches!(&folded.text[word], "i" | "my" | "we" | "our" | "us");
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
pub(super) fn weight_in_speech(folded: &str, mention: &Mention) -> f32 {
    let raw = without_article(&folded[..mention.start]);
    let before = without_form(raw);
    let after = folded[mention.end..].trim_start();
    let near =
        &folded[floor_boundary(folded, mention.start.saturating_sub(PERSON_REACH))..mention.start];
    if PERSONS.iter().any(|person| near.contains(person)) {
        return 0.2;
    }
    let ends = |words: &&str| ends_with_words(raw, words) || ends_with_words(before, words);
    let of_people = [" people of", " government of", " people", " and"]
        .iter()
        .any(&ends);
    if of_people && ON_BEHALF.iter().any(|words| near.contains(words)) {
        return 6.0;
    }
    let plain = match (TOPIC_OF.iter().any(&ends), mention.adjective) {
        (true, _) => 0.1,
        (_, true) => 0.4,
        _ => 0.3,
    };
    let for_it = SPEAKING_FOR.iter().filter(|(words, _)| ends(words));
    let by_it = SPEAKING
        .iter()
        .filter(|(words, _)| starts_with_words(after, words));
    for_it
        .chain(by_it)
        .map(|(_, weight)| *weight)
        .fold(plain, f32::max)
}

/// There are many words to try at each mention: most differ in the last letter.
fn ends_with_words(text: &str, words: &str) -> bool {
    text.as_bytes().last() == words.as_bytes().last() && text.ends_with(words)
}

fn starts_with_words(text: &str, words: &str) -> bool {
    if text.as_bytes().first() != words.as_bytes().first() {
        return false;
    }
    text.strip_prefix(words)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
