//! The words of each stem: a finite-state set beside the segments, by which a query word finds its inflections.
//!
//! The engine indexes words as they stand. While documents are indexed, each new word is stemmed once in the language of its
//! document and recorded here. The set is written before the commit that needs it, so an interrupted run may leave words that no
//! document has, which find nothing; words of removed documents stay for the same reason.

use std::collections::BTreeSet;
use std::fs;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use fst::{IntoStreamer, Set, SetBuilder, Streamer};
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::stems::{STEMMER_SEPARATOR, Stem, stemmer_name};
use crate::index::error::IndexError;
use crate::index::files;
use crate::model::Language;

/// The file of the dictionary in the folder of the index.
pub(crate) const FILE: &str = "plenary.stems";

/// Marks an entry that holds the whole word, which does not begin with its stem; others hold the ending alone.
const WHOLE_WORD: char = '=';

/// The words of each stem, as the last run left them.
pub(crate) struct StemDictionary(Set<Vec<u8>>);

impl StemDictionary {
    /// Reads the dictionary of the index in a folder.
    ///
    /// # Errors
    /// `Damaged` when it is gone or not as it was written, and when it cannot be read.
    pub(crate) fn open(index: &Path) -> Result<Self, IndexError> {
        let path = index.join(FILE);
        let damaged = |cause: String| IndexError::Damaged {
            folder: index.to_owned(),
            cause: format!("{FILE} is {cause}"),
        };
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => damaged("gone".to_owned()),
            _ => IndexError::Io {
                verb: "read",
                path,
                source,
            },
        })?;
        let set = Set::new(bytes).and_then(|set| set.as_fst().verify().map(|()| set));
        let set = set.map_err(|error| damaged(format!("not as it was written: {error}")))?;
        Ok(Self(set))
    }

    /// The terms of the words with a stem, as they are indexed. The stem itself is not among them.
    pub(crate) fn terms(&self, stem: &Stem) -> Vec<String> {
        let prefix = format!("{}{STEMMER_SEPARATOR}", stem.key);
        let mut terms = Vec::new();
        let mut entries = self.0.range().ge(&prefix).into_stream();
        while let Some(entry) = entries.next() {
            let entry = std::str::from_utf8(entry).unwrap_or_default();
            let Some(ending) = entry.strip_prefix(&prefix) else {
                break;
            };
            terms.push(match ending.strip_prefix(WHOLE_WORD) {
                Some(word) => word.to_owned(),
                None => format!("{}{ending}", stem.bare()),
            });
        }
        terms
    }
}

/// Records the words of documents while they are indexed, from any thread.
pub(crate) struct StemRecorder {
    index: PathBuf,
    /// Hashes of stemmer, term and accented form of every word this run has seen.
    seen: RwLock<FxHashSet<u64>>,
    /// Entries that are not written yet.
    pending: Mutex<BTreeSet<String>>,
}

impl StemRecorder {
    /// A recorder for the index in a folder.
    pub(crate) fn new(index: &Path) -> Self {
        Self {
            index: index.to_owned(),
            seen: RwLock::default(),
            pending: Mutex::default(),
        }
    }

    /// Records words of a document, each as the term it is indexed as and in lower case with its accents.
    pub(crate) fn record<'a>(
        &self,
        language: Option<&Language>,
        words: impl Iterator<Item = (&'a str, &'a str)>,
    ) {
        let stemmer = FxBuildHasher.hash_one(stemmer_name(language));
        let hashed = words.map(|word| (FxBuildHasher.hash_one(word) ^ stemmer, word));
        let new: Vec<(u64, (&str, &str))> = {
            let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
            hashed.filter(|(hash, _)| !seen.contains(hash)).collect()
        };
        if new.is_empty() {
            return;
        }
        let entries = new.iter().filter_map(|(_, (term, accented))| {
            let stem = Stem::of(accented, language);
            (stem.bare() != *term).then(|| entry(&stem, term))
        });
        let entries: Vec<String> = entries.collect();
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend(entries);
        drop(pending);
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        seen.extend(new.iter().map(|(hash, _)| hash));
    }

    /// Adds what was recorded to the dictionary on disk, which is replaced in one step; creates it if there is none.
    ///
    /// # Errors
    /// When the dictionary is damaged, or cannot be read or written.
    pub(crate) fn write(&self) -> Result<(), IndexError> {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.index.join(FILE);
        let exists = path.exists();
        if exists && pending.is_empty() {
            return Ok(());
        }
        let written = match exists {
            true => StemDictionary::open(&self.index)?.0,
            false => Set::default(),
        };
        if exists && pending.iter().all(|entry| written.contains(entry)) {
            return Ok(());
        }
        let new = Set::from_iter(pending.iter()).expect("a set is sorted");
        let mut union = SetBuilder::memory();
        union
            .extend_stream(written.op().add(&new).union())
            .expect("a union is sorted");
        let bytes = union.into_inner().expect("memory can be written to");
        files::replace(&path, &bytes)?;
        pending.clear();
        Ok(())
    }
}

/// The stemmer, the stem, and the ending that makes the word of it, or the whole word where it does not begin with its stem.
fn entry(stem: &Stem, term: &str) -> String {
    match term.strip_prefix(stem.bare()) {
        Some(ending) => format!("{}{STEMMER_SEPARATOR}{ending}", stem.key),
        None => format!("{}{STEMMER_SEPARATOR}{WHOLE_WORD}{term}", stem.key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_words_are_found_by_their_stem() {
        let folder = tempfile::tempdir().expect("a folder");
        let english = Language::from_code("en").expect("a code");
        let recorder = StemRecorder::new(folder.path());
        recorder.write().expect("an empty dictionary");
        recorder.record(
            Some(&english),
            [("rights", "rights"), ("right", "right")].into_iter(),
        );
        recorder.write().expect("written");
        recorder.record(Some(&english), [("rightful", "right")].into_iter());
        recorder.record(None, [("righting", "righting")].into_iter());
        recorder.write().expect("written again");
        let dictionary = StemDictionary::open(folder.path()).expect("a dictionary");
        let stem = Stem::of("rights", Some(&english));
        assert_eq!(dictionary.terms(&stem), ["rightful", "rights"]);
        assert_eq!(
            dictionary.terms(&Stem::of("right", None)),
            [] as [String; 0]
        );
        let path = folder.path().join(FILE);
        let mut damaged = fs::read(&path).expect("bytes");
        damaged[8] ^= 1;
        fs::write(&path, damaged).expect("written");
        assert!(StemDictionary::open(folder.path()).is_err());
    }
}
