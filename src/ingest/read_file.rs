//! Reads single files: loads, hashes and parses them. An error in one file does not affect others.

use std::any::Any;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::hash::hash_of_bytes;
use super::options::ReadOptions;
use super::parse::{ParsedFile, panicked, parse};
use super::plan::{Task, TaskReason};
use crate::extract::{self, Budget, Extracted};
use crate::model::{Metadata, Sha256, Skip, SkipReason, SourceFile};

/// A file with the outcome of reading it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file.
    pub file: SourceFile,
    /// Why it was read.
    pub reason: TaskReason,
    /// The outcome.
    pub outcome: Outcome,
}

/// The outcome of reading a file.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Only its modification time had changed.
    Unchanged(Sha256),
    /// It was read.
    Read(Box<Document>),
    /// It was skipped; the hash is `None` if its bytes could not be loaded.
    Skipped(Option<Sha256>, Skip),
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// The hash of the file's bytes.
    pub sha256: Sha256,
    /// Its text.
    pub extracted: Extracted,
    /// Its metadata.
    pub metadata: Metadata,
}

/// Reads a batch of files, and passes them to a worker in one request, if there are workers.
pub(super) fn read_files(tasks: &[&Task], options: &ReadOptions) -> Vec<Reading> {
    let readings = catch_unwind(AssertUnwindSafe(|| {
        let outcomes = outcomes(tasks, options).into_iter();
        tasks.iter().copied().zip(outcomes).map(reading).collect()
    }));
    match (readings, tasks) {
        (Ok(readings), _) => readings,
        (Err(panic), [task]) => vec![panicked_reading(task, &*panic)],
        (Err(_), _) => {
            let alone = |&task| read_files(&[task], options);
            tasks.iter().flat_map(alone).collect()
        }
    }
}

fn reading((task, outcome): (&Task, Outcome)) -> Reading {
    Reading {
        file: task.file.clone(),
        reason: task.reason,
        outcome,
    }
}

/// Returns the reading of a file on which the reader panicked.
pub(super) fn panicked_reading(task: &Task, panic: &(dyn Any + Send)) -> Reading {
    reading((task, Outcome::Skipped(None, panicked(panic))))
}

fn outcomes(tasks: &[&Task], options: &ReadOptions) -> Vec<Outcome> {
    let budget = &options.budget;
    // The files to be parsed by a worker.
    let (mut paths, mut files) = (Vec::new(), Vec::new());
    let loaded: Vec<_> = tasks
        .iter()
        .map(|task| {
            let bytes = load(&task.file, budget).map_err(|skip| Outcome::Skipped(None, skip))?;
            let sha256 = hash_of_bytes(&bytes);
            if task.reason == TaskReason::Touched(sha256) {
                return Err(Outcome::Unchanged(sha256));
            }
            let path = &*task.file.path;
            if options.workers.is_none() || is_simple(&bytes) {
                return Ok((sha256, Some(parse(path, bytes, budget))));
            }
            paths.push(path);
            files.push(bytes);
            Ok((sha256, None))
        })
        .collect();
    let by_worker = options.workers.as_ref();
    let by_worker = by_worker.map(|workers| workers.parse(&paths, files, budget));
    let mut by_worker = by_worker.into_iter().flatten();
    let mut outcome = |(sha256, parsed): (Sha256, Option<ParsedFile>)| {
        let parsed = parsed.or_else(|| by_worker.next());
        match parsed.expect("one for each file") {
            Ok((extracted, metadata)) => Outcome::Read(Box::new(Document {
                sha256,
                extracted,
                metadata,
            })),
            Err(skip) => Outcome::Skipped(Some(sha256), skip),
        }
    };
    loaded
        .into_iter()
        .map(|loaded| loaded.map_or_else(|done| done, &mut outcome))
        .collect()
}

/// Plain texts up to this size are parsed in this process. They take some milliseconds whatever they contain, need no
/// format parser, and passing them to a worker takes as long as parsing them.
const SIMPLE_BYTES: usize = 256 << 10;

fn is_simple(bytes: &[u8]) -> bool {
    bytes.len() <= SIMPLE_BYTES && extract::is_plain(bytes)
}

fn load(file: &SourceFile, budget: &Budget) -> Result<Vec<u8>, Skip> {
    let limit = budget.file_bytes;
    let too_large = |size: u64| {
        let (size, limit) = (size >> 20, limit >> 20);
        let detail = format!("{size} MB, the limit is {limit} MB");
        Skip::new(SkipReason::TooLarge, detail)
    };
    if file.size_bytes > limit {
        return Err(too_large(file.size_bytes));
    }
    // It may have grown since the walk.
    let bytes = read_up_to(&file.location, file.size_bytes, limit + 1)
        .map_err(|error| Skip::new(SkipReason::Unreadable, error.to_string()))?;
    match bytes.len() as u64 {
        size if size > limit => Err(too_large(size)),
        _ => Ok(bytes),
    }
}

fn read_up_to(location: &Path, expected: u64, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let expected = usize::try_from(expected).unwrap_or_default();
    bytes.try_reserve_exact(expected.saturating_add(1))?;
    File::open(location)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
