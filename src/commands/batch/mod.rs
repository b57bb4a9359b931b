//! `plenary batch`: answers a file of queries in order. Errors of single queries do not stop the batch.

mod counts;
mod earlier;
mod hashing_reader;
mod manifest;
mod output;
mod rendered;
mod request;

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::Ordering;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::Value;

use super::index::open_fresh;
use super::{Console, ExitStatus, Failure, NO_TEXTS, Progress};
use crate::index::Index;
use crate::query::{BatchRows, read_batch};
use crate::render::{
    Changes, EarlierAnswer, Format, clean, write_changes, write_changes_header, write_header,
    write_overview_header,
};
use counts::{BatchCounts, queries};
use earlier::Earlier;
use hashing_reader::HashingReader;
use output::{Checkpoint, Output, PartialOutput, cannot_resume};
use rendered::{QueryRow, RenderContext, Rendered};
pub use request::{BatchRequest, Report};

/// Maximum number of queries answered at a time, whose answers are held in memory.
const CHUNK: usize = 256;

/// Maximum number of hits in the answers of a chunk, unless a single query has more.
const CHUNK_HITS: usize = 10_000;

/// Answers queries in parallel and writes the answers in the order of the queries.
///
/// # Errors
/// If the file as a whole cannot be read, the index cannot be opened, or the answers cannot be written. An error of a
/// single query is written as its answer, and the status is `Incomplete`.
pub fn batch(request: &BatchRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    if request.format == Format::Trec && request.report != Report::Answers {
        let message = "cannot write a TREC run of sums or changes: it holds hits";
        return Err(Failure::with_hint(
            message,
            "write --format jsonl, csv or tsv",
        ));
    }
    let mut file = request.queries.as_deref().map(open).transpose()?;
    let index = match request.check {
        true => None,
        false => Some(fresh_index(request, console)?),
    };
    let bytes_total = file
        .as_ref()
        .and_then(|file| file.get_ref().metadata().ok());
    let reader: &mut dyn BufRead = match &mut file {
        Some(file) => file,
        None => &mut *console.input,
    };
    let rows = rows(request, HashingReader::new(reader))?;
    let Some(index) = index else {
        return check(rows, &mut *console.out, &mut *console.tell);
    };
    let run = BatchRun {
        request,
        settings: manifest::settings(request, &index)?,
        index,
        pool: threads(request.threads)?,
        bytes_total: bytes_total.map(|data| data.len()),
    };
    let stop = || console.cancel.load(Ordering::Relaxed);
    let mut notifier = Notifier {
        tell: &mut *console.tell,
        progress: &mut *console.progress,
        stop: &stop,
    };
    run.answer(rows, &mut *console.out, &mut notifier)
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    let file = File::open(path).map_err(|error| {
        let message = format!("cannot read {}: {error}", path.display());
        Failure::with_hint(message, "check the path")
    })?;
    Ok(BufReader::new(file))
}

fn fresh_index(request: &BatchRequest, console: &mut Console<'_>) -> Result<Index, Failure> {
    let folder = request.fresh.as_deref();
    let index = open_fresh(&request.index, folder, &request.metadata_source, console)?;
    if !index.stores_text() && request.defaults.matches > 0 {
        (console.tell)(&format!("note: {NO_TEXTS}"));
    }
    Ok(index)
}

fn threads(wanted: Option<NonZeroUsize>) -> Result<ThreadPool, Failure> {
    let builder = ThreadPoolBuilder::new().num_threads(wanted.map_or(0, NonZeroUsize::get));
    let failed = |error| Failure::new(format!("cannot start the threads: {error}"));
    builder.build().map_err(failed)
}

type QueryRows<'a> = BatchRows<HashingReader<'a>>;

fn rows<'a>(request: &BatchRequest, reader: HashingReader<'a>) -> Result<QueryRows<'a>, Failure> {
    let rows = read_batch(reader, request.defaults.clone());
    rows.map_err(|error| {
        let name = request.queries.as_deref().map(Path::display);
        let name = name.map_or_else(|| "standard input".to_owned(), |path| path.to_string());
        let hint = "write one query a line, or a table with a column called query";
        Failure::with_hint(format!("cannot read the queries in {name}: {error}"), hint)
    })
}

/// Reports all queries that cannot be parsed, and answers none.
fn check(
    mut rows: QueryRows<'_>,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(&str),
) -> Result<ExitStatus, Failure> {
    let (mut all, mut failed) = (0, 0);
    for row in rows.by_ref() {
        notes_of(&row).iter().for_each(|note| tell(note));
        if let Err(error) = row {
            failed += 1;
            writeln!(out, "{}", clean(&error.to_string()))?;
        }
        all += 1;
    }
    out.flush()?;
    tell_warnings(&rows, tell);
    tell(&format!("{}: {failed} cannot be read", queries(all)));
    Ok(match failed {
        0 => ExitStatus::Found,
        _ => ExitStatus::Incomplete,
    })
}

/// The callbacks of a run.
struct Notifier<'a> {
    tell: &'a mut dyn FnMut(&str),
    progress: &'a mut dyn FnMut(Progress<'_>),
    stop: &'a dyn Fn() -> bool,
}

/// A run of a batch.
struct BatchRun<'a> {
    request: &'a BatchRequest,
    index: Index,
    settings: Value,
    pool: ThreadPool,
    bytes_total: Option<u64>,
}

/// A row, with its earlier answer in comparisons.
struct ComparedRow {
    row: QueryRow,
    earlier: Option<EarlierAnswer>,
}

/// Why a run stopped.
enum Stopped {
    /// It reached the last query.
    AtEnd,
    /// It was cancelled.
    Interrupted,
    /// A query could not be answered.
    AtError(String),
}

impl BatchRun<'_> {
    fn answer(
        &self,
        mut rows: QueryRows<'_>,
        out: &mut dyn Write,
        notifier: &mut Notifier<'_>,
    ) -> Result<ExitStatus, Failure> {
        let mut earlier = match &self.request.report {
            Report::Changes(path) => Some(Earlier::open(path)?),
            Report::Answers | Report::Overview => None,
        };
        let (mut output, mut counts) = self.start(&mut rows, &mut earlier, out, notifier)?;
        let mut incomplete = 0;
        let stopped = loop {
            let chunk = chunk(&mut rows, &mut earlier)?;
            if chunk.is_empty() {
                break Stopped::AtEnd;
            }
            if (notifier.stop)() {
                break Stopped::Interrupted;
            }
            let failed = self.write(chunk, &mut output, &mut counts, &mut incomplete, notifier)?;
            (notifier.progress)(self.progress(&rows, &counts));
            if let Some(error) = failed {
                break Stopped::AtError(error);
            }
            output.save(self.checkpoint(&rows, &counts))?;
        };
        tell_warnings(&rows, notifier.tell);
        tell_incomplete(incomplete, notifier.tell);
        match stopped {
            Stopped::AtEnd => {}
            Stopped::Interrupted => return Err(interrupted(&counts, &output)),
            Stopped::AtError(error) => {
                output.discard()?;
                return Err(Failure::new(error));
            }
        }
        if let Some(earlier) = earlier {
            self.write_removed(earlier, &mut output, &mut counts)?;
        }
        output.finish()?;
        self.record(&rows, &counts)?;
        (notifier.tell)(&counts.line(self.compares()));
        Ok(counts.verdict())
    }

    /// Opens the output, and skips the rows that an interrupted run answered.
    fn start<'o>(
        &self,
        rows: &mut QueryRows<'_>,
        earlier: &mut Option<Earlier>,
        out: &'o mut dyn Write,
        notifier: &mut Notifier<'_>,
    ) -> Result<(Output<'o>, BatchCounts), Failure> {
        let Some(path) = &self.request.output else {
            let mut output = Output::Stream(out);
            self.write_header(&mut output)?;
            return Ok((output, BatchCounts::default()));
        };
        if self.request.resume {
            if let Some((part, checkpoint)) = PartialOutput::reopen(path)? {
                self.skip_answered(path, &checkpoint, rows, earlier)?;
                let answered = queries(checkpoint.counts.queries);
                (notifier.tell)(&format!("going on after {answered}"));
                return Ok((Output::File(part), checkpoint.counts));
            }
            (notifier.tell)("note: no interrupted run to go on with; this one starts anew");
        }
        let mut output = Output::File(PartialOutput::create(path)?);
        self.write_header(&mut output)?;
        Ok((output, BatchCounts::default()))
    }

    fn skip_answered(
        &self,
        path: &Path,
        checkpoint: &Checkpoint,
        rows: &mut QueryRows<'_>,
        earlier: &mut Option<Earlier>,
    ) -> Result<(), Failure> {
        if checkpoint.settings != self.settings {
            let cause = "the index or the options are not those it was started with";
            return Err(cannot_resume(path, &cause));
        }
        for _ in 0..checkpoint.counts.queries {
            if let (Some(row), Some(earlier)) = (rows.next(), earlier.as_mut()) {
                earlier.take(id_of(&row))?;
            }
        }
        if rows.get_ref().sha256().to_string() != checkpoint.queries_sha256 {
            let cause = "the queries are not those it was started with";
            return Err(cannot_resume(path, &cause));
        }
        Ok(())
    }

    fn write_header(&self, output: &mut Output<'_>) -> Result<(), Failure> {
        let mut header = Vec::new();
        match self.request.report {
            Report::Answers => write_header(self.request.format, &mut header)?,
            Report::Overview => write_overview_header(self.request.format, &mut header)?,
            Report::Changes(_) => write_changes_header(self.request.format, &mut header)?,
        }
        output.write(&header)
    }

    /// Answers and writes a chunk. With `fail_fast`, stops at the first error and returns it.
    fn write(
        &self,
        chunk: Vec<ComparedRow>,
        output: &mut Output<'_>,
        counts: &mut BatchCounts,
        incomplete: &mut u64,
        notifier: &mut Notifier<'_>,
    ) -> Result<Option<String>, Failure> {
        let context = RenderContext {
            request: self.request,
            index: &self.index,
        };
        let render = |row: &ComparedRow| Rendered::of(&row.row, row.earlier.as_ref(), context);
        let rendered: Vec<Rendered> = self.pool.install(|| chunk.par_iter().map(render).collect());
        for (row, rendered) in chunk.iter().zip(rendered) {
            notes_of(&row.row)
                .iter()
                .for_each(|note| (notifier.tell)(note));
            output.write(&rendered.bytes)?;
            counts.queries += 1;
            counts.ok += u64::from(rendered.ok);
            counts.errors += u64::from(rendered.error.is_some());
            *incomplete += u64::from(rendered.incomplete);
            if self.request.fail_fast && rendered.error.is_some() {
                return Ok(rendered.error);
            }
        }
        Ok(None)
    }

    fn write_removed(
        &self,
        earlier: Earlier,
        output: &mut Output<'_>,
        counts: &mut BatchCounts,
    ) -> Result<(), Failure> {
        earlier.for_each_left(|answer| {
            let mut bytes = Vec::new();
            write_changes(self.request.format, &Changes::removed(answer), &mut bytes)?;
            counts.queries += 1;
            counts.ok += 1;
            output.write(&bytes)
        })
    }

    fn progress(&self, rows: &QueryRows<'_>, counts: &BatchCounts) -> Progress<'static> {
        Progress::Queries {
            answered: counts.queries,
            bytes: rows.get_ref().bytes_read(),
            bytes_total: self.bytes_total,
        }
    }

    fn checkpoint(&self, rows: &QueryRows<'_>, counts: &BatchCounts) -> Checkpoint {
        Checkpoint {
            settings: self.settings.clone(),
            queries_sha256: rows.get_ref().sha256().to_string(),
            counts: *counts,
            answers_bytes: 0,
        }
    }

    fn record(&self, rows: &QueryRows<'_>, counts: &BatchCounts) -> Result<(), Failure> {
        let Some(path) = &self.request.manifest else {
            return Ok(());
        };
        let done = manifest::RunRecord {
            settings: &self.settings,
            coverage: self.index.coverage()?,
            queries_sha256: rows.get_ref().sha256().to_string(),
            counts: *counts,
        };
        manifest::write(path, self.request, &done)
    }

    fn compares(&self) -> bool {
        matches!(self.request.report, Report::Changes(_))
    }
}

/// Reads the next chunk of rows.
fn chunk(
    rows: &mut QueryRows<'_>,
    earlier: &mut Option<Earlier>,
) -> Result<Vec<ComparedRow>, Failure> {
    let (mut chunk, mut hits) = (Vec::new(), 0);
    while chunk.len() < CHUNK && hits < CHUNK_HITS {
        let Some(row) = rows.next() else { break };
        hits += row.as_ref().map_or(0, |query| query.request.limit);
        let earlier = earlier
            .as_mut()
            .map(|earlier| earlier.take(id_of(&row)))
            .transpose()?
            .flatten();
        chunk.push(ComparedRow { row, earlier });
    }
    Ok(chunk)
}

fn id_of(row: &QueryRow) -> &str {
    match row {
        Ok(query) => &query.id,
        Err(error) => &error.id,
    }
}

fn notes_of(row: &QueryRow) -> Vec<String> {
    let Ok(query) = row else { return Vec::new() };
    let noted = |note| format!("note: line {} ({}): {note}", query.line, query.id);
    query.notes.iter().map(noted).collect()
}

fn tell_warnings(rows: &QueryRows<'_>, tell: &mut dyn FnMut(&str)) {
    let warnings = rows.warnings().iter();
    warnings.for_each(|warning| tell(&format!("note: {warning}")));
}

fn tell_incomplete(incomplete: u64, tell: &mut dyn FnMut(&str)) {
    if incomplete > 0 {
        tell(&format!(
            "note: of {} more documents match than are listed; what is new or gone there may only have changed its rank \
             (--limit, in both runs)",
            queries(incomplete)
        ));
    }
}

fn interrupted(counts: &BatchCounts, output: &Output<'_>) -> Failure {
    let message = format!("interrupted after {}", queries(counts.queries));
    match output.is_resumable() {
        true => Failure::with_hint(message, "run the same command with --resume to go on"),
        false => Failure::new(message),
    }
}
