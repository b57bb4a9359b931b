//! The postings of terms in a segment, decoded once and cached where they are short.

use std::fmt;
use std::sync::Arc;

use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo};
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
    /// Decodes all postings of a term, which is several times as fast as to read them document by document.
    fn decode(mut blocks: BlockSegmentPostings, mut reader: PositionReader) -> Self {
        let doc_count = blocks.doc_freq() as usize;
        let (mut docs, mut ends) = (Vec::with_capacity(doc_count), Vec::with_capacity(doc_count));
        let mut end = 0;
        while blocks.block_len() > 0 {
            docs.extend_from_slice(blocks.docs());
            ends.extend(blocks.freqs().iter().map(|frequency| {
                end += frequency;
                end
            }));
            blocks.advance();
        }
        let mut positions = vec![0; end as usize];
        // The reader skips to its offset in time linear in the blocks since the last call.
        for (block, offset) in positions.chunks_mut(BLOCK).zip((0..).step_by(BLOCK)) {
            reader.read(offset, block);
        }
        let mut start = 0;
        for end in &ends {
            let mut position = 0;
            for delta in &mut positions[start..*end as usize] {
                position += *delta;
                *delta = position;
            }
            start = *end as usize;
        }
        Self {
            docs,
            ends,
            positions,
        }
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

/// How many positions the engine packs into a block.
const BLOCK: usize = 128;

/// The terms of one field in one segment.
pub(crate) struct SegmentTerms<'a> {
    field: Field,
    reader: &'a SegmentReader,
    inverted: Arc<InvertedIndexReader>,
    cache: &'a PostingsCache,
}

impl<'a> SegmentTerms<'a> {
    pub(crate) fn open(
        reader: &'a SegmentReader,
        field: Field,
        cache: &'a PostingsCache,
    ) -> tantivy::Result<Self> {
        Ok(Self {
            field,
            reader,
            inverted: reader.inverted_index(field)?,
            cache,
        })
    }

    /// A cursor over the documents of a term and its positions in them; `None` if it does not occur.
    pub(crate) fn positions(&self, term: &str) -> tantivy::Result<Option<TermCursor>> {
        let key = (self.reader.segment_id(), self.field, term.to_owned());
        if let Some(postings) = self.cache.decoded.get(&key) {
            return Ok(Some(TermCursor::Decoded { postings, at: 0 }));
        }
        let Some(info) = self.term_info(term)? else {
            return Ok(None);
        };
        let stored_bytes = info.postings_range.len() + info.positions_range.len();
        if stored_bytes > self.cache.max_stored_bytes {
            let postings = self.read(&info, IndexRecordOption::WithFreqsAndPositions)?;
            return Ok(Some(TermCursor::streamed(postings)));
        }
        let postings = self.decode(&info)?;
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
        Ok(Some(TermCursor::streamed(postings)))
    }

    fn term_info(&self, term: &str) -> tantivy::Result<Option<TermInfo>> {
        let term = Term::from_field_text(self.field, term);
        Ok(self.inverted.get_term_info(&term)?)
    }

    fn decode(&self, info: &TermInfo) -> tantivy::Result<DecodedPostings> {
        let option = IndexRecordOption::WithFreqs;
        let blocks = (self.inverted).read_block_postings_from_terminfo(info, option)?;
        let file = self.reader.open_read(SegmentComponent::Positions)?;
        let of_field = CompositeFile::open(&file)?.open_read(self.field);
        let of_field = of_field.unwrap_or_else(FileSlice::empty);
        let stored = of_field.read_bytes_slice(info.positions_range.clone())?;
        Ok(DecodedPostings::decode(
            blocks,
            PositionReader::open(stored)?,
        ))
    }

    fn read(&self, info: &TermInfo, option: IndexRecordOption) -> tantivy::Result<SegmentPostings> {
        Ok(self.inverted.read_postings_from_terminfo(info, option)?)
    }
}

/// A cursor over the postings of a term in a segment.
pub(crate) enum TermCursor {
    Streamed {
        postings: Box<SegmentPostings>,
        /// The positions that were read last.
        positions: Vec<u32>,
    },
    Decoded {
        postings: Arc<DecodedPostings>,
        at: usize,
    },
}

impl TermCursor {
    fn streamed(postings: SegmentPostings) -> Self {
        Self::Streamed {
            postings: Box::new(postings),
            positions: Vec::new(),
        }
    }

    /// The number of documents with the term.
    pub(crate) fn doc_freq(&self) -> u32 {
        match self {
            Self::Streamed { postings, .. } => postings.doc_freq(),
            Self::Decoded { postings, .. } => postings.docs.len() as u32,
        }
    }

    pub(crate) fn doc(&self) -> DocId {
        match self {
            Self::Streamed { postings, .. } => postings.doc(),
            Self::Decoded { postings, at } => postings.docs.get(*at).copied().unwrap_or(TERMINATED),
        }
    }

    /// Advances to the first document from `target` on, unless the cursor is there or behind it already.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Streamed { postings, .. } if postings.doc() < target => postings.seek(target),
            Self::Streamed { postings, .. } => postings.doc(),
            Self::Decoded { postings, at } => {
                *at += count_below(&postings.docs[*at..], target);
                self.doc()
            }
        }
    }

    pub(crate) fn advance(&mut self) -> DocId {
        match self {
            Self::Streamed { postings, .. } => postings.advance(),
            Self::Decoded { postings, at } => {
                *at = (*at + 1).min(postings.docs.len());
                self.doc()
            }
        }
    }

    /// The frequency of the term in the current document.
    pub(crate) fn frequency(&self) -> u32 {
        match self {
            Self::Streamed { postings, .. } => postings.term_freq(),
            Self::Decoded { postings, at } => postings.positions(*at).len() as u32,
        }
    }

    /// The positions of the term in the current document, ascending.
    pub(crate) fn positions(&mut self) -> &[u32] {
        match self {
            Self::Streamed {
                postings,
                positions,
            } => {
                positions.clear();
                postings.append_positions_with_offset(0, positions);
                positions
            }
            Self::Decoded { postings, at } => postings.positions(*at),
        }
    }
}
