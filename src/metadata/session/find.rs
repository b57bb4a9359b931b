//! Finds the sessions a text names, with their bodies, in the six UN languages and Portuguese.

use std::sync::LazyLock;

use super::body::body_beside;
use super::mention::{SessionBody, SessionMention};
use crate::metadata::vocabulary::{Folded, chinese_ordinal, ordinal, phrases};
use crate::model::SessionKind;

const PHRASES: &str = include_str!("../data/session_phrases.tsv");

static SESSION_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "session"));
static SPECIAL_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "special"));
static EMERGENCY_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "emergency"));

/// Letters that no word for a session starts with, unlike most words.
const NO_SESSION_INITIAL: fn(char) -> bool = |c| c.is_ascii() && c != 's';

/// Finds the sessions a text names: those in Chinese last, all others in order. `folded` is the text, folded.
pub(crate) fn find_sessions(text: &str, folded: &Folded) -> Vec<SessionMention> {
    let is_session =
        |word: &str| !word.starts_with(NO_SESSION_INITIAL) && SESSION_WORDS.contains(&word);
    let counted = folded.spans().enumerate();
    let counted = counted.filter(|(_, span)| is_session(&folded.text[span.clone()]));
    let at_words: Vec<usize> = counted.map(|(at, _)| at).collect();
    // Splitting into words is skipped where no session is named.
    let words = match at_words.is_empty() {
        true => Vec::new(),
        false => folded.words(),
    };
    let plain: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let mut found = Vec::new();
    for at in at_words {
        let Some((number, kind, from, to)) = number_beside(&plain, at) else {
            continue;
        };
        let start = words[from].1;
        let (last, last_start) = words[to];
        let end = text.floor_char_boundary((last_start + last.len()).min(text.len()));
        found.push(SessionMention {
            number,
            kind,
            body: SessionBody::Unnamed,
            start,
            end,
        });
    }
    found.extend(chinese_mentions(text));
    for mention in &mut found {
        mention.body = body_beside(text, mention.start, mention.end);
    }
    found
}

/// Parses the number beside the session word at `at`; returns number, kind, and the first and last word.
fn number_beside(words: &[&str], at: usize) -> Option<(u16, SessionKind, usize, usize)> {
    // Before: "thirty-ninth session", "39º período de sesiones", "тридцать девятая сессия".
    let earliest = at.saturating_sub(8);
    let before = (earliest..at).find_map(|from| {
        let (number, taken) = ordinal(&words[from..at])?;
        let between = &words[from + taken..at];
        let filler = |word: &&str| {
            matches!(
                *word,
                "periodo" | "de" | "regular" | "ordinary" | "ordinaire"
            ) || SPECIAL_WORDS.contains(word)
                || EMERGENCY_WORDS.contains(word)
        };
        (between.iter().all(filler) && is_ordinal(words, from, taken))
            .then_some((number, between, from, at))
    });
    if let Some((number, between, from, to)) = before {
        // "Vingt-huitième session extraordinaire"
        let kind = match kind(between) {
            SessionKind::Regular => kind_after(&words[at + 1..]),
            known => known,
        };
        return Some((number, kind, from, to));
    }
    // After, in Arabic: "الدورة التاسعة والثلاثون".
    if words[at].is_ascii() {
        return None;
    }
    let adjectives = words[at + 1..]
        .iter()
        .take_while(|word| SPECIAL_WORDS.contains(word) || EMERGENCY_WORDS.contains(word));
    let after = at + 1 + adjectives.count();
    let (number, taken) = ordinal(&words[after.min(words.len())..])?;
    is_session_number(number).then(|| (number, kind(&words[at + 1..after]), at, after + taken - 1))
}

/// Whether these words are an ordinal that can number a session. A bare number is none: "in 2009 session".
fn is_ordinal(words: &[&str], from: usize, taken: usize) -> bool {
    let bare = taken == 1 && words[from].bytes().all(|b| b.is_ascii_digit());
    !bare && ordinal(&words[from..]).is_some_and(|(number, _)| is_session_number(number))
}

fn is_session_number(number: u16) -> bool {
    (1..300).contains(&number)
}

/// Returns the kind that the words after "session" give: "Dixième session extraordinaire d’urgence".
fn kind_after(after: &[&str]) -> SessionKind {
    let emergency = after
        .iter()
        .take(4)
        .any(|word| EMERGENCY_WORDS.contains(word));
    let special = after
        .first()
        .is_some_and(|word| SPECIAL_WORDS.contains(word));
    match (special, emergency) {
        (true, true) => SessionKind::EmergencySpecial,
        (true, false) => SessionKind::Special,
        _ => SessionKind::Regular,
    }
}

/// Returns the kind that the words between number and session give.
fn kind(between: &[&str]) -> SessionKind {
    if between.iter().any(|word| EMERGENCY_WORDS.contains(word)) {
        SessionKind::EmergencySpecial
    } else if between.iter().any(|word| SPECIAL_WORDS.contains(word)) {
        SessionKind::Special
    } else {
        SessionKind::Regular
    }
}

/// Finds the sessions named in Chinese: `第三十九届会议`.
fn chinese_mentions(text: &str) -> Vec<SessionMention> {
    let ordinals = text.match_indices('第').filter_map(|(start, _)| {
        let (number, length) = chinese_ordinal(&text[start..])?;
        let end = start + length;
        let rest = text[end..].trim_start();
        let special = rest.starts_with("届特别会议");
        let emergency = rest.starts_with("届紧急特别会议");
        let session = rest.starts_with("届会议") || rest.starts_with('届') || special;
        let kind = match (emergency, special) {
            (true, _) => SessionKind::EmergencySpecial,
            (_, true) => SessionKind::Special,
            _ => SessionKind::Regular,
        };
        session.then_some(SessionMention {
            number,
            kind,
            body: SessionBody::Unnamed,
            start,
            end,
        })
    });
    ordinals.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Session;

    #[test]
    fn sessions_are_found_with_their_body() {
        for (text, expected) in [
            (
                "Human Rights Council\nTwelfth session\nAgenda item 6",
                &["HRC12"][..],
            ),
            (
                "HUMAN RIGHTS COUNCIL Working Group on the Universal Periodic Review Seventh session Geneva",
                &["UPR7"],
            ),
            ("the 39th session of the Human Rights Council", &["HRC39"]),
            ("General Assembly Forty-eighth session", &["GA48"]),
            (
                "Conseil des droits de l’homme\nTrente-neuvième session",
                &["HRC39"],
            ),
            (
                "Consejo de Derechos Humanos 39º período de sesiones",
                &["HRC39"],
            ),
            (
                "Consejo de Derechos Humanos\n39º período extraordinario de sesiones",
                &["HRC-S39"],
            ),
            (
                "Совет по правам человека Тридцать девятая сессия",
                &["HRC39"],
            ),
            ("مجلس حقوق الإنسان\nالدورة التاسعة والثلاثون", &["HRC39"]),
            ("人权理事会\n第三十九届会议", &["HRC39"]),
            (
                "Human Rights Council, thirty-third special session",
                &["HRC-S33"],
            ),
            (
                "General Assembly tenth emergency special session",
                &["GA-ES10"],
            ),
            ("Human Rights Committee\n123rd session", &["CCPR123"]),
            (
                "The Working Group on the Universal Periodic Review (UPR), established in accordance with Human Rights Council resolution 5/1 of 18 June 2007, held its fifth session",
                &["UPR5"],
            ),
            (
                "Conseil des droits de l’homme\nVingt-huitième session extraordinaire",
                &["HRC-S28"],
            ),
            (
                "Assemblée générale\nDixième session extraordinaire d’urgence",
                &["GA-ES10"],
            ),
            ("大会\n第十届紧急特别会议", &["GA-ES10"]),
            (
                "الجمعية العامة\nالدورة الاستثنائية السابعة والعشرون",
                &["GA-S27"],
            ),
            (
                "General Assembly\nHuman Rights Council\nWorking Group on Arbitrary Detention\nOpinions adopted by the Working Group on Arbitrary Detention at its eighty-first session",
                &["-81"],
            ),
            ("Adopted by the Committee at its sixtieth session", &["?60"]),
            (
                "Committee on the Elimination of Discrimination against Women\nPre-session working group\nSixty-fifth session",
                &["CEDAW65"],
            ),
            (
                "Human Rights Committee\nOne hundred and twenty-first session",
                &["CCPR121"],
            ),
            (
                "Comité des droits de l’homme\nCent vingt et unième session",
                &["CCPR121"],
            ),
            (
                "Comité de Derechos Humanos\n121er período de sesiones",
                &["CCPR121"],
            ),
            (
                "Комитет по правам человека\nСто двадцать первая сессия",
                &["CCPR121"],
            ),
            ("اللجنة المعنية بحقوق الإنسان\nالدورة ١٢١", &["CCPR121"]),
            ("人权事务委员会\n第一二一届会议", &["CCPR121"]),
            (
                "Asamblea General\nSeptuagésimo octavo período de sesiones",
                &["GA78"],
            ),
            ("Генеральная Ассамблея\nПятьдесят восьмая сессия", &["GA58"]),
            ("الجمعية العامة\nالدورة الحادية والستون", &["GA61"]),
            ("Assemblée générale\nSoixante et onzième session", &["GA71"]),
            ("Sixty-ninth session", &["?69"]),
            (
                "Economic and Social Council\nCommission on the Status of Women\nSixty-ninth session",
                &["-69"],
            ),
            (
                "Human Rights Council\nExpert Mechanism on the Rights of Indigenous Peoples\nEighteenth session",
                &["-18"],
            ),
            (
                "the 2009 session, a long session, session rooms, 2025 session 25 July 2024",
                &[],
            ),
        ] {
            let read: Vec<String> = find_sessions(text, &Folded::new(text))
                .iter()
                .map(|mention| match mention.body {
                    SessionBody::Known(organ) | SessionBody::Following(organ) => Session {
                        organ,
                        kind: mention.kind,
                        number: mention.number,
                    }
                    .to_string(),
                    SessionBody::Unnamed => format!("?{}", mention.number),
                    SessionBody::Other => format!("-{}", mention.number),
                })
                .collect();
            assert_eq!(read, expected, "{text}");
        }
    }
}
