//! Reads document symbols: in running text, in file names, and as people type them.
//!
//! ```text
//! symbol  := ORGAN ("/" segment)+ [ "(" ROMAN | YEAR | "S-" ROMAN ")" ]
//! segment := INT | INT-INT | WORD | WORD "." INT [-INT] | S-INT | ES-INT
//! ```
//! with a digit somewhere, and two slashes unless it is one of the short old forms (`S/5250`, `A/810`).

use super::fold::fold;
use super::unknown::Unknown;
use crate::model::Symbol;

/// First parts of symbols: the principal organs, the Secretariat and the treaty bodies.
const ORGANS: &[&str] = &[
    "A", "S", "E", "T", "ST", "CEDAW", "CERD", "CCPR", "CAT", "CRC", "CMW", "CRPD", "CED", "HRI",
];

/// Parts written in mixed case.
const MIXED_CASE: &[&str] = &["Add", "Corr", "Rev", "Sub", "Amend", "Summary"];

/// A symbol's parts, in canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// Organ and segments; never empty.
    pub(super) segments: Vec<String>,
    /// The session or year in brackets: `XXIX`, `S-VI`, `2000`.
    pub(super) bracket: Option<String>,
}

/// A symbol in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) parts: Parts,
    /// Byte range in the text.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Parts {
    /// The canonical spelling.
    pub(super) fn symbol(&self) -> Symbol {
        let mut spelling = self.segments.join("/");
        if let Some(bracket) = &self.bracket {
            // A year stands apart, a session number does not: S/RES/1325 (2000), A/RES/3314(XXIX).
            let apart = if bracket.starts_with(|c: char| c.is_ascii_digit()) {
                " "
            } else {
                ""
            };
            spelling.push_str(&format!("{apart}({bracket})"));
        }
        Symbol::from_canonical(spelling)
    }

    /// The segments, to match on.
    pub(super) fn slices(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    fn is_valid(&self) -> bool {
        let digit = self
            .segments
            .iter()
            .any(|segment| segment.bytes().any(|b| b.is_ascii_digit()));
        digit && (self.segments.len() > 2 || self.is_short_form())
    }

    /// `S/5250`, `A/810`, `S/PV.4444`. A small number after one slash is more often something else (A/4, E/5).
    fn is_short_form(&self) -> bool {
        match self.slices()[..] {
            ["A" | "S" | "E" | "T", number] => {
                number.len() >= 3 && number.parse::<u32>().is_ok() || number.starts_with("PV.")
            }
            _ => false,
        }
    }
}

/// The symbols in a text, in order. "A/HRC/39/14 and Corr.1" gives two.
pub(super) fn find_symbols(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
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

/// The symbols that a text cites, in order.
pub fn symbols_in(text: &str) -> Vec<Symbol> {
    let found = find_symbols(text).into_iter();
    found.map(|found| found.parts.symbol()).collect()
}

/// Reads a symbol as people type it: in any case, with `/`, `_`, `-` or spaces between its parts, or inside a link.
/// A `*` at the end is kept: it stands for anything.
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
    match plain.strip_suffix('*') {
        Some(start) => typed_prefix(start).ok_or_else(unknown),
        None => spelled_out(plain)
            .map(|parts| parts.symbol())
            .ok_or_else(unknown),
    }
}

/// The symbol that a file's name spells, such as `A_HRC_WG.6_30_AZE_1-EN.pdf` or `ccpr-c-91-d-1031-2001.txt`.
pub(super) fn symbol_in_file_name(path: &str) -> Option<Parts> {
    let name = path.rsplit(['/', '\\']).next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let parts = spelled_out(without_language(stem))?;
    parts.is_valid().then_some(parts)
}

/// Language marks that file names carry after the symbol.
const LANGUAGE_MARKS: &[&str] = &[
    "en", "fr", "es", "ru", "ar", "zh", "e", "f", "s", "r", "a", "c",
];

fn without_language(stem: &str) -> &str {
    match stem.rsplit_once(['-', '_', '.']) {
        Some((start, mark))
            if start.contains(['-', '_'])
                && LANGUAGE_MARKS.contains(&mark.to_ascii_lowercase().as_str()) =>
        {
            start
        }
        _ => stem,
    }
}

/// A whole spelling cut at its separators, whichever they are.
fn spelled_out(spelling: &str) -> Option<Parts> {
    let (spelling, bracket) = match spelling.split_once('(') {
        Some((start, rest)) => (start.trim_end(), Some(bracket_content(rest)?.0)),
        None => (spelling, None),
    };
    let separator = ['/', '_', ' ', '-']
        .into_iter()
        .find(|separator| spelling.contains(*separator))?;
    let mut pieces = spelling.split(separator).map(str::trim);
    let organ = pieces.next()?.to_ascii_uppercase();
    let segments: Option<Vec<String>> = pieces
        .map(|piece| segment(&piece.to_ascii_uppercase()))
        .collect();
    let mut all = vec![organ];
    all.extend(segments?);
    (ORGANS.contains(&all[0].as_str()) && all.len() > 1).then_some(Parts {
        segments: all,
        bracket,
    })
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
    super::unknown::nearest(&first, ORGANS.iter().map(|organ| (*organ, *organ)))
}

/// The symbol whose first slash is this one.
fn symbol_around(text: &str, slash: usize) -> Option<Found> {
    let start = organ_start(text, slash)?;
    let mut segments = vec![text[start..slash].to_owned()];
    let mut end = slash;
    while let Some((segment, length)) = next_segment(&text[end..]) {
        segments.push(segment);
        end += length;
    }
    let bracket = bracket_after(&text[end..], &segments);
    end += bracket.as_ref().map_or(0, |(_, length)| *length);
    let parts = Parts {
        segments,
        bracket: bracket.map(|(content, _)| content),
    };
    parts.is_valid().then_some(Found { parts, start, end })
}

/// Where the organ before this slash starts, if there is one and it is not the end of another word.
fn organ_start(text: &str, slash: usize) -> Option<usize> {
    let before = &text[..slash];
    let start = before.len()
        - before
            .bytes()
            .rev()
            .take_while(u8::is_ascii_uppercase)
            .count();
    if !ORGANS.contains(&&before[start..]) {
        return None;
    }
    let mut earlier = before[..start].chars().rev();
    let free = match earlier.next() {
        None => true,
        // In a link: docs.un.org/en/A/HRC/39/14. Elsewhere a slash makes it part of something else.
        Some('/') => earlier.next().is_some_and(|c| c.is_ascii_lowercase()),
        // "E/2018/22-E/C.12/2017/3" names two documents.
        Some('-') => earlier.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && c != '.' && c != '_',
    };
    free.then_some(start)
}

/// The segment after the slash at the start of this text, and how many bytes both take.
fn next_segment(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix('/')?;
    // Lines break after a slash.
    let token_at = rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\u{a0}']).len();
    if token_at > 2 {
        return None;
    }
    let rest = &rest[token_at..];
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
        .unwrap_or(rest.len());
    let (segment, length) =
        spaced_supplement(rest, length).or_else(|| longest_segment(&rest[..length]))?;
    Some((segment, 1 + token_at + length))
}

/// "Add. 1", as some typesetters and scanners write it.
fn spaced_supplement(rest: &str, length: usize) -> Option<(String, usize)> {
    let word = rest[..length]
        .strip_suffix('.')
        .filter(|word| MIXED_CASE.contains(word))?;
    let number = rest[length..].strip_prefix(' ')?;
    let digits = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    (digits > 0).then(|| (format!("{word}.{}", &number[..digits]), length + 1 + digits))
}

/// The longest start of a token that is a segment and ends where a word may end.
fn longest_segment(token: &str) -> Option<(String, usize)> {
    let cuts = token
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '-'))
        .map(|(at, _)| at)
        .rev();
    std::iter::once(token.len())
        .chain(cuts)
        .find_map(|end| Some((segment(&token[..end])?, end)))
}

/// A segment in canonical spelling, if this is one. Upper case is expected, except in `Add`, `Corr`, `Rev`, `Sub`.
fn segment(token: &str) -> Option<String> {
    let is_number =
        |part: &str| matches!(part.len(), 1..=5) && part.bytes().all(|b| b.is_ascii_digit());
    let is_range = |part: &str| {
        part.split_once('-')
            .is_some_and(|(from, to)| is_number(from) && is_number(to))
    };
    let is_word =
        |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_uppercase());
    if is_number(token) || is_range(token) || is_word(token) {
        return Some(token.to_owned());
    }
    if let Some(number) = token
        .strip_prefix("ES-")
        .or_else(|| token.strip_prefix("S-"))
    {
        return is_number(number).then(|| token.to_owned());
    }
    let (word, number) = token.split_once('.')?;
    let word = MIXED_CASE
        .iter()
        .copied()
        .find(|mixed| mixed.eq_ignore_ascii_case(word))
        .or_else(|| is_word(word).then_some(word))?;
    let series = word == "SER" && matches!(number.as_bytes(), [b'A'..=b'Z']);
    (is_number(number) || is_range(number) || series).then(|| format!("{word}.{number}"))
}

/// The bracket that belongs to a symbol, and how many bytes it takes with the space before it.
fn bracket_after(text: &str, segments: &[String]) -> Option<(String, usize)> {
    let resolution = segments
        .iter()
        .any(|segment| segment == "RES" || segment == "DEC");
    let open = text.strip_prefix(' ').unwrap_or(text);
    let (content, length) = bracket_content(open.strip_prefix('(')?)?;
    let year = content.starts_with(|c: char| c.is_ascii_digit());
    // Elsewhere a year in brackets belongs to the sentence: "A/HRC/39/14 (2018)".
    let belongs = if year {
        resolution && segments[0] == "S"
    } else {
        resolution || segments.len() == 2
    };
    belongs.then(|| (content, text.len() - open.len() + 1 + length))
}

/// What stands before the closing bracket, if it is a year or a Roman number, and its length with the bracket.
fn bracket_content(text: &str) -> Option<(String, usize)> {
    let (content, _) = text.split_once(')')?;
    let upper = content.to_ascii_uppercase();
    let roman = upper.strip_prefix("S-").unwrap_or(&upper);
    let is_roman =
        !roman.is_empty() && roman.len() <= 8 && roman.bytes().all(|b| b"IVXLC".contains(&b));
    let is_year = upper.len() == 4
        && (upper.starts_with("19") || upper.starts_with("20"))
        && upper.parse::<u16>().is_ok();
    (is_roman || is_year).then(|| (upper.clone(), content.len() + 1))
}

/// The second document of "A/HRC/39/14 and Corr.1".
fn joined_supplement(text: &str, first: &Found) -> Option<Found> {
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
    Some(Found {
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
            (
                "and/or, TCP/IP, N/A, S/he, A/4, E/C, 24/7, A/B/C, km/h, I/O, XA/HRC/39/14",
                &[],
            ),
        ] {
            assert_eq!(found(text), symbols, "{text}");
        }
    }

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
            ("a-short-note.txt", None),
            ("s_1.txt", None),
            ("report 2018.pdf", None),
            ("AZE_73_2018.txt", None),
        ] {
            let read = symbol_in_file_name(path).map(|parts| parts.symbol().to_string());
            assert_eq!(read.as_deref(), symbol, "{path}");
        }
    }
}
