//! Parses ordinal numbers in digits and words, in the six UN languages and Portuguese.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{phrases, rows};

/// Parses the ordinal at the start of folded words (`39th`, `thirty ninth`, `39 я`); returns it with its length in words.
///
/// A bare number is accepted too: callers decide whether it can be an ordinal.
pub(crate) fn ordinal(words: &[&str]) -> Option<(u16, usize)> {
    in_digits(words).or_else(|| in_words(words))
}

/// Parses the Chinese ordinal at the start of a text (`第三十九`, `第39`); returns it with its length in bytes.
pub(crate) fn chinese_ordinal(text: &str) -> Option<(u16, usize)> {
    let numeral = text.strip_prefix('第')?.trim_start();
    let length = numeral
        .find(|c| digit(c).is_none())
        .unwrap_or(numeral.len());
    let number = chinese_number(&numeral[..length])?;
    Some((number, text.len() - numeral.len() + length))
}

/// Endings of ordinals after digits and stems.
const ENDINGS: &str = include_str!("../data/ordinal_endings.tsv");

static DIGIT_ENDINGS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(ENDINGS, "digits"));

fn in_digits(words: &[&str]) -> Option<(u16, usize)> {
    let first = words.first()?;
    let digits = first
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(first.len());
    let number = first[..digits].parse().ok()?;
    let suffix = &first[digits..];
    if suffix.is_empty() {
        let spaced = words
            .get(1)
            .is_some_and(|next| DIGIT_ENDINGS.contains(next));
        return Some((number, if spaced { 2 } else { 1 }));
    }
    DIGIT_ENDINGS.contains(&suffix).then_some((number, 1))
}

fn in_words(words: &[&str]) -> Option<(u16, usize)> {
    let mut sum = Sum::default();
    let mut complete = None;
    for (at, word) in words.iter().enumerate().take(8) {
        if at > 0 && JOINERS.contains(word) {
            continue;
        }
        let Some((value, last)) = number_word(word) else {
            break;
        };
        if !sum.add(value) {
            break;
        }
        if last {
            complete = Some((sum.value(), at + 1));
        }
    }
    complete
}

const JOINERS: &[&str] = &["and", "et", "y", "e", "بعد"];

/// A number summed up from its words: hundreds, tens, and what is below twenty.
#[derive(Default)]
struct Sum {
    hundreds: u16,
    tens: u16,
    ones: u16,
}

impl Sum {
    /// Adds the value of a word; returns false if no number continues with it.
    fn add(&mut self, value: u16) -> bool {
        match value {
            100 if self.hundreds == 0 => {
                self.hundreds = 100;
                // "one hundred"
                self.ones = if self.ones == 1 && self.tens == 0 {
                    0
                } else {
                    self.ones
                };
            }
            // "quatre-vingt"
            20 if self.tens == 0 && self.ones == 4 => (self.tens, self.ones) = (80, 0),
            20..100 if self.tens == 0 => self.tens = value,
            // "dix-septième", "décimo sexto"
            1..=9 if self.ones == 10 => self.ones += value,
            // "الحادية عشرة"
            10 if (1..10).contains(&self.ones) && self.tens == 0 => self.ones += 10,
            1..20 if self.ones == 0 => self.ones = value,
            _ => return false,
        }
        true
    }

    fn value(&self) -> u16 {
        self.hundreds + self.tens + self.ones
    }
}

/// Folded number words by kind: `cardinal`; `ordinal`, which may end an ordinal; stems of ordinals that agree with their noun
/// (`stem-es`, `stem-ru`); and `arabic` ordinals without their article.
const NUMBER_WORDS: &str = include_str!("../data/number_words.tsv");

/// Number words, folded, with their value and whether an ordinal may end with them.
static WORDS: LazyLock<HashMap<String, (u16, bool)>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for row in rows(NUMBER_WORDS) {
        let endings = match row[0] {
            stem @ ("stem-es" | "stem-ru") => phrases(ENDINGS, stem),
            _ => vec![""],
        };
        let value = row[1].parse().unwrap_or_default();
        for word in row[2].split('|') {
            words.extend(
                endings
                    .iter()
                    .map(|ending| (format!("{word}{ending}"), (value, row[0] != "cardinal"))),
            );
        }
    }
    words
});

fn number_word(word: &str) -> Option<(u16, bool)> {
    let arabic = || {
        let plain = word.strip_prefix('و').unwrap_or(word);
        WORDS.get(plain.strip_prefix("ال").unwrap_or(plain))
    };
    WORDS.get(word).or_else(arabic).copied()
}

fn digit(c: char) -> Option<u16> {
    const NUMERALS: &str = "〇一二三四五六七八九十百";
    let value = c.to_digit(10).and_then(|value| u16::try_from(value).ok());
    value.or_else(|| {
        NUMERALS
            .chars()
            .position(|numeral| numeral == c)
            .and_then(|at| u16::try_from(at).ok())
    })
}

/// Parses a number in Chinese numerals or digits: `三十九`, `一百二十三`, `39`, `二〇`.
pub(crate) fn chinese_number(numeral: &str) -> Option<u16> {
    let mut total: u16 = 0;
    let mut last: u16 = 0;
    for c in numeral.chars() {
        match digit(c)? {
            10 => total = total.checked_add(last.max(1) * 10)?,
            11 => total = total.checked_add(last.max(1) * 100)?,
            value => {
                last = last.checked_mul(10)?.checked_add(value)?;
                continue;
            }
        }
        last = 0;
    }
    total.checked_add(last).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::super::folding::fold;
    use super::*;

    #[test]
    fn ordinals_are_read_in_seven_languages() {
        for (text, number) in [
            ("39", 39),
            ("39th", 39),
            ("1st", 1),
            ("39e", 39),
            ("39º", 39),
            ("39-я", 39),
            ("first", 1),
            ("tenth", 10),
            ("Twelfth", 12),
            ("twentieth", 20),
            ("Thirty-ninth", 39),
            ("seventy-third", 73),
            ("hundredth", 100),
            ("one hundredth", 100),
            ("One hundred and twenty-third", 123),
            ("première", 1),
            ("trente-neuvième", 39),
            ("vingt et unième", 21),
            ("dix-septième", 17),
            ("soixante-treizième", 73),
            ("soixante-dix-neuvième", 79),
            ("quatre-vingtième", 80),
            ("quatre-vingt-onzième", 91),
            ("cent vingt-troisième", 123),
            ("quarto", 4),
            ("trigésimo noveno", 39),
            ("septuagésimo tercer", 73),
            ("décimo sexto", 16),
            ("decimosexto", 16),
            ("тридцать девятая", 39),
            ("тридцать девятой", 39),
            ("сороковая", 40),
            ("третья", 3),
            ("сто двадцать третья", 123),
            ("الأولى", 1),
            ("الثانية عشرة", 12),
            ("التاسعة والثلاثون", 39),
            ("الحادية والعشرين", 21),
            ("trigésima nona", 39),
            ("السابعة عشرة بعد المائة", 117),
            ("cent vingt et unième", 121),
            ("quatre-vingt-dix-huitième", 98),
        ] {
            let folded = fold(text);
            let words: Vec<&str> = folded.split(' ').collect();
            assert_eq!(ordinal(&words), Some((number, words.len())), "{text}");
        }
        for text in ["", "session", "twenty", "39x", "hundred"] {
            let folded = fold(text);
            let words: Vec<&str> = folded.split(' ').collect();
            assert_eq!(ordinal(&words), None, "{text}");
        }
    }

    #[test]
    fn chinese_ordinals_are_read() {
        for (text, number) in [
            ("第三十九届会议", 39),
            ("第十届", 10),
            ("第一百二十三届", 123),
            ("第39届", 39),
            ("第二十届", 20),
            ("第 三 十", 3),
        ] {
            assert_eq!(
                chinese_ordinal(text).map(|found| found.0),
                Some(number),
                "{text}"
            );
        }
        assert_eq!(chinese_ordinal("第届"), None);
    }
}
