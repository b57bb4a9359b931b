//! Parses lists of recommendation numbers.

/// Whether a list of numbers has such characters.
pub(crate) fn stands_in_list(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | ';' | ' ' | '-' | '–' | '‑')
}

/// `18, 24, 67–69 and 140.12`: the numbers a text starts with, spans counted out.
pub(crate) fn numbers_of(list: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    let mut span = false;
    for piece in list.split_inclusive([',', ';', ' ', '-', '–', '‑']) {
        let word = piece.trim_end_matches([',', ';', ' ', '-', '–', '‑']);
        let joiner = matches!(word, "and" | "et" | "y" | "to" | "à" | "a" | "");
        if !joiner && !word.chars().all(stands_in_list) {
            break;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let number = word.trim_end_matches('.');
            let from = numbers.last().filter(|_| span).cloned();
            match from.and_then(|from| counted_out(&from, number)) {
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

/// The numbers after `from` up to `to`: `67` and `69`, `140.3` and `140.7` or `7`.
fn counted_out(from: &str, to: &str) -> Option<Vec<String>> {
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

/// No state answers more recommendations in one breath.
const LONGEST_SPAN: u32 = 150;
