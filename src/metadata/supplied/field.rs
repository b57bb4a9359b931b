//! Replaces an inferred field by a supplied one, and records the conflict if the two differ.

use std::fmt;

use crate::metadata::session::{TypedSession, parse_session};
use crate::metadata::symbol::parse_symbol;
use crate::metadata::vocabulary::{
    Unknown, parse_country, parse_document_type, parse_language, parse_organ,
};
use crate::model::{Conflict, Date, Inferred, Metadata, Organ, Session, Source};

/// A supplied field: its value as given, with source and evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SuppliedField {
    pub(crate) name: FieldName,
    pub(crate) value: String,
    pub(crate) source: Source,
    pub(crate) text: String,
}

impl SuppliedField {
    /// Replaces the field in `metadata`.
    pub(crate) fn overrule(&self, metadata: &mut Metadata) {
        let conflict = match &self.name {
            FieldName::Country => self.list(&mut metadata.country, parse_country),
            FieldName::Organ => self.list(&mut metadata.organ, parse_organ),
            FieldName::Symbol => self.list(&mut metadata.symbol, parse_symbol),
            FieldName::Session => {
                let body = metadata.organ.first().map(|organ| organ.value);
                let outcome = self.list(&mut metadata.session, |typed| session(typed, body));
                add_bodies(metadata);
                outcome
            }
            FieldName::Language => self.one(&mut metadata.language, parse_language),
            FieldName::Type => self.one(&mut metadata.document_type, parse_document_type),
            FieldName::Date => self.date(&mut metadata.date),
            FieldName::Title => {
                metadata.title = Some(self.with(self.value.clone()));
                None
            }
            FieldName::Organisation => {
                metadata.organisation = Some(self.with(self.value.clone()));
                None
            }
            FieldName::Own(name) => {
                let values = self.values().map(|value| self.with(value.to_owned()));
                metadata.own.insert(name.clone(), values.collect());
                None
            }
        };
        metadata.conflicts.extend(conflict);
    }

    fn with<T>(&self, value: T) -> Inferred<T> {
        Inferred {
            value,
            source: self.source,
            page: None,
            text: self.text.clone(),
            confidence: 1.0,
        }
    }

    /// Splits the value at `;` and `|`.
    fn values(&self) -> impl Iterator<Item = &str> {
        let values = self.value.split([';', '|']).map(str::trim);
        values.filter(|value| !value.is_empty())
    }

    fn list<T: PartialEq + ToString>(
        &self,
        read: &mut Vec<Inferred<T>>,
        parse: impl Fn(&str) -> Result<T, Unknown>,
    ) -> Option<Conflict> {
        let given: Result<Vec<T>, Unknown> = self.values().map(parse).collect();
        let Ok(given) = given else {
            return Some(self.conflict(None));
        };
        let agree = read.iter().any(|read| given.contains(&read.value));
        let overruled = read.first().filter(|_| !agree).and_then(credible);
        *read = given.into_iter().map(|value| self.with(value)).collect();
        overruled.map(|overruled| self.conflict(Some(overruled)))
    }

    fn one<T: PartialEq + ToString>(
        &self,
        read: &mut Option<Inferred<T>>,
        parse: impl Fn(&str) -> Result<T, Unknown>,
    ) -> Option<Conflict> {
        let mut list: Vec<Inferred<T>> = read.take().into_iter().collect();
        let conflict = self.list(&mut list, parse);
        *read = list.into_iter().next();
        conflict
    }

    /// Replaces a date, unless the inferred one lies within the given year or month and so is only more precise.
    fn date(&self, read: &mut Option<Inferred<Date>>) -> Option<Conflict> {
        let Ok(given) = self.value.parse::<Date>() else {
            return Some(self.conflict(None));
        };
        let within = |read: Date| {
            given.first_day() <= read.first_day() && read.last_day() <= given.last_day()
        };
        let agree = read.as_ref().is_some_and(|read| within(read.value));
        if agree {
            return None;
        }
        let overruled = read.as_ref().and_then(credible);
        *read = Some(self.with(given));
        overruled.map(|overruled| self.conflict(Some(overruled)))
    }

    fn conflict(&self, read: Option<Inferred<String>>) -> Conflict {
        Conflict {
            field: self.name.to_string(),
            given: self.value.clone(),
            source: self.source,
            read,
        }
    }
}

/// Parses a session; a number alone is one of `body`.
fn session(typed: &str, body: Option<Organ>) -> Result<Session, Unknown> {
    match (parse_session(typed)?, body) {
        (TypedSession::One(session), _) => Ok(session),
        (TypedSession::Number(number), Some(body)) => Ok(Session::regular(body, number)),
        (TypedSession::Number(_), None) => Err(Unknown::new("session", typed, Vec::new())),
    }
}

/// Adds the bodies of the sessions, where no body is known.
fn add_bodies(metadata: &mut Metadata) {
    if metadata.organ.is_empty() {
        for session in &metadata.session {
            if !metadata
                .organ
                .iter()
                .any(|known| known.value == session.value.organ)
            {
                metadata.organ.push(Inferred {
                    value: session.value.organ,
                    source: session.source,
                    page: None,
                    text: session.text.clone(),
                    confidence: session.confidence,
                });
            }
        }
    }
}

/// The least confidence of an inferred value that is reported as a conflict.
const LEAST_CONFLICT_CONFIDENCE: f32 = 0.5;

fn credible<T: ToString>(read: &Inferred<T>) -> Option<Inferred<String>> {
    (read.confidence >= LEAST_CONFLICT_CONFIDENCE).then(|| Inferred {
        value: read.value.to_string(),
        source: read.source,
        page: read.page,
        text: read.text.clone(),
        confidence: read.confidence,
    })
}

/// The name of a field: one of every document's metadata, or one of the archive's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldName {
    Country,
    Session,
    Organ,
    Symbol,
    Date,
    Language,
    Type,
    Title,
    Organisation,
    Own(String),
}

impl FieldName {
    /// Parses a name; unknown names are fields of the archive's own.
    pub(crate) fn of(typed: &str) -> Self {
        let name = own_field_name(typed);
        match name.as_str() {
            "country" => Self::Country,
            "session" => Self::Session,
            "organ" | "body" => Self::Organ,
            "symbol" => Self::Symbol,
            "date" | "year" => Self::Date,
            "language" | "lang" => Self::Language,
            "type" => Self::Type,
            "title" => Self::Title,
            "organisation" | "organization" | "org" => Self::Organisation,
            name => Self::Own(name.strip_prefix("x.").unwrap_or(name).to_owned()),
        }
    }
}

/// Normalises the name of one of the archive's own fields, as queries have it: lower case, `_` for spaces and colons.
pub fn own_field_name(typed: &str) -> String {
    typed.trim().to_lowercase().replace([' ', ':'], "_")
}

impl fmt::Display for FieldName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Country => "country",
            Self::Session => "session",
            Self::Organ => "organ",
            Self::Symbol => "symbol",
            Self::Date => "date",
            Self::Language => "language",
            Self::Type => "type",
            Self::Title => "title",
            Self::Organisation => "organisation",
            Self::Own(name) => return write!(out, "x.{name}"),
        })
    }
}
