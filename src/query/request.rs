//! Parses a typed request, from flags or the columns of a query file, into a search request.

use std::str::FromStr;

use thiserror::Error;

use super::ast::{Filter, Grouping, Query, Recommended, Request, Sort};
use super::error::{Problem, QueryError};
use super::fields::Field;
use super::parse::{ParseOptions, parse};
use crate::metadata::own_field_name;

/// A request as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedRequest {
    /// The query; may be empty if there are filters.
    pub query: String,
    /// How to parse the query.
    pub options: ParseOptions,
    /// Filters by flag or column, in order; several values of a field match any of them.
    pub filters: Vec<(Field, String)>,
    /// Exclusions, each as `FIELD:VALUE`: `country:AZE`, `x.donor:Some Fund`.
    pub excluded: Vec<String>,
    /// Filters by user-defined fields, name and value; several values of a field match any of them.
    pub own: Vec<(String, String)>,
    /// The order of the hits.
    pub sort: Sort,
    /// Maximum number of hits.
    pub limit: usize,
    /// Number of hits to skip.
    pub offset: usize,
    /// Maximum number of matches per hit.
    pub matches: usize,
    /// Fields to count values of.
    pub facets: Vec<String>,
    /// Which documents count as one hit.
    pub grouping: Grouping,
}

impl Default for TypedRequest {
    fn default() -> Self {
        Self {
            query: String::new(),
            options: ParseOptions::default(),
            filters: Vec::new(),
            excluded: Vec::new(),
            own: Vec::new(),
            sort: Sort::Relevance,
            limit: 10,
            offset: 0,
            matches: 3,
            facets: Vec::new(),
            grouping: Grouping::default(),
        }
    }
}

/// A parsed request.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedRequest {
    /// The search request.
    pub request: Request,
    /// Notes for the user on how it was parsed.
    pub notes: Vec<String>,
}

/// A request that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// The query cannot be parsed.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Invalid value of a filter.
    #[error("cannot filter by {field} \"{typed}\": {problem}")]
    Filter {
        /// The field's name.
        field: &'static str,
        /// The value as typed.
        typed: String,
        /// The problem.
        problem: Problem,
    },
    /// An exclusion without a field.
    #[error("cannot leave out \"{typed}\": it names no field")]
    Exclusion {
        /// The exclusion as typed.
        typed: String,
    },
    /// Unknown facet.
    #[error("cannot count by {typed}: there is no such field")]
    Facet {
        /// The name as typed.
        typed: String,
    },
}

impl RequestError {
    /// Returns a hint on what to write instead.
    pub fn hint(&self) -> String {
        match self {
            Self::Query(error) => error.problem.hint(),
            Self::Filter { problem, .. } => problem.hint(),
            Self::Exclusion { .. } => {
                "write FIELD:VALUE, such as country:kenya, type:speech or x.NAME:VALUE".into()
            }
            Self::Facet { .. } => format!("write one of {}", FACETS.join(", ")),
        }
    }
}

/// The available facets.
pub const FACETS: &[&str] = &[
    "country", "session", "organ", "symbol", "cites", "language", "type", "org", "year",
];

/// Parses a typed request.
///
/// # Errors
/// The error of the query, or the first invalid filter or facet.
pub fn parse_request(typed: &TypedRequest) -> Result<ParsedRequest, RequestError> {
    let mut notes = Vec::new();
    let mut parts = filters(&typed.filters, &mut notes)?;
    parts.extend(own_filters(&typed.own));
    if !typed.query.trim().is_empty() || parts.is_empty() {
        let parsed = parse(&typed.query, typed.options)?;
        notes.extend(parsed.notes);
        parts.insert(0, parsed.query);
    }
    let mut parts = merge_recommendation_filters(parts);
    for excluded in &typed.excluded {
        let filter = excluded_filter(excluded, &mut notes)?;
        parts.push(Query::Not(Box::new(Query::Filter(filter))));
    }
    let query = match parts.len() {
        1 => parts.pop().unwrap_or(Query::Everything),
        _ => Query::All(parts),
    };
    Ok(ParsedRequest {
        request: Request {
            query,
            sort: typed.sort,
            limit: typed.limit,
            offset: typed.offset,
            matches: typed.matches,
            facets: facets(&typed.facets)?,
            grouping: typed.grouping,
        },
        notes,
    })
}

/// Returns one filter per field, in the order of first use.
fn filters(typed: &[(Field, String)], notes: &mut Vec<String>) -> Result<Vec<Query>, RequestError> {
    let mut fields: Vec<Field> = Vec::new();
    for (field, _) in typed {
        if !fields.contains(field) {
            fields.push(*field);
        }
    }
    let mut filters = Vec::new();
    for field in fields {
        let of_field = typed.iter().filter(|(named, _)| *named == field);
        let values: Vec<&str> = of_field.flat_map(|(_, value)| field.split(value)).collect();
        let filter = field
            .filter(&values, notes)
            .map_err(|problem| RequestError::Filter {
                field: field.name(),
                typed: values.join(", "),
                problem,
            })?;
        filters.push(Query::Filter(filter));
    }
    check_dates(&filters)?;
    Ok(filters)
}

/// Parses an exclusion into a filter: `country:AZE,KEN`.
fn excluded_filter(typed: &str, notes: &mut Vec<String>) -> Result<Filter, RequestError> {
    let no_field = || RequestError::Exclusion {
        typed: typed.to_owned(),
    };
    let (name, value) = typed.split_once(':').ok_or_else(no_field)?;
    let (name, value) = (name.trim(), value.trim());
    if let Some(own) = name.strip_prefix("x.").filter(|own| !own.is_empty()) {
        return Ok(Filter::Own {
            name: own_field_name(own),
            values: vec![value.to_owned()],
        });
    }
    let field = Field::from_name(name).ok_or_else(no_field)?;
    let filter = field.filter(&field.split(value), notes);
    filter.map_err(|problem| RequestError::Filter {
        field: field.name(),
        typed: value.to_owned(),
        problem,
    })
}

/// Returns one filter per user-defined field, in the order of first use.
fn own_filters(typed: &[(String, String)]) -> Vec<Query> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in typed {
        let name = own_field_name(name);
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value.clone()),
            None => fields.push((name, vec![value.clone()])),
        }
    }
    let filter = |(name, values)| Query::Filter(Filter::Own { name, values });
    fields.into_iter().map(filter).collect()
}

/// Merges the filters on recommendations, so that one recommendation must match all of them:
/// `--recommendation-by FRA --response noted`.
fn merge_recommendation_filters(parts: Vec<Query>) -> Vec<Query> {
    let mut all = Vec::new();
    for part in parts {
        match part {
            Query::All(inner) => all.extend(inner),
            part => all.push(part),
        }
    }
    let mut asked = Recommended::default();
    all.retain(|part| match part {
        Query::Filter(Filter::Recommendation(more)) => {
            asked.by.extend(more.by.iter().copied());
            asked.response.extend(more.response.iter().copied());
            false
        }
        _ => true,
    });
    if asked != Recommended::default() {
        all.push(Query::Filter(Filter::Recommendation(asked)));
    }
    all
}

fn check_dates(filters: &[Query]) -> Result<(), RequestError> {
    let mut since = None;
    let mut until = None;
    for filter in filters {
        if let Query::Filter(Filter::Date {
            since: from,
            until: to,
        }) = filter
        {
            since = since.max(*from);
            until = until.or(*to);
        }
    }
    match (since, until) {
        (Some(since), Some(until)) if since.first_day() > until.last_day() => {
            let typed = format!("{since}..{until}");
            Err(RequestError::Filter {
                field: "date",
                problem: Problem::BackwardRange(typed.clone()),
                typed,
            })
        }
        _ => Ok(()),
    }
}

fn facets(typed: &[String]) -> Result<Vec<String>, RequestError> {
    let names = typed.iter().flat_map(|list| list.split(','));
    let facet = |name: &str| {
        let name = name.trim().to_ascii_lowercase();
        if let Some(own) = name.strip_prefix("x.").filter(|own| !own.is_empty()) {
            return Ok(format!("x.{}", own_field_name(own)));
        }
        let key = if name == "lang" { "language" } else { &name };
        match FACETS.contains(&key) {
            true => Ok(key.to_owned()),
            false => Err(RequestError::Facet { typed: name }),
        }
    };
    names.map(facet).collect()
}

/// Parses `relevance`, `date`, `-date` or `path`.
impl FromStr for Sort {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        Ok(match typed.trim() {
            "relevance" => Self::Relevance,
            "date" => Self::Date,
            "-date" => Self::DateDescending,
            "path" => Self::Path,
            _ => {
                return Err(format!(
                    "{typed} is no order; write relevance, date, -date or path"
                ));
            }
        })
    }
}
