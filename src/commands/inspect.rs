//! `plenary inspect`: shows what would be indexed of files, without an index.

use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::describe::{write_metadata, write_pages, write_partial, write_skip};
use super::metadata_source::TypedMetadataSource;
use super::readers::read_options;
use super::{Console, ExitStatus, Failure, FileLimits};
use crate::ingest::{self, Document, Outcome, Reading, Task, TaskReason, WalkOptions};
use crate::metadata::MetadataSource;
use crate::model::{Archive, MediaType, Metadata, Sha256, Skip, SkipReason, SourceFile};
use crate::render::{clean, json_line};

/// The request of `plenary inspect`.
#[derive(Clone, Debug)]
pub struct InspectRequest {
    /// The files and folders to inspect.
    pub paths: Vec<PathBuf>,
    /// Number of reader threads; one per core if `None`.
    pub threads: Option<NonZeroUsize>,
    /// The limits for one file.
    pub limits: FileLimits,
    /// Whether to follow symbolic links in folders.
    pub follow_links: bool,
    /// Supplied metadata.
    pub metadata_source: TypedMetadataSource,
    /// The output format.
    pub format: InspectFormat,
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectFormat {
    /// For people: metadata with evidence, then the text, with form feeds between pages.
    Text,
    /// One JSON object per file.
    Jsonl,
}

/// Reads files in parallel and writes their text and metadata, in the given order.
///
/// # Errors
/// If a path does not exist, or the results cannot be written. A skipped file is a result, not an error.
pub fn inspect(request: &InspectRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let tasks = tasks(request)?;
    let options = read_options(request.threads, request.limits, console)?;
    let metadata_source = request.metadata_source.read()?;
    let mut readable = false;
    let prepare = |mut reading: Reading| {
        overrule(&metadata_source, &mut reading);
        let ok = matches!(reading.outcome, Outcome::Read(_));
        (ok, render(&reading, request.format))
    };
    let sink = |(ok, rendered): (bool, io::Result<Vec<u8>>)| {
        readable |= ok;
        console.out.write_all(&rendered?)
    };
    ingest::read(&tasks, &options, console.cancel, prepare, |_| {}, sink)?;
    console.out.flush()?;
    Ok(ExitStatus::of(readable))
}

fn tasks(request: &InspectRequest) -> Result<Vec<Task>, Failure> {
    let mut files = Vec::new();
    for path in &request.paths {
        let metadata = fs::metadata(path).map_err(|cause| {
            let message = format!("cannot inspect {}: {cause}", path.display());
            Failure::with_hint(message, "check the path")
        })?;
        match metadata.is_dir() {
            true => files.extend(files_in(path, request.follow_links)),
            false => files.push(single_file(path, metadata.len())),
        }
    }
    let task = |file| Task {
        file,
        reason: TaskReason::New,
    };
    Ok(files.into_iter().map(task).collect())
}

/// Returns the files of a folder, including unreadable paths, which the reader reports again.
fn files_in(folder: &Path, follow_links: bool) -> Vec<SourceFile> {
    let archive = Archive {
        root: folder.to_owned(),
    };
    let options = WalkOptions {
        follow_links,
        ..WalkOptions::default()
    };
    let walk = ingest::walk(&archive, &options);
    let unreadable = walk.troubles.into_iter().map(|trouble| SourceFile {
        location: folder.join(&trouble.path),
        path: trouble.path,
        size_bytes: 0,
        modified_ns: 0,
    });
    let mut files: Vec<SourceFile> = walk.files.into_iter().chain(unreadable).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Returns a single file. Its path is the file name only, since its folders are no evidence for metadata.
fn single_file(path: &Path, size_bytes: u64) -> SourceFile {
    let name = path.file_name().unwrap_or(path.as_os_str());
    SourceFile {
        location: path.to_owned(),
        path: name.to_string_lossy().into_owned(),
        size_bytes,
        modified_ns: 0,
    }
}

/// Applies supplied metadata. An inventory may name a file by its path in the folder, or as on the command line.
fn overrule(metadata_source: &MetadataSource, reading: &mut Reading) {
    let location = reading.file.location.to_string_lossy();
    let names = [location.trim_start_matches("./").to_owned()];
    if let Outcome::Read(document) = &mut reading.outcome {
        let supplied = metadata_source.about(&reading.file.path, &names, Some(document.sha256));
        supplied.overrule(&mut document.metadata);
    }
}

fn render(reading: &Reading, format: InspectFormat) -> io::Result<Vec<u8>> {
    let path = reading.file.location.to_string_lossy();
    let mut out = Vec::new();
    match (format, &reading.outcome) {
        (InspectFormat::Text, Outcome::Read(document)) => {
            write_document(&path, document, &mut out)?
        }
        (InspectFormat::Text, Outcome::Skipped(_, skip)) => write_skipped(&path, skip, &mut out)?,
        (InspectFormat::Jsonl, Outcome::Read(document)) => {
            json_line(&DocumentLine::of(&path, document), &mut out)?;
        }
        (InspectFormat::Jsonl, Outcome::Skipped(sha256, skip)) => {
            json_line(&SkipLine::of(&path, *sha256, skip), &mut out)?;
        }
        // Files are unchanged only relative to an index.
        (_, Outcome::Unchanged(_)) => {}
    }
    Ok(out)
}

/// The JSON of a document.
#[derive(Serialize)]
struct DocumentLine<'a> {
    path: &'a str,
    sha256: String,
    media_type: MediaType,
    status: &'static str,
    pages: Vec<InspectedPage>,
    metadata: &'a Metadata,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    partial: &'a [String],
}

impl<'a> DocumentLine<'a> {
    fn of(path: &'a str, document: &'a Document) -> Self {
        Self {
            path,
            sha256: document.sha256.to_string(),
            media_type: document.extracted.media_type,
            status: "ok",
            pages: pages(document),
            metadata: &document.metadata,
            partial: &document.extracted.partial,
        }
    }
}

/// The JSON of a skipped file.
#[derive(Serialize)]
struct SkipLine<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    status: &'static str,
    reason: SkipReason,
    detail: &'a str,
}

impl<'a> SkipLine<'a> {
    fn of(path: &'a str, sha256: Option<Sha256>, skip: &'a Skip) -> Self {
        Self {
            path,
            sha256: sha256.map(|sha256| sha256.to_string()),
            status: "skipped",
            reason: skip.reason,
            detail: &skip.detail,
        }
    }
}

#[derive(Serialize)]
struct InspectedPage {
    number: u32,
    label: String,
    text: String,
}

fn pages(document: &Document) -> Vec<InspectedPage> {
    let flow = &document.extracted.flow;
    let page = |(number, text)| InspectedPage {
        number,
        label: flow.page_label(number),
        text,
    };
    (1..).zip(flow.pages()).map(page).collect()
}

fn write_document(path: &str, document: &Document, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "path: {}", clean(path))?;
    write_metadata(&document.metadata, out)?;
    write_partial(&document.extracted.partial, out)?;
    writeln!(out)?;
    write_pages(&document.extracted.flow.pages(), out)?;
    writeln!(out)
}

fn write_skipped(path: &str, skip: &Skip, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "path: {}", clean(path))?;
    write_skip(skip, out)?;
    writeln!(out)
}
