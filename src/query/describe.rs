//! Formats a parsed query with all operators and brackets explicit.

use std::fmt::Display;

use super::ast::{Filter, Pattern, Phrase, Query, Recommended, SessionFilter, TextField, Word};

/// Formats a query in the query syntax: `(torture OR prison) AND "rule of law" AND country:AZE,KEN`.
pub fn describe(query: &Query) -> String {
    match query {
        Query::Everything => "*".to_owned(),
        Query::Word(word) => format!("{}{}", in_field(word.field), describe_word(word)),
        Query::Phrase(phrase) => describe_phrase(phrase),
        Query::Filter(filter) => describe_filter(filter),
        Query::All(parts) => joined(parts, " AND "),
        Query::Any(parts) => joined(parts, " OR "),
        Query::Not(part) => format!("NOT {}", bracketed(part)),
    }
}

fn joined(parts: &[Query], operator: &str) -> String {
    parts
        .iter()
        .map(bracketed)
        .collect::<Vec<_>>()
        .join(operator)
}

fn bracketed(query: &Query) -> String {
    match query {
        Query::All(_) | Query::Any(_) => format!("({})", describe(query)),
        _ => describe(query),
    }
}

fn in_field(field: TextField) -> &'static str {
    match field {
        TextField::Text => "",
        TextField::Title => "title:",
    }
}

fn describe_word(word: &Word) -> String {
    match &word.pattern {
        Pattern::Exact(_) => word.accented.clone(),
        pattern => describe_pattern(pattern),
    }
}

/// Formats a word of a phrase.
pub(super) fn describe_pattern(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Exact(word) | Pattern::Wildcard(word) => word.clone(),
        Pattern::Fuzzy { word, edits } => format!("{word}~{edits}"),
    }
}

fn describe_phrase(phrase: &Phrase) -> String {
    let words: Vec<String> = phrase.words.iter().map(describe_pattern).collect();
    let typed = phrase.verbatim.clone().unwrap_or_else(|| words.join(" "));
    let slop = phrase
        .slop
        .map(|slop| format!("~{slop}"))
        .unwrap_or_default();
    let verbatim = phrase.verbatim.as_ref().map_or("", |_| " (verbatim)");
    format!("{}\"{typed}\"{slop}{verbatim}", in_field(phrase.field))
}

fn describe_filter(filter: &Filter) -> String {
    match filter {
        Filter::Country(values) => listed("country", values),
        Filter::AuthorCountry(values) => listed("author-country", values),
        Filter::Mentions(values) => listed("mentions", values),
        Filter::Session(values) => {
            let values: Vec<String> = values.iter().map(describe_session).collect();
            listed("session", &values)
        }
        Filter::Organ(values) => listed("organ", values),
        Filter::Symbol(values) => listed("symbol", values),
        Filter::Cites(values) => listed("cites", values),
        Filter::Language(values) => listed("lang", values),
        Filter::Type(values) => listed("type", values),
        Filter::Organisation(values) => listed("org", values),
        Filter::Recommendation(asked) => describe_recommended(asked),
        Filter::Own { name, values } => listed(&format!("x.{name}"), values),
        Filter::Path(path) => format!("path:{path}"),
        Filter::Date { since, until } if since == until => listed("date", since.as_slice()),
        Filter::Date { since, until } => {
            let bound = |date: &Option<crate::model::Date>| date.map(|date| date.to_string());
            let (since, until) = (bound(since), bound(until));
            format!(
                "date:{}..{}",
                since.unwrap_or_default(),
                until.unwrap_or_default()
            )
        }
    }
}

fn describe_recommended(asked: &Recommended) -> String {
    let by = match asked.by.is_empty() {
        true => None,
        false => Some(listed("recommendation-by", &asked.by)),
    };
    let response = match asked.response.is_empty() {
        true => None,
        false => Some(listed("response", &asked.response)),
    };
    by.into_iter().chain(response).collect::<Vec<_>>().join(" ")
}

fn describe_session(filter: &SessionFilter) -> String {
    match filter {
        SessionFilter::One(session) => session.to_string(),
        SessionFilter::Number(number) => number.to_string(),
        SessionFilter::Range(from, to) => format!("{from}..{to}"),
    }
}

/// Formats a list of values, with quotes around those with spaces or commas.
fn listed<T: Display>(field: &str, values: &[T]) -> String {
    let value = |value: &T| match value.to_string() {
        text if text.contains([' ', ',']) => format!("\"{text}\""),
        text => text,
    };
    let values: Vec<String> = values.iter().map(value).collect();
    format!("{field}:{}", values.join(","))
}
