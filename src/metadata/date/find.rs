//! Finds dates in text, precise to the day or month, in the six UN languages and others.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::metadata::vocabulary::{Folded, WordFilter, chinese_number, rows};
use crate::model::Date;

/// Names of months, folded, in ten languages; Arabic ones of the Levant and of Egypt.
const MONTHS: &str = include_str!("../data/months.tsv");

static MONTH_NUMBERS: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    let months = rows(MONTHS).filter_map(|row| Some((row[0].parse().ok()?, row[1])));
    months
        .flat_map(|(month, words)| words.split('|').map(move |word| (word, month)))
        .collect()
});

static MAY_BE_MONTH: LazyLock<WordFilter> = LazyLock::new(|| WordFilter::of(MONTH_NUMBERS.keys()));

/// Whether a folded word names a month.
pub(crate) fn is_month(word: &str) -> bool {
    MAY_BE_MONTH.may_contain(word.as_bytes()) && MONTH_NUMBERS.contains_key(word)
}

/// A date in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateMention {
    pub(crate) date: Date,
    /// Byte range in the original text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether it ends a span of days ("8–19 February 2010"), the dates of an event.
    pub(crate) span: bool,
}

/// Finds the dates in a text, in order. `folded` is the text, folded.
pub(crate) fn find_dates(text: &str, folded: &Folded) -> Vec<DateMention> {
    let words = folded.words();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((date, taken)) = date_at(&words[at..]) else {
            at += 1;
            continue;
        };
        if is_plausible(date) {
            let start = words[at].1;
            let (last, last_start) = words[at + taken - 1];
            // Approximate where folding changes the length of the last word, which usually is a number.
            let end = text.floor_char_boundary((last_start + last.len()).min(text.len()));
            found.push(DateMention {
                date,
                start,
                end,
                span: ends_span(&text[..start]) || starts_chinese_span(&text[start..end]),
            });
        }
        at += taken;
    }
    found
}

/// Words between the first day of a span and the last.
const SPAN_WORDS: [&str; 5] = [" to", " au", " al", " a", " по"];

/// Whether the text before a date starts a span: "8–19 February", "8 to 19 February", "25 July 2024–30 July 2025".
fn ends_span(before: &str) -> bool {
    let trimmed = before.trim_end();
    let joined = trimmed.ends_with(['-', '–', '—', '‑'])
        || SPAN_WORDS.iter().any(|word| trimmed.ends_with(word));
    let start = trimmed.trim_end_matches(|c: char| !c.is_ascii_digit() && !c.is_alphanumeric());
    let start = SPAN_WORDS
        .iter()
        .find_map(|word| start.strip_suffix(word))
        .unwrap_or(start);
    joined && start.ends_with(|c: char| c.is_alphanumeric())
}

/// Whether a Chinese date starts a span: "2018年9月10日至28日".
fn starts_chinese_span(date: &str) -> bool {
    date.split_once('日')
        .is_some_and(|(_, rest)| rest.trim_start().starts_with('至'))
}

/// Parses the date at the start of these words; returns it with its length in words.
fn date_at(words: &[(&str, usize)]) -> Option<(Date, usize)> {
    let word = |at: usize| words.get(at).map(|(word, _)| *word);
    let first = word(0)?;
    // The fast path: most words cannot start a date.
    if first.starts_with(|c: char| c.is_ascii_lowercase()) && !is_month(first) {
        return None;
    }
    if let Some(found) = chinese(words) {
        return Some(found);
    }
    // 2018-09-20
    if let (Some(year), Some(month), Some(day)) = (
        year(first),
        word(1).and_then(two_digits),
        word(2).and_then(two_digits),
    ) {
        return Some((Date::day(year, month, day)?, 3));
    }
    // September 20, 2018 · September 2018
    if let Some((month, taken)) = month(&[Some(first), word(1)]) {
        if let (Some(day), Some(year)) = (word(taken).and_then(day), word(taken + 1).and_then(year))
        {
            return Some((Date::day(year, month, day)?, taken + 2));
        }
        let again = month_at(words, taken, month).map_or(0, |(_, again)| again);
        let taken = taken + again;
        let taken = taken + usize::from(matches!(word(taken), Some("de" | "of")));
        let year = word(taken).and_then(year)?;
        return Some((Date::month(year, month)?, taken + 1));
    }
    // 20 September 2018 · 20 de septiembre de 2018 · 1er juillet 2018 · 20 تموز/يوليه 2009
    let day = day(first)?;
    let mut at = 1 + usize::from(matches!(
        word(1),
        Some("de" | "of" | "th" | "st" | "nd" | "rd" | "er")
    ));
    let (month, taken) = month(&[word(at), word(at + 1)])?;
    at += taken;
    // A second name of the same month, and a preposition before the year.
    if let Some((_, again)) = month_at(words, at, month) {
        at += again;
    }
    at += usize::from(matches!(word(at), Some("de" | "of" | "del")));
    Some((Date::day(word(at).and_then(year)?, month, day)?, at + 1))
}

fn month_at(words: &[(&str, usize)], at: usize, expected: u8) -> Option<(u8, usize)> {
    let pair = [words.get(at), words.get(at + 1)].map(|word| word.map(|(word, _)| *word));
    month(&pair).filter(|(again, _)| *again == expected)
}

/// Parses a month name; returns its number with its length in words.
fn month(words: &[Option<&str>; 2]) -> Option<(u8, usize)> {
    let first = words[0]?;
    let one = MONTH_NUMBERS.get(first).map(|month| (*month, 1));
    // Only Arabic has months of two words.
    if one.is_some() || first.is_ascii() {
        return one;
    }
    let both = format!("{first} {}", words[1]?);
    MONTH_NUMBERS.get(both.as_str()).map(|month| (*month, 2))
}

fn day(word: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th", "er", "o"]
        .iter()
        .find_map(|suffix| word.strip_suffix(suffix))
        .unwrap_or(word);
    two_digits(digits).filter(|day| (1..=31).contains(day))
}

fn two_digits(word: &str) -> Option<u8> {
    let plain = matches!(word.len(), 1 | 2) && word.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| word.parse().ok()).flatten()
}

fn year(word: &str) -> Option<u16> {
    let plain = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| word.parse().ok()).flatten()
}

/// Parses the Chinese date at the start of these words: `2018年9月20日`, `2018 年 9 月 20 日`, `二〇一八年九月二十日`.
fn chinese(words: &[(&str, usize)]) -> Option<(Date, usize)> {
    let (first, _) = words.first()?;
    if !first.contains('年') && !words.get(1)?.0.starts_with('年') {
        return None;
    }
    let mut joined = String::new();
    let mut month = None;
    for (at, (word, _)) in words.iter().take(LONGEST_CHINESE).enumerate() {
        joined.push_str(word);
        if let Some(date) = chinese_date(&joined) {
            return Some((date, at + 1));
        }
        if let Some(date) = chinese_month(&joined) {
            month = Some((date, at + 1));
        }
    }
    month
}

/// The longest Chinese date, in words: year, month and day, each apart from its sign.
const LONGEST_CHINESE: usize = 6;

fn chinese_date(joined: &str) -> Option<Date> {
    let (year, rest) = chinese_year(joined)?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    Date::day(year, small(month)?, small(day)?)
}

/// Parses `2018年9月`, and nothing after it.
fn chinese_month(joined: &str) -> Option<Date> {
    let (year, rest) = chinese_year(joined)?;
    Date::month(year, small(rest.strip_suffix('月')?)?)
}

fn small(numeral: &str) -> Option<u8> {
    u8::try_from(chinese_number(numeral)?).ok()
}

/// Parses the year at the start of a text; returns it with what follows its sign.
fn chinese_year(joined: &str) -> Option<(u16, &str)> {
    let (before, rest) = joined.split_once('年')?;
    // Other text may precede the year without a space.
    let mut signs: Vec<char> = before.chars().rev().take(4).collect();
    signs.reverse();
    let digit = |sign: &char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|numeral| numeral == *sign)
    };
    let digits = signs.iter().map(|sign| {
        sign.to_digit(10)
            .or_else(|| u32::try_from(digit(sign)?).ok())
    });
    let year: String = digits
        .map(|digit| char::from_digit(digit?, 10))
        .collect::<Option<_>>()?;
    Some((self::year(&year)?, rest))
}

/// Whether a date is in the 20th or 21st century.
pub(crate) fn is_plausible(date: Date) -> bool {
    (1900..=2100).contains(&date.parts().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(text: &str) -> Vec<String> {
        let found = find_dates(text, &Folded::new(text));
        found
            .iter()
            .map(|found| format!("{}{}", found.date, if found.span { " span" } else { "" }))
            .collect()
    }

    #[test]
    fn dates_are_found_in_six_languages() {
        for (text, expected) in [
            ("20 September 2018", "2018-09-20"),
            ("20 JULY 2009", "2009-07-20"),
            ("September 20, 2018", "2018-09-20"),
            ("the 3rd of May 2018", "2018-05-03"),
            ("2018-09-20", "2018-09-20"),
            ("20 septembre 2018", "2018-09-20"),
            ("1er juillet 2018", "2018-07-01"),
            ("20 de septiembre de 2018", "2018-09-20"),
            ("12 DE DEZEMBRO DE 2023", "2023-12-12"),
            ("20 сентября 2018 года", "2018-09-20"),
            ("20 أيلول/سبتمبر 2018", "2018-09-20"),
            ("20 تشرين الأول/أكتوبر 2018", "2018-10-20"),
            ("2018年9月20日", "2018-09-20"),
            ("2018 年 9 月 20 日", "2018-09-20"),
            ("二〇一八年九月二十日", "2018-09-20"),
            ("2018年9月10日至28日", "2018-09-10 span"),
            ("٥ تشرين الأول/أكتوبر ١٩٩٩", "1999-10-05"),
            ("September 2018", "2018-09"),
            ("septiembre de 2018", "2018-09"),
            ("сентябрь 2018 года", "2018-09"),
            ("أيلول/سبتمبر 2018", "2018-09"),
            ("2018年9月", "2018-09"),
            ("二〇一八年 九月", "2018-09"),
            ("January–June 2018", "2018-06 span"),
            ("31 February 2018", "2018-02"),
            ("8–19 February 2010", "2010-02-19 span"),
            ("4 to 15 May 2009", "2009-05-15 span"),
            ("A/HRC/12/9 20 JULY 2009", "2009-07-20"),
        ] {
            assert_eq!(dates(text), [expected], "{text}");
        }
        for text in ["article 20", "20 2018", "may not", "1234", ""] {
            assert_eq!(dates(text), [""; 0], "{text}");
        }
    }
}
