//! `plenary stats`: shows statistics of an index.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::{Console, ExitStatus, Failure, FileLimits};
use crate::index::{Index, Stats};
use crate::ingest::Workers;
use crate::model::Facet;
use crate::render::{clean, json_line};

/// The request of `plenary stats`.
#[derive(Clone, Debug)]
pub struct StatsRequest {
    /// The index folder.
    pub index: PathBuf,
    /// The output format.
    pub format: StatsFormat,
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatsFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// Maximum number of values shown per field.
const MAX_VALUES: usize = 8;

/// Writes the statistics. The status is `Nothing` for an index without documents.
///
/// # Errors
/// If the index cannot be read.
pub fn stats(request: &StatsRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let index = Index::open(&request.index)?;
    let stats = index.stats()?;
    match request.format {
        StatsFormat::Text => {
            write_text(&index, &stats, console.out)?;
            writeln!(console.out, "files are read: {}", confinement(console))?;
        }
        StatsFormat::Json => {
            let line = StatsLine {
                files_are_read: confinement(console),
                ..StatsLine::of(&index, &stats)
            };
            json_line(&line, console.out)?;
        }
    }
    console.out.flush()?;
    Ok(ExitStatus::of(stats.coverage.searchable > 0))
}

/// The JSON of the statistics.
#[derive(Serialize)]
struct StatsLine<'a> {
    index: String,
    archives: Vec<String>,
    searchable: u64,
    partial: u64,
    skipped: Vec<(String, u64)>,
    pages: u64,
    words: u64,
    original_bytes: u64,
    index_bytes: u64,
    stored_text: bool,
    facets: Vec<(&'a str, &'a [(String, u64)])>,
    files_are_read: String,
}

impl<'a> StatsLine<'a> {
    fn of(index: &Index, stats: &'a Stats) -> Self {
        let facet = |facet: &'a Facet| (&*facet.field, &*facet.counts);
        Self {
            index: index.folder().display().to_string(),
            archives: archives(stats),
            searchable: stats.coverage.searchable,
            partial: stats.coverage.partial,
            skipped: skipped(stats),
            pages: stats.pages,
            words: stats.words,
            original_bytes: stats.original_bytes,
            index_bytes: stats.index_bytes,
            stored_text: index.stores_text(),
            facets: stats.facets.iter().map(facet).collect(),
            files_are_read: String::new(),
        }
    }
}

/// Describes the confinement of workers on this system, by starting one.
fn confinement(console: &Console<'_>) -> String {
    let Some(program) = console.worker.clone() else {
        return "in this process".to_owned();
    };
    let memory_bytes = FileLimits::default().memory_bytes;
    match Workers::start(program, memory_bytes, 1) {
        Ok(workers) => format!("in processes of their own: {}", workers.confinement()),
        Err(error) => format!("not, since no process can be started: {error}"),
    }
}

fn archives(stats: &Stats) -> Vec<String> {
    stats
        .archives
        .iter()
        .map(|archive| archive.display().to_string())
        .collect()
}

fn skipped(stats: &Stats) -> Vec<(String, u64)> {
    let counted = stats.skipped.iter().filter(|(_, count)| **count > 0);
    counted
        .map(|(reason, count)| (reason.to_string(), *count))
        .collect()
}

fn write_text(index: &Index, stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    let index_size = megabytes(stats.index_bytes);
    writeln!(
        out,
        "index: {} ({index_size})",
        clean(&index.folder().to_string_lossy())
    )?;
    for archive in archives(stats) {
        writeln!(out, "archive: {}", clean(&archive))?;
    }
    writeln!(
        out,
        "documents: {} ({})",
        stats.coverage.searchable,
        megabytes(stats.original_bytes)
    )?;
    writeln!(out, "read only in part: {}", stats.coverage.partial)?;
    if !index.stores_text() {
        writeln!(out, "texts: not stored (--no-stored-text)")?;
    }
    writeln!(out, "pages: {}", stats.pages)?;
    writeln!(out, "words: {}", stats.words)?;
    writeln!(
        out,
        "skipped: {}{}",
        stats.coverage.skipped,
        in_brackets(&skipped(stats))
    )?;
    for facet in stats.facets.iter().filter(|facet| !facet.counts.is_empty()) {
        writeln!(out, "{}: {}", facet.field, most_frequent(facet))?;
    }
    Ok(())
}

fn in_brackets(skipped: &[(String, u64)]) -> String {
    let kinds: Vec<String> = skipped
        .iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    match kinds.is_empty() {
        true => String::new(),
        false => format!(" ({})", kinds.join(", ")),
    }
}

/// Formats `AZE 12, KEN 3 and 20 more`.
fn most_frequent(facet: &Facet) -> String {
    let first = facet.counts.iter().take(MAX_VALUES);
    let shown: Vec<String> = first
        .map(|(value, count)| format!("{} {count}", clean(value)))
        .collect();
    match facet.counts.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
