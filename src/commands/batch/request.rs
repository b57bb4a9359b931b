//! The request of `plenary batch`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::commands::teller::TypedTeller;
use crate::query::TypedRequest;
use crate::render::Format;

/// What to answer, and how to show it.
#[derive(Clone, Debug)]
pub struct BatchRequest {
    /// The folder of the index.
    pub index: PathBuf,
    /// A folder to bring the index up to date with first.
    pub fresh: Option<PathBuf>,
    /// What the archive tells of the documents of that folder.
    pub teller: TypedTeller,
    /// The file of queries; what is piped in if `None`.
    pub queries: Option<PathBuf>,
    /// What holds for every query that does not say otherwise.
    pub defaults: TypedRequest,
    /// What to write of each query.
    pub report: Report,
    /// How to write it; `Text` and `Hits` are no formats of a batch.
    pub format: Format,
    /// How many queries are answered at a time; as many as there are cores if `None`.
    pub threads: Option<NonZeroUsize>,
    /// Where to write the answers instead; the file appears when all are written.
    pub output: Option<PathBuf>,
    /// Where to record what the answers were made with.
    pub manifest: Option<PathBuf>,
    /// Whether to go on with what an interrupted run left of `output`.
    pub resume: bool,
    /// Whether to stop at the first query that cannot be answered.
    pub fail_fast: bool,
    /// Whether to read the queries only, and name those that cannot be read.
    pub check: bool,
}

/// What is written of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// Its answer.
    Answers,
    /// What it comes to, without hits.
    Overview,
    /// What is new, gone or changed since the answers in this file, which `batch --format jsonl` wrote.
    Changes(PathBuf),
}
