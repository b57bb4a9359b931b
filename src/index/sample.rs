//! Which texts give the codes that all texts of an archive are packed in?

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::Index;
use super::frequent_phrases::FrequentPhrases;
use super::packing::Packing;
use super::{IndexError, UpdateOptions};
use crate::ingest::{self, Outcome, ReadAhead, Task};

/// An archive of so many files is worth reading some of them ahead of the others: about so many, at most one of so many, and
/// none that is larger. So much of each text counts, from its start.
const MANY_FILES: usize = 100;
const SAMPLE_FILES: usize = 320;

/// In an archive of so many files frequent phrases are indexed, for their words are in more documents than are searched in no
/// time. Tests have fewer.
const HUGE_ARCHIVE: usize = if cfg!(test) { 200 } else { 50_000 };

const FILES_A_SAMPLE: usize = 5;
const SAMPLE_FILE_BYTES: u64 = 512 << 10;
const SAMPLE_TEXT_BYTES: usize = 32 << 10;

/// At most so many others are read while codes are made of those.
const FILES_MEANWHILE: usize = 2 * SAMPLE_FILES;

/// Takes texts from all over a large archive, before its texts are packed for the first time; gives the files that were read
/// for it.
pub(super) fn take_sample(
    packing: &mut Packing,
    tasks: &[Task],
    index: &Index,
    options: &UpdateOptions,
    cancel: &AtomicBool,
) -> Result<ReadAhead, IndexError> {
    let all = tasks.len();
    if packing.has_codes() || all < MANY_FILES {
        return Ok(ReadAhead::new());
    }
    let small = |task: &&Task| task.file.size_bytes <= SAMPLE_FILE_BYTES;
    let small: Vec<&Task> = tasks.iter().filter(small).collect();
    let apart = (small.len() / SAMPLE_FILES).max(FILES_A_SAMPLE);
    let tasks: Vec<&Task> = small.iter().copied().step_by(apart).collect();
    let mut ahead = ingest::read_ahead(&tasks, &options.read, cancel);
    let text_of = |task: &&Task| match &ahead.get(&task.file.path)?.outcome {
        Outcome::Read(document) => Some(document.extracted.flow.text.as_str()),
        Outcome::Unchanged(_) | Outcome::Skipped(..) => None,
    };
    let start_of = |text: &str| text.floor_char_boundary(SAMPLE_TEXT_BYTES);
    let texts = tasks.iter().filter_map(text_of);
    let texts: Vec<&str> = texts.map(|text| &text[..start_of(text)]).collect();
    if texts.iter().all(|text| text.is_empty()) {
        return Ok(ahead);
    }
    // A phrase that is indexed must be so in all documents.
    let with_phrases = index.searcher.num_docs() == 0 && all >= HUGE_ARCHIVE;
    let make = || {
        let phrases = match with_phrases {
            true => FrequentPhrases::of_texts(&texts),
            false => FrequentPhrases::default(),
        };
        Packing::make(&index.folder.path, &texts, phrases)
    };
    let others = small.iter().enumerate();
    let others = others.filter_map(|(at, task)| (at % apart > 0).then_some(*task));
    let others: Vec<&Task> = others.take(FILES_MEANWHILE).collect();
    let is_made = AtomicBool::new(false);
    let (made, others) = thread::scope(|scope| {
        let others = scope.spawn(|| ingest::read_ahead(&others, &options.read, &is_made));
        let made = make();
        is_made.store(true, Ordering::Relaxed);
        (made, others.join())
    });
    *packing = made?;
    ahead.extend(others.unwrap_or_else(|panic| resume_unwind(panic)));
    Ok(ahead)
}
