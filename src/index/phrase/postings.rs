//! The postings of terms in a segment, decoded once and cached where they are short.

use std::fmt;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::matching::count_below;
use crate::index::cache::Cache;

/// The size of the cache of decoded postings.
const CACHE_BYTES: usize = 128 << 20;

/// Longer postings, by their size on disk, are not cached: a few of them would evict all others.
const MAX_CACHED_STORED_BYTES: usize = 512 << 10;

/// Decoded postings of all segments, shared by the queries of an index.
pub(crate) struct PostingsCache {
    decoded: Cache<CacheKey, DecodedPostings>,
    max_stored_bytes: usize,
}

type CacheKey = (SegmentId, Field, String);

impl Default for PostingsCache {
    fn default() -> Self {
        Self::with_limit(MAX_CACHED_STORED_BYTES)
    }
}

impl PostingsCache {
    /// A cache of postings that take at most `max_stored_bytes` on disk.
    pub(crate) fn with_limit(max_stored_bytes: usize) -> Self {
        Self {
            decoded: Cache::new(CACHE_BYTES),
            max_stored_bytes,
        }
    }
}

impl fmt::Debug for PostingsCache {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PostingsCache")
    }
}

/// The postings of a term, decoded: its documents, ascending, and its positions in each.
pub(crate) struct DecodedPostings {
    docs: Vec<DocId>,
    /// Where the positions of each document end in `positions`.
    ends: Vec<u32>,
    positions: Vec<u32>,
}

impl DecodedPostings {
    fn decode(mut postings: SegmentPostings) -> Self {
        let doc_count = postings.doc_freq() as usize;
        let mut decoded = Self {
            docs: Vec::with_capacity(doc_count),
            ends: Vec::with_capacity(doc_count),
            positions: Vec::new(),
        };
        while postings.doc() != TERMINATED {
            decoded.docs.push(postings.doc());
            postings.append_positions_with_offset(0, &mut decoded.positions);
            decoded.ends.push(decoded.positions.len() as u32);
            postings.advance();
        }
        decoded.positions.shrink_to_fit();
        decoded
    }

    /// The positions in the document with this index among those of the term.
    fn positions(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.positions[start as usize..self.ends[at] as usize]
    }

    fn size_bytes(&self) -> usize {
        (2 * self.docs.len() + self.positions.len()) * size_of::<u32>()
    }
}

/// The terms of one field in one segment.
pub(crate) struct SegmentTerms<'a> {
    field: Field,
    segment: SegmentId,
    inverted: Arc<InvertedIndexReader>,
    cache: &'a PostingsCache,
}

impl<'a> SegmentTerms<'a> {
    pub(crate) fn open(
        reader: &SegmentReader,
        field: Field,
        cache: &'a PostingsCache,
    ) -> tantivy::Result<Self> {
        Ok(Self {
            field,
            segment: reader.segment_id(),
            inverted: reader.inverted_index(field)?,
            cache,
        })
    }

    /// A cursor over the documents of a term and its positions in them; `None` if it does not occur.
    pub(crate) fn positions(&self, term: &str) -> tantivy::Result<Option<TermCursor>> {
        let key = (self.segment, self.field, term.to_owned());
        if let Some(postings) = self.cache.decoded.get(&key) {
            return Ok(Some(TermCursor::Decoded { postings, at: 0 }));
        }
        let Some(info) = self.term_info(term)? else {
            return Ok(None);
        };
        let stored_bytes = info.postings_range.len() + info.positions_range.len();
        let postings = self.read(&info, IndexRecordOption::WithFreqsAndPositions)?;
        if stored_bytes > self.cache.max_stored_bytes {
            return Ok(Some(TermCursor::Streamed(Box::new(postings))));
        }
        let postings = DecodedPostings::decode(postings);
        let bytes = postings.size_bytes();
        let postings = self.cache.decoded.insert(key, postings, bytes);
        Ok(Some(TermCursor::Decoded { postings, at: 0 }))
    }

    /// A cursor over the documents of a term and its frequency in them; `None` if it does not occur.
    pub(crate) fn frequencies(&self, term: &str) -> tantivy::Result<Option<TermCursor>> {
        let Some(info) = self.term_info(term)? else {
            return Ok(None);
        };
        let postings = self.read(&info, IndexRecordOption::WithFreqs)?;
        Ok(Some(TermCursor::Streamed(Box::new(postings))))
    }

    fn term_info(&self, term: &str) -> tantivy::Result<Option<TermInfo>> {
        let term = Term::from_field_text(self.field, term);
        Ok(self.inverted.get_term_info(&term)?)
    }

    fn read(&self, info: &TermInfo, option: IndexRecordOption) -> tantivy::Result<SegmentPostings> {
        Ok(self.inverted.read_postings_from_terminfo(info, option)?)
    }
}

/// A cursor over the postings of a term in a segment.
pub(crate) enum TermCursor {
    Streamed(Box<SegmentPostings>),
    Decoded {
        postings: Arc<DecodedPostings>,
        at: usize,
    },
}

impl TermCursor {
    /// The number of documents with the term.
    pub(crate) fn doc_freq(&self) -> u32 {
        match self {
            Self::Streamed(postings) => postings.doc_freq(),
            Self::Decoded { postings, .. } => postings.docs.len() as u32,
        }
    }

    pub(crate) fn doc(&self) -> DocId {
        match self {
            Self::Streamed(postings) => postings.doc(),
            Self::Decoded { postings, at } => postings.docs.get(*at).copied().unwrap_or(TERMINATED),
        }
    }

    /// Advances to the first document from `target` on, unless the cursor is there or behind it already.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Streamed(postings) if postings.doc() < target => postings.seek(target),
            Self::Streamed(postings) => postings.doc(),
            Self::Decoded { postings, at } => {
                *at += count_below(&postings.docs[*at..], target);
                self.doc()
            }
        }
    }

    pub(crate) fn advance(&mut self) -> DocId {
        match self {
            Self::Streamed(postings) => postings.advance(),
            Self::Decoded { postings, at } => {
                *at = (*at + 1).min(postings.docs.len());
                self.doc()
            }
        }
    }

    /// The frequency of the term in the current document.
    pub(crate) fn frequency(&self) -> u32 {
        match self {
            Self::Streamed(postings) => postings.term_freq(),
            Self::Decoded { postings, at } => postings.positions(*at).len() as u32,
        }
    }

    /// Appends the positions of the term in the current document, ascending.
    pub(crate) fn append_positions(&mut self, out: &mut Vec<u32>) {
        match self {
            Self::Streamed(postings) => postings.append_positions_with_offset(0, out),
            Self::Decoded { postings, at } => out.extend_from_slice(postings.positions(*at)),
        }
    }
}
