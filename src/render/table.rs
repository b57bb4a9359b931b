//! Renders answers as a table: a row for each match, for each hit without matches, and for each query without hits.

use std::borrow::Cow;
use std::io::{self, Write};

use super::answered::{Answered, Format};
use super::clean::clean;
use crate::model::{Hit, Match};

/// The dialect of a delimited table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Comma-separated by RFC 4180, quoted where needed.
    Commas,
    /// Tab-separated without quotes; cells contain no tabs and line ends.
    Tabs,
}

impl Dialect {
    /// Returns the dialect of a format, if it is a table.
    pub(super) fn of(format: Format) -> Option<Self> {
        match format {
            Format::Csv => Some(Self::Commas),
            Format::Tsv => Some(Self::Tabs),
            Format::Text(_) | Format::Answers | Format::Hits | Format::Trec | Format::Citations => {
                None
            }
        }
    }
}

const COLUMNS: [&str; 22] = [
    "id",
    "query",
    "status",
    "total",
    "rank",
    "score",
    "path",
    "title",
    "country",
    "session",
    "organ",
    "symbol",
    "date",
    "language",
    "pages",
    "match_count",
    "page",
    "page_label",
    "paragraph",
    "region",
    "text",
    "error",
];

/// The columns of a hit.
const HIT_COLUMNS: std::ops::Range<usize> = 4..21;

pub(super) fn write_header(dialect: Dialect, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    write_row(
        COLUMNS.iter().map(|name| Cow::Borrowed(*name)),
        dialect,
        out,
    )
}

pub(super) fn write_answer(
    answered: &Answered<'_>,
    dialect: Dialect,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let hits = answered.outcome.map_or(&[][..], |answer| &answer.hits);
    if hits.is_empty() {
        return write_row(cells(answered, None), dialect, out);
    }
    for hit in hits {
        if hit.matches.is_empty() {
            write_row(cells(answered, Some((hit, None))), dialect, out)?;
        }
        for found in &hit.matches {
            write_row(cells(answered, Some((hit, Some(found)))), dialect, out)?;
        }
    }
    Ok(())
}

fn cells<'a>(
    answered: &'a Answered<'_>,
    hit: Option<(&'a Hit, Option<&'a Match>)>,
) -> impl Iterator<Item = Cow<'a, str>> {
    let total = answered.outcome.map_or(0, |answer| answer.total);
    let before = [
        safe_cell(answered.id),
        safe_cell(answered.query),
        Cow::Borrowed(answered.status()),
        Cow::Owned(total.to_string()),
    ];
    let of_hit = match hit {
        Some((hit, found)) => hit_cells(hit, found),
        None => vec![Cow::Borrowed(""); HIT_COLUMNS.len()],
    };
    let error = answered.outcome.err().unwrap_or_default();
    before.into_iter().chain(of_hit).chain([safe_cell(error)])
}

fn hit_cells<'a>(hit: &'a Hit, found: Option<&'a Match>) -> Vec<Cow<'a, str>> {
    let of_match = |cell: fn(&Match) -> Cow<'_, str>| found.map_or(Cow::Borrowed(""), cell);
    vec![
        hit.rank.to_string().into(),
        hit.score.to_string().into(),
        safe_cell(&hit.path),
        safe_cell(&hit.title),
        list(&hit.country),
        list(&hit.session),
        list(&hit.organ),
        list(&hit.symbol),
        list(hit.date.as_slice()),
        list(hit.language.as_slice()),
        hit.pages.to_string().into(),
        hit.match_count.to_string().into(),
        of_match(|found| found.page.to_string().into()),
        of_match(|found| safe_cell(&found.page_label)),
        of_match(|found| safe_cell(found.paragraph.as_deref().unwrap_or_default())),
        of_match(|found| found.region.into()),
        of_match(|found| safe_cell(&found.excerpt.text)),
    ]
}

fn list<T: ToString>(values: &[T]) -> Cow<'static, str> {
    let values: Vec<String> = values.iter().map(T::to_string).collect();
    Cow::Owned(values.join(";"))
}

/// Returns the text of a cell on one line, with a leading quote if a spreadsheet would take it for a formula (OWASP, "CSV
/// injection").
pub(super) fn safe_cell(text: &str) -> Cow<'_, str> {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    match runs {
        true => Cow::Owned(format!("'{}", clean(text))),
        false => clean(text),
    }
}

pub(super) fn write_row<'a>(
    cells: impl Iterator<Item = Cow<'a, str>>,
    dialect: Dialect,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let (between, end) = match dialect {
        Dialect::Commas => (",", "\r\n"),
        Dialect::Tabs => ("\t", "\n"),
    };
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(between.as_bytes())?;
        }
        let quote = dialect == Dialect::Commas && cell.contains([',', '"', ';', '\n', '\r']);
        match quote {
            true => write!(out, "\"{}\"", cell.replace('"', "\"\""))?,
            false => out.write_all(cell.as_bytes())?,
        }
    }
    out.write_all(end.as_bytes())
}
