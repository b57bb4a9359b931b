//! What is written of one query?

use super::{Report, Row, Run};
use crate::model::{Answer, Overview};
use crate::query::{BatchQuery, Request};
use crate::render::{
    Answered, Changes, EarlierAnswer, Format, SummedUp, write_answer, write_changes, write_overview,
};

/// A query as it will be written.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) bytes: Vec<u8>,
    /// Whether it found something; when comparing, whether its answer changed.
    pub(super) ok: bool,
    /// Why it could not be answered.
    pub(super) error: Option<String>,
    /// Whether it was compared without all its hits.
    pub(super) incomplete: bool,
}

impl Shown {
    pub(super) fn of(row: &Row, earlier: Option<&EarlierAnswer>, run: &Run<'_>) -> Self {
        let (mut shown, error) = match run.request.report {
            Report::Answers => answered(row, run),
            Report::Overview => summed_up(row, run),
            Report::Changes(_) => compared(row, earlier, run),
        };
        shown.error = error;
        shown
    }
}

type ShownOrNot = (Shown, Option<String>);

fn answered(row: &Row, run: &Run<'_>) -> ShownOrNot {
    let outcome = outcome(row, |query| answer(query, run));
    let mut shown = Shown {
        ok: outcome.as_ref().is_ok_and(|answer| answer.total > 0),
        ..Shown::default()
    };
    let answered = as_answered(row, &outcome);
    let written = write_answer(run.request.format, &answered, &mut shown.bytes);
    (shown, outcome.err().or(said(written)))
}

fn summed_up(row: &Row, run: &Run<'_>) -> ShownOrNot {
    let overview = |request: &Request| run.index.overview(&request.query);
    let outcome: Result<Overview, String> = outcome(row, |query| {
        overview(&query.request).map_err(|error| error.to_string())
    });
    let mut shown = Shown {
        ok: outcome.as_ref().is_ok_and(|overview| overview.total > 0),
        ..Shown::default()
    };
    let (id, query) = named(row);
    let summed = SummedUp {
        id,
        query,
        outcome: outcome.as_ref().copied().map_err(String::as_str),
    };
    let written = write_overview(run.request.format, &summed, &mut shown.bytes);
    (shown, outcome.err().or(said(written)))
}

fn compared(row: &Row, earlier: Option<&EarlierAnswer>, run: &Run<'_>) -> ShownOrNot {
    let outcome = outcome(row, |query| answer(query, run));
    let answered = as_answered(row, &outcome);
    let mut shown = Shown::default();
    let mut written = Ok(());
    if let Some(changes) = Changes::between(earlier, &answered) {
        shown.ok = outcome.is_ok();
        shown.incomplete = !changes.complete();
        written = write_changes(run.request.format, &changes, &mut shown.bytes);
    }
    (shown, outcome.err().or(said(written)))
}

/// What becomes of a row; a row that cannot be read cannot be answered.
fn outcome<T>(
    row: &Row,
    of_query: impl FnOnce(&BatchQuery) -> Result<T, String>,
) -> Result<T, String> {
    match row {
        Ok(query) => of_query(query),
        Err(error) => Err(error.cause.to_string()),
    }
}

fn answer(query: &BatchQuery, run: &Run<'_>) -> Result<Answer, String> {
    let answer = run.index.search(&query.request);
    let mut answer = answer.map_err(|error| error.to_string())?;
    answer.notes.splice(0..0, query.notes.iter().cloned());
    // Only the answers of one format have a place for it.
    let wanted = run.request.report == Report::Answers && run.request.format == Format::Answers;
    if answer.total == 0 && wanted {
        let help = run.index.help(&query.request.query);
        answer.help = Some(help.map_err(|error| error.to_string())?);
    }
    Ok(answer)
}

fn as_answered<'a>(row: &'a Row, outcome: &'a Result<Answer, String>) -> Answered<'a> {
    let (id, query) = named(row);
    Answered {
        id,
        query,
        outcome: outcome.as_ref().map_err(String::as_str),
    }
}

fn named(row: &Row) -> (&str, &str) {
    match row {
        Ok(query) => (&query.id, &query.typed),
        Err(error) => (&error.id, &error.typed),
    }
}

fn said(written: std::io::Result<()>) -> Option<String> {
    written.err().map(|error| error.to_string())
}
