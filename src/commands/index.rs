//! `plenary index`: brings an index up to date with folders and files.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::metadata_source::TypedMetadataSource;
use super::readers::read_options;
use super::{Console, ExitStatus, Failure, FileLimits, Progress};
use crate::index::{self, Event, Fate, Index, Record, Summary, UpdateOptions};
use crate::ingest::ReadOptions;
use crate::render::json_line;

/// The request of `plenary index`.
#[derive(Clone, Debug)]
pub struct IndexRequest {
    /// The index folder; created if it does not exist.
    pub index: PathBuf,
    /// The folders and files to index.
    pub paths: Vec<PathBuf>,
    /// Number of reader threads; one per core if `None`.
    pub threads: Option<NonZeroUsize>,
    /// The limits for one file.
    pub limits: FileLimits,
    /// Whether to follow symbolic links.
    pub follow_links: bool,
    /// Whether to retry skipped files.
    pub retry_skipped: bool,
    /// Supplied metadata.
    pub metadata_source: TypedMetadataSource,
    /// Whether a skipped file is an error.
    pub strict: bool,
    /// Whether to report only what would be done.
    pub dry_run: bool,
    /// Whether a new index stores no texts.
    pub no_stored_text: bool,
    /// The commit interval; 30 seconds if `None`.
    pub commit_every: Option<Duration>,
    /// A file for the report, one JSON object per counted file.
    pub report: Option<PathBuf>,
}

impl IndexRequest {
    /// Returns a request to update an index with one folder.
    pub fn fresh(index: &Path, folder: &Path) -> Self {
        Self {
            index: index.to_owned(),
            paths: vec![folder.to_owned()],
            threads: None,
            limits: FileLimits::default(),
            follow_links: false,
            retry_skipped: false,
            metadata_source: TypedMetadataSource::default(),
            strict: false,
            dry_run: false,
            no_stored_text: false,
            commit_every: None,
            report: None,
        }
    }
}

/// Updates the index and writes a summary line.
///
/// # Errors
/// If the index cannot be written or a path does not exist; with `strict`, also if a file was skipped.
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

/// Opens an index, after updating it with `folder`, if given, and supplied metadata.
///
/// # Errors
/// As [`index`]; also if metadata is supplied without a folder, or the index cannot be opened.
pub(super) fn open_fresh(
    place: &Path,
    folder: Option<&Path>,
    metadata_source: &TypedMetadataSource,
    console: &mut Console<'_>,
) -> Result<Index, Failure> {
    if let Some(folder) = folder {
        let fresh = IndexRequest {
            metadata_source: metadata_source.clone(),
            ..IndexRequest::fresh(place, folder)
        };
        let done = run_update(&fresh, console)?;
        (console.tell)(&done.line);
    } else if *metadata_source != TypedMetadataSource::default() {
        return Err(Failure::with_hint(
            "cannot take fields for documents that are indexed already",
            "name the folder with --in, or run `plenary index` with them",
        ));
    }
    Ok(Index::open(place)?)
}

/// The summary of an update.
pub(super) struct UpdateSummary {
    pub(super) line: String,
    pub(super) skipped: u64,
}

/// Updates an index and tells the user the notes of the run.
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
        supplied: request.metadata_source.read()?,
        no_stored_text: request.no_stored_text,
        report_unread: request.report.is_some(),
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

/// The JSON of a file in a report.
#[derive(Serialize)]
struct ReportLine<'a> {
    status: Fate,
    #[serde(flatten)]
    record: &'a Record,
}

/// A report with one line of JSON per file. The first write error is kept until the end of the run.
struct ReportFile {
    path: PathBuf,
    out: BufWriter<File>,
    written: io::Result<()>,
}

impl ReportFile {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|error| cannot_write(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            out: BufWriter::new(file),
            written: Ok(()),
        })
    }

    fn add(&mut self, status: Fate, record: &Record) {
        if self.written.is_ok() {
            self.written = json_line(&ReportLine { status, record }, &mut self.out);
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        let written = self.written.and_then(|()| self.out.flush());
        written.map_err(|error| cannot_write(&self.path, &error))
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}

/// Formats `indexed 412, unchanged 0, removed 0, skipped 3 (2 encrypted, 1 no text) in 1.9 s`.
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
