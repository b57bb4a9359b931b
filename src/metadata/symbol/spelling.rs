//! Reads symbols that stand alone: as people type them, and in the names of files.

use super::find::find_symbols;
use super::parts::{ORGANS, SymbolParts};
use super::reference_numbers;
use super::segment::{bracket_content, segment};
use crate::metadata::vocabulary::fold;
use crate::metadata::vocabulary::{Unknown, nearest};
use crate::model::Symbol;

/// Reads a symbol as people type it: in any case, with `/`, `_`, `-` or spaces between its parts, or inside a link.
/// A `*` at the end is kept: it stands for anything. Index numbers of Amnesty International, application numbers of courts
/// and job numbers are read too.
///
/// # Errors
/// [`Unknown`] if it does not start with an organ or has a part no symbol has.
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
    if let Some(mark) = reference_numbers::typed(plain) {
        return Ok(mark);
    }
    match plain.strip_suffix('*') {
        Some(start) => typed_prefix(start).ok_or_else(unknown),
        None => spelled_out(plain)
            .map(|parts| parts.symbol())
            .ok_or_else(unknown),
    }
}

/// The symbol that a file's name spells, such as `A_HRC_WG.6_30_AZE_1-EN.pdf` or `ccpr-c-91-d-1031-2001.txt`.
pub(crate) fn symbol_in_file_name(path: &str) -> Option<SymbolParts> {
    let name = path.rsplit(['/', '\\']).next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let parts = spelled_out(without_language(stem))?;
    parts.is_valid().then_some(parts)
}

/// Language marks that file names carry after the symbol.
const LANGUAGE_MARKS: &[&str] = &[
    "en", "fr", "es", "ru", "ar", "zh", "e", "f", "s", "r", "a", "c", "aev", "auv",
];

fn without_language(stem: &str) -> &str {
    match stem.rsplit_once(['-', '_', '.']) {
        Some((start, mark))
            if start.contains(['-', '_', '.'])
                && LANGUAGE_MARKS.contains(&mark.to_ascii_lowercase().as_str()) =>
        {
            start
        }
        _ => stem,
    }
}

/// A whole spelling cut at its separators, whichever they are.
fn spelled_out(spelling: &str) -> Option<SymbolParts> {
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

/// Whether a bracket holds the number of a conference, which belongs to its segment: `ICCD/COP(14)`.
fn ends_with_conference(start: &str, content: &str) -> bool {
    let word = start.rsplit(['/', '_', ' ', '-', '.']).next();
    let word = word.unwrap_or_default().to_ascii_uppercase();
    segment(&format!("{word}({content})")).is_some()
}

/// `A`, `CEDAW`, `GEGN.2`.
fn is_organ(organ: &str) -> bool {
    let plain = match organ.split_once('.') {
        Some((organ, group)) if group.bytes().all(|b| b.is_ascii_digit()) => organ,
        _ => organ,
    };
    ORGANS.contains(&plain)
}

/// Words whose number belongs to them, where the separator took the place of the full stop too: `A_HRC_WG_6`, `CN.4`.
const SERIES: &[&str] = &[
    "WG", "CN", "SUB", "AC", "CONF", "ADD", "CORR", "REV", "CRP", "WP", "L", "SR", "PV",
];

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

/// What stands before a typed `*`: whole segments, and perhaps the start of one.
fn typed_prefix(start: &str) -> Option<Symbol> {
    let whole = start.trim_end_matches(['/', '_', '-', ' ']);
    let closed = whole.len() < start.len();
    let upper = whole.to_ascii_uppercase();
    let canonical = if ORGANS.contains(&upper.as_str()) {
        upper
    } else {
        spelled_out(whole)?.symbol().as_str().to_owned()
    };
    Some(Symbol::from_canonical(format!(
        "{canonical}{}*",
        if closed { "/" } else { "" }
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
