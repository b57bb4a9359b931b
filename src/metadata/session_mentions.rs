//! Finds the sessions a text names, in six languages, each with its body.

use super::fold::{Folded, fold};
use super::opening::floor_boundary;
use super::ordinal::{chinese_ordinal, ordinal};
use super::organ_names;
use super::symbol::find_symbols;
use crate::model::{Organ, SessionKind};

/// A session named in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    pub(super) number: u16,
    pub(super) kind: SessionKind,
    /// Whose session it is.
    pub(super) body: Body,
    /// Byte range in the original text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Whose session a text names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Body {
    /// A body whose sessions are counted here, named before the session.
    Known(Organ),
    /// One named after it, as sentences do: "the 39th session of the Human Rights Council".
    Following(Organ),
    /// Some other body.
    Other,
    /// None is named.
    Unnamed,
}

/// Words for a session, folded.
const SESSION_WORDS: &[&str] = &[
    "session",
    "sesiones",
    "сессия",
    "сессии",
    "сессию",
    "الدورة",
    "دورة",
    "دورته",
    "دورتها",
    "sessao",
];
const SPECIAL_WORDS: &[&str] = &[
    "special",
    "extraordinaire",
    "extraordinario",
    "extraordinaria",
    "специальная",
    "специальнои",
    "الاستثناءية",
    "الاستثنايية",
];
const EMERGENCY_WORDS: &[&str] = &[
    "emergency",
    "urgence",
    "emergencia",
    "чрезвычаиная",
    "чрезвычаинои",
    "الطارءة",
    "الطارية",
];
/// How many bytes before a session its body may be named.
const BODY_BEFORE: usize = 260;
/// How many bytes after.
const BODY_AFTER: usize = 60;

/// The sessions a text names, in order.
pub(super) fn mentions(text: &str, folded: &Folded) -> Vec<Mention> {
    let words = folded.words();
    let plain: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let mut found = Vec::new();
    for (at, word) in plain.iter().enumerate() {
        if !SESSION_WORDS.contains(word) {
            continue;
        }
        let Some((number, kind, from, to)) = number_beside(&plain, at) else {
            continue;
        };
        let start = words[from].1;
        let (last, last_start) = words[to];
        let end = floor_boundary(text, (last_start + last.len()).min(text.len()));
        found.push(Mention {
            number,
            kind,
            body: Body::Unnamed,
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

/// The number that belongs to the session word at `at`: number, kind, first and last word.
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
            told => told,
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

/// A bare number is no ordinal: "in 2009 session".
fn is_ordinal(words: &[&str], from: usize, taken: usize) -> bool {
    let bare = taken == 1 && words[from].bytes().all(|b| b.is_ascii_digit());
    !bare && ordinal(&words[from..]).is_some_and(|(number, _)| is_session_number(number))
}

fn is_session_number(number: u16) -> bool {
    (1..300).contains(&number)
}

/// "Dixième session extraordinaire d’urgence": the words after "session".
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

fn kind(between: &[&str]) -> SessionKind {
    if between.iter().any(|word| EMERGENCY_WORDS.contains(word)) {
        SessionKind::EmergencySpecial
    } else if between.iter().any(|word| SPECIAL_WORDS.contains(word)) {
        SessionKind::Special
    } else {
        SessionKind::Regular
    }
}

/// `第三十九届会议`.
fn chinese_mentions(text: &str) -> Vec<Mention> {
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
        session.then_some(Mention {
            number,
            kind,
            body: Body::Unnamed,
            start,
            end,
        })
    });
    ordinals.collect()
}

/// The body that met: one named right after ("session of the Human Rights Council"), the subject of "held its fifth
/// session", else the one named nearest before.
fn body_beside(text: &str, start: usize, end: usize) -> Body {
    let after = Folded::new(&text[end..floor_boundary(text, end + BODY_AFTER)]).text;
    let directly_after = |word: &str| {
        organ_names::named(after.strip_prefix(word)?)
            .next()
            .filter(|(_, name)| name.start == 0)
    };
    if let Some((organ, _)) = AFTER_WORDS.iter().find_map(|word| directly_after(word)) {
        return Body::Following(organ);
    }
    let raw = &text[floor_boundary(text, start.saturating_sub(BODY_BEFORE))..start];
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
    let mut named = organ_names::named(&before);
    let last = named.next_back();
    let between = last
        .as_ref()
        .map_or(before.as_str(), |(_, name)| &before[name.end..]);
    match last {
        _ if names_a_body(between) => Body::Other,
        Some((organ, _)) => Body::Known(organ),
        None => Body::Unnamed,
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
fn subject(sentence: &str) -> Body {
    let first = organ_names::named(sentence).next();
    let end = first
        .as_ref()
        .map_or(sentence.len(), |(_, name)| name.start);
    // "Opinions adopted by the Working Group on Arbitrary Detention at its eighty-first session"
    let of_group = |word: &str| GROUP_WORDS.iter().any(|group| word.starts_with(group));
    match first {
        _ if sentence[..end].split(' ').any(of_group) => Body::Other,
        Some((organ, _)) => Body::Known(organ),
        None => Body::Unnamed,
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
            let read: Vec<String> = mentions(text, &Folded::new(text))
                .iter()
                .map(|mention| match mention.body {
                    Body::Known(organ) | Body::Following(organ) => Session {
                        organ,
                        kind: mention.kind,
                        number: mention.number,
                    }
                    .to_string(),
                    Body::Unnamed => format!("?{}", mention.number),
                    Body::Other => format!("-{}", mention.number),
                })
                .collect();
            assert_eq!(read, expected, "{text}");
        }
    }
}
