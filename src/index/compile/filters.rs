//! Compiles filters on metadata to queries of the engine.

use std::ops::Bound;

use tantivy::query::{Occur, Query as EngineQuery, RangeQuery, RegexQuery, TermSetQuery};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::clauses::{combine, keyword};
use crate::index::error::IndexError;
use crate::index::phrase::expand::matches_wildcard;
use crate::index::schema::{Fields, own_field_term, recommendation_term};
use crate::model::{Country, Date, Language, Organ, Session, SessionKind, Symbol};
use crate::query::{Filter, Recommended, SessionFilter};
use crate::text;

/// Compiles a filter to a query for the documents that pass it.
///
/// # Errors
/// When the index cannot be read.
pub(crate) fn compile_filter(
    filter: &Filter,
    searcher: &Searcher,
    fields: &Fields,
) -> Result<Box<dyn EngineQuery>, IndexError> {
    Ok(match filter {
        Filter::Country(countries) => any_country(fields.country, countries),
        Filter::AuthorCountry(countries) => any_country(fields.author_country, countries),
        Filter::Mentions(countries) => any_country(fields.mentions, countries),
        Filter::Organ(organs) => any_keyword(fields.organ, organs.iter().map(|organ| organ.code())),
        Filter::Language(languages) => {
            any_keyword(fields.language, languages.iter().map(Language::code))
        }
        Filter::Type(types) => {
            any_keyword(fields.document_type, types.iter().map(|kind| kind.code()))
        }
        Filter::Session(sessions) => {
            any_keyword(fields.session, sessions.iter().flat_map(session_names))
        }
        Filter::Symbol(symbols) => combine(vec![
            (Occur::Should, any_symbol(fields.symbol, symbols)?),
            (Occur::Should, any_symbol(fields.number, symbols)?),
        ]),
        Filter::Cites(symbols) => any_symbol(fields.cites, symbols)?,
        Filter::Recommendation(asked) => any_keyword(
            fields.recommendation,
            recommendation_terms(asked).into_iter(),
        ),
        Filter::Own { name, values } => any_own(fields.own, name, values)?,
        Filter::Organisation(names) => {
            let mut clauses = Vec::new();
            for name in names {
                clauses.push((Occur::Should, organisation(name, searcher, fields)?));
            }
            combine(clauses)
        }
        Filter::Path(path) if path.contains(['*', '?']) => wildcard(fields.path, path)?,
        Filter::Path(path) => starting_with(fields.path, path),
        Filter::Date { since, until } => date_range(fields, *since, *until),
    })
}

/// Documents of organisations whose name contains what was typed. Archives have few organisations, so all are compared.
fn organisation(
    typed: &str,
    searcher: &Searcher,
    fields: &Fields,
) -> Result<Box<dyn EngineQuery>, IndexError> {
    let typed = text::normal_form(typed);
    let mut names = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.org)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            let name = String::from_utf8_lossy(terms.key()).into_owned();
            if name_matches(&text::normal_form(&name), &typed) {
                names.push(name);
            }
        }
    }
    Ok(any_keyword(fields.org, names.iter()))
}

/// Whether a name contains what was typed, both in normal form; a pattern with wildcards must match all of it.
fn name_matches(name: &str, typed: &str) -> bool {
    match typed.contains(['*', '?']) {
        true => matches_wildcard(typed, name),
        false => name.contains(typed),
    }
}

fn any_country(field: Field, countries: &[Country]) -> Box<dyn EngineQuery> {
    any_keyword(field, countries.iter().map(Country::alpha3))
}

fn any_keyword(
    field: Field,
    values: impl Iterator<Item = impl AsRef<str>>,
) -> Box<dyn EngineQuery> {
    Box::new(TermSetQuery::new(
        values.map(|value| Term::from_field_text(field, value.as_ref())),
    ))
}

fn any_symbol(field: Field, symbols: &[Symbol]) -> Result<Box<dyn EngineQuery>, IndexError> {
    let (patterns, plain): (Vec<_>, Vec<_>) = symbols
        .iter()
        .partition(|symbol| symbol.as_str().contains('*'));
    let mut clauses = vec![(
        Occur::Should,
        any_keyword(field, plain.iter().map(|symbol| symbol.as_str())),
    )];
    for pattern in patterns {
        clauses.push((Occur::Should, wildcard(field, pattern.as_str())?));
    }
    Ok(combine(clauses))
}

fn any_own(
    field: Field,
    name: &str,
    values: &[String],
) -> Result<Box<dyn EngineQuery>, IndexError> {
    let clause = |value: &String| {
        let key = own_field_term(name, value);
        let query = match value.contains(['*', '?']) {
            true => wildcard(field, &key)?,
            false => keyword(field, &key),
        };
        Ok((Occur::Should, query))
    };
    Ok(combine(
        values
            .iter()
            .map(clause)
            .collect::<Result<_, IndexError>>()?,
    ))
}

/// Values that a wildcard matches over their whole length.
fn wildcard(field: Field, wildcard: &str) -> Result<Box<dyn EngineQuery>, IndexError> {
    let mut regex = String::new();
    for c in wildcard.chars() {
        match c {
            '*' => regex.push_str("(?s:.)*"),
            '?' => regex.push_str("(?s:.)"),
            c if c.is_alphanumeric() => regex.push(c),
            c => regex.extend(['\\', c]),
        }
    }
    Ok(Box::new(RegexQuery::from_pattern(&regex, field)?))
}

fn starting_with(field: Field, prefix: &str) -> Box<dyn EngineQuery> {
    let term = |text: &str| Term::from_field_text(field, text);
    let after = format!("{prefix}{}", char::MAX);
    Box::new(RangeQuery::new(
        Bound::Included(term(prefix)),
        Bound::Excluded(term(&after)),
    ))
}

/// Documents whose date may lie within these, which those without a date do not.
fn date_range(fields: &Fields, since: Option<Date>, until: Option<Date>) -> Box<dyn EngineQuery> {
    let bound = |field, day: u32| Bound::Included(Term::from_field_u64(field, u64::from(day)));
    let first_possible = bound(fields.last_day, since.map_or(0, |date| date.first_day()));
    let last_possible = bound(
        fields.first_day,
        until.map_or(u32::MAX, |date| date.last_day()),
    );
    let late_enough = RangeQuery::new(first_possible, Bound::Unbounded);
    let early_enough = RangeQuery::new(Bound::Unbounded, last_possible);
    combine(vec![
        (Occur::Must, Box::new(late_enough)),
        (Occur::Must, Box::new(early_enough)),
    ])
}

/// The terms of the recommendations that are asked for.
fn recommendation_terms(asked: &Recommended) -> Vec<String> {
    fn or_any<T: Copy>(values: &[T]) -> Vec<Option<T>> {
        match values {
            [] => vec![None],
            values => values.iter().copied().map(Some).collect(),
        }
    }
    let by = or_any(&asked.by).into_iter();
    by.flat_map(|by| {
        let responses = or_any(&asked.response).into_iter();
        responses.map(move |response| recommendation_term(by, response))
    })
    .collect()
}

fn session_names(filter: &SessionFilter) -> Vec<String> {
    match filter {
        SessionFilter::One(session) => vec![session.to_string()],
        SessionFilter::Number(number) => {
            let kinds = [
                SessionKind::Regular,
                SessionKind::Special,
                SessionKind::EmergencySpecial,
            ];
            let of_organ = |organ: &Organ| {
                kinds.map(|kind| {
                    Session {
                        organ: *organ,
                        kind,
                        number: *number,
                    }
                    .to_string()
                })
            };
            Organ::ALL.iter().flat_map(of_organ).collect()
        }
        SessionFilter::Range(from, to) => {
            let (low, high) = (from.number.min(to.number), from.number.max(to.number));
            (low..=high)
                .map(|number| Session { number, ..*from }.to_string())
                .collect()
        }
    }
}
