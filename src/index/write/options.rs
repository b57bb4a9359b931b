//! What a run is asked to do, and what it reports.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use crate::index::storage::record::Record;
use crate::ingest::{Progress, ReadOptions};
use crate::metadata::MetadataSource;
use crate::model::SkipReason;

/// What to bring up to date, and how.
#[derive(Clone, Debug, Default)]
pub struct UpdateOptions {
    /// Folders and files.
    pub paths: Vec<PathBuf>,
    /// Whether to follow symbolic links.
    pub follow_links: bool,
    /// Whether to read again the files that were skipped before.
    pub retry_skipped: bool,
    /// Metadata that the archive supplies for these documents; remembered, and in place of what an earlier run was given.
    pub supplied: MetadataSource,
    /// Whether a new index is to store no texts: terms and their positions, but nothing to quote from.
    pub no_stored_text: bool,
    /// Whether to report also the files that need no reading, which reads the record of each.
    pub report_unread: bool,
    /// How often to commit what was read, so that an interrupted run can go on from there; every 30 seconds if `None`.
    pub commit_every: Option<Duration>,
    /// How to read.
    pub read: ReadOptions,
}

/// What a run reports while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// How far the run is.
    Progress(&'a Progress),
    /// The fate of a file; exactly one for each that is counted.
    File(Fate, &'a Record),
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It was read and can be searched.
    Indexed,
    /// It is as it was, and can be searched.
    Unchanged,
    /// It is gone, and its document was removed.
    Removed,
    /// It cannot be searched.
    Skipped,
}

/// What a run did, or would do. `indexed`, `unchanged` and `skipped` add up to the files of the named paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were read.
    pub indexed: u64,
    /// Documents that are as they were.
    pub unchanged: u64,
    /// Documents that were removed with their files.
    pub removed: u64,
    /// Files that cannot be searched, whether they were read by this run or before.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Symbolic links that were not followed.
    pub links_left: u64,
    /// Pages of the documents that were read.
    pub pages: u64,
    /// Whether the run was cancelled before its end.
    pub cancelled: bool,
    /// Remarks for the user.
    pub notes: Vec<String>,
}
