//! Finds document symbols in running text, by this grammar:
//!
//! ```text
//! symbol  := ORGAN ("/" segment)+ [ "(" ROMAN | YEAR | "S-" ROMAN ")" ]
//! segment := INT | INT-INT | WORD | WORD "." INT [-INT] | S-INT | ES-INT | COP "(" INT ")"
//! ```
//!
//! A symbol has a digit, and two slashes unless it is one of the old short forms (`S/5250`, `A/810`).

use super::parts::{ORGANS, SymbolParts};
use super::segment::{bracket_after, next_segment, segment};
use crate::model::Symbol;

/// A symbol in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SymbolMention {
    pub(crate) parts: SymbolParts,
    /// Byte range in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Finds the symbols in a text, in order. "A/HRC/39/14 and Corr.1" holds two.
pub(crate) fn find_symbols(text: &str) -> Vec<SymbolMention> {
    let mut found: Vec<SymbolMention> = Vec::new();
    for (slash, _) in text.match_indices('/') {
        if found.last().is_some_and(|last| slash < last.end) {
            continue;
        }
        if let Some(symbol) = symbol_around(text, slash) {
            let more = joined_supplement(text, &symbol);
            found.push(symbol);
            found.extend(more);
        }
    }
    found
}

/// Returns the symbols that a text cites, in order, with repetitions.
pub fn symbols_in(text: &str) -> Vec<Symbol> {
    let found = find_symbols(text).into_iter();
    found.map(|found| found.parts.symbol()).collect()
}

/// Parses the symbol whose first slash is at `slash`.
fn symbol_around(text: &str, slash: usize) -> Option<SymbolMention> {
    let (start, organ) = organ_before(text, slash)?;
    let mut segments = vec![organ];
    let mut end = slash;
    while let Some((segment, length)) = next_segment(&text[end..]) {
        segments.push(segment);
        end += length;
    }
    let bracket = bracket_after(&text[end..], &segments);
    end += bracket.as_ref().map_or(0, |(_, length)| *length);
    let parts = SymbolParts {
        segments,
        bracket: bracket.map(|(content, _)| content),
    };
    parts
        .is_valid()
        .then_some(SymbolMention { parts, start, end })
}

/// Finds the organ before a slash, with its offset, unless it is the end of another word.
fn organ_before(text: &str, slash: usize) -> Option<(usize, String)> {
    let before = &text[..slash];
    let (start, organ) = cyrillic_organ(before).or_else(|| latin_organ(before))?;
    let mut earlier = before[..start].chars().rev();
    let free = match earlier.next() {
        None => true,
        // Only a link has a slash before a symbol: docs.un.org/en/A/HRC/39/14.
        Some('/') => earlier.next().is_some_and(|c| c.is_ascii_lowercase()),
        // A dual symbol: "E/2018/22-E/C.12/2017/3".
        Some('-') => earlier.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && c != '.' && c != '_',
    };
    free.then_some((start, organ))
}

/// Finds an organ at the end of a text: `A`, `CEDAW`, or `GEGN.2` with the number of its group.
fn latin_organ(before: &str) -> Option<(usize, String)> {
    let start_of =
        |part: fn(&u8) -> bool| before.len() - before.bytes().rev().take_while(part).count();
    let letters = start_of(u8::is_ascii_uppercase);
    let known = |start: usize| ORGANS.contains(&&before[start..]);
    if known(letters) {
        return Some((letters, before[letters..].to_owned()));
    }
    let start = start_of(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'.');
    let (organ, group) = before[start..].split_once('.')?;
    let numbered = ORGANS.contains(&organ)
        && matches!(group.len(), 1..=2)
        && group.bytes().all(|b| b.is_ascii_digit());
    numbered.then(|| (start, before[start..].to_owned()))
}

/// Finds an organ typed in Cyrillic letters, which Russian texts do with `A` and `E`.
fn cyrillic_organ(before: &str) -> Option<(usize, String)> {
    let organ = match before.chars().next_back()? {
        'А' => "A",
        'Е' => "E",
        _ => return None,
    };
    Some((before.len() - 'А'.len_utf8(), organ.to_owned()))
}

/// Parses the supplement joined to a symbol: the second document of "A/HRC/39/14 and Corr.1".
fn joined_supplement(text: &str, first: &SymbolMention) -> Option<SymbolMention> {
    let rest = &text[first.end..];
    let after = [" and ", " & ", ", ", " et ", " y "]
        .iter()
        .find_map(|joiner| rest.strip_prefix(joiner))?;
    let length = after
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .unwrap_or(after.len());
    let supplement = segment(after[..length].trim_end_matches('.'))?;
    if !["Add.", "Corr.", "Rev."]
        .iter()
        .any(|kind| supplement.starts_with(kind))
    {
        return None;
    }
    let start = text.len() - after.len();
    let mut parts = first.parts.clone();
    parts.segments.push(supplement);
    Some(SymbolMention {
        parts,
        start,
        end: start + length,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find_symbols(text)
            .iter()
            .map(|found| found.parts.symbol().to_string())
            .collect()
    }

    #[test]
    fn symbols_are_found_in_text() {
        for (text, symbols) in [
            ("see A/HRC/39/14.", &["A/HRC/39/14"][..]),
            ("A/HRC/39/14/Add.1", &["A/HRC/39/14/Add.1"]),
            ("(A/HRC/WG.6/30/AZE/1)", &["A/HRC/WG.6/30/AZE/1"]),
            ("A/HRC/WG.6/30/L.12,", &["A/HRC/WG.6/30/L.12"]),
            (
                "A/HRC/RES/16/21 and A/RES/48/134",
                &["A/HRC/RES/16/21", "A/RES/48/134"],
            ),
            ("S/RES/1325 (2000) on women", &["S/RES/1325 (2000)"]),
            ("S/RES/1325(2000)", &["S/RES/1325 (2000)"]),
            ("A/RES/3314(XXIX)", &["A/RES/3314(XXIX)"]),
            ("A/RES/3314 (XXIX)", &["A/RES/3314(XXIX)"]),
            ("A/RES/3201(S-VI)", &["A/RES/3201(S-VI)"]),
            ("A/HRC/39/14 (2018)", &["A/HRC/39/14"]),
            ("CEDAW/C/AZE/CO/5", &["CEDAW/C/AZE/CO/5"]),
            ("CEDAW/C/BGD/6-7", &["CEDAW/C/BGD/6-7"]),
            ("CCPR/C/123/D/2345/2014", &["CCPR/C/123/D/2345/2014"]),
            ("E/CN.4/2005/7", &["E/CN.4/2005/7"]),
            (
                "E/CN.4/Sub.2/1987/WP.4/Add.1",
                &["E/CN.4/Sub.2/1987/WP.4/Add.1"],
            ),
            ("E/C.12/AZE/CO/3", &["E/C.12/AZE/CO/3"]),
            ("HRI/CORE/AZE/2008", &["HRI/CORE/AZE/2008"]),
            (
                "A/HRC/WG.6/30/AZE/2 and Corr.1",
                &["A/HRC/WG.6/30/AZE/2", "A/HRC/WG.6/30/AZE/2/Corr.1"],
            ),
            ("E/2018/22–E/C.12/2017/3", &["E/2018/22", "E/C.12/2017/3"]),
            ("E/2018/22-E/C.12/2017/3", &["E/2018/22", "E/C.12/2017/3"]),
            ("https://undocs.org/A/HRC/39/14", &["A/HRC/39/14"]),
            ("https://docs.un.org/en/A/HRC/39/14?x=1", &["A/HRC/39/14"]),
            ("A/HRC/WG.6/\n30/AZE/1", &["A/HRC/WG.6/30/AZE/1"]),
            ("A/HRC/39/ 14", &["A/HRC/39/14"]),
            ("A/HRC/39/14/Add. 1", &["A/HRC/39/14/Add.1"]),
            ("A/HRC/12/9*", &["A/HRC/12/9"]),
            ("A/HRC/S-17/2", &["A/HRC/S-17/2"]),
            ("A/ES-10/789", &["A/ES-10/789"]),
            ("A/HRC/EMRIP/2025/1", &["A/HRC/EMRIP/2025/1"]),
            ("E/CN.6/2025/NGO/96", &["E/CN.6/2025/NGO/96"]),
            ("CRC/C/OPSC/AZE/1", &["CRC/C/OPSC/AZE/1"]),
            (
                "A/810, S/5250 and S/PV.4444",
                &["A/810", "S/5250", "S/PV.4444"],
            ),
            ("ST/ESA/SER.A/252", &["ST/ESA/SER.A/252"]),
            ("A/HRC/39/14.The", &["A/HRC/39/14"]),
            ("A/RES/217(III)", &["A/RES/217(III)"]),
            ("A/RES/ES-10/14", &["A/RES/ES-10/14"]),
            ("CEDAW/C/BGD/6\u{2011}7", &["CEDAW/C/BGD/6-7"]),
            ("CEDAW/C/BGD/6–7", &["CEDAW/C/BGD/6-7"]),
            ("A/C.4/53/SR.3–6", &["A/C.4/53/SR.3"]),
            ("ICCD/COP(8)/CST/8", &["ICCD/COP(8)/CST/8"]),
            ("GEGN.2/2025/64", &["GEGN.2/2025/64"]),
            ("CAT/C/XXVII/Concl.3", &["CAT/C/XXVII/Concl.3"]),
            ("FCCC/CP/2015/10/Add.1", &["FCCC/CP/2015/10/Add.1"]),
            (
                "в документах А/58/1 и Е/CN.4/2003/5",
                &["A/58/1", "E/CN.4/2003/5"],
            ),
            ("ДА/58/1", &[]),
            ("A/HRC/39/\u{200b}14", &["A/HRC/39/14"]),
            ("DP/2018/12, TD/B/62/4", &["DP/2018/12", "TD/B/62/4"]),
            (
                "and/or, TCP/IP, N/A, S/he, A/4, E/C, 24/7, A/B/C, km/h, I/O, XA/HRC/39/14",
                &[],
            ),
        ] {
            assert_eq!(found(text), symbols, "{text}");
        }
    }
}
