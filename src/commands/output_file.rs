//! A file of results that appears under its name when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// Results on their way into a file.
pub(super) struct OutputFile {
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
}

impl OutputFile {
    /// Begins a file beside the one to be.
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

    /// Takes the results.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.file
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let written = self
            .file
            .flush()
            .and_then(|()| fs::rename(&self.part, &self.path));
        written.map_err(|error| cannot_write(&self.path, &error))
    }
}

impl Drop for OutputFile {
    /// Leaves nothing half written behind; after `finish` there is nothing to remove.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
    }
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}
