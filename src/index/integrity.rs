//! Is the index as it was written, and can it be written to?

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::folder::IndexFolder;
use super::packing::{self, Packing};
use super::{Index, IndexError};

/// What is written to see whether a disk takes it.
const PROBE_BYTES: usize = 1 << 20;

const PROBE: &str = "plenary.probe";

impl Index {
    /// The files of the index, relative to its folder, whose bytes are not those that were written; sorted.
    ///
    /// # Errors
    /// When a file cannot even be read.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let damaged = self.searcher.index().validate_checksum()?;
        let engine = self.folder.engine();
        let shown = |file: PathBuf| {
            let file = engine.join(file);
            file.strip_prefix(&self.folder.path)
                .unwrap_or(&file)
                .to_owned()
        };
        let mut damaged: Vec<PathBuf> = damaged.into_iter().map(shown).collect();
        if Packing::open(&self.folder.path).is_err() {
            damaged.push(PathBuf::from(packing::FILE));
        }
        damaged.sort();
        Ok(damaged)
    }
}

/// What may be behind an error or a panic of the engine, which knows neither full disks nor damaged files by name;
/// `None` if the index is sound.
pub fn diagnose(index: &Path, writing: bool) -> Option<IndexError> {
    let folder = match IndexFolder::open(index) {
        Ok(folder) => folder,
        // It may be that it could not even be made.
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

/// Writes something and takes it away again.
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
    // If it is not there, it could not be made, which has been said.
    let _ = fs::remove_file(&path);
    written.map_err(|source| IndexError::Io {
        verb: "write to the index",
        path: folder.to_owned(),
        source,
    })
}
