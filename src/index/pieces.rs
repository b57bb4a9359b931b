//! Which texts give the pieces that all texts of an archive are packed with?

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::packing::{self, Packing};
use super::{IndexError, UpdateOptions};
use crate::ingest::{self, Outcome, Reading, Task};

/// An archive of so many files is worth reading some of them twice, for the pieces that its texts are packed with: at most
/// one of so many, and none that is larger.
const MANY_FILES: usize = 100;
const FILES_A_PIECE: usize = 10;
const PIECE_FILE_BYTES: u64 = 512 << 10;

/// Takes pieces of texts from all over a large archive, before its texts are packed for the first time.
pub(super) fn take_pieces(
    packing: &mut Packing,
    tasks: &[Task],
    index: &Path,
    options: &UpdateOptions,
    cancel: &AtomicBool,
) -> Result<(), IndexError> {
    if packing.has_pieces() || tasks.len() < MANY_FILES {
        return Ok(());
    }
    let small = |task: &&Task| task.file.size_bytes <= PIECE_FILE_BYTES;
    let small: Vec<&Task> = tasks.iter().filter(small).collect();
    let apart = (small.len() / packing::PIECES).max(FILES_A_PIECE);
    let tasks: Vec<Task> = small.into_iter().step_by(apart).cloned().collect();
    let mut texts: Vec<String> = Vec::new();
    let text_of = |reading: Reading| match reading.outcome {
        Outcome::Read(document) => document.extracted.flow.text,
        Outcome::Unchanged(_) | Outcome::Skipped(..) => String::new(),
    };
    ingest::read(
        &tasks,
        &options.read,
        cancel,
        text_of,
        |_| {},
        |text| {
            texts.push(text);
            Ok::<(), IndexError>(())
        },
    )?;
    if texts.iter().any(|text| !text.is_empty()) {
        *packing = Packing::make(index, &texts)?;
    }
    Ok(())
}
