//! Knows the words by which a state under review answers recommendations, in English, French, Spanish and Russian.

use crate::model::Response;

/// What a paragraph says of the recommendations below it, the first that is said of these.
const RESPONSES: &[(Response, &[&str])] = &[
    (
        Response::Noted,
        &[
            "not enjoy",
            "not supported",
            "not support",
            "cannot be accepted",
            "cannot accept",
            "not accept",
            "reject",
            "noted by",
            "be noted",
            "are noted",
            "has noted",
            "takes note",
            "took note",
            "pas recueilli",
            "n’ont pas",
            "n'ont pas",
            "pris note",
            "prend note",
            "rejet",
            "no cuentan",
            "no gozan",
            "no recibieron",
            "toma nota",
            "rechaz",
            "не пользуются",
            "не поддерж",
            "приняты к сведению",
        ],
    ),
    (
        Response::Open,
        &[
            "will be examined",
            "will provide",
            "will respond",
            "will be further",
            "seront examin",
            "examinera",
            "serán examinad",
            "examinará",
            "будут рассмотрены",
        ],
    ),
    (
        Response::Supported,
        &[
            "support",
            "accept",
            "recueill",
            "appui",
            "adhésion",
            "apoyo",
            "acept",
            "поддерж",
            "пользуются",
        ],
    ),
];

pub(crate) fn response(text: &str) -> Option<Response> {
    let said = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let found = RESPONSES.iter().find(|(_, words)| said(words));
    found.map(|(response, _)| *response)
}

/// What a text says to recommendations, if it says nothing of the contrary: "accepts some, and cannot accept others".
pub(crate) fn only_response(text: &str) -> Option<Response> {
    let said = response(text)?;
    let contrary = text.matches("accept").count() + text.matches("support").count() > 1;
    (!contrary).then_some(said)
}

/// Words of a paragraph that speaks of all recommendations before it and leaves them open.
const OPEN_AFTER: &[&str] = &[
    "to these recommendations will be",
    "hese recommendations will be examined",
    "examine the above recommendations",
    "à ces recommandations",
    "es recommandations seront examinées",
    "a estas recomendaciones",
    "stas recomendaciones serán examinadas",
];

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

/// What a cell or paragraph answers: a word by itself or before a stop, or a sentence on "this recommendation".
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

/// "Accepted", "Not accepted", "Enjoys the support of Azerbaijan" are no longer, in words.
const LONGEST_WORDS: usize = 7;

fn has_words(text: &str, words: &str) -> bool {
    let mut found = text.match_indices(words);
    found.any(|(at, _)| !text[at + words.len()..].starts_with(char::is_alphanumeric))
}

/// What words say that answer by themselves. Verbs may begin a recommendation as well: "support the families".
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
    // "принята к сведению" is longer than "принята".
    let words = ANSWERS
        .iter()
        .flat_map(|(response, words)| words.iter().map(|word| (*response, word)));
    let found = words
        .filter(|(_, word)| begins(word))
        .max_by_key(|(_, word)| word.len());
    found.map(|(response, _)| response)
}

/// Neither the one nor the other: "partially", and not "in particular".
pub(crate) fn is_partial(lower: &str) -> bool {
    let begun = ["partial", "partiel", "parcial", "частично"];
    let whole = ["in part", "en partie", "en parte"];
    begun.iter().any(|word| lower.contains(word))
        || whole.iter().any(|words| has_words(lower, words))
}

/// Words that answer by themselves, in English, French, Spanish and Russian.
const ANSWERS: &[(Response, &[&str])] = &[
    (
        Response::Supported,
        &[
            "accepted",
            "fully accepted",
            "supported",
            "enjoys the support",
            "enjoys support",
            "acceptée",
            "accepté",
            "appuyée",
            "aceptada",
            "aceptado",
            "apoyada",
            "принята",
            "принято",
            "принимается",
            "поддерживается",
        ],
    ),
    (
        Response::Noted,
        &[
            "noted",
            "not accepted",
            "not supported",
            "does not enjoy",
            "rejected",
            "notée",
            "prend note",
            "pris note",
            "non acceptée",
            "rejetée",
            "toma nota",
            "tomada en nota",
            "no aceptada",
            "rechazada",
            "не принята",
            "не принимается",
            "не поддерживается",
            "отклонена",
            "отклонено",
            "принята к сведению",
            "принято к сведению",
        ],
    ),
];

/// How a sentence speaks of the recommendation beside it.
const THIS: &[&str] = &[
    "the recommendation",
    "this recommendation",
    "these recommendations",
    "both recommendations",
    "la recommandation",
    "cette recommandation",
    "ces recommandations",
    "la recomendación",
    "esta recomendación",
    "estas recomendaciones",
    "эту рекомендацию",
    "данную рекомендацию",
    "эти рекомендации",
];
