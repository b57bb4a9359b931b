//! Parses the numbers before replies to recommendations: `18.`, `5., 6., 7.`, `Recommendation 123.45:`.

use super::number_list::{is_list_char, parse_numbers};

/// The recommendation numbers at the start of a line.
pub(crate) struct ItemLabel {
    pub(crate) numbers: Vec<String>,
    /// Whether the number cannot be that of a paragraph: `123.45`, "Recommendation 18".
    pub(crate) certain: bool,
    /// Its length in bytes.
    pub(crate) length: usize,
}

/// Words that may precede the number.
const LABEL_WORDS: &[&str] = &[
    "recommendations",
    "recommendation",
    "recs.",
    "rec.",
    "recommandations",
    "recommandation",
    "recomendaciones",
    "recomendación",
    "рекомендации",
    "рекомендация",
];

/// Parses the label at the start of a line: `18.`, `5., 6., 7.`, `123.45`, `Recommendation No. 18:`; below a heading with a
/// response, also a line of bare numbers.
pub(crate) fn label_at_start(line: &str, below_heading: bool) -> Option<ItemLabel> {
    let text = line.trim_start();
    let lower = text
        .get(..LONGEST_LABEL_WORD.min(text.len()))
        .unwrap_or(text)
        .to_lowercase();
    let word = LABEL_WORDS.iter().find(|word| lower.starts_with(**word));
    let after_word = word.map_or(text, |word| {
        let rest = text[word.len()..].trim_start();
        let marks = [
            "Nos. ", "nos. ", "No. ", "no. ", "Nº ", "nº ", "n° ", "N° ", "№ ",
        ];
        marks
            .iter()
            .find_map(|mark| rest.strip_prefix(mark))
            .unwrap_or(rest)
    });
    let end = list_end(after_word);
    let list = &after_word[..end];
    let numbers = parse_numbers(&list.replace(".,", ","));
    let first = numbers.first()?.as_str();
    let marked = numbers.len() == list.matches('.').count() || first.contains('.');
    let alone = end == after_word.len() && numbers.len() > 1 && below_heading;
    let possible = numbers.iter().all(|number| is_possible(number));
    let label = possible && (word.is_some() || marked || alone);
    let certain = word.is_some() || alone || is_certain(first);
    label.then(|| ItemLabel {
        certain,
        length: line.len() - after_word.len() + end,
        numbers,
    })
}

/// Finds the end of the list of numbers at the start of a text.
fn list_end(text: &str) -> usize {
    let end = text.find(|c| !is_list_char(c)).unwrap_or(text.len());
    let joined = ["and ", "et ", "y ", "и "].iter().find(|word| {
        let after = text[end..].strip_prefix(**word);
        after.is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()))
    });
    match joined {
        Some(word) if end > 0 => {
            let next = end + word.len();
            next + list_end(&text[next..])
        }
        _ => end,
    }
}

/// The longest label word, "рекомендации", in bytes.
const LONGEST_LABEL_WORD: usize = 24;

fn is_possible(number: &str) -> bool {
    let mut parts = number.split('.');
    parts.clone().count() <= 2 && parts.all(|part| (1..=3).contains(&part.len()))
}

/// Whether a number must be that of a recommendation: reports list them in a late section, and addenda have few paragraphs.
fn is_certain(number: &str) -> bool {
    let section = number
        .split_once('.')
        .and_then(|(section, _)| section.parse().ok());
    section.is_some_and(|section: u32| section >= FIRST_SECTION)
}

/// The first section that lists recommendations.
const FIRST_SECTION: u32 = 40;

/// Finds the next label within a line: "… accepts it. 65., 66. The State accepts these", or the next row of a table,
/// "… (France) Accepted 123.46 …".
pub(crate) fn next_label(text: &str, numbers: Option<&Vec<String>>) -> Option<usize> {
    let last = numbers?.last()?;
    let start = match last.split_once('.') {
        Some((section, number)) => {
            let next = format!("{section}.{}", number.parse::<u32>().ok()? + 1);
            let mut found = text.match_indices(&next).map(|(at, _)| at);
            found.find(|at| is_apart(text, *at, next.len()))?
        }
        None => text.find(&format!(". {}.", last.parse::<u32>().ok()? + 1))? + 2,
    };
    label_at_start(&text[start..], false).map(|_| start)
}

/// Whether a number has spaces around it.
fn is_apart(text: &str, at: usize, length: usize) -> bool {
    let after = text[at + length..].trim_start_matches('.');
    text[..at].ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace)
}
