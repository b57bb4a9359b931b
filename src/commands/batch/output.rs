//! The output of a batch, with checkpoints to resume an interrupted run.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::counts::BatchCounts;
use crate::commands::Failure;
use crate::commands::output_file::cannot_write;

/// The state of a run, sufficient to resume it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Options and index fingerprint; must be the same to resume.
    pub(super) settings: Value,
    /// The hash of the answered part of the query file.
    pub(super) queries_sha256: String,
    /// The counts so far.
    #[serde(rename = "tally")]
    pub(super) counts: BatchCounts,
    /// Size of the answers in bytes.
    pub(super) answers_bytes: u64,
}

/// The output of answers.
pub(super) enum Output<'a> {
    /// Standard output.
    Stream(&'a mut dyn Write),
    /// A file that is renamed when complete.
    File(PartialOutput),
}

impl Output<'_> {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.write_all(bytes)?),
            Self::File(part) => part.write(bytes),
        }
    }

    /// Saves a checkpoint, so that the run can be resumed from here.
    pub(super) fn save(&mut self, mut checkpoint: Checkpoint) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.flush()?),
            Self::File(part) => {
                checkpoint.answers_bytes = part.bytes;
                part.save(&checkpoint)
            }
        }
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.flush()?),
            Self::File(part) => part.finish(),
        }
    }

    /// Returns whether the run can be resumed.
    pub(super) fn is_resumable(&self) -> bool {
        matches!(self, Self::File(part) if part.has_checkpoint)
    }

    /// Discards a file; flushes a stream.
    pub(super) fn discard(self) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.flush()?),
            Self::File(mut part) => {
                part.has_checkpoint = false;
                Ok(())
            }
        }
    }
}

/// The partial output: `FILE.part` with the answers, and `FILE.part.json` with the checkpoint.
pub(super) struct PartialOutput {
    path: PathBuf,
    part: PathBuf,
    checkpoint_path: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    has_checkpoint: bool,
}

impl PartialOutput {
    /// Creates empty output.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let part = beside(path, ".part");
        let file = File::create(&part).map_err(|error| cannot_write(path, &error))?;
        let checkpoint_path = beside(path, ".part.json");
        // Removes the checkpoint of an earlier run.
        let _ = fs::remove_file(&checkpoint_path);
        Ok(Self {
            path: path.to_owned(),
            part,
            checkpoint_path,
            file: BufWriter::new(file),
            bytes: 0,
            has_checkpoint: false,
        })
    }

    /// Reopens the output of an interrupted run; `None` if there is none.
    pub(super) fn reopen(path: &Path) -> Result<Option<(Self, Checkpoint)>, Failure> {
        let (part, checkpoint_path) = (beside(path, ".part"), beside(path, ".part.json"));
        let text = match fs::read_to_string(&checkpoint_path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot_resume(path, &error)),
        };
        let checkpoint: Checkpoint =
            serde_json::from_str(&text).map_err(|error| cannot_resume(path, &error))?;
        let bytes = checkpoint.answers_bytes;
        let reopened = OpenOptions::new()
            .write(true)
            .open(&part)
            .and_then(|mut file| {
                if file.metadata()?.len() < bytes {
                    return Err(io::Error::other("answers are missing"));
                }
                file.set_len(bytes)?;
                file.seek(SeekFrom::End(0))?;
                Ok(file)
            });
        let file = reopened.map_err(|error| cannot_resume(path, &error))?;
        let part = Self {
            path: path.to_owned(),
            part,
            checkpoint_path,
            file: BufWriter::new(file),
            bytes,
            has_checkpoint: true,
        };
        Ok(Some((part, checkpoint)))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.bytes += bytes.len() as u64;
        let written = self.file.write_all(bytes);
        written.map_err(|error| cannot_write(&self.path, &error))
    }

    fn save(&mut self, checkpoint: &Checkpoint) -> Result<(), Failure> {
        let draft = beside(&self.checkpoint_path, ".new");
        let json = serde_json::to_vec(checkpoint).map_err(io::Error::other);
        let saved = self
            .file
            .flush()
            .and_then(|()| fs::write(&draft, json?))
            .and_then(|()| fs::rename(&draft, &self.checkpoint_path));
        saved.map_err(|error| cannot_write(&self.path, &error))?;
        self.has_checkpoint = true;
        Ok(())
    }

    fn finish(mut self) -> Result<(), Failure> {
        let written = self
            .file
            .flush()
            .and_then(|()| fs::rename(&self.part, &self.path));
        written.map_err(|error| cannot_write(&self.path, &error))?;
        self.has_checkpoint = false;
        Ok(())
    }
}

impl Drop for PartialOutput {
    /// Removes output without a checkpoint; after `finish` there is none.
    fn drop(&mut self) {
        if !self.has_checkpoint {
            let _ = fs::remove_file(&self.part);
            let _ = fs::remove_file(&self.checkpoint_path);
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

pub(super) fn cannot_resume(path: &Path, cause: &dyn std::fmt::Display) -> Failure {
    Failure::with_hint(
        format!("cannot go on with {}: {cause}", path.display()),
        "run without --resume to start anew",
    )
}
