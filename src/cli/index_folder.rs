//! Chooses the index folder of a command.

use std::env;
use std::path::{Path, PathBuf};

use plenary::commands::{INDEX_FOLDER, find_index};

/// Returns the index to read: the one named, or the nearest in the working directory and above.
pub(super) fn index_to_read(index: Option<PathBuf>) -> PathBuf {
    let nearest = || find_index(&env::current_dir().unwrap_or_default());
    index
        .or_else(nearest)
        .unwrap_or_else(|| INDEX_FOLDER.into())
}

/// Returns the index to write: the one named, or the one of the working directory.
pub(super) fn index_to_write(index: Option<PathBuf>) -> PathBuf {
    index.unwrap_or_else(|| INDEX_FOLDER.into())
}

/// Returns the index to search: the one to write if a folder is indexed first, else the one to read.
pub(super) fn index_for(index: Option<PathBuf>, fresh: Option<&Path>) -> PathBuf {
    match fresh {
        Some(_) => index_to_write(index),
        None => index_to_read(index),
    }
}
