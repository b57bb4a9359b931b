//! `plenary search`: answers one query.

use std::path::PathBuf;

use super::index::{IndexRequest, timed};
use super::teller::TypedTeller;
use super::{Console, Failure, Verdict};
use crate::index::Index;
use crate::model::Answer;
use crate::query::{TypedRequest, understand};
use crate::render::{Answered, Format, write_answer, write_header};

/// What to search for, and how to show it.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// The folder of the index.
    pub index: PathBuf,
    /// A folder to bring the index up to date with first.
    pub fresh: Option<PathBuf>,
    /// What the archive tells of that folder's documents.
    pub teller: TypedTeller,
    /// What was typed.
    pub typed: TypedRequest,
    /// How to show it.
    pub format: Format,
}

/// The id of a query that stands alone.
const ONLY_ID: &str = "q1";

/// Searches and writes the answer.
///
/// # Errors
/// If the query cannot be read, or the index cannot be opened or searched.
pub fn search(request: &SearchRequest, console: &mut Console<'_>) -> Result<Verdict, Failure> {
    let understood = understand(&request.typed)?;
    if request.fresh.is_none() && request.teller != TypedTeller::default() {
        return Err(Failure::with_hint(
            "cannot take fields for documents that are indexed already",
            "name the folder with --in, or run `plenary index` with them",
        ));
    }
    if let Some(folder) = &request.fresh {
        let fresh = IndexRequest {
            teller: request.teller.clone(),
            ..IndexRequest::fresh(&request.index, folder)
        };
        let done = timed(&fresh, console)?;
        (console.tell)(&done.line);
    }
    let index = Index::open(&request.index)?;
    let mut answer = index.search(&understood.request)?;
    answer.notes.splice(0..0, understood.notes);
    for note in &answer.notes {
        (console.tell)(&format!("note: {note}"));
    }
    let answered = Answered {
        id: ONLY_ID,
        query: &request.typed.query,
        outcome: Ok(&answer),
    };
    write_header(request.format, console.out)?;
    write_answer(request.format, &answered, console.out)?;
    console.out.flush()?;
    if matches!(request.format, Format::Text(_)) {
        (console.tell)(&how_much(&answer, request.typed.offset));
    }
    Ok(Verdict::of(answer.total > 0))
}

/// `31 documents match, 1 to 10 shown; 412 searched, 3 could not be read (plenary failures)`
fn how_much(answer: &Answer, offset: usize) -> String {
    let found = match answer.total {
        0 => "no document matches".to_owned(),
        1 => "1 document matches".to_owned(),
        total => format!("{total} documents match"),
    };
    let shown = match answer.hits.len() {
        0 if answer.total == 0 => String::new(),
        0 => ", none shown".to_owned(),
        all if all as u64 == answer.total => String::new(),
        some => format!(", {} to {} shown", offset + 1, offset + some),
    };
    let skipped = match answer.coverage.skipped {
        0 => String::new(),
        skipped => format!(", {skipped} could not be read (plenary failures)"),
    };
    let partial = match answer.coverage.partial {
        0 => String::new(),
        partial => format!(", {partial} of them only in part"),
    };
    format!(
        "{found}{shown}; {} searched{partial}{skipped}",
        answer.coverage.searchable
    )
}
