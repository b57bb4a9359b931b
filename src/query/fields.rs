//! Parses field values into filters.
//!
//! Used for flags (`--country kenya`), fields in a query (`country:kenya`) and columns of a query file.

use super::ast::{Filter, Recommended, SessionFilter};
use super::error::Problem;
use crate::metadata::{self, TypedSession};
use crate::model::{Date, Response, Session, Symbol};

/// A filter field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Subject country.
    Country,
    /// Author state.
    AuthorCountry,
    /// Mentioned country.
    Mentions,
    /// Session.
    Session,
    /// Cycle of the Universal Periodic Review.
    Cycle,
    /// Body.
    Organ,
    /// Own symbol.
    Symbol,
    /// Cited symbol.
    Cites,
    /// Language of the text.
    Language,
    /// Document type.
    Type,
    /// Recommending state.
    RecommendationBy,
    /// Response to a recommendation.
    Response,
    /// Authoring organisation.
    Organisation,
    /// Path in the archive.
    Path,
    /// Date, or a range of dates.
    Date,
    /// First day.
    Since,
    /// Last day.
    Until,
}

/// Field names; the first name of a field is used in messages.
const NAMES: &[(&str, Field)] = &[
    ("country", Field::Country),
    ("author-country", Field::AuthorCountry),
    ("mentions", Field::Mentions),
    ("session", Field::Session),
    ("cycle", Field::Cycle),
    ("organ", Field::Organ),
    ("body", Field::Organ),
    ("symbol", Field::Symbol),
    ("cites", Field::Cites),
    ("lang", Field::Language),
    ("language", Field::Language),
    ("type", Field::Type),
    ("recommendation-by", Field::RecommendationBy),
    ("response", Field::Response),
    ("org", Field::Organisation),
    ("organisation", Field::Organisation),
    ("organization", Field::Organisation),
    ("path", Field::Path),
    ("year", Field::Date),
    ("date", Field::Date),
    ("since", Field::Since),
    ("until", Field::Until),
];

impl Field {
    /// Returns the field with this name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        let known = NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map(|(_, field)| *field)
    }

    /// Returns all field names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Returns the name used in messages.
    pub fn name(self) -> &'static str {
        let known = NAMES.iter().find(|(_, field)| *field == self);
        known.map_or("", |(name, _)| *name)
    }

    /// Parses values into a filter that matches any of them. Adds a line to `notes` for each ambiguous value.
    ///
    /// # Errors
    /// The first invalid value, with the nearest valid ones.
    pub fn filter(self, values: &[&str], notes: &mut Vec<String>) -> Result<Filter, Problem> {
        if values.iter().all(|value| value.trim().is_empty()) {
            return Err(Problem::NoValue(self.name()));
        }
        Ok(match self {
            Self::Country => Filter::Country(each(self, values, metadata::parse_country)?),
            Self::AuthorCountry => {
                Filter::AuthorCountry(each(self, values, metadata::parse_country)?)
            }
            Self::Mentions => Filter::Mentions(each(self, values, metadata::parse_country)?),
            Self::Organ => Filter::Organ(each(self, values, metadata::parse_organ)?),
            Self::Language => Filter::Language(each(self, values, metadata::parse_language)?),
            Self::Type => Filter::Type(each(self, values, metadata::parse_document_type)?),
            Self::Session => Filter::Session(sessions(values, notes)?),
            Self::Cycle => Filter::Session(cycles(values)?),
            Self::Symbol => Filter::Symbol(symbols(values)?),
            Self::Cites => Filter::Cites(symbols(values)?),
            Self::RecommendationBy => Filter::Recommendation(Recommended {
                by: each(self, values, metadata::parse_country)?,
                ..Recommended::default()
            }),
            Self::Response => Filter::Recommendation(Recommended {
                response: responses(values)?,
                ..Recommended::default()
            }),
            Self::Organisation => {
                Filter::Organisation(values.iter().map(|value| (*value).to_owned()).collect())
            }
            Self::Path => Filter::Path(values.join(",")),
            Self::Date | Self::Since | Self::Until => dates(self, values)?,
        })
    }

    /// Splits a list of values (`AZE,KEN`), unless the whole is one value (`Korea, Republic of`).
    pub fn split(self, list: &str) -> Vec<&str> {
        let whole = match self {
            Self::Country | Self::AuthorCountry | Self::Mentions | Self::RecommendationBy => {
                metadata::parse_country(list).is_ok()
            }
            Self::Organ => metadata::parse_organ(list).is_ok(),
            Self::Organisation | Self::Path | Self::Date | Self::Since | Self::Until => true,
            Self::Cycle
            | Self::Response
            | Self::Session
            | Self::Symbol
            | Self::Cites
            | Self::Language
            | Self::Type => false,
        };
        if whole {
            return vec![list.trim()];
        }
        let values = list.split([',', ';', '|']).map(str::trim);
        values.filter(|value| !value.is_empty()).collect()
    }
}

fn each<T, E: Into<Problem>>(
    field: Field,
    values: &[&str],
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Vec<T>, Problem> {
    let value = |typed: &&str| match parse(typed) {
        Ok(value) => Ok(value),
        Err(_) if typed.contains("..") => Err(Problem::NoRange(field.name())),
        Err(unknown) => Err(unknown.into()),
    };
    values.iter().map(value).collect()
}

/// Parses cycles into ranges of sessions: `cycle:3` is UPR27 to UPR40.
fn cycles(values: &[&str]) -> Result<Vec<SessionFilter>, Problem> {
    let cycle = |typed: &&str| {
        let bounds = typed.trim().parse().ok().and_then(Session::of_upr_cycle);
        let (first, last) = bounds.ok_or_else(|| Problem::NotACycle((*typed).to_owned()))?;
        Ok(SessionFilter::Range(first, last))
    };
    values.iter().map(cycle).collect()
}

fn responses(values: &[&str]) -> Result<Vec<Response>, Problem> {
    let unknown = |typed: &str| Problem::NotAResponse(typed.to_owned());
    values
        .iter()
        .map(|typed| typed.parse().map_err(|_| unknown(typed)))
        .collect()
}

fn sessions(values: &[&str], notes: &mut Vec<String>) -> Result<Vec<SessionFilter>, Problem> {
    let mut filters = Vec::new();
    for typed in values {
        let number_only = match typed.split_once("..") {
            Some((from, to)) => session_range(typed, from, to, &mut filters)?,
            None => match metadata::parse_session(typed)? {
                TypedSession::One(session) => {
                    filters.push(SessionFilter::One(session));
                    false
                }
                TypedSession::Number(number) => {
                    filters.push(SessionFilter::Number(number));
                    true
                }
            },
        };
        if number_only {
            notes.push(format!(
                "session {typed} is read as that number of any body; write HRC39 or UPR30 for one body"
            ));
        }
    }
    Ok(filters)
}

/// Maximum length of a range without a body, since each number is searched in every body.
const MAX_NUMBERS: u16 = 200;

/// Adds the sessions of a range, and returns whether it names no body.
fn session_range(
    typed: &str,
    from: &str,
    to: &str,
    filters: &mut Vec<SessionFilter>,
) -> Result<bool, Problem> {
    let backward = || Problem::BackwardRange(typed.to_owned());
    match (metadata::parse_session(from)?, metadata::parse_session(to)?) {
        (TypedSession::Number(from), TypedSession::Number(to)) if from <= to => {
            if to - from >= MAX_NUMBERS {
                return Err(Problem::WideRange(typed.to_owned()));
            }
            filters.extend((from..=to).map(SessionFilter::Number));
            Ok(true)
        }
        (TypedSession::One(from), TypedSession::Number(to)) => {
            filters
                .push(one_body_range(from, Session { number: to, ..from }).ok_or_else(backward)?);
            Ok(false)
        }
        (TypedSession::One(from), TypedSession::One(to)) => {
            if (from.organ, from.kind) != (to.organ, to.kind) {
                return Err(Problem::MixedRange(from.to_string(), to.to_string()));
            }
            filters.push(one_body_range(from, to).ok_or_else(backward)?);
            Ok(false)
        }
        (TypedSession::Number(_), TypedSession::One(to)) => {
            Err(Problem::MixedRange(from.trim().to_owned(), to.to_string()))
        }
        (TypedSession::Number(_), TypedSession::Number(_)) => Err(backward()),
    }
}

fn one_body_range(from: Session, to: Session) -> Option<SessionFilter> {
    (from.number <= to.number).then_some(SessionFilter::Range(from, to))
}

fn symbols(values: &[&str]) -> Result<Vec<Symbol>, Problem> {
    values.iter().map(|typed| symbol(typed.trim())).collect()
}

/// Parses a symbol into its canonical spelling, or a prefix with a final `*`.
fn symbol(typed: &str) -> Result<Symbol, Problem> {
    let Some(start) = typed.strip_suffix('*') else {
        return match typed.contains('*') {
            true => Err(Problem::WildcardInSymbol),
            false => Ok(metadata::parse_symbol(typed)?),
        };
    };
    if start.contains('*') {
        return Err(Problem::WildcardInSymbol);
    }
    let (whole, slash) = match start.strip_suffix('/') {
        Some(whole) => (whole, "/"),
        None => (start, ""),
    };
    let spelling = metadata::parse_symbol(whole).map_or_else(
        |_| whole.to_ascii_uppercase(),
        |symbol| symbol.as_str().to_owned(),
    );
    Ok(Symbol::from_canonical(format!("{spelling}{slash}*")))
}

fn dates(field: Field, values: &[&str]) -> Result<Filter, Problem> {
    let [typed] = values else {
        return Err(Problem::NotADate(values.join(",")));
    };
    let (since, until) = match (field, typed.split_once("..")) {
        (Field::Since, None) => (date(typed)?, None),
        (Field::Until, None) => (None, date(typed)?),
        (Field::Date, None) => (date(typed)?, date(typed)?),
        (Field::Date, Some(("", ""))) => return Err(Problem::NoValue(field.name())),
        (Field::Date, Some((from, to))) => (date(from)?, date(to)?),
        (_, Some(_)) => return Err(Problem::NoRange(field.name())),
        (_, None) => return Err(Problem::NotADate((*typed).to_owned())),
    };
    if let (Some(since), Some(until)) = (since, until)
        && since.first_day() > until.last_day()
    {
        return Err(Problem::BackwardRange((*typed).to_owned()));
    }
    Ok(Filter::Date { since, until })
}

fn date(typed: &str) -> Result<Option<Date>, Problem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let date = typed
        .parse()
        .map_err(|_| Problem::NotADate(typed.to_owned()))?;
    Ok(Some(date))
}
