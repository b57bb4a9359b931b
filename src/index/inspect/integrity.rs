//! Checks whether an index is as it was written, and whether it can be written to.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::index::analysis::stem_dictionary::{self, StemDictionary};
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::index::storage::folder::IndexFolder;

/// The size of the file that is written to test whether the disk takes it.
const PROBE_BYTES: usize = 1 << 20;

const PROBE: &str = "plenary.probe";

impl Index {
    /// The files of the index whose checksum is wrong, relative to its folder, sorted.
    ///
    /// # Errors
    /// When a file cannot even be read.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let damaged = self.searcher.index().validate_checksum()?;
        let engine = self.folder.engine();
        let relative = |file: PathBuf| {
            let file = engine.join(file);
            file.strip_prefix(&self.folder.path)
                .unwrap_or(&file)
                .to_owned()
        };
        let mut damaged: Vec<PathBuf> = damaged.into_iter().map(relative).collect();
        if StemDictionary::open(&self.folder.path).is_err() {
            damaged.push(PathBuf::from(stem_dictionary::FILE));
        }
        damaged.sort();
        Ok(damaged)
    }
}

/// Finds the cause of an error or a panic of the engine, which names neither full disks nor damaged files; `None` if the index is
/// sound.
pub fn diagnose(index: &Path, writing: bool) -> Option<IndexError> {
    let folder = match IndexFolder::open(index) {
        Ok(folder) => folder,
        // Perhaps it could not even be created.
        Err(IndexError::Missing(path)) if writing => return probe(&path).err(),
        Err(error) => return Some(error),
    };
    if writing && let Err(error) = probe(&folder.path) {
        return Some(error);
    }
    let damaged = |cause| {
        Some(IndexError::Damaged {
            folder: folder.path.clone(),
            cause,
        })
    };
    match Index::open(index).and_then(|index| index.damaged_files()) {
        Ok(files) => {
            let file = files.first()?;
            damaged(format!("{} is not as it was written", file.display()))
        }
        Err(IndexError::Engine(error)) => damaged(error.to_string()),
        Err(error) => Some(error),
    }
}

/// Writes a file and removes it.
fn probe(folder: &Path) -> Result<(), IndexError> {
    let path = folder.join(PROBE);
    let mut options = OpenOptions::new();
    let written = options
        .write(true)
        .create(true)
        .truncate(true)
        .open(&path)
        .and_then(|mut file| {
            file.write_all(&[0; PROBE_BYTES])?;
            file.sync_all()
        });
    // If it is not there, it could not be created, which is the error that is returned.
    let _ = fs::remove_file(&path);
    written.map_err(|source| IndexError::Io {
        verb: "write to the index",
        path: folder.to_owned(),
        source,
    })
}
