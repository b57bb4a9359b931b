//! Writes output files atomically.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// A file that is written under a temporary name and renamed when complete.
pub(super) struct OutputFile {
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
}

impl OutputFile {
    /// Creates the temporary file beside the final one.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let file = File::create(&part).map_err(|error| cannot_write(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            part,
            file: BufWriter::new(file),
        })
    }

    /// Returns the writer.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.file
    }

    /// Renames the file to its final name.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let written = self
            .file
            .flush()
            .and_then(|()| fs::rename(&self.part, &self.path));
        written.map_err(|error| cannot_write(&self.path, &error))
    }
}

impl Drop for OutputFile {
    /// Removes an incomplete file; after `finish` there is none.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
    }
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}
