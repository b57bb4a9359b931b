//! Parses sessions as people type them.

use std::sync::LazyLock;

use crate::metadata::vocabulary::{
    Unknown, fold, holds_sessions, nearest_organs, ordinal, organ_names, phrases,
};
use crate::model::{Organ, Session, SessionKind};

/// A session as typed: with its body, or only a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedSession {
    /// A session of a body.
    One(Session),
    /// The sessions of this number in all bodies.
    Number(u16),
}

/// Parses a session as people type it: `HRC39`, `hrc 39`, `UPR30`, `HRC-S33`, `39th session`, `39`,
/// `thirty-ninth session of the Human Rights Council`.
///
/// # Errors
/// [`Unknown`] without a number or with an unknown word; with the nearest sessions where a body is misspelt.
pub fn parse_session(typed: &str) -> Result<TypedSession, Unknown> {
    let folded = separate_digits(&fold(typed));
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let body = body(&words);
    let rest = match &body {
        Some((_, at, length)) => [&words[..*at], &words[at + length..]].concat(),
        None => words,
    };
    let unknown = |nearest| Unknown::new("session", typed, nearest);
    let (number, kind, left) = number(&rest).ok_or_else(|| unknown(Vec::new()))?;
    if let Some(word) = left.iter().find(|word| !FILLERS.contains(word)) {
        let sessions = nearest_organs(word)
            .into_iter()
            .map(|code| format!("{code}{number}"));
        return Err(unknown(sessions.collect()));
    }
    Ok(match body {
        Some((organ, _, _)) => TypedSession::One(Session {
            organ,
            kind,
            number,
        }),
        None => TypedSession::Number(number),
    })
}

const PHRASES: &str = include_str!("../data/session_phrases.tsv");

/// Words in the name of a session that carry no information here.
static FILLERS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "typed-filler"));
static SPECIAL: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "typed-special"));
static EMERGENCY: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "typed-emergency"));

/// Puts a space between letters and the digits after them: `hrc39` becomes `hrc 39`; `39th` stays.
fn separate_digits(folded: &str) -> String {
    let mut separated = String::with_capacity(folded.len() + 2);
    let mut last = ' ';
    for c in folded.chars() {
        if c.is_ascii_digit() && last.is_alphabetic() {
            separated.push(' ');
        }
        separated.push(c);
        last = c;
    }
    separated
}

/// Finds the longest name of a body with numbered sessions; returns the body, and the start and length of its name in words.
fn body(words: &[&str]) -> Option<(Organ, usize, usize)> {
    let spans = (1..=words.len())
        .rev()
        .flat_map(|length| (0..=words.len() - length).map(move |at| (at, length)));
    let organ = |words: &[&str]| {
        let joined = words.join(" ");
        let mut known = organ_names()
            .iter()
            .filter(|name| holds_sessions(name.organ));
        known
            .find(|name| name.folded == joined)
            .map(|name| name.organ)
    };
    spans
        .into_iter()
        .find_map(|(at, length)| Some((organ(&words[at..at + length])?, at, length)))
}

/// Finds the number and kind of a session; returns them with the words left over.
fn number<'a>(words: &[&'a str]) -> Option<(u16, SessionKind, Vec<&'a str>)> {
    let (at, (number, taken)) =
        (0..words.len()).find_map(|at| Some((at, ordinal(&words[at..])?)))?;
    let mut left = [&words[..at], &words[at + taken..]].concat();
    let mut kind = SessionKind::Regular;
    left.retain(|word| {
        if EMERGENCY.contains(word) {
            kind = SessionKind::EmergencySpecial;
        } else if SPECIAL.contains(word) && kind == SessionKind::Regular {
            kind = SessionKind::Special;
        }
        !EMERGENCY.contains(word) && !SPECIAL.contains(word)
    });
    (number > 0).then_some((number, kind, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_read_as_typed() {
        for (typed, session) in [
            ("HRC39", "HRC39"),
            ("hrc 39", "HRC39"),
            ("HRC-39", "HRC39"),
            ("hrc 39th session", "HRC39"),
            ("39th session of the Human Rights Council", "HRC39"),
            ("Human Rights Council, thirty-ninth session", "HRC39"),
            ("UPR30", "UPR30"),
            ("HRC-S33", "HRC-S33"),
            ("hrc s33", "HRC-S33"),
            (
                "33rd special session of the Human Rights Council",
                "HRC-S33",
            ),
            ("ga73", "GA73"),
            ("UNGA 73", "GA73"),
            ("GA-ES10", "GA-ES10"),
            (
                "tenth emergency special session of the General Assembly",
                "GA-ES10",
            ),
            ("CCPR123", "CCPR123"),
            ("Human Rights Committee 123rd session", "CCPR123"),
            ("CESCR 64", "CESCR64"),
            ("39e session du Conseil des droits de l’homme", "HRC39"),
            ("chr61", "CHR61"),
        ] {
            let read = parse_session(typed);
            assert!(
                matches!(read, Ok(TypedSession::One(one)) if one.to_string() == session),
                "{typed}: {read:?}"
            );
        }
        for (typed, number) in [
            ("39", 39),
            ("39th session", 39),
            ("1st session", 1),
            ("session 39", 39),
            ("thirty-ninth session", 39),
            ("39º período de sesiones", 39),
            ("тридцать девятая сессия", 39),
        ] {
            assert_eq!(
                parse_session(typed),
                Ok(TypedSession::Number(number)),
                "{typed}"
            );
        }
    }

    #[test]
    fn an_unknown_session_gets_the_nearest() {
        assert_eq!(
            parse_session("CEDAU70").expect_err("misspelt").nearest[0],
            "CEDAW70"
        );
        for typed in ["", "HRC", "session", "abc", "HRC0"] {
            assert!(parse_session(typed).is_err(), "{typed}");
        }
    }
}
