//! `plenary search`: answers one query.

use std::path::PathBuf;

use super::index::open_fresh;
use super::metadata_source::TypedMetadataSource;
use super::{Console, ExitStatus, Failure, NO_TEXTS};
use crate::index::SearchResults;
use crate::model::{Answer, Help};
use crate::query::{TypedRequest, describe, parse_request};
use crate::render::{Answered, Format, write_answer, write_header, write_hit};

/// The request of `plenary search`.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// The index folder.
    pub index: PathBuf,
    /// A folder to update the index with first.
    pub fresh: Option<PathBuf>,
    /// Supplied metadata for the documents of that folder.
    pub metadata_source: TypedMetadataSource,
    /// The query and its options as typed.
    pub typed: TypedRequest,
    /// The output format.
    pub format: Format,
    /// Whether to explain how the query was parsed and how hits were scored.
    pub explain: bool,
}

/// The id of a single query.
const ONLY_ID: &str = "q1";

/// Searches and writes the answer.
///
/// # Errors
/// If the query cannot be parsed, or the index cannot be opened or searched.
pub fn search(request: &SearchRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let parsed = parse_request(&request.typed)?;
    let folder = request.fresh.as_deref();
    let index = open_fresh(&request.index, folder, &request.metadata_source, console)?;
    let mut found = index.find(&parsed.request)?;
    found.answer.notes = parsed.notes;
    if !index.stores_text() && request.typed.matches > 0 {
        found.answer.notes.push(NO_TEXTS.to_owned());
    }
    if request.explain {
        found.answer.understood = Some(describe(&parsed.request.query));
    }
    if found.answer.total == 0 {
        found.answer.help = Some(index.help(&parsed.request.query)?);
    }
    tell_notes(&found.answer, console);
    let shown = write_found(request, &mut found, console)?;
    console.out.flush()?;
    let answer = &found.answer;
    if matches!(request.format, Format::Text(_)) {
        (console.tell)(&summary_line(answer, shown, request.typed.offset));
    }
    answer
        .help
        .iter()
        .flat_map(advice)
        .for_each(|line| (console.tell)(&line));
    Ok(ExitStatus::of(answer.total > 0))
}

fn tell_notes(answer: &Answer, console: &mut Console<'_>) {
    for note in &answer.notes {
        (console.tell)(&format!("note: {note}"));
    }
    if let Some(understood) = &answer.understood {
        (console.tell)(&format!("understood as: {understood}"));
    }
}

/// Writes the hits, as a stream in formats without answers. Returns the number of hits in an answer.
fn write_found(
    request: &SearchRequest,
    found: &mut SearchResults<'_>,
    console: &mut Console<'_>,
) -> Result<usize, Failure> {
    let stream = matches!(request.format, Format::Hits | Format::Citations);
    let mut hits = Vec::new();
    for hit in found.hits() {
        let mut hit = hit?;
        if request.explain {
            found.explain(&mut hit)?;
        }
        match stream {
            true => write_hit(request.format, &hit, console.out).map(drop)?,
            false => hits.push(hit),
        }
    }
    if stream {
        return Ok(0);
    }
    found.answer.hits = hits;
    let answered = Answered {
        id: ONLY_ID,
        query: &request.typed.query,
        outcome: Ok(&found.answer),
    };
    write_header(request.format, console.out)?;
    write_answer(request.format, &answered, console.out)?;
    Ok(found.answer.hits.len())
}

/// Formats hints for a query without hits.
fn advice(help: &Help) -> Vec<String> {
    let mut lines = Vec::new();
    for (word, count) in &help.words {
        let close = help
            .spellings
            .iter()
            .find(|spelling| spelling.word == *word);
        match (count, close) {
            (0, Some(close)) => {
                let close = close.close.join(", ");
                lines.push(format!(
                    "hint: {word} is in no document; did you mean {close}?"
                ));
            }
            (0, None) => lines.push(format!("hint: {word} is in no document")),
            _ => {}
        }
    }
    for phrase in &help.phrases {
        let name = &phrase.phrase;
        if let Some((part, count)) = &phrase.longest {
            let count = documents(*count);
            lines.push(format!(
                "hint: of {name} the longest part found is {part}, in {count}"
            ));
        }
        if let Some((slop, count)) = &phrase.slop {
            let name = name.split('~').next().unwrap_or(name);
            lines.push(format!("hint: {name}~{slop} is in {}", documents(*count)));
        }
    }
    for (filter, count) in &help.without_filter {
        let count = documents(*count);
        lines.push(format!(
            "hint: without {filter} there is something in {count}"
        ));
    }
    if let (Some(count @ 1..), []) = (help.without_filters, &help.without_filter[..]) {
        let count = documents(count);
        lines.push(format!(
            "hint: without any filter there is something in {count}"
        ));
    }
    lines
}

fn documents(count: u64) -> String {
    match count {
        1 => "1 document".to_owned(),
        _ => format!("{count} documents"),
    }
}

/// Formats `31 documents match, 1 to 10 shown; 412 searched, 3 could not be read (plenary failures)`.
fn summary_line(answer: &Answer, shown: usize, offset: usize) -> String {
    let found = match answer.total {
        0 => "no document matches".to_owned(),
        1 => "1 document matches".to_owned(),
        total => format!("{total} documents match"),
    };
    let shown = match shown {
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
