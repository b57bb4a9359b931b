//! Finds what a state replies to recommendations in an addendum to the report on its review.

use super::answers::answers;
use super::recommendations::body_lines;
use super::responses::only_response;
use crate::layout::Flow;
use crate::model::{Recommendation, Response};

/// The replies of an addendum: a number and a response each, without the wording, which the report has. Paragraphs that
/// name recommendations by number and say one thing of them, and answers one by one.
pub(super) fn replies(flow: &Flow) -> Vec<Recommendation> {
    let mut found: Vec<Recommendation> = Vec::new();
    for (number, response, at) in in_lists(flow).into_iter().chain(answers(flow)) {
        let page = flow.mark_at(at).map(|mark| mark.page);
        if let Some(page) = page.filter(|_| found.iter().all(|known| known.number != number)) {
            found.push(Recommendation {
                number,
                text: String::new(),
                by: Vec::new(),
                response: Some(response),
                page,
            });
        }
    }
    found
}

/// A recommendation's number, what is replied to it, and where in the flow.
pub(super) type Reply = (String, Response, usize);

fn in_lists(flow: &Flow) -> Vec<Reply> {
    let mut found = Vec::new();
    for line in body_lines(flow) {
        let text = &flow.text[line.clone()];
        if let Some(response) = said(text) {
            let numbers = numbers_after(text).into_iter();
            found.extend(numbers.map(|number| (number, response, line.start)));
        }
    }
    found
}

/// What a paragraph says, before the numbers it says it of.
fn said(text: &str) -> Option<Response> {
    let before = &text[..list_start(text)?];
    // "For the time being, the Government notes recommendations 6–13."
    let verb = before.trim_end().rsplit(' ').nth(1).unwrap_or_default();
    match verb {
        "notes" | "noted" | "note" => Some(Response::Noted),
        _ => only_response(before),
    }
}

/// Words before a list of recommendations' numbers.
const BEFORE_NUMBERS: &[&str] = &[
    "recommendations nos. ",
    "recommendations no. ",
    "recommendation no. ",
    "recommendations: ",
    "recommendations ",
    "recommendation ",
    "recommandations ",
    "recommandation ",
    "recomendaciones ",
    "recomendación ",
];

/// Where the numbers start: right after the word.
fn list_start(text: &str) -> Option<usize> {
    let starts = BEFORE_NUMBERS.iter().flat_map(|words| {
        text.match_indices(words)
            .map(|(at, words)| at + words.len())
    });
    starts
        .filter(|at| text[*at..].starts_with(|c: char| c.is_ascii_digit()))
        .min()
}

/// The numbers after the word.
fn numbers_after(text: &str) -> Vec<String> {
    list_start(text).map_or_else(Vec::new, |start| numbers_of(&text[start..]))
}

/// Whether a list of numbers has such characters.
pub(super) fn stands_in_list(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | ';' | ' ' | '-' | '–' | '‑')
}

/// `18, 24, 67–69 and 140.12`: the numbers a text starts with, spans counted out.
pub(super) fn numbers_of(list: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::super::tests::flow;
    use super::*;

    #[test]
    fn replies_are_read_by_number() {
        let text = "4. The Government accepts the recommendations 18, 24, 67–69, and 71. It considers them implemented.\n\
                    5. Slovenia does not accept recommendation 12.\n\
                    6. The following enjoy the support of the State: recommendations 140.3 to 140.5.\n\
                    7. Some recommendations 5, 6 are welcome.\n\
                    8. The State accepts recommendation 9 and rejects recommendation 10.\n\
                    9. For the time being, the Government notes recommendations 150 – 152.\n";
        let found = replies(&flow(text));
        let shown: Vec<String> = found
            .iter()
            .map(|one| {
                format!(
                    "{} {}",
                    one.number,
                    one.response.map_or("-".to_owned(), |said| said.to_string())
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "18 supported",
                "24 supported",
                "67 supported",
                "68 supported",
                "69 supported",
                "71 supported",
                "12 noted",
                "140.3 supported",
                "140.4 supported",
                "140.5 supported",
                "9 supported",
                "150 noted",
                "151 noted",
                "152 noted",
            ]
        );
    }
}
