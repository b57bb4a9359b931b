//! What comes of reading a file? Whatever goes wrong in it stays in it.

use std::any::Any;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::{ReadOptions, Task, Why, hash_of_bytes};
use crate::extract::{self, Budget, Extracted};
use crate::metadata::{self, Evidence};
use crate::model::{Metadata, Sha256, Skip, SkipReason, SourceFile};

/// What came of reading a file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file.
    pub file: SourceFile,
    /// Why it was read.
    pub why: Why,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of reading a file.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Only its time had changed.
    Unchanged(Sha256),
    /// It was read.
    Read(Box<Document>),
    /// It could not be read; the hash is `None` if its bytes could not even be loaded.
    Skipped(Option<Sha256>, Skip),
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// The hash of the file's bytes.
    pub sha256: Sha256,
    /// Its text.
    pub extracted: Extracted,
    /// What it is about.
    pub metadata: Metadata,
}

/// Reads files; the workers, if there are any, are handed all of them at once.
pub(super) fn read_together(tasks: &[&Task], options: &ReadOptions) -> Vec<Reading> {
    let readings = catch_unwind(AssertUnwindSafe(|| {
        let outcomes = outcomes(tasks, options).into_iter();
        tasks.iter().copied().zip(outcomes).map(reading).collect()
    }));
    match (readings, tasks) {
        (Ok(readings), _) => readings,
        (Err(panic), [task]) => vec![failed(task, &*panic)],
        (Err(_), _) => {
            let alone = |&task| read_together(&[task], options);
            tasks.iter().flat_map(alone).collect()
        }
    }
}

fn reading((task, outcome): (&Task, Outcome)) -> Reading {
    Reading {
        file: task.file.clone(),
        why: task.why,
        outcome,
    }
}

/// A file over which the reader panicked.
pub(super) fn failed(task: &Task, panic: &(dyn Any + Send)) -> Reading {
    reading((task, Outcome::Skipped(None, malformed(panic))))
}

fn outcomes(tasks: &[&Task], options: &ReadOptions) -> Vec<Outcome> {
    let budget = &options.budget;
    // What a worker is to look into.
    let (mut paths, mut files) = (Vec::new(), Vec::new());
    let loaded: Vec<_> = tasks
        .iter()
        .map(|task| {
            let bytes = load(&task.file, budget).map_err(|skip| Outcome::Skipped(None, skip))?;
            let sha256 = hash_of_bytes(&bytes);
            if task.why == Why::Touched(sha256) {
                return Err(Outcome::Unchanged(sha256));
            }
            let path = &*task.file.path;
            if options.workers.is_none() || is_simple(&bytes) {
                return Ok((sha256, Some(understand(path, bytes, budget))));
            }
            paths.push(path);
            files.push(bytes);
            Ok((sha256, None))
        })
        .collect();
    let by_worker = options.workers.as_ref();
    let by_worker = by_worker.map(|workers| workers.understand(&paths, files, budget));
    let mut by_worker = by_worker.into_iter().flatten();
    let mut outcome = |(sha256, understood): (Sha256, Option<Understood>)| {
        let understood = understood.or_else(|| by_worker.next());
        match understood.expect("one for each file") {
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

/// A plain text of so many bytes takes some milliseconds, whatever it says, and no format is taken apart for it: what a worker
/// makes of it would be taken apart here in the same way, and to hand it over takes as long as to read it.
const SIMPLE_BYTES: usize = 256 << 10;

fn is_simple(bytes: &[u8]) -> bool {
    bytes.len() <= SIMPLE_BYTES && extract::is_plain(bytes)
}

/// What a file says and what it is about, or why it cannot be told.
pub(super) type Understood = Result<(Extracted, Metadata), Skip>;

/// What a file says and what it is about, by its bytes and its path in the archive.
pub(super) fn understand(path: &str, bytes: Vec<u8>, budget: &Budget) -> Understood {
    let both = || {
        let extracted = extract::extract(bytes, budget)?;
        let metadata = metadata::infer(&Evidence {
            flow: &extracted.flow,
            info: &extracted.info,
            path,
        });
        Ok((extracted, metadata))
    };
    catch_unwind(AssertUnwindSafe(both)).unwrap_or_else(|panic| Err(malformed(&*panic)))
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
    // It may have grown since it was found.
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

fn malformed(panic: &(dyn Any + Send)) -> Skip {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let detail = format!(
        "the reader failed on it: {}",
        said.unwrap_or("no reason given")
    );
    Skip::new(SkipReason::Malformed, detail)
}
