//! Where do the answers go, and what is kept of a run that is interrupted?

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::counts::BatchCounts;
use crate::commands::Failure;
use crate::commands::output_file::cannot_write;

/// How far a run is: all that is needed to go on with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Options and the fingerprint of the index; a run goes on only with the same.
    pub(super) settings: Value,
    /// The hash of the part of the query file that is answered.
    pub(super) queries_sha256: String,
    /// What it came to.
    #[serde(rename = "tally")]
    pub(super) counts: BatchCounts,
    /// Size of the answers in bytes.
    pub(super) answers_bytes: u64,
}

/// A place for the answers.
pub(super) enum Output<'a> {
    /// Standard output.
    Stream(&'a mut dyn Write),
    /// A file that appears under its name when it is whole.
    File(PartialOutput),
}

impl Output<'_> {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.write_all(bytes)?),
            Self::File(part) => part.write(bytes),
        }
    }

    /// Keeps how far the run is, so that it can go on from here.
    pub(super) fn keep(&mut self, mut checkpoint: Checkpoint) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.flush()?),
            Self::File(part) => {
                checkpoint.answers_bytes = part.bytes;
                part.keep(&checkpoint)
            }
        }
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.flush()?),
            Self::File(part) => part.finish(),
        }
    }

    /// Whether `--resume` can go on with what is kept.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self, Self::File(part) if part.kept)
    }

    /// Gives up: a stream shows what it was given, a file does not appear.
    pub(super) fn give_up(self) -> Result<(), Failure> {
        match self {
            Self::Stream(out) => Ok(out.flush()?),
            Self::File(mut part) => {
                part.kept = false;
                Ok(())
            }
        }
    }
}

/// `FILE.part` with the answers so far, and `FILE.part.json` with how far they go.
pub(super) struct PartialOutput {
    path: PathBuf,
    part: PathBuf,
    journal: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    kept: bool,
}

impl PartialOutput {
    /// Starts anew.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let part = beside(path, ".part");
        let file = File::create(&part).map_err(|error| cannot_write(path, &error))?;
        let journal = beside(path, ".part.json");
        // An older run's journal says nothing about this one.
        let _ = fs::remove_file(&journal);
        Ok(Self {
            path: path.to_owned(),
            part,
            journal,
            file: BufWriter::new(file),
            bytes: 0,
            kept: false,
        })
    }

    /// Goes on with what an interrupted run left; `None` if there is nothing.
    pub(super) fn reopen(path: &Path) -> Result<Option<(Self, Checkpoint)>, Failure> {
        let (part, journal) = (beside(path, ".part"), beside(path, ".part.json"));
        let text = match fs::read_to_string(&journal) {
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
            journal,
            file: BufWriter::new(file),
            bytes,
            kept: true,
        };
        Ok(Some((part, checkpoint)))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.bytes += bytes.len() as u64;
        let written = self.file.write_all(bytes);
        written.map_err(|error| cannot_write(&self.path, &error))
    }

    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), Failure> {
        let draft = beside(&self.journal, ".new");
        let json = serde_json::to_vec(checkpoint).map_err(io::Error::other);
        let kept = self
            .file
            .flush()
            .and_then(|()| fs::write(&draft, json?))
            .and_then(|()| fs::rename(&draft, &self.journal));
        kept.map_err(|error| cannot_write(&self.path, &error))?;
        self.kept = true;
        Ok(())
    }

    fn finish(mut self) -> Result<(), Failure> {
        let written = self
            .file
            .flush()
            .and_then(|()| fs::rename(&self.part, &self.path));
        written.map_err(|error| cannot_write(&self.path, &error))?;
        self.kept = false;
        Ok(())
    }
}

impl Drop for PartialOutput {
    /// Leaves nothing behind but what can be gone on with; after `finish` there is nothing to remove.
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.part);
            let _ = fs::remove_file(&self.journal);
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
