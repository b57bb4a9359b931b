//! `plenary index`: brings an index up to date with folders and files.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::readers::read_options;
use super::teller::TypedTeller;
use super::{Console, ExitStatus, Failure, FileLimits, Progress};
use crate::index::{self, Event, Fate, Index, Record, Summary, UpdateOptions};
use crate::ingest::ReadOptions;
use crate::render::json_line;

/// What to index, and how.
#[derive(Clone, Debug)]
pub struct IndexRequest {
    /// The folder of the index; made if it is not there.
    pub index: PathBuf,
    /// Folders and files.
    pub paths: Vec<PathBuf>,
    /// How many threads read; as many as there are cores if `None`.
    pub threads: Option<NonZeroUsize>,
    /// What reading one file may cost.
    pub limits: FileLimits,
    /// Whether to follow symbolic links.
    pub follow_links: bool,
    /// Whether to try again what was skipped before.
    pub retry_skipped: bool,
    /// What the archive tells of its documents.
    pub teller: TypedTeller,
    /// Whether a skipped file is an error.
    pub strict: bool,
    /// Whether to tell only what would be done.
    pub dry_run: bool,
    /// Whether a new index is to hold no texts.
    pub no_stored_text: bool,
    /// How often to commit; every 30 seconds if `None`.
    pub commit_every: Option<Duration>,
    /// Where to write one JSON object for each file that is counted.
    pub report: Option<PathBuf>,
}

impl IndexRequest {
    /// A request to bring an index up to date with one folder.
    pub fn fresh(index: &Path, folder: &Path) -> Self {
        Self {
            index: index.to_owned(),
            paths: vec![folder.to_owned()],
            threads: None,
            limits: FileLimits::default(),
            follow_links: false,
            retry_skipped: false,
            teller: TypedTeller::default(),
            strict: false,
            dry_run: false,
            no_stored_text: false,
            commit_every: None,
            report: None,
        }
    }
}

/// Indexes, and writes one line that says what was done.
///
/// # Errors
/// If the index cannot be written or a path is not there; with `strict`, also if a file was skipped.
pub fn index(request: &IndexRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let summary = run_update(request, console)?;
    writeln!(console.out, "{}", summary.line)?;
    console.out.flush()?;
    match summary.skipped {
        0 => Ok(ExitStatus::Found),
        1.. if request.strict => {
            let message = format!("{} could not be read", files(summary.skipped));
            Err(Failure::with_hint(
                message,
                "list them with `plenary failures`",
            ))
        }
        1.. => {
            (console.tell)("hint: list the skipped files with `plenary failures`");
            Ok(ExitStatus::Found)
        }
    }
}

/// Opens an index, up to date with the folder that a search names, if it does, and with what is told of its documents.
///
/// # Errors
/// As `index`, if fields are told of no folder, and if the index cannot be opened.
pub(super) fn open_fresh(
    place: &Path,
    folder: Option<&Path>,
    teller: &TypedTeller,
    console: &mut Console<'_>,
) -> Result<Index, Failure> {
    if let Some(folder) = folder {
        let fresh = IndexRequest {
            teller: teller.clone(),
            ..IndexRequest::fresh(place, folder)
        };
        let done = run_update(&fresh, console)?;
        (console.tell)(&done.line);
    } else if *teller != TypedTeller::default() {
        return Err(Failure::with_hint(
            "cannot take fields for documents that are indexed already",
            "name the folder with --in, or run `plenary index` with them",
        ));
    }
    Ok(Index::open(place)?)
}

/// What a run did, in a line.
pub(super) struct UpdateSummary {
    pub(super) line: String,
    pub(super) skipped: u64,
}

/// Runs, and tells what the user should know beside the counts.
pub(super) fn run_update(
    request: &IndexRequest,
    console: &mut Console<'_>,
) -> Result<UpdateSummary, Failure> {
    let began = Instant::now();
    let summary = run(request, console)?;
    for note in &summary.notes {
        (console.tell)(&format!("note: {note}"));
    }
    if summary.links_left > 0 {
        let message = format!(
            "note: symbolic links not followed: {} (--follow)",
            summary.links_left
        );
        (console.tell)(&message);
    }
    let line = summary_line(&summary, request.dry_run, began.elapsed());
    if summary.cancelled {
        let message = format!("interrupted: {line}");
        return Err(Failure::with_hint(
            message,
            "run the same command again to go on",
        ));
    }
    Ok(UpdateSummary {
        line,
        skipped: summary.skipped.values().sum(),
    })
}

fn run(request: &IndexRequest, console: &mut Console<'_>) -> Result<Summary, Failure> {
    let options = UpdateOptions {
        paths: request.paths.clone(),
        follow_links: request.follow_links,
        retry_skipped: request.retry_skipped,
        teller: request.teller.read()?,
        no_stored_text: request.no_stored_text,
        tell_all: request.report.is_some(),
        commit_every: request.commit_every,
        read: match request.dry_run {
            true => ReadOptions::default(),
            false => read_options(request.threads, request.limits, console)?,
        },
    };
    if request.dry_run {
        return Ok(index::preview(&request.index, &options)?);
    }
    let mut report = request
        .report
        .as_deref()
        .map(ReportFile::create)
        .transpose()?;
    let mut on_event = |event: Event<'_>| match event {
        Event::Progress(progress) => (console.progress)(Progress::Files(progress)),
        Event::File(fate, record) => report
            .iter_mut()
            .for_each(|report| report.add(fate, record)),
    };
    let summary = index::update(&request.index, &options, console.cancel, &mut on_event)?;
    report.map_or(Ok(()), ReportFile::finish)?;
    Ok(summary)
}

/// A file as a line of a report.
#[derive(Serialize)]
struct ReportLine<'a> {
    status: Fate,
    #[serde(flatten)]
    record: &'a Record,
}

/// One line of JSON a file. The first write_error with it is kept until the run is over.
struct ReportFile {
    path: PathBuf,
    out: BufWriter<File>,
    write_error: io::Result<()>,
}

impl ReportFile {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|error| cannot_write(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            out: BufWriter::new(file),
            write_error: Ok(()),
        })
    }

    fn add(&mut self, status: Fate, record: &Record) {
        if self.write_error.is_ok() {
            self.write_error = json_line(&ReportLine { status, record }, &mut self.out);
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        let written = self.write_error.and_then(|()| self.out.flush());
        written.map_err(|error| cannot_write(&self.path, &error))
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}

/// `indexed 412, unchanged 0, removed 0, skipped 3 (2 encrypted, 1 no text) in 1.9 s`
fn summary_line(summary: &Summary, dry_run: bool, elapsed: Duration) -> String {
    let kinds: Vec<String> = summary
        .skipped
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    let kinds = match kinds.is_empty() {
        true => String::new(),
        false => format!(" ({})", kinds.join(", ")),
    };
    let verb = if dry_run { "would index" } else { "indexed" };
    format!(
        "{verb} {}, unchanged {}, removed {}, skipped {}{kinds} in {:.1} s",
        summary.indexed,
        summary.unchanged,
        summary.removed,
        summary.skipped.values().sum::<u64>(),
        elapsed.as_secs_f64()
    )
}

fn files(count: u64) -> String {
    match count {
        1 => "1 file".to_owned(),
        _ => format!("{count} files"),
    }
}
