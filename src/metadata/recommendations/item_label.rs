//! Reads the numbers that stand before answers to recommendations: `18.`, `5., 6., 7.`, `Recommendation 123.45:`.

use super::number_list::{numbers_of, stands_in_list};

/// The number or numbers at the start of a line.
pub(crate) struct ItemLabel {
    pub(crate) numbers: Vec<String>,
    /// Whether only a recommendation can have such a number: `123.45`, "Recommendation 18".
    pub(crate) certain: bool,
    /// How many bytes of the line it takes.
    pub(crate) length: usize,
}

/// Words that may stand before the number.
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

/// `18.`, `5., 6., 7.`, `123.45`, `Recommendation No. 18:`; below a heading that answers, also a line of bare numbers.
pub(crate) fn label_at_start(line: &str, headed: bool) -> Option<ItemLabel> {
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
    let numbers = numbers_of(&list.replace(".,", ","));
    let first = numbers.first()?.as_str();
    let marked = numbers.len() == list.matches('.').count() || first.contains('.');
    let alone = end == after_word.len() && numbers.len() > 1 && headed;
    let possible = numbers.iter().all(|number| is_possible(number));
    let label = possible && (word.is_some() || marked || alone);
    let certain = word.is_some() || alone || is_certain(first);
    label.then(|| ItemLabel {
        certain,
        length: line.len() - after_word.len() + end,
        numbers,
    })
}

/// Where the numbers at the start of a text end, with what stands between them.
fn list_end(text: &str) -> usize {
    let end = text.find(|c| !stands_in_list(c)).unwrap_or(text.len());
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

/// "рекомендации" has so many bytes, and no other word more.
const LONGEST_LABEL_WORD: usize = 24;

fn is_possible(number: &str) -> bool {
    let mut parts = number.split('.');
    parts.clone().count() <= 2 && parts.all(|part| (1..=3).contains(&part.len()))
}

/// Reports list recommendations in a late paragraph; the paragraphs of an addendum are few.
fn is_certain(number: &str) -> bool {
    let section = number
        .split_once('.')
        .and_then(|(section, _)| section.parse().ok());
    section.is_some_and(|section: u32| section >= FIRST_SECTION)
}

const FIRST_SECTION: u32 = 40;

/// Where within a line the entry after this one begins: "… accepts it. 65., 66. The State accepts these", or the next row
/// of a table, "… (France) Accepted 123.46 …".
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

/// Whether a number stands by itself, and not at the start of the text.
fn is_apart(text: &str, at: usize, length: usize) -> bool {
    let after = text[at + length..].trim_start_matches('.');
    text[..at].ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace)
}
