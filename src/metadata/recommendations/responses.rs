//! Recognises the responses of a state under review to recommendations, in English, French, Spanish and Russian.

use std::sync::LazyLock;

use crate::metadata::vocabulary::{phrases, rows};
use crate::model::Response;

const PHRASES: &str = include_str!("../data/response_phrases.tsv");

/// The responses of paragraphs to the recommendations below them; the first row with a phrase in the paragraph counts.
static PARAGRAPHS: LazyLock<Vec<ResponsePhrases>> = LazyLock::new(|| response_phrases("paragraph"));

/// The replies that are complete by themselves.
static ANSWERS: LazyLock<Vec<ResponsePhrases>> = LazyLock::new(|| response_phrases("answer"));

/// How a sentence refers to the recommendation beside it.
static THIS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "this"));

type ResponsePhrases = (Response, Vec<&'static str>);

fn response_phrases(list: &str) -> Vec<ResponsePhrases> {
    let rows = rows(PHRASES).filter(|row| row[0] == list);
    rows.filter_map(|row| Some((row[1].parse().ok()?, row[2].split('|').collect())))
        .collect()
}

/// Returns the response that a paragraph gives to the recommendations it introduces.
pub(crate) fn response(text: &str) -> Option<Response> {
    let has_phrase = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let found = PARAGRAPHS.iter().find(|(_, phrases)| has_phrase(phrases));
    found.map(|(response, _)| *response)
}

/// Returns the response of a text, unless it may give two: "accepts some, and cannot accept others".
pub(crate) fn only_response(text: &str) -> Option<Response> {
    let response = response(text)?;
    let contrary = text.matches("accept").count() + text.matches("support").count() > 1;
    (!contrary).then_some(response)
}

/// Words of a paragraph that leaves all recommendations before it open.
const OPEN_AFTER: &[&str] = &[
    "to these recommendations will be",
    "hese recommendations will be examined",
    "examine the above recommendations",
    "à ces recommandations",
    "es recommandations seront examinées",
    "a estas recomendaciones",
    "stas recomendaciones serán examinadas",
];

/// Returns the response that a paragraph gives to all recommendations before it.
pub(crate) fn response_after(text: &str) -> Option<Response> {
    if OPEN_AFTER.iter().any(|words| text.contains(words)) {
        return Some(Response::Open);
    }
    let all = [
        "All recommendations",
        "Toutes les recommandations",
        "Todas las recomendaciones",
    ];
    let of_all = all.iter().any(|words| text.starts_with(words));
    response(text).filter(|_| of_all && !text.ends_with(':'))
}

/// Returns the response of a cell or paragraph: a reply by itself, or a sentence on "this recommendation".
pub(crate) fn answer(part: &str) -> Option<Response> {
    let sentence = part.split([';', '\n']).next().unwrap_or_default();
    let sentence = sentence.split(". ").next().unwrap_or_default().trim();
    let words = sentence.trim_end_matches(['.', ',', ':']);
    let lower = words.to_lowercase();
    if is_partial(&lower) {
        return None;
    }
    let short = lower.split_whitespace().count() <= LONGEST_WORDS;
    if let Some(response) = by_itself(&lower).filter(|_| short) {
        return Some(response);
    }
    let of_this = THIS.iter().any(|words| has_words(&lower, words));
    let first_clause = lower.split([',', ':']).next().unwrap_or_default();
    only_response(first_clause).filter(|_| of_this)
}

/// The longest reply by itself, such as "Enjoys the support of Azerbaijan", in words.
const LONGEST_WORDS: usize = 7;

/// Whether a text contains words that end at a word boundary.
fn has_words(text: &str, words: &str) -> bool {
    let mut found = text.match_indices(words);
    found.any(|(at, _)| !text[at + words.len()..].starts_with(char::is_alphanumeric))
}

/// Returns the response of a reply by itself. Verbs count only alone, as recommendations start with them too: "support the
/// families".
fn by_itself(lower: &str) -> Option<Response> {
    let lower = lower.trim_start_matches(['(', '–', '-', '—', '«', '"', '“', ' ']);
    match lower {
        "support" | "supports" | "accept" | "accepts" => return Some(Response::Supported),
        "note" | "notes" => return Some(Response::Noted),
        _ => {}
    }
    let begins = |word: &&str| {
        let rest = lower.strip_prefix(*word);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    // The longest match counts: "принята к сведению" starts with "принята".
    let words = ANSWERS
        .iter()
        .flat_map(|(response, words)| words.iter().map(|word| (*response, word)));
    let found = words
        .filter(|(_, word)| begins(word))
        .max_by_key(|(_, word)| word.len());
    found.map(|(response, _)| response)
}

/// Whether a reply is partial: "partially" or "in part", as opposed to "in particular".
pub(crate) fn is_partial(lower: &str) -> bool {
    let begun = ["partial", "partiel", "parcial", "частично"];
    let whole = ["in part", "en partie", "en parte"];
    begun.iter().any(|word| lower.contains(word))
        || whole.iter().any(|words| has_words(lower, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_response() {
        for row in rows(PHRASES).filter(|row| row[0] != "this") {
            assert!(
                row[1].parse::<Response>().is_ok() && row.len() == 3,
                "{row:?}"
            );
        }
    }
}
