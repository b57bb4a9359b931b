//! The request of `plenary batch`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::commands::metadata_source::TypedMetadataSource;
use crate::query::TypedRequest;
use crate::render::Format;

/// The request of `plenary batch`.
#[derive(Clone, Debug)]
pub struct BatchRequest {
    /// The index folder.
    pub index: PathBuf,
    /// A folder to update the index with first.
    pub fresh: Option<PathBuf>,
    /// Supplied metadata for the documents of that folder.
    pub metadata_source: TypedMetadataSource,
    /// The query file; standard input if `None`.
    pub queries: Option<PathBuf>,
    /// The options of queries, unless a row overrides them.
    pub defaults: TypedRequest,
    /// What to write for each query.
    pub report: Report,
    /// The output format, other than `Text` and `Hits`.
    pub format: Format,
    /// Number of threads; one per core if `None`.
    pub threads: Option<NonZeroUsize>,
    /// The output file, which appears when complete; standard output if `None`.
    pub output: Option<PathBuf>,
    /// A file for the manifest.
    pub manifest: Option<PathBuf>,
    /// Whether to resume an interrupted run.
    pub resume: bool,
    /// Whether to stop at the first error.
    pub fail_fast: bool,
    /// Whether to only check that the queries can be parsed.
    pub check: bool,
}

/// What to write for a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The answer.
    Answers,
    /// Summary figures, without hits.
    Overview,
    /// New, gone and changed hits since the answers in this file, written by `batch --format jsonl`.
    Changes(PathBuf),
}
