//! Parses a row of a query file into a request.

use std::io;

use serde_json::Value;
use thiserror::Error;

use super::fields::Field;
use super::request::{RequestError, TypedRequest};

/// Why a row cannot be read.
#[derive(Debug, Error)]
pub enum RowError {
    /// The request cannot be parsed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Not UTF-8, or longer than a million bytes.
    #[error("the line is not text in UTF-8, or is too long")]
    NotText,
    /// A cell with an unclosed quote.
    #[error("the quote that opens a cell is never closed; a quote within a cell is written twice")]
    OpenCell,
    /// More cells than columns.
    #[error("the row has {cells} cells for {columns} columns")]
    TooManyCells {
        /// Number of cells.
        cells: usize,
        /// Number of columns.
        columns: usize,
    },
    /// Not a JSON object.
    #[error("the line is not a JSON object: {0}")]
    NotJson(String),
    /// An invalid value for a column.
    #[error("the column {column} cannot be {typed}: {expected}")]
    BadValue {
        /// The column's name.
        column: &'static str,
        /// The value as typed.
        typed: String,
        /// The expected values.
        expected: String,
    },
    /// A probably misspelt key.
    #[error("there is no key {typed}; the nearest is {nearest}")]
    UnknownKey {
        /// The key.
        typed: String,
        /// The nearest known key.
        nearest: &'static str,
    },
    /// An I/O error.
    #[error("cannot read on: {0}")]
    Io(#[from] io::Error),
}

impl RowError {
    /// Returns a hint on what to write instead, if there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Request(error) => Some(error.hint()),
            _ => None,
        }
    }
}

/// The meaning of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Query,
    Filter(Field),
    Exclude,
    /// A user-defined field, without `x.`.
    Own(String),
    Set(Setting),
    Unread,
}

/// An option with the name of its flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Any,
    Phrase,
    Verbatim,
    Limit,
    Offset,
    Matches,
    Sort,
    Facet,
}

const SETTINGS: &[(&str, Setting)] = &[
    ("any", Setting::Any),
    ("phrase", Setting::Phrase),
    ("verbatim", Setting::Verbatim),
    ("limit", Setting::Limit),
    ("offset", Setting::Offset),
    ("matches", Setting::Matches),
    ("sort", Setting::Sort),
    ("facet", Setting::Facet),
];

impl Setting {
    fn name(self) -> &'static str {
        let known = SETTINGS.iter().find(|(_, setting)| *setting == self);
        known.map_or("", |(name, _)| *name)
    }
}

/// Returns the column of a name; `Ok(None)` for unknown names, `Err` with the nearest name for probably misspelt ones.
pub(super) fn column(name: &str) -> Result<Option<Column>, &'static str> {
    let name = name.trim().to_ascii_lowercase();
    if let Some(own) = name.strip_prefix("x.").filter(|own| !own.is_empty()) {
        return Ok(Some(Column::Own(own.to_owned())));
    }
    let setting = || SETTINGS.iter().find(|(known, _)| *known == name);
    let found = match name.as_str() {
        "id" => Some(Column::Id),
        "query" => Some(Column::Query),
        "not" => Some(Column::Exclude),
        _ => Field::from_name(&name)
            .map(Column::Filter)
            .or_else(|| setting().map(|(_, setting)| Column::Set(*setting))),
    };
    let known = || {
        Field::names()
            .chain(SETTINGS.iter().map(|(name, _)| *name))
            .chain(["query"])
    };
    match found {
        Some(column) => Ok(Some(column)),
        None => known()
            .find(|known| name.len() > 3 && strsim::osa_distance(known, &name) == 1)
            .map_or(Ok(None), Err),
    }
}

/// The values of a row.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) id: Option<String>,
    pub(super) query: String,
    filters: Vec<(Field, String)>,
    excluded: Vec<String>,
    own: Vec<(String, String)>,
    settings: Vec<(Setting, String)>,
}

impl Values {
    pub(super) fn of_query(line: String) -> Self {
        Self {
            query: line.trim().to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn of_cells(columns: &[Column], cells: Vec<String>) -> Result<Self, RowError> {
        let extra = cells
            .iter()
            .skip(columns.len())
            .any(|cell| !cell.trim().is_empty());
        if extra {
            let (cells, columns) = (cells.len(), columns.len());
            return Err(RowError::TooManyCells { cells, columns });
        }
        let mut values = Self::default();
        for (column, cell) in columns.iter().zip(cells) {
            values.put(column, cell.trim().to_owned());
        }
        Ok(values)
    }

    /// Parses a JSON object; a list gives several values of a key. Unknown keys cause one warning per file.
    pub(super) fn of_json(line: &str, warnings: &mut Vec<String>) -> Result<Self, RowError> {
        let object: serde_json::Map<String, Value> =
            serde_json::from_str(line).map_err(|error| RowError::NotJson(error.to_string()))?;
        let mut values = Self::default();
        for (key, value) in object {
            let found = column(&key).map_err(|nearest| RowError::UnknownKey {
                typed: key.clone(),
                nearest,
            })?;
            match found {
                Some(column) => texts(value)
                    .into_iter()
                    .for_each(|text| values.put(&column, text)),
                None => {
                    let warning = format!("the key {key} means nothing here and is not read");
                    if !warnings.contains(&warning) {
                        warnings.push(warning);
                    }
                }
            }
        }
        Ok(values)
    }

    fn put(&mut self, column: &Column, text: String) {
        match column {
            _ if text.is_empty() => {}
            Column::Id => self.id = Some(text),
            Column::Query => self.query = text,
            Column::Filter(field) => self.filters.push((*field, text)),
            Column::Exclude => {
                let values = text.split([';', '|']).map(str::trim);
                let values = values.filter(|value| !value.is_empty());
                self.excluded.extend(values.map(str::to_owned));
            }
            Column::Own(name) => self.own.push((name.clone(), text)),
            Column::Set(setting) => self.settings.push((*setting, text)),
            Column::Unread => {}
        }
    }
}

fn texts(value: Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.into_iter().flat_map(texts).collect(),
        Value::String(text) => vec![text],
        other => vec![other.to_string()],
    }
}

/// Overrides the values of a request by those of a row.
pub(super) fn fill(request: &mut TypedRequest, values: Values) -> Result<(), RowError> {
    request.query = values.query;
    let own = |field: &Field| values.filters.iter().any(|(own, _)| own == field);
    request.filters.retain(|(field, _)| !own(field));
    request.filters.extend(values.filters);
    if !values.excluded.is_empty() {
        request.excluded = values.excluded;
    }
    let named = |name: &String| values.own.iter().any(|(own, _)| own == name);
    request.own.retain(|(name, _)| !named(name));
    request.own.extend(values.own);
    if values
        .settings
        .iter()
        .any(|(setting, _)| *setting == Setting::Facet)
    {
        request.facets.clear();
    }
    for (setting, typed) in values.settings {
        set(request, setting, typed)?;
    }
    Ok(())
}

fn set(request: &mut TypedRequest, setting: Setting, typed: String) -> Result<(), RowError> {
    match setting {
        Setting::Any => request.options.any = yes_or_no(setting, &typed)?,
        Setting::Phrase => request.options.phrase = yes_or_no(setting, &typed)?,
        Setting::Verbatim => request.options.verbatim = yes_or_no(setting, &typed)?,
        Setting::Limit => request.limit = number(setting, &typed)?,
        Setting::Offset => request.offset = number(setting, &typed)?,
        Setting::Matches => request.matches = number(setting, &typed)?,
        Setting::Sort => {
            request.sort = typed
                .parse()
                .map_err(|expected| bad_value(setting, &typed, expected))?;
        }
        Setting::Facet => request.facets.push(typed),
    }
    Ok(())
}

fn yes_or_no(setting: Setting, typed: &str) -> Result<bool, RowError> {
    match typed.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" => Ok(true),
        "false" | "no" | "n" | "0" => Ok(false),
        _ => Err(bad_value(setting, typed, "write yes or no".into())),
    }
}

fn number(setting: Setting, typed: &str) -> Result<usize, RowError> {
    let expected = || bad_value(setting, typed, "write a whole number".into());
    typed.parse().map_err(|_| expected())
}

fn bad_value(setting: Setting, typed: &str, expected: String) -> RowError {
    RowError::BadValue {
        column: setting.name(),
        typed: typed.to_owned(),
        expected,
    }
}
