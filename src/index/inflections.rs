//! Which words of an archive are inflections of one another?
//!
//! The engine indexes words as they stand. The words of a stem are listed once for an archive, in entries of documents
//! that hold nothing else, one for each commit that brought new words: a word is stemmed once and not wherever it stands,
//! and what else a query's word stands for is looked up. Entries stay when their words are gone, and find nothing then.

use std::hash::BuildHasher;
use std::iter;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashSet};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::IndexError;
use super::slots::{Written, wide};
use super::words::{STEM_OF, Stem, add_word, compound_of_key, stemmer_name};
use crate::model::Language;

/// So many words, in sets of some, are told at a glance to have been seen.
const GLANCES: usize = 1 << 15;
const SET: usize = 4;

/// The words that were seen while documents are indexed, by whichever thread.
pub(super) struct Inflections {
    /// The index as it was before.
    before: Searcher,
    /// The field of entries.
    field: Field,
    /// Words seen lately, each in the set that the lower half of its number says, as its upper half: most words of a text are
    /// among them.
    lately: Box<[[AtomicU32; SET]]>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// All of them, by number.
    words: FxHashSet<u64>,
    /// The entries that no commit has yet.
    entries: String,
}

impl Inflections {
    pub(super) fn new(before: Searcher, field: Field) -> Self {
        Self {
            before,
            field,
            lately: (0..GLANCES / SET).map(|_| Default::default()).collect(),
            seen: Mutex::default(),
        }
    }

    /// Those of the words of documents in a language.
    pub(super) fn of<'a>(&'a self, language: Option<&'a Language>) -> InflectionsOf<'a> {
        InflectionsOf {
            all: self,
            language,
            stemmer: FxBuildHasher.hash_one(stemmer_name(language)),
        }
    }

    /// The entries that no commit has yet, as the engine wants them. What is put into the engine until then has its words
    /// among them.
    pub(super) fn take_entries(&self) -> String {
        std::mem::take(&mut self.seen().entries)
    }

    fn is_known(&self, entry: &str) -> tantivy::Result<bool> {
        let entry = Term::from_field_text(self.field, entry);
        Ok(self.before.doc_freq(&entry)? > 0)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The words of documents in one language.
pub(super) struct InflectionsOf<'a> {
    all: &'a Inflections,
    language: Option<&'a Language>,
    /// The number of its stemmer.
    stemmer: u64,
}

impl InflectionsOf<'_> {
    /// Takes note of a word: how it is indexed, and its lower-case form with accents.
    pub(super) fn see(&self, indexed: &str, accented: &str) {
        let number = self.number(indexed, accented);
        let set = &self.all.lately[number as usize % (GLANCES / SET)];
        let upper = (number >> u32::BITS) as u32;
        if !set.iter().any(|seen| seen.load(Ordering::Acquire) == upper) {
            self.note(number, indexed, accented);
            // The one seen first makes room.
            let mut upper = upper;
            for seen in set {
                upper = seen.swap(upper, Ordering::AcqRel);
            }
        }
    }

    /// Tells words apart, as no two of an archive are likely to have the same.
    fn number(&self, indexed: &str, accented: &str) -> u64 {
        let same = std::ptr::eq(indexed, accented) || indexed == accented;
        let number = match same {
            true => FxBuildHasher.hash_one(accented),
            false => FxBuildHasher.hash_one((accented, indexed)),
        };
        number ^ self.stemmer
    }

    fn note(&self, number: u64, indexed: &str, accented: &str) {
        let mut seen = self.all.seen();
        if !seen.words.insert(number) {
            return;
        }
        let stem = Stem::of(accented, self.language);
        let entry = entry(&stem, indexed);
        // What cannot be asked is noted again.
        if stem.bare() != indexed && !self.all.is_known(&entry).unwrap_or(false) {
            add_word(&mut seen.entries, &entry, iter::once(0));
        }
    }
}

/// The stem and what its word adds to it, or a whole word that does not begin as its stem.
fn entry(stem: &Stem, word: &str) -> String {
    match word.strip_prefix(stem.bare()) {
        Some(ending) => format!("{}{STEM_OF}{ending}", stem.key),
        None => format!("{}{STEM_OF}{}{word}", stem.key, char::from(WHOLE)),
    }
}

/// Stands before a whole word in an entry.
const WHOLE: u8 = b'=';

/// The words with a stem; the stem itself is among them, whether it occurs as a word or not.
pub(super) fn words_of_stem(
    searcher: &Searcher,
    field: Field,
    stem: &Stem,
) -> Result<Vec<Written>, IndexError> {
    let mut words = vec![Written::word(stem.bare())];
    let start = entry(stem, stem.bare());
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut entries = inverted.terms().range().ge(&start).into_stream()?;
        while entries.advance() {
            let Some(word) = entries.key().strip_prefix(start.as_bytes()) else {
                break;
            };
            let word = match word.split_first() {
                Some((&WHOLE, word)) => String::from_utf8_lossy(word).into_owned(),
                _ => stem.bare().to_owned() + &String::from_utf8_lossy(word),
            };
            words.push(match compound_of_key(&word) {
                Some((_, _, lengths)) => wide(word.clone(), &lengths),
                None => Written::word(word),
            });
        }
    }
    words.sort();
    words.dedup();
    Ok(words)
}
