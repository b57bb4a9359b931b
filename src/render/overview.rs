//! Renders summary figures of queries, one row per query.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::answered::Format;
use super::json::json_line;
use super::table::{Dialect, safe_cell, write_row};
use crate::model::{Date, Overview};

/// A query with its summary figures.
#[derive(Clone, Copy, Debug)]
pub struct QueryOverview<'a> {
    /// The query's id.
    pub id: &'a str,
    /// The query as typed.
    pub query: &'a str,
    /// The figures, or the error message.
    pub outcome: Result<Overview, &'a str>,
}

const COLUMNS: [&str; 8] = [
    "id",
    "query",
    "status",
    "total",
    "documents",
    "first_date",
    "last_date",
    "error",
];

/// Writes the header of a table.
///
/// # Errors
/// Those of `out`.
pub fn write_overview_header(format: Format, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    match Dialect::of(format) {
        Some(dialect) => write_row(
            COLUMNS.iter().map(|name| Cow::Borrowed(*name)),
            dialect,
            out,
        ),
        None => Ok(()),
    }
}

/// Writes the figures of one query, as a line of JSON or a row.
///
/// # Errors
/// Those of `out`.
pub fn write_overview(
    format: Format,
    query: &QueryOverview<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let overview = query.outcome.unwrap_or_default();
    let status = match query.outcome {
        Ok(Overview { total: 0, .. }) => "none",
        Ok(_) => "ok",
        Err(_) => "error",
    };
    let line = OverviewLine {
        id: query.id,
        query: query.query,
        status,
        error: query.outcome.err(),
        overview,
    };
    match Dialect::of(format) {
        Some(dialect) => write_row(line.cells(), dialect, out),
        None => json_line(&line, out),
    }
}

#[derive(Serialize)]
struct OverviewLine<'a> {
    id: &'a str,
    query: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(flatten)]
    overview: Overview,
}

impl OverviewLine<'_> {
    fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let date =
            |date: Option<Date>| Cow::Owned(date.map_or_else(String::new, |date| date.to_string()));
        [
            safe_cell(self.id),
            safe_cell(self.query),
            Cow::Borrowed(self.status),
            Cow::Owned(self.overview.total.to_string()),
            Cow::Owned(self.overview.documents.to_string()),
            date(self.overview.first_date),
            date(self.overview.last_date),
            safe_cell(self.error.unwrap_or_default()),
        ]
        .into_iter()
    }
}
