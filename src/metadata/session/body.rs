//! Resolves the body of a session from the words around it.

use std::sync::LazyLock;

use super::mention::SessionBody;
use crate::metadata::symbol::find_symbols;
use crate::metadata::vocabulary::{Folded, find_organs, fold, phrases};

/// How far before a session its body may be named, in bytes.
const BODY_BEFORE: usize = 260;
/// How far after a session its body may be named, in bytes.
const BODY_AFTER: usize = 60;

/// Finds the body of the session at a byte range: one named right after ("session of the Human Rights Council"), the subject
/// of "held its fifth session", else the one named nearest before.
pub(crate) fn body_beside(text: &str, start: usize, end: usize) -> SessionBody {
    let after = Folded::new(&text[end..text.floor_char_boundary(end + BODY_AFTER)]).text;
    let directly_after = |word: &str| {
        find_organs(after.strip_prefix(word)?)
            .next()
            .filter(|(_, name)| name.start == 0)
    };
    if let Some((organ, _)) = AFTER_WORDS.iter().find_map(|word| directly_after(word)) {
        return SessionBody::Following(organ);
    }
    let raw = &text[text.floor_char_boundary(start.saturating_sub(BODY_BEFORE))..start];
    let before = without_preparatory_groups(&fold(&without_symbols(raw)));
    let joined = || {
        let session = fold(&text[start..end]);
        ITS_SESSION.iter().any(|words| session.starts_with(words))
    };
    if OWN_WORDS.iter().any(|word| before.ends_with(word)) || joined() {
        let sentence = fold(&without_symbols(last_sentence(raw)));
        return subject(if names_a_body(&sentence) {
            &sentence
        } else {
            &before
        });
    }
    let mut named = find_organs(&before);
    let last = named.next_back();
    let between = last
        .as_ref()
        .map_or(before.as_str(), |(_, name)| &before[name.end..]);
    match last {
        _ if names_a_body(between) => SessionBody::Other,
        Some((organ, _)) => SessionBody::Known(organ),
        None => SessionBody::Unnamed,
    }
}

const PHRASES: &str = include_str!("../data/session_phrases.tsv");

/// Folded names of groups that prepare the session of the committee named before them: the number is the committee's.
static PREPARATORY: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "preparatory"));

fn without_preparatory_groups(folded: &str) -> String {
    let without = |text: String, words: &&str| text.replace(words, "");
    PREPARATORY.iter().fold(folded.to_owned(), without)
}

/// A line shorter than this, in bytes, is not wrapped: the next line starts another sentence.
const WRAPPED_BYTES: usize = 60;

/// Returns the last line with the wrapped lines before it.
fn last_sentence(text: &str) -> &str {
    let mut start = text.len();
    for line in text.split('\n').rev() {
        let whole = start < text.len() && line.trim().len() < WRAPPED_BYTES;
        if whole {
            break;
        }
        start = (start - line.len()).saturating_sub(1);
    }
    &text[start..]
}

/// Returns the body that held "its fifth session": the first that the folded sentence names.
fn subject(sentence: &str) -> SessionBody {
    let first = find_organs(sentence).next();
    let end = first
        .as_ref()
        .map_or(sentence.len(), |(_, name)| name.start);
    // "Opinions adopted by the Working Group on Arbitrary Detention at its eighty-first session"
    let of_group = |word: &str| GROUP_WORDS.iter().any(|group| word.starts_with(group));
    match first {
        _ if sentence[..end].split(' ').any(of_group) => SessionBody::Other,
        Some((organ, _)) => SessionBody::Known(organ),
        None => SessionBody::Unnamed,
    }
}

/// Beginnings of words for bodies that their name alone does not identify, as "the Committee" does, folded.
static GROUP_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "group"));

/// Removes the symbols from a text: the `HRC` of A/HRC/39/14 names no body.
fn without_symbols(text: &str) -> String {
    let mut rest = text.to_owned();
    for found in find_symbols(text).into_iter().rev() {
        rest.replace_range(found.start..found.end, "");
    }
    rest
}

/// Words that join a session to the body named after it, folded.
const AFTER_WORDS: &[&str] = &[
    "of the united nations ",
    "of the un ",
    "of the ",
    "du ",
    "de la ",
    "de l ",
    "del ",
    "de ",
    "",
];

/// Possessives before a session whose body is the sentence's subject, folded.
const OWN_WORDS: &[&str] = &[" its", " sa", " su", " свою", " своеи", " его", " ее"];
/// In Arabic the possessive is joined to the word: "its session".
const ITS_SESSION: &[&str] = &["دورته", "دورتها"];

/// Beginnings of words that name a body, folded. A body without numbered sessions must not pass its number to another.
static BODY_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "body"));

/// Whether a folded text names a body, with or without numbered sessions.
fn names_a_body(folded: &str) -> bool {
    folded
        .split(' ')
        .any(|word| BODY_WORDS.iter().any(|body| word.starts_with(body)))
}
