//! The subcommands, from a request to results on a writer. Uses no clap types, so that other front ends can call them.

pub mod batch;
mod console;
mod describe;
mod diagnosis;
mod failure;
pub mod failures;
pub mod index;
pub mod inspect;
pub mod metadata_source;
mod output_file;
pub mod quotes;
mod readers;
pub mod search;
pub mod show;
pub mod stats;
pub mod verify;

use std::path::{Path, PathBuf};

pub use console::{Console, Progress};
pub use diagnosis::diagnose;
pub use failure::Failure;
pub use readers::FileLimits;

/// The exit status of a successful command, as in grep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Something was found or done.
    Found,
    /// Nothing was found.
    Nothing,
    /// Something could not be done, and was reported.
    Incomplete,
}

impl ExitStatus {
    /// Returns `Found` or `Nothing`.
    pub fn of(found: bool) -> Self {
        if found { Self::Found } else { Self::Nothing }
    }
}

/// The note for an index made with `--no-stored-text`.
const NO_TEXTS: &str =
    "the index was made without the texts: documents are found, and nothing of them is shown";

/// The name of the index folder in a folder of documents.
pub const INDEX_FOLDER: &str = ".plenary";

/// Returns the index of a folder: its own, or the nearest one above.
pub fn find_index(folder: &Path) -> Option<PathBuf> {
    let candidates = folder.ancestors().map(|folder| folder.join(INDEX_FOLDER));
    candidates.into_iter().find(|index| index.is_dir())
}
