//! Parses symbols as people type them and as file names spell them.

use super::find::find_symbols;
use super::parts::{ORGANS, SymbolParts};
use super::reference_numbers;
use super::segment::{bracket_content, segment};
use crate::metadata::vocabulary::{Unknown, fold, nearest};
use crate::model::Symbol;

/// Parses a symbol as people type it: in any case, with `/`, `_`, `-` or spaces between its segments, or inside a link.
/// A `*` at the end is kept as a wildcard. Index numbers of Amnesty International, application numbers of courts and job
/// numbers are accepted too.
///
/// # Errors
/// [`Unknown`] if it does not start with an organ or has an invalid segment.
pub fn parse_symbol(typed: &str) -> Result<Symbol, Unknown> {
    let unknown = || Unknown::new("symbol", typed, nearest_organs(typed));
    let plain = typed
        .trim()
        .trim_matches(['"', '\'', '“', '”'])
        .trim_end_matches(['.', ',', ';']);
    if plain.contains("://") || plain.contains(".org/") {
        let first = find_symbols(plain).into_iter().next();
        return first.map(|found| found.parts.symbol()).ok_or_else(unknown);
    }
    if let Some(number) = reference_numbers::parse_typed(plain) {
        return Ok(number);
    }
    match plain.strip_suffix('*') {
        Some(start) => parse_prefix(start).ok_or_else(unknown),
        None => parse_parts(plain)
            .map(|parts| parts.symbol())
            .ok_or_else(unknown),
    }
}

/// Parses the symbol that a file name spells, such as `A_HRC_WG.6_30_AZE_1-EN.pdf` or `ccpr-c-91-d-1031-2001.txt`.
pub(crate) fn symbol_in_file_name(path: &str) -> Option<SymbolParts> {
    let name = path.rsplit(['/', '\\']).next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let parts = parse_parts(without_language(stem))?;
    parts.is_valid().then_some(parts)
}

/// Language codes that file names carry after the symbol.
const LANGUAGE_CODES: &[&str] = &[
    "en", "fr", "es", "ru", "ar", "zh", "e", "f", "s", "r", "a", "c", "aev", "auv",
];

fn without_language(stem: &str) -> &str {
    match stem.rsplit_once(['-', '_', '.']) {
        Some((start, mark))
            if start.contains(['-', '_', '.'])
                && LANGUAGE_CODES.contains(&mark.to_ascii_lowercase().as_str()) =>
        {
            start
        }
        _ => stem,
    }
}

/// Parses a whole symbol, split at whichever separator it uses.
fn parse_parts(spelling: &str) -> Option<SymbolParts> {
    let bracketed = spelling
        .trim_end()
        .strip_suffix(')')
        .and_then(|open| open.rsplit_once('('))
        .filter(|(start, content)| !ends_with_conference(start, content));
    let (spelling, bracket) = match bracketed {
        Some((start, content)) => (
            start.trim_end(),
            Some(bracket_content(&format!("{content})"))?.0),
        ),
        None => (spelling, None),
    };
    let separator = ['/', '_', ' ', '-', '.']
        .into_iter()
        .find(|separator| spelling.contains(*separator))?;
    let upper = spelling.to_ascii_uppercase();
    let mut pieces: Vec<String> = upper
        .split(separator)
        .map(|piece| piece.trim().to_owned())
        .collect();
    if separator != '/' {
        pieces = joined_series(pieces);
    }
    let (organ, rest) = pieces.split_first()?;
    let segments: Option<Vec<String>> = rest.iter().map(|piece| segment(piece)).collect();
    let mut all = vec![organ.clone()];
    all.extend(segments?);
    (is_organ(organ) && all.len() > 1).then_some(SymbolParts {
        segments: all,
        bracket,
    })
}

/// Whether a parenthesis holds the number of a conference and so belongs to its segment: `ICCD/COP(14)`.
fn ends_with_conference(start: &str, content: &str) -> bool {
    let word = start.rsplit(['/', '_', ' ', '-', '.']).next();
    let word = word.unwrap_or_default().to_ascii_uppercase();
    segment(&format!("{word}({content})")).is_some()
}

/// Whether a segment is an organ: `A`, `CEDAW`, `GEGN.2`.
fn is_organ(organ: &str) -> bool {
    let plain = match organ.split_once('.') {
        Some((organ, group)) if group.bytes().all(|b| b.is_ascii_digit()) => organ,
        _ => organ,
    };
    ORGANS.contains(&plain)
}

/// Words that a number belongs to where the separator replaces the full stop too: `A_HRC_WG_6` is `A/HRC/WG.6`.
const SERIES: &[&str] = &[
    "WG", "CN", "SUB", "AC", "CONF", "ADD", "CORR", "REV", "CRP", "WP", "L", "SR", "PV",
];

/// Joins the words of [`SERIES`] with their numbers.
fn joined_series(pieces: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for piece in pieces {
        let number = !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit());
        let committee = joined.len() == 2 && matches!(joined[0].as_str(), "A" | "E");
        match joined.last_mut() {
            Some(last)
                if number && (SERIES.contains(&last.as_str()) || committee && last == "C") =>
            {
                last.push('.');
                last.push_str(&piece);
            }
            _ => joined.push(piece),
        }
    }
    joined
}

/// Parses what precedes a typed `*`: whole segments, and perhaps the start of one.
fn parse_prefix(start: &str) -> Option<Symbol> {
    let whole = start.trim_end_matches(['/', '_', '-', ' ']);
    let whole_segments = whole.len() < start.len();
    let upper = whole.to_ascii_uppercase();
    let canonical = if ORGANS.contains(&upper.as_str()) {
        upper
    } else {
        parse_parts(whole)?.symbol().as_str().to_owned()
    };
    Some(Symbol::from_canonical(format!(
        "{canonical}{}*",
        if whole_segments { "/" } else { "" }
    )))
}

fn nearest_organs(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let first = folded
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    if first.len() < 2 || ORGANS.contains(&first.as_str()) {
        return Vec::new();
    }
    nearest(&first, ORGANS.iter().map(|organ| (*organ, *organ)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_read_as_typed() {
        for (typed, symbol) in [
            ("A/HRC/39/14", "A/HRC/39/14"),
            ("a/hrc/39/14", "A/HRC/39/14"),
            ("A_HRC_39_14", "A/HRC/39/14"),
            ("a hrc 39 14", "A/HRC/39/14"),
            ("A-HRC-39-14", "A/HRC/39/14"),
            ("a/hrc/39/14/add.1", "A/HRC/39/14/Add.1"),
            ("e/cn.4/sub.2/1987/wp.4", "E/CN.4/Sub.2/1987/WP.4"),
            ("cedaw/c/bgd/6-7", "CEDAW/C/BGD/6-7"),
            ("s/res/1325 (2000)", "S/RES/1325 (2000)"),
            ("s/res/1325(2000)", "S/RES/1325 (2000)"),
            ("a/res/3314 (xxix)", "A/RES/3314(XXIX)"),
            ("https://undocs.org/A/HRC/39/14", "A/HRC/39/14"),
            ("undocs.org/A/HRC/39/14.", "A/HRC/39/14"),
            ("a/hrc/39/*", "A/HRC/39/*"),
            ("A/HRC/39*", "A/HRC/39*"),
            ("A_HRC_39_*", "A/HRC/39/*"),
            ("CEDAW/*", "CEDAW/*"),
            ("iccd/cop(14)/23", "ICCD/COP(14)/23"),
            ("iccd/cop(14)", "ICCD/COP(14)"),
            ("E/CRIE/CRIC(3)", "E/CRIE/CRIC(3)"),
            ("iccd/cop(1999)", "ICCD/COP(1999)"),
            ("gegn.2/2025/64", "GEGN.2/2025/64"),
            ("A/810", "A/810"),
        ] {
            let read = parse_symbol(typed).map(|symbol| symbol.to_string());
            assert_eq!(read.as_deref(), Ok(symbol), "{typed}");
        }
        for typed in ["", "A", "N/A", "and/or", "39", "*", "A/HRC/!", "EUR/HRC/1"] {
            assert!(parse_symbol(typed).is_err(), "{typed}");
        }
        assert_eq!(
            parse_symbol("CEDAU/C/1").expect_err("misspelt").nearest[0],
            "CEDAW"
        );
    }

    #[test]
    fn file_names_spell_symbols() {
        for (path, symbol) in [
            ("2018/A_HRC_39_14.pdf", Some("A/HRC/39/14")),
            ("A_HRC_WG.6_30_AZE_1-EN.pdf", Some("A/HRC/WG.6/30/AZE/1")),
            ("A_HRC_WG.6_30_AZE_1_E.pdf", Some("A/HRC/WG.6/30/AZE/1")),
            ("A-HRC-39-14.pdf", Some("A/HRC/39/14")),
            ("E_CN.6_2025_NGO_96.en.pdf", Some("E/CN.6/2025/NGO/96")),
            ("ccpr-c-91-d-1031-2001.txt", Some("CCPR/C/91/D/1031/2001")),
            ("CEDAW_C_BGD_6-7.docx", Some("CEDAW/C/BGD/6-7")),
            ("A_HRC_WG_6_30_AZE_1.md", Some("A/HRC/WG.6/30/AZE/1")),
            ("A.HRC.WG.6.30.AZE.1.pdf", Some("A/HRC/WG.6/30/AZE/1")),
            ("A.HRC.28.55_AEV.doc", Some("A/HRC/28/55")),
            ("E.C.12.AZE.CO.3.pdf", Some("E/C.12/AZE/CO/3")),
            ("CCPR.C.123.D.2345.2014.pdf", Some("CCPR/C/123/D/2345/2014")),
            ("A_RES_217(III).pdf", Some("A/RES/217(III)")),
            ("ICCD_COP(14)_23.en.pdf", Some("ICCD/COP(14)/23")),
            ("GEGN.2_2025_64.en.pdf", Some("GEGN.2/2025/64")),
            ("TD_B_43_6.en.pdf", Some("TD/B/43/6")),
            ("a-short-note.txt", None),
            ("s_1.txt", None),
            ("report 2018.pdf", None),
            ("AZE_73_2018.txt", None),
        ] {
            let read = symbol_in_file_name(path).map(|parts| parts.symbol().to_string());
            assert_eq!(read.as_deref(), symbol, "{path}");
        }
    }

    #[test]
    fn what_is_read_as_a_symbol_is_read_as_the_same_again() {
        for typed in ["E/CE/Sub. 393000000000000/0", "E/CN.4/Sub. 2/AC. 4/1999/3"] {
            if let Ok(symbol) = parse_symbol(typed) {
                assert_eq!(parse_symbol(symbol.as_str()), Ok(symbol), "{typed}");
            }
        }
    }
}
