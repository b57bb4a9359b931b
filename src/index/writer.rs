//! Hands documents to the engine, and commits from time to time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::{IndexWriter, TantivyDocument, Term};

use super::IndexError;
use super::inflections::Inflections;
use super::schema::{self, Fields};
use crate::model::DocumentId;

/// What the engine may hold in memory before it writes a part to disk. Two threads index no faster than one, since
/// words are made ready by the threads that read.
const WRITER_MEMORY_BYTES: usize = 192 << 20;

/// How many bytes of text may be given to the engine before it must have written them: it takes more than it can
/// write at once, and would hold them in memory.
const COMMIT_EVERY_BYTES: usize = 256 << 20;

/// With so much text, a run that committed nothing does before its end: the engine writes while the last files are read, and
/// has less to write when nothing is read any more. Tests have less.
const WORTH_PARTING_BYTES: usize = if cfg!(test) { 64 << 10 } else { 64 << 20 };

/// Writes documents, and commits from time to time.
pub(super) struct Writer {
    pub(super) engine: IndexWriter,
    fields: Fields,
    inflections: Arc<Inflections>,
    commit_every: Duration,
    last_commit: Instant,
    text_bytes_since: usize,
    has_committed: bool,
}

impl Writer {
    pub(super) fn open(
        engine: &tantivy::Index,
        inflections: Arc<Inflections>,
        commit_every: Duration,
    ) -> Result<Self, IndexError> {
        Ok(Self {
            engine: engine.writer_with_num_threads(1, WRITER_MEMORY_BYTES)?,
            fields: Fields::with_schema().1,
            inflections,
            commit_every,
            last_commit: Instant::now(),
            text_bytes_since: 0,
            has_committed: false,
        })
    }

    /// Adds a document with so much text in place of the one of before; `near_end` when few are left.
    pub(super) fn put(
        &mut self,
        id: &DocumentId,
        document: TantivyDocument,
        text_bytes: usize,
        near_end: bool,
    ) -> Result<(), IndexError> {
        self.remove(id);
        self.engine.add_document(document)?;
        self.text_bytes_since += text_bytes;
        if self.last_commit.elapsed() >= self.commit_every
            || self.text_bytes_since >= COMMIT_EVERY_BYTES
            || near_end && !self.has_committed && self.text_bytes_since >= WORTH_PARTING_BYTES
        {
            self.commit()?;
            self.last_commit = Instant::now();
            self.text_bytes_since = 0;
            self.has_committed = true;
        }
        Ok(())
    }

    /// What is committed has the inflections of its words with it.
    fn commit(&mut self) -> Result<(), IndexError> {
        let entries = self.inflections.take_entries();
        if !entries.is_empty() {
            self.engine
                .add_document(self.fields.of_inflections(&entries))?;
        }
        self.engine.commit()?;
        Ok(())
    }

    pub(super) fn remove(&self, id: &DocumentId) {
        self.engine
            .delete_term(Term::from_field_text(self.fields.key, &schema::key(id)));
    }

    pub(super) fn finish(mut self) -> Result<(), IndexError> {
        self.commit()?;
        Ok(self.engine.wait_merging_threads()?)
    }
}
