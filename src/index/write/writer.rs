//! Hands documents to the engine, and commits from time to time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::index::analysis::stem_dictionary::StemRecorder;
use crate::index::error::IndexError;
use crate::index::schema::{self, Fields};
use crate::model::DocumentId;

/// The memory of the engine before it writes a segment. It indexes with one thread: two are no faster, since the analysis is done by
/// the threads that read.
const WRITER_MEMORY_BYTES: usize = 192 << 20;

/// How many bytes of text are added before a commit: the engine takes more than it can write at once, and holds it in memory.
const COMMIT_EVERY_BYTES: usize = 256 << 20;

/// The writer of an index.
pub(crate) struct Writer {
    engine: IndexWriter,
    fields: Fields,
    stems: Arc<StemRecorder>,
    commit_every: Duration,
    last_commit: Instant,
    text_bytes_since_commit: usize,
}

impl Writer {
    pub(crate) fn open(
        engine: &tantivy::Index,
        stems: Arc<StemRecorder>,
        commit_every: Duration,
    ) -> Result<Self, IndexError> {
        Ok(Self {
            engine: engine.writer_with_num_threads(1, WRITER_MEMORY_BYTES)?,
            fields: Fields::with_schema().1,
            stems,
            commit_every,
            last_commit: Instant::now(),
            text_bytes_since_commit: 0,
        })
    }

    /// Adds a document with a text of `text_bytes`, in place of one with the same identity.
    pub(crate) fn put(
        &mut self,
        id: &DocumentId,
        document: TantivyDocument,
        text_bytes: usize,
    ) -> Result<(), IndexError> {
        self.remove(id);
        self.engine.add_document(document)?;
        self.text_bytes_since_commit += text_bytes;
        if self.last_commit.elapsed() >= self.commit_every
            || self.text_bytes_since_commit >= COMMIT_EVERY_BYTES
        {
            self.commit()?;
            self.last_commit = Instant::now();
            self.text_bytes_since_commit = 0;
        }
        Ok(())
    }

    /// Commits; the stem dictionary first, which thus has all words of the documents.
    fn commit(&mut self) -> Result<(), IndexError> {
        self.stems.write()?;
        self.engine.commit()?;
        Ok(())
    }

    pub(crate) fn remove(&self, id: &DocumentId) {
        let key = Term::from_field_text(self.fields.key, &schema::key(id));
        self.engine.delete_term(key);
    }

    /// Removes the documents of an archive.
    pub(crate) fn remove_archive(&self, root: u32) {
        let root = Term::from_field_u64(self.fields.root, u64::from(root));
        self.engine.delete_term(root);
    }

    pub(crate) fn finish(mut self) -> Result<(), IndexError> {
        self.commit()?;
        Ok(self.engine.wait_merging_threads()?)
    }
}
