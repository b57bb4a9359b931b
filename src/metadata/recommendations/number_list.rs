//! Parses lists of recommendation numbers.

/// Whether a character may be part of a list of numbers.
pub(crate) fn is_list_char(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | ';' | ' ' | '-' | '–' | '‑')
}

/// Parses the list of numbers at the start of a text, with spans expanded: `18, 24, 67–69 and 140.12`.
pub(crate) fn parse_numbers(list: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    let mut span = false;
    for piece in list.split_inclusive([',', ';', ' ', '-', '–', '‑']) {
        let word = piece.trim_end_matches([',', ';', ' ', '-', '–', '‑']);
        let joiner = matches!(word, "and" | "et" | "y" | "to" | "à" | "a" | "");
        if !joiner && !word.chars().all(is_list_char) {
            break;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let number = word.trim_end_matches('.');
            let from = numbers.last().filter(|_| span).cloned();
            match from.and_then(|from| expand_span(&from, number)) {
                Some(between) => numbers.extend(between),
                None => numbers.push(number.to_owned()),
            }
            span = false;
            if word.ends_with('.') {
                break;
            }
        }
        span |= piece.ends_with(['-', '–', '‑']) || matches!(word, "to" | "à" | "a");
    }
    numbers
}

/// Returns the numbers after `from` up to `to`: `67` and `69`, `140.3` and `140.7` or `7`.
fn expand_span(from: &str, to: &str) -> Option<Vec<String>> {
    let (section, first) = from
        .rsplit_once('.')
        .map_or(("", from), |(section, one)| (section, one));
    let last = to.rsplit_once('.').map_or(to, |(_, one)| one);
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    let plausible = first < last && last - first < LONGEST_SPAN;
    let whole = |number: u32| match section {
        "" => number.to_string(),
        section => format!("{section}.{number}"),
    };
    plausible.then(|| (first + 1..=last).map(whole).collect())
}

/// The longest span of numbers.
const LONGEST_SPAN: u32 = 150;
