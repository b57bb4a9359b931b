//! Finds replies to lists of recommendations: "accepts the recommendations 18, 24 and 67–69".

use super::number_list::parse_numbers;
use super::paragraphs::body_paragraphs;
use super::reply::Reply;
use super::responses::only_response;
use crate::layout::Flow;
use crate::model::Response;

/// Finds the replies in paragraphs that list recommendations by number and give one response.
pub(crate) fn list_replies(flow: &Flow) -> Vec<Reply> {
    let mut found = Vec::new();
    for line in body_paragraphs(flow) {
        let text = &flow.text[line.clone()];
        if let Some(response) = response_before_list(text) {
            let numbers = numbers_after(text).into_iter();
            found.extend(numbers.map(|number| Reply {
                number,
                response,
                start: line.start,
            }));
        }
    }
    found
}

/// Returns the response that a paragraph gives before its list of numbers.
fn response_before_list(text: &str) -> Option<Response> {
    let before = &text[..list_start(text)?];
    // "For the time being, the Government notes recommendations 6–13."
    let verb = before.trim_end().rsplit(' ').nth(1).unwrap_or_default();
    match verb {
        "notes" | "noted" | "note" => Some(Response::Noted),
        _ => only_response(before),
    }
}

/// Words before a list of recommendation numbers.
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

/// Finds where the list of numbers starts, directly after these words.
fn list_start(text: &str) -> Option<usize> {
    let starts = BEFORE_NUMBERS.iter().flat_map(|words| {
        text.match_indices(words)
            .map(|(at, words)| at + words.len())
    });
    starts
        .filter(|at| text[*at..].starts_with(|c: char| c.is_ascii_digit()))
        .min()
}

/// Returns the numbers after these words.
fn numbers_after(text: &str) -> Vec<String> {
    list_start(text).map_or_else(Vec::new, |start| parse_numbers(&text[start..]))
}
