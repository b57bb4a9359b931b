//! Arguments of `plenary index`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use plenary::commands::index::IndexRequest;

use super::file_reading::FileReading;
use super::metadata_source::MetadataSourceFlags;

#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Folders and files to index
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    files: FileReading,
    /// Try again the files that were skipped before
    #[arg(long)]
    retry: bool,
    /// Exit with 2 if a file is skipped
    #[arg(long)]
    strict: bool,
    /// Tell what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Store words and where they stand, but no texts: documents are found, nothing of them is shown
    #[arg(long)]
    no_stored_text: bool,
    /// Commit what was read so often; 0 for each file
    #[arg(long, value_name = "SECONDS", hide = true)]
    commit_every: Option<u64>,
    /// Write one JSON object for each file: whether it was indexed, unchanged, skipped or removed, and what is known of it
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "dry_run")]
    report: Option<PathBuf>,
    #[command(flatten)]
    metadata_source: MetadataSourceFlags,
}

impl IndexArgs {
    pub(super) fn request(self, index: PathBuf) -> IndexRequest {
        IndexRequest {
            index,
            paths: self.paths,
            threads: self.files.threads,
            limits: self.files.limits.limits(),
            follow_links: self.files.follow,
            retry_skipped: self.retry,
            metadata_source: self.metadata_source.typed(),
            strict: self.strict,
            dry_run: self.dry_run,
            no_stored_text: self.no_stored_text,
            commit_every: self.commit_every.map(Duration::from_secs),
            report: self.report,
        }
    }
}
