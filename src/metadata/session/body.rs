//! Tells whose session a text names: the body beside it.

use super::mention::SessionBody;
use crate::metadata::symbol::find_symbols;
use crate::metadata::vocabulary::find_organs;
use crate::metadata::vocabulary::{Folded, fold};

/// How many bytes before a session its body may be named.
const BODY_BEFORE: usize = 260;
/// How many bytes after.
const BODY_AFTER: usize = 60;

/// The body that met: one named right after ("session of the Human Rights Council"), the subject of "held its fifth
/// session", else the one named nearest before.
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
    let before = without_preparation(&fold(&without_symbols(raw)));
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

/// Folded names of groups that prepare the session of the committee named before them: the number is the committee's.
const PREPARATION: &[&str] = &[
    "pre session working group",
    "pre sessional working group",
    "groupe de travail de presession",
    "grupo de trabajo anterior al periodo de sesiones",
    "предсессионная рабочая группа",
];

fn without_preparation(folded: &str) -> String {
    let without = |text: String, words: &&str| text.replace(words, "");
    PREPARATION.iter().fold(folded.to_owned(), without)
}

/// A line shorter than this, in bytes, is not broken off: what follows is another sentence.
const WRAPPED_BYTES: usize = 60;

/// The last line, with the lines before it that run on into it.
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

/// Who held "its fifth session": the body that the folded sentence names first.
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

/// Starts of words for bodies that are not called by these words alone, as "the Committee" is, folded.
const GROUP_WORDS: &[&str] = &[
    "group",
    "mechanism",
    "forum",
    "board",
    "groupe",
    "grupo",
    "mecanisme",
    "mecanismo",
    "foro",
    "групп",
    "форум",
    "механизм",
];

/// The `HRC` of A/HRC/39/14 names no body in the sentence.
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

/// Starts of words that name a body, folded. A body that has no count of its own here is not to lend its number to another.
const BODY_WORDS: &[&str] = &[
    "commission",
    "committee",
    "council",
    "group",
    "mechanism",
    "forum",
    "board",
    "conference",
    "assembly",
    "comite",
    "comision",
    "conseil",
    "consejo",
    "groupe",
    "grupo",
    "mecanisme",
    "mecanismo",
    "foro",
    "instance",
    "conferencia",
    "комисси",
    "комитет",
    "групп",
    "форум",
    "механизм",
    "конференц",
    "لجنة",
    "اللجنة",
    "الفريق",
    "المنتدى",
    "الية",
];

fn names_a_body(folded: &str) -> bool {
    folded
        .split(' ')
        .any(|word| BODY_WORDS.iter().any(|body| word.starts_with(body)))
}
