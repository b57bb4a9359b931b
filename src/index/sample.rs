//! Which texts give the codes that all texts of an archive are packed in?

use std::sync::atomic::AtomicBool;

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

/// Takes texts from all over a large archive, before its texts are packed for the first time; gives the files that were read
/// for it.
pub(super) fn take_sample(
    packing: &mut Packing,
    tasks: &[Task],
    index: &Index,
    options: &UpdateOptions,
    cancel: &AtomicBool,
) -> Result<ReadAhead, IndexError> {
    let mut ahead = ReadAhead::new();
    let all = tasks.len();
    if packing.has_codes() || tasks.len() < MANY_FILES {
        return Ok(ahead);
    }
    let small = |task: &&Task| task.file.size_bytes <= SAMPLE_FILE_BYTES;
    let small: Vec<&Task> = tasks.iter().filter(small).collect();
    let apart = (small.len() / SAMPLE_FILES).max(FILES_A_SAMPLE);
    let tasks: Vec<Task> = small.into_iter().step_by(apart).cloned().collect();
    ingest::read(
        &tasks,
        &options.read,
        cancel,
        |reading| reading,
        |_| {},
        |reading| {
            ahead.insert(reading.file.path.clone(), reading);
            Ok::<(), IndexError>(())
        },
    )?;
    let text_of = |task: &Task| match &ahead.get(&task.file.path)?.outcome {
        Outcome::Read(document) => Some(document.extracted.flow.text.as_str()),
        Outcome::Unchanged(_) | Outcome::Skipped(..) => None,
    };
    let start_of = |text: &str| text.floor_char_boundary(SAMPLE_TEXT_BYTES);
    let texts = tasks.iter().filter_map(text_of);
    let texts: Vec<&str> = texts.map(|text| &text[..start_of(text)]).collect();
    if texts.iter().any(|text| !text.is_empty()) {
        // A phrase that is indexed must be so in all documents.
        let with_phrases = index.searcher.num_docs() == 0 && all >= HUGE_ARCHIVE;
        let phrases = match with_phrases {
            true => FrequentPhrases::of_texts(&texts),
            false => FrequentPhrases::default(),
        };
        *packing = Packing::make(&index.folder.path, &texts, phrases)?;
    }
    Ok(ahead)
}
