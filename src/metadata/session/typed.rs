//! Reads a session as people type it.

use crate::metadata::vocabulary::Unknown;
use crate::metadata::vocabulary::fold;
use crate::metadata::vocabulary::ordinal;
use crate::metadata::vocabulary::{holds_sessions, nearest_organs, organ_names};
use crate::model::{Organ, Session, SessionKind};

/// A session as typed: with its body, or only a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedSession {
    /// A session of a body.
    One(Session),
    /// This number in any body.
    Number(u16),
}

/// Reads a session as people type it: `HRC39`, `hrc 39`, `UPR30`, `HRC-S33`, `39th session`, `39`,
/// `thirty-ninth session of the Human Rights Council`.
///
/// # Errors
/// [`Unknown`] if there is no number in it, or words that mean nothing here; with the nearest sessions where a body is misspelt.
pub fn parse_session(typed: &str) -> Result<TypedSession, Unknown> {
    let folded = apart(&fold(typed));
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

/// Words that may stand in a session's name and say nothing that matters here.
const FILLERS: &[&str] = &[
    "session",
    "sessions",
    "sess",
    "regular",
    "ordinary",
    "of",
    "the",
    "no",
    "n",
    "number",
    "at",
    "its",
    "un",
    "de",
    "du",
    "des",
    "la",
    "le",
    "del",
    "periodo",
    "sesiones",
    "sesion",
    "ordinaire",
    "ordinario",
    "сессия",
    "сессии",
    "сессию",
    "الدورة",
    "دورة",
    "sessao",
    "da",
    "do",
];

/// Words that mark a special session.
const SPECIAL: &[&str] = &[
    "s",
    "ss",
    "special",
    "speciale",
    "extraordinaire",
    "extraordinario",
    "extraordinaria",
    "специальная",
    "الاستثنايية",
];
const EMERGENCY: &[&str] = &["es", "ess", "emergency", "urgence", "emergencia"];

/// Folded words with letters and digits put apart, so that `hrc39` reads as `hrc 39`; `39th` stays one word.
fn apart(folded: &str) -> String {
    let mut apart = String::with_capacity(folded.len() + 2);
    let mut last = ' ';
    for c in folded.chars() {
        if c.is_ascii_digit() && last.is_alphabetic() {
            apart.push(' ');
        }
        apart.push(c);
        last = c;
    }
    apart
}

/// The longest name of a body that holds sessions among these words: the body, where the name starts, how many words it takes.
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

/// The number among these words, its kind, and the words left over.
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
