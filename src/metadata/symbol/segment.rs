//! Parses the segments of a symbol and the parenthesis after them.

/// Segment words written in mixed case.
const MIXED_CASE: &[&str] = &[
    "Add", "Corr", "Rev", "Sub", "Amend", "Summary", "Res", "Dec", "Concl", "Misc", "Inf",
];

/// Conferences of parties and their committees, whose number is in parentheses: `COP(8)`.
const CONFERENCES: &[&str] = &["COP", "CRIC", "CST"];

/// Parses the slash and segment at the start of a text; returns the segment and the length of both in bytes.
pub(crate) fn next_segment(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix('/')?;
    // Lines break after slashes, and web pages put zero-width spaces there.
    let blank = |c: char| matches!(c, ' ' | '\n' | '\r' | '\u{a0}' | '\u{ad}' | '\u{200b}');
    let token_at = rest.len() - rest.trim_start_matches(blank).len();
    if rest[..token_at].chars().count() > 2 {
        return None;
    }
    let rest = &rest[token_at..];
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
        .unwrap_or(rest.len());
    let (segment, length) = spaced_supplement(rest, length)
        .or_else(|| conference(rest, length))
        .or_else(|| span(rest, length))
        .or_else(|| longest_segment(&rest[..length]))?;
    Some((segment, 1 + token_at + length))
}

/// Parses the segment of a numbered conference: `COP(8)`.
fn conference(rest: &str, length: usize) -> Option<(String, usize)> {
    let (number, _) = rest[length..].strip_prefix('(')?.split_once(')')?;
    let end = length + number.len() + 2;
    Some((segment(&rest[..end])?, end))
}

/// Parses a range of periodic reports with a dash other than the ASCII hyphen: `6–7`.
fn span(rest: &str, length: usize) -> Option<(String, usize)> {
    let is_report =
        |digits: &str| matches!(digits.len(), 1..=2) && digits.bytes().all(|b| b.is_ascii_digit());
    let first = &rest[..length];
    let dash = rest[length..]
        .chars()
        .next()
        .filter(|c| matches!(c, '‐' | '‑' | '–'))?;
    let after = &rest[length + dash.len_utf8()..];
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let second = &after[..digits];
    let rises = || Some(first.parse::<u8>().ok()? < second.parse::<u8>().ok()?);
    let both = is_report(first) && is_report(second) && rises() == Some(true);
    both.then(|| {
        (
            format!("{first}-{second}"),
            length + dash.len_utf8() + digits,
        )
    })
}

/// Parses a supplement with a space before its number: "Add. 1".
fn spaced_supplement(rest: &str, length: usize) -> Option<(String, usize)> {
    let word = rest[..length]
        .strip_suffix('.')
        .filter(|word| MIXED_CASE.contains(word))?;
    let number = rest[length..].strip_prefix(' ')?;
    let digits = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    let together = segment(&format!("{word}.{}", &number[..digits]))?;
    Some((together, length + 1 + digits))
}

/// Returns the longest prefix of a token that is a segment and ends at a full stop, a hyphen or its end.
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

/// Parses one segment into its canonical spelling. Only the words of [`MIXED_CASE`] may have lower-case letters.
pub(crate) fn segment(token: &str) -> Option<String> {
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
    if let Some((word, number)) = token
        .strip_suffix(')')
        .and_then(|open| open.split_once('('))
    {
        return (CONFERENCES.contains(&word) && is_number(number)).then(|| token.to_owned());
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

/// Parses the parenthesis that belongs to a symbol; returns its content and the length with the space before it, in bytes.
pub(crate) fn bracket_after(text: &str, segments: &[String]) -> Option<(String, usize)> {
    let resolution = segments
        .iter()
        .any(|segment| segment == "RES" || segment == "DEC");
    let open = text.strip_prefix(' ').unwrap_or(text);
    let (content, length) = bracket_content(open.strip_prefix('(')?)?;
    let year = content.starts_with(|c: char| c.is_ascii_digit());
    // Elsewhere a year in parentheses belongs to the sentence: "A/HRC/39/14 (2018)".
    let belongs = if year {
        resolution && segments[0] == "S"
    } else {
        resolution || segments.len() == 2
    };
    belongs.then(|| (content, text.len() - open.len() + 1 + length))
}

/// Parses a year or Roman numeral up to a closing parenthesis; returns it with its length, the parenthesis included.
pub(crate) fn bracket_content(text: &str) -> Option<(String, usize)> {
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
