//! `plenary batch`: answers a file of queries, in its order, whatever becomes of single ones.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::index::{IndexRequest, timed};
use super::output_file::OutputFile;
use super::{Console, Failure, Verdict};
use crate::index::Index;
use crate::model::Answer;
use crate::query::{BatchError, BatchQuery, BatchRows, TypedRequest, read_batch};
use crate::render::{Answered, Format, clean, write_answer, write_header};

/// What to answer, and how to show it.
#[derive(Clone, Debug)]
pub struct BatchRequest {
    /// The folder of the index.
    pub index: PathBuf,
    /// A folder to bring the index up to date with first.
    pub fresh: Option<PathBuf>,
    /// The file of queries; what is piped in if `None`.
    pub queries: Option<PathBuf>,
    /// What holds for every query that does not say otherwise.
    pub defaults: TypedRequest,
    /// How to show the answers.
    pub format: Format,
    /// Where to write them instead; the file appears when all are written.
    pub output: Option<PathBuf>,
    /// Whether to stop at the first query that cannot be answered.
    pub fail_fast: bool,
    /// Whether to read the queries only, and name those that cannot be read.
    pub check: bool,
}

/// Queries answered at a time: their answers are held until written.
const CHUNK: usize = 256;

/// Answers the queries in parallel and writes the answers in the order of the queries.
///
/// # Errors
/// If the file as a whole cannot be read, the index cannot be opened, or the answers cannot be written. A query that
/// cannot be answered is an answer, and makes the verdict `Incomplete`.
pub fn batch(request: &BatchRequest, console: &mut Console<'_>) -> Result<Verdict, Failure> {
    let mut file = request.queries.as_deref().map(open).transpose()?;
    let index = match request.check {
        true => None,
        false => Some(fresh_index(request, console)?),
    };
    let Console {
        out,
        input,
        tell,
        cancel,
        ..
    } = console;
    let reader: &mut dyn BufRead = match &mut file {
        Some(file) => file,
        None => &mut **input,
    };
    let stop = || cancel.load(Ordering::Relaxed);
    match index {
        None => check(request, reader, &mut **out, &mut **tell),
        Some(index) => match &request.output {
            None => answer(request, &index, reader, &mut **out, &mut **tell, &stop),
            Some(path) => {
                let mut output = OutputFile::create(path)?;
                let verdict = answer(request, &index, reader, output.writer(), &mut **tell, &stop)?;
                output.finish()?;
                Ok(verdict)
            }
        },
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    let file = File::open(path).map_err(|error| {
        let message = format!("cannot read {}: {error}", path.display());
        Failure::with_hint(message, "check the path")
    })?;
    Ok(BufReader::new(file))
}

fn fresh_index(request: &BatchRequest, console: &mut Console<'_>) -> Result<Index, Failure> {
    if let Some(folder) = &request.fresh {
        let done = timed(&IndexRequest::fresh(&request.index, folder), console)?;
        (console.tell)(&done.line);
    }
    Ok(Index::open(&request.index)?)
}

type Row = Result<BatchQuery, BatchError>;

/// Names every query that cannot be read, and answers none.
fn check(
    request: &BatchRequest,
    reader: &mut dyn BufRead,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(&str),
) -> Result<Verdict, Failure> {
    let mut rows = rows(request, reader)?;
    let mut tally = Tally::default();
    for row in rows.by_ref() {
        match row {
            Ok(query) => query
                .notes
                .iter()
                .for_each(|note| tell(&noted(&query, note))),
            Err(error) => {
                tally.failed += 1;
                writeln!(out, "{}", clean(&error.to_string()))?;
            }
        }
        tally.all += 1;
    }
    out.flush()?;
    rows.warnings()
        .iter()
        .for_each(|warning| tell(&format!("note: {warning}")));
    tell(&format!(
        "{}: {} cannot be read",
        queries(tally.all),
        tally.failed
    ));
    Ok(tally.verdict_of_check())
}

fn answer(
    request: &BatchRequest,
    index: &Index,
    reader: &mut dyn BufRead,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(&str),
    stop: &dyn Fn() -> bool,
) -> Result<Verdict, Failure> {
    let mut rows = rows(request, reader)?;
    let mut tally = Tally::default();
    write_header(request.format, out)?;
    loop {
        let chunk: Vec<Row> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() || stop() {
            break;
        }
        let answers: Vec<Shown> = chunk
            .par_iter()
            .map(|row| Shown::of(row, index, request.format))
            .collect();
        for (row, shown) in chunk.iter().zip(answers) {
            notes_of(row).iter().for_each(|note| tell(note));
            out.write_all(&shown.bytes)?;
            tally.add(&shown);
            if let (true, Some(error)) = (request.fail_fast, shown.error) {
                out.flush()?;
                return Err(Failure::new(error));
            }
        }
    }
    out.flush()?;
    rows.warnings()
        .iter()
        .for_each(|warning| tell(&format!("note: {warning}")));
    if stop() {
        let message = format!("interrupted after {}", queries(tally.all));
        return Err(Failure::new(message));
    }
    tell(&tally.line());
    Ok(tally.verdict())
}

fn rows<'a>(
    request: &BatchRequest,
    reader: &'a mut dyn BufRead,
) -> Result<BatchRows<&'a mut dyn BufRead>, Failure> {
    let rows = read_batch(reader, request.defaults.clone());
    rows.map_err(|error| {
        let name = request.queries.as_deref().map(Path::display);
        let name = name.map_or_else(|| "standard input".to_owned(), |path| path.to_string());
        let hint = "write one query a line, or a table with a column called query";
        Failure::with_hint(format!("cannot read the queries in {name}: {error}"), hint)
    })
}

fn notes_of(row: &Row) -> Vec<String> {
    match row {
        Ok(query) => query.notes.iter().map(|note| noted(query, note)).collect(),
        Err(_) => Vec::new(),
    }
}

fn noted(query: &BatchQuery, note: &str) -> String {
    format!("note: line {} ({}): {note}", query.line, query.id)
}

/// An answer as it will be written.
struct Shown {
    bytes: Vec<u8>,
    found: bool,
    error: Option<String>,
}

impl Shown {
    fn of(row: &Row, index: &Index, format: Format) -> Self {
        let (id, typed, outcome) = match row {
            Ok(query) => {
                let answer = index
                    .search(&query.request)
                    .map_err(|error| error.to_string());
                let answer = answer.map(|answer| with_notes(answer, &query.notes));
                (&query.id, &query.typed, answer)
            }
            Err(error) => (&error.id, &error.typed, Err(error.cause.to_string())),
        };
        let answered = Answered {
            id,
            query: typed,
            outcome: outcome.as_ref().map_err(String::as_str),
        };
        let mut bytes = Vec::new();
        let written = write_answer(format, &answered, &mut bytes);
        Self {
            bytes,
            found: outcome.as_ref().is_ok_and(|answer| answer.total > 0),
            error: outcome
                .err()
                .or(written.err().map(|error| error.to_string())),
        }
    }
}

fn with_notes(mut answer: Answer, notes: &[String]) -> Answer {
    answer.notes.splice(0..0, notes.iter().cloned());
    answer
}

/// How many queries came to what.
#[derive(Default)]
struct Tally {
    all: u64,
    found: u64,
    failed: u64,
}

impl Tally {
    fn add(&mut self, shown: &Shown) {
        self.all += 1;
        self.found += u64::from(shown.found);
        self.failed += u64::from(shown.error.is_some());
    }

    fn line(&self) -> String {
        let nothing = self.all - self.found - self.failed;
        format!(
            "{}: {} found something, {nothing} nothing, {} could not be answered",
            queries(self.all),
            self.found,
            self.failed
        )
    }

    fn verdict(&self) -> Verdict {
        match self.failed {
            0 => Verdict::of(self.found > 0),
            _ => Verdict::Incomplete,
        }
    }

    fn verdict_of_check(&self) -> Verdict {
        match self.failed {
            0 => Verdict::Found,
            _ => Verdict::Incomplete,
        }
    }
}

fn queries(count: u64) -> String {
    match count {
        1 => "1 query".to_owned(),
        _ => format!("{count} queries"),
    }
}
