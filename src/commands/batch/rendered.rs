//! Renders the answer to one query of a batch.

use super::request::{BatchRequest, Report};
use crate::index::Index;
use crate::model::{Answer, Overview};
use crate::query::{BatchError, BatchQuery};
use crate::render::{
    Answered, Changes, EarlierAnswer, Format, QueryOverview, write_answer, write_changes,
    write_overview,
};

/// A row of the query file: a query, or why it cannot be parsed.
pub(super) type QueryRow = Result<BatchQuery, BatchError>;

/// What rows are answered with.
#[derive(Clone, Copy)]
pub(super) struct RenderContext<'a> {
    pub(super) request: &'a BatchRequest,
    pub(super) index: &'a Index,
}

/// The rendered answer to a query.
#[derive(Default)]
pub(super) struct Rendered {
    pub(super) bytes: Vec<u8>,
    /// Whether it has hits; in comparisons, whether the answer changed.
    pub(super) ok: bool,
    /// Why it could not be answered.
    pub(super) error: Option<String>,
    /// Whether it was compared without all its hits.
    pub(super) incomplete: bool,
}

impl Rendered {
    /// Answers a query and renders the answer.
    pub(super) fn of(
        row: &QueryRow,
        earlier: Option<&EarlierAnswer>,
        context: RenderContext<'_>,
    ) -> Self {
        let (mut rendered, error) = match context.request.report {
            Report::Answers => answer_row(row, context),
            Report::Overview => summarise_row(row, context),
            Report::Changes(_) => compare_row(row, earlier, context),
        };
        rendered.error = error;
        rendered
    }
}

type RenderedWithError = (Rendered, Option<String>);

fn answer_row(row: &QueryRow, context: RenderContext<'_>) -> RenderedWithError {
    let outcome = outcome(row, |query| answer(query, context));
    let mut rendered = Rendered {
        ok: outcome.as_ref().is_ok_and(|answer| answer.total > 0),
        ..Rendered::default()
    };
    let answered = as_answered(row, &outcome);
    let written = write_answer(context.request.format, &answered, &mut rendered.bytes);
    (rendered, outcome.err().or(write_error(written)))
}

fn summarise_row(row: &QueryRow, context: RenderContext<'_>) -> RenderedWithError {
    let outcome: Result<Overview, String> = outcome(row, |query| {
        let overview = context.index.overview(&query.request.query);
        overview.map_err(|error| error.to_string())
    });
    let mut rendered = Rendered {
        ok: outcome.as_ref().is_ok_and(|overview| overview.total > 0),
        ..Rendered::default()
    };
    let (id, query) = id_and_query(row);
    let overview = QueryOverview {
        id,
        query,
        outcome: outcome.as_ref().copied().map_err(String::as_str),
    };
    let written = write_overview(context.request.format, &overview, &mut rendered.bytes);
    (rendered, outcome.err().or(write_error(written)))
}

fn compare_row(
    row: &QueryRow,
    earlier: Option<&EarlierAnswer>,
    context: RenderContext<'_>,
) -> RenderedWithError {
    let outcome = outcome(row, |query| answer(query, context));
    let answered = as_answered(row, &outcome);
    let mut rendered = Rendered::default();
    let mut written = Ok(());
    if let Some(changes) = Changes::between(earlier, &answered) {
        rendered.ok = outcome.is_ok();
        rendered.incomplete = !changes.complete();
        written = write_changes(context.request.format, &changes, &mut rendered.bytes);
    }
    (rendered, outcome.err().or(write_error(written)))
}

/// Applies `of_query` to a parsed row, or returns the parse error.
fn outcome<T>(
    row: &QueryRow,
    of_query: impl FnOnce(&BatchQuery) -> Result<T, String>,
) -> Result<T, String> {
    match row {
        Ok(query) => of_query(query),
        Err(error) => Err(error.cause.to_string()),
    }
}

fn answer(query: &BatchQuery, context: RenderContext<'_>) -> Result<Answer, String> {
    let answer = context.index.search(&query.request);
    let mut answer = answer.map_err(|error| error.to_string())?;
    answer.notes.splice(0..0, query.notes.iter().cloned());
    // Only this format has a field for it.
    let wanted =
        context.request.report == Report::Answers && context.request.format == Format::Answers;
    if answer.total == 0 && wanted {
        let help = context.index.help(&query.request.query);
        answer.help = Some(help.map_err(|error| error.to_string())?);
    }
    Ok(answer)
}

fn as_answered<'a>(row: &'a QueryRow, outcome: &'a Result<Answer, String>) -> Answered<'a> {
    let (id, query) = id_and_query(row);
    Answered {
        id,
        query,
        outcome: outcome.as_ref().map_err(String::as_str),
    }
}

fn id_and_query(row: &QueryRow) -> (&str, &str) {
    match row {
        Ok(query) => (&query.id, &query.typed),
        Err(error) => (&error.id, &error.typed),
    }
}

/// Returns the message of a write error.
fn write_error(written: std::io::Result<()>) -> Option<String> {
    written.err().map(|error| error.to_string())
}
