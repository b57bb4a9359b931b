//! Derives body, session, country and document type from a symbol.

use std::ops::RangeInclusive;

use super::parts::SymbolParts;
use crate::metadata::vocabulary::country_by_code;
use crate::model::{Country, DocumentType, Organ, Session, SessionKind};

/// Treaty bodies with symbols of the form `CODE/C/…`.
const TREATY_BODIES: &[&str] = &["CCPR", "CEDAW", "CERD", "CAT", "CRC", "CMW", "CRPD", "CED"];

/// Returns the bodies a symbol belongs to, the most specific first.
pub(crate) fn organs(symbol: &SymbolParts) -> Vec<Organ> {
    use Organ::*;
    match symbol.slices()[..] {
        ["A", "HRC", "WG.6", ..] => vec![UniversalPeriodicReview, HumanRightsCouncil],
        // The Sub-Commission met once more under the Council, in 2006.
        ["A", "HRC", "Sub.1", ..] => vec![SubCommission],
        ["A", "HRC", ..] => vec![HumanRightsCouncil],
        ["A", ..] => vec![GeneralAssembly],
        ["S", ..] => vec![SecurityCouncil],
        ["E", "CN.4", "Sub.2", ..] => vec![SubCommission],
        ["E", "CN.4", ..] => vec![CommissionOnHumanRights],
        ["E", "C.12", ..] => vec![EconomicSocialCulturalRights],
        ["E", ..] => vec![EconomicAndSocialCouncil],
        ["CAT", "OP", ..] => vec![PreventionOfTorture],
        ["ST", ..] => vec![Secretariat],
        [code, ..] => code.parse().into_iter().collect(),
        [] => Vec::new(),
    }
}

/// Returns the session a symbol names. A number is a session only where the body numbers its documents by session.
pub(crate) fn session(symbol: &SymbolParts) -> Option<Session> {
    let organ = *organs(symbol).first()?;
    let of = |kind, number| {
        Some(Session {
            organ,
            kind,
            number,
        })
    };
    let regular = |number| of(SessionKind::Regular, number);
    if let Some(bracket) = symbol
        .bracket
        .as_deref()
        .filter(|_| organ == Organ::GeneralAssembly)
    {
        return match bracket.strip_prefix("S-") {
            Some(special) => of(SessionKind::Special, roman(special)?),
            None => regular(roman(bracket)?),
        };
    }
    match symbol.slices()[..] {
        ["A", "HRC", "WG.6" | "Sub.1", number, ..] => regular(session_number(number)?),
        [
            "A",
            "HRC",
            "RES" | "DEC" | "PRST" | "OM" | "L" | "NGO",
            number,
            ..,
        ]
        | ["A", "HRC", number, ..] => session_segment(organ, number),
        ["A", "RES" | "DEC" | "INF" | "BUR" | "SPC", number, ..] => session_segment(organ, number),
        ["A", committee, number, ..] if committee.starts_with("C.") => {
            session_segment(organ, number)
        }
        ["A", number, _, ..] => session_segment(organ, number),
        // These symbols carry the year; sessions were yearly.
        ["E", "CN.4", "Sub.2", "RES" | "DEC", year, ..] | ["E", "CN.4", "Sub.2", year, ..] => {
            regular(session_of_year(year, 1948, 1976..=2006)?)
        }
        ["E", "CN.4", "RES" | "DEC", year, ..] => {
            regular(session_of_year(year, 1944, 1976..=2006)?)
        }
        ["E", "CN.4", year, ..] => match session_segment(organ, year) {
            Some(session) if session.kind == SessionKind::Special => Some(session),
            _ => regular(session_of_year(year, 1944, 1976..=2006)?),
        },
        ["E", "C.12", number, "D", ..] => regular(session_number(number)?),
        // CAT/C/XXVII/Concl.3
        ["CAT", "C", session, last] if last.starts_with("Concl.") => regular(roman(session)?),
        // CCPR/C/79/Add.68 and CERD/C/304/Add.41 are series: only decisions carry the session, and concluding observations
        // until 2006 (CCPR/CO/84/THA).
        [code, "C", number, "D" | "DR" | "CO", ..]
        | [code, "CO", number, ..]
        | [code, "C", "CR", number, ..]
            if TREATY_BODIES.contains(&code) =>
        {
            regular(session_number(number)?)
        }
        _ => None,
    }
}

/// Parses a session segment: `39`, `S-17`, `ES-10`.
fn session_segment(organ: Organ, number: &str) -> Option<Session> {
    let (kind, digits) = if let Some(digits) = number.strip_prefix("ES-") {
        (SessionKind::EmergencySpecial, digits)
    } else if let Some(digits) = number.strip_prefix("S-") {
        (SessionKind::Special, digits)
    } else {
        (SessionKind::Regular, number)
    };
    let number = session_number(digits)?;
    Some(Session {
        organ,
        kind,
        number,
    })
}

/// Parses a session number. No body has held 300 sessions, so a year is none.
fn session_number(digits: &str) -> Option<u16> {
    digits
        .parse()
        .ok()
        .filter(|number| (1..300).contains(number))
}

/// Returns the session of a body that met yearly, the first in the year after `offset`.
fn session_of_year(year: &str, offset: u16, years: RangeInclusive<u16>) -> Option<u16> {
    let year = year.parse().ok().filter(|year| years.contains(year))?;
    Some(year - offset)
}

/// Parses a Roman numeral up to the hundreds.
fn roman(numeral: &str) -> Option<u16> {
    let value = |c| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        })
    };
    let values: Vec<u16> = numeral.chars().map(value).collect::<Option<_>>()?;
    let subtracted: u16 = values
        .windows(2)
        .filter(|pair| pair[0] < pair[1])
        .map(|pair| 2 * pair[0])
        .sum();
    values.iter().sum::<u16>().checked_sub(subtracted)
}

/// Returns the country a symbol names: the first segment after the organ that is an alpha-3 code.
pub(crate) fn country(symbol: &SymbolParts) -> Option<Country> {
    let states_named = match symbol.slices()[..] {
        ["A", "HRC", "WG.6", ..] | ["E", "C.12", ..] | ["HRI", ..] | ["CAT", "OP", ..] => true,
        // Country programmes and reviews of national inventories: DP/DCP/AZE/3, FCCC/ARR/2018/AZE.
        ["DP" | "FCCC", ..] => true,
        [code, ..] => TREATY_BODIES.contains(&code),
        [] => false,
    };
    let mut codes = symbol.segments.iter().skip(1).filter(|_| states_named);
    codes.find_map(|segment| country_by_code(segment))
}

/// Whether a symbol is an addendum. One to concluding observations is the state's follow-up: `CCPR/C/PAK/CO/1/Add.1`.
fn is_addendum(segments: &[&str]) -> bool {
    segments.last().is_some_and(|last| last.starts_with("Add."))
}

/// Before 2003 each of these committees issued its observations as addenda to one document.
const SERIES_OF_OBSERVATIONS: &[&[&str]] = &[
    &["CCPR", "C", "79"],
    &["CRC", "C", "15"],
    &["CERD", "C", "304"],
    &["E", "C.12", "1"],
];

/// Returns the document type, where the symbol alone determines it.
pub(crate) fn document_type(symbol: &SymbolParts) -> Option<DocumentType> {
    use DocumentType::*;
    let segments = symbol.slices();
    let has = |wanted: &str| segments.contains(&wanted);
    let starts = |prefix: &str| segments.iter().any(|segment| segment.starts_with(prefix));
    if let ["A", "HRC", "WG.6", _, rest @ ..] = &segments[..] {
        return match rest {
            [_, "1", ..] => Some(NationalReport),
            [_, "2", ..] => Some(UnCompilation),
            [_, "3", ..] => Some(StakeholderSummary),
            [draft, ..] if draft.starts_with("L.") => Some(UprReport),
            _ => None,
        };
    }
    let treaty_body =
        matches!(segments[..], ["E", "C.12", ..]) || TREATY_BODIES.contains(&segments[0]);
    if has("RES") {
        Some(Resolution)
    } else if has("DEC") {
        Some(Decision)
    } else if has("NGO") || has("PRST") {
        Some(Statement)
    } else if SERIES_OF_OBSERVATIONS
        .iter()
        .any(|series| segments.starts_with(series))
    {
        Some(ConcludingObservations)
    } else if starts("SR.") || starts("PV.") {
        Some(MeetingRecord)
    } else if has("CORE") {
        Some(CoreDocument)
    } else if !treaty_body || has("OP") {
        None
    } else if has("FCO") || has("FU") || has("CO") && is_addendum(&segments) {
        Some(FollowUp)
    } else if has("CO") || has("CR") || starts("Concl.") {
        Some(ConcludingObservations)
    } else if has("Q") || has("QPR") {
        Some(ListOfIssues)
    } else if has("GC") {
        Some(GeneralComment)
    } else if has("D") {
        Some(Decision)
    } else {
        country(symbol).map(|_| NationalReport)
    }
}

#[cfg(test)]
mod tests {
    use super::super::find::find_symbols;
    use super::*;

    /// Symbol, bodies, session, country, kind.
    const FACTS: &[(&str, &str, &str, &str, &str)] = &[
        ("A/HRC/39/14", "HRC", "HRC39", "", ""),
        ("A/HRC/39/14/Add.1", "HRC", "HRC39", "", ""),
        (
            "A/HRC/WG.6/30/AZE/1",
            "UPR HRC",
            "UPR30",
            "AZE",
            "national-report",
        ),
        (
            "A/HRC/WG.6/30/AZE/2",
            "UPR HRC",
            "UPR30",
            "AZE",
            "un-compilation",
        ),
        (
            "A/HRC/WG.6/30/AZE/3",
            "UPR HRC",
            "UPR30",
            "AZE",
            "stakeholder-summary",
        ),
        (
            "A/HRC/WG.6/30/L.12",
            "UPR HRC",
            "UPR30",
            "",
            "upr-wg-report",
        ),
        ("A/HRC/RES/16/21", "HRC", "HRC16", "", "resolution"),
        ("A/HRC/S-17/2", "HRC", "HRC-S17", "", ""),
        ("A/HRC/EMRIP/2025/1", "HRC", "", "", ""),
        ("A/RES/48/134", "GA", "GA48", "", "resolution"),
        ("A/48/653", "GA", "GA48", "", ""),
        ("A/C.3/73/L.45", "GA", "GA73", "", ""),
        ("A/ES-10/789", "GA", "GA-ES10", "", ""),
        ("A/RES/3314(XXIX)", "GA", "GA29", "", "resolution"),
        ("A/RES/3201(S-VI)", "GA", "GA-S6", "", "resolution"),
        ("A/CONF.157/23", "GA", "", "", ""),
        ("A/810", "GA", "", "", ""),
        ("S/RES/1325 (2000)", "SC", "", "", "resolution"),
        ("S/2025/450", "SC", "", "", ""),
        (
            "CEDAW/C/AZE/CO/5",
            "CEDAW",
            "",
            "AZE",
            "concluding-observations",
        ),
        ("CEDAW/C/BGD/6-7", "CEDAW", "", "BGD", "national-report"),
        ("CEDAW/C/AZE/Q/5", "CEDAW", "", "AZE", "list-of-issues"),
        ("CCPR/C/123/D/2345/2014", "CCPR", "CCPR123", "", "decision"),
        (
            "CCPR/C/79/Add.68",
            "CCPR",
            "",
            "",
            "concluding-observations",
        ),
        ("CRC/C/15/Add.180", "CRC", "", "", "concluding-observations"),
        (
            "E/C.12/1/Add.90",
            "CESCR",
            "",
            "",
            "concluding-observations",
        ),
        ("CCPR/C/PAK/CO/1/Add.1", "CCPR", "", "PAK", "follow-up"),
        (
            "CAT/C/XXVII/Concl.3",
            "CAT",
            "CAT27",
            "",
            "concluding-observations",
        ),
        ("A/HRC/DEC/39/105", "HRC", "HRC39", "", "decision"),
        ("A/HRC/PRST/27/3", "HRC", "HRC27", "", "statement"),
        ("A/HRC/39/NGO/123", "HRC", "HRC39", "", "statement"),
        ("A/HRC/AC/10/3", "HRC", "", "", ""),
        ("A/HRC/Sub.1/58/36", "SUBCOM", "SUBCOM58", "", ""),
        ("A/RES/ES-10/14", "GA", "GA-ES10", "", "resolution"),
        ("A/RES/217(III)", "GA", "GA3", "", "resolution"),
        ("A/C.3/73/SR.12", "GA", "GA73", "", "meeting-record"),
        ("A/73/PV.12", "GA", "GA73", "", "meeting-record"),
        ("S/PRST/2018/3", "SC", "", "", "statement"),
        ("S/PV.8000", "SC", "", "", "meeting-record"),
        ("E/CN.4/RES/2005/11", "CHR", "CHR61", "", "resolution"),
        ("E/C.12/GC/25", "CESCR", "", "", "general-comment"),
        ("E/C.12/55/D/2/2014", "CESCR", "CESCR55", "", "decision"),
        ("CED/C/10/D/1/2013", "CED", "CED10", "", "decision"),
        ("CMW/C/GC/5", "CMW", "", "", "general-comment"),
        ("CRPD/C/AZE/QPR/2-3", "CRPD", "", "AZE", "list-of-issues"),
        (
            "CRC/C/OPAC/AZE/CO/1",
            "CRC",
            "",
            "AZE",
            "concluding-observations",
        ),
        ("DP/DCP/AZE/3", "", "", "AZE", ""),
        ("TD/B/62/4", "", "", "", ""),
        (
            "CCPR/CO/84/THA",
            "CCPR",
            "CCPR84",
            "THA",
            "concluding-observations",
        ),
        (
            "CERD/C/63/CO/6",
            "CERD",
            "CERD63",
            "",
            "concluding-observations",
        ),
        (
            "CAT/C/CR/33/3",
            "CAT",
            "CAT33",
            "",
            "concluding-observations",
        ),
        ("CRC/C/GC/12", "CRC", "", "", "general-comment"),
        ("CAT/OP/MEX/1", "SPT", "", "MEX", ""),
        ("E/CN.4/2005/7", "CHR", "CHR61", "", ""),
        ("E/CN.4/S-3/1", "CHR", "CHR-S3", "", ""),
        ("E/CN.4/Sub.2/1987/WP.4/Add.1", "SUBCOM", "SUBCOM39", "", ""),
        (
            "E/C.12/AZE/CO/3",
            "CESCR",
            "",
            "AZE",
            "concluding-observations",
        ),
        ("E/2018/22", "ECOSOC", "", "", ""),
        ("E/CN.6/2025/NGO/96", "ECOSOC", "", "", "statement"),
        ("HRI/CORE/AZE/2008", "HRI", "", "AZE", "core-document"),
    ];

    #[test]
    fn symbols_tell_body_session_country_and_kind() {
        for (symbol, organ_codes, session_code, country_code, kind) in FACTS {
            let parts = &find_symbols(symbol)[0].parts;
            let read = organs(parts)
                .iter()
                .map(|organ| organ.code())
                .collect::<Vec<_>>()
                .join(" ");
            assert_eq!(read, *organ_codes, "{symbol}");
            assert_eq!(
                session(parts).map(String::from).unwrap_or_default(),
                *session_code,
                "{symbol}"
            );
            assert_eq!(
                country(parts).map(String::from).unwrap_or_default(),
                *country_code,
                "{symbol}"
            );
            assert_eq!(
                document_type(parts).map_or("", DocumentType::code),
                *kind,
                "{symbol}"
            );
        }
    }
}
