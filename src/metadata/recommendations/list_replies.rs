//! Finds what a state replies to recommendations in an addendum to the report on its review.

use super::number_list::numbers_of;
use super::paragraphs::body_paragraphs;
use super::reply::Reply;
use super::responses::only_response;
use crate::layout::Flow;
use crate::model::Response;

/// Finds the replies of paragraphs that name recommendations by number and say one thing of them.
pub(crate) fn list_replies(flow: &Flow) -> Vec<Reply> {
    let mut found = Vec::new();
    for line in body_paragraphs(flow) {
        let text = &flow.text[line.clone()];
        if let Some(response) = said(text) {
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
