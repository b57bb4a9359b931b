//! A word's documents and places as a query reads them that looks at most of the documents.

use tantivy::positions::PositionReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

use super::read_word::{add_ends, range_of};

/// A word's documents and places, read in blocks of documents: quick where a query looks at most of them.
#[derive(Clone)]
pub(super) struct Streamed {
    blocks: BlockSegmentPostings,
    /// The document, in its block.
    at: usize,
    stored: PositionReader,
    /// How many positions stand before those of the block.
    before: u64,
    /// Where the positions of each document of the block end, once they are read; and how far each is from the one before
    /// in its document.
    ends: Vec<u32>,
    steps: Vec<u32>,
}

impl Streamed {
    pub(super) fn new(blocks: BlockSegmentPostings, stored: PositionReader) -> Self {
        Self {
            blocks,
            at: 0,
            stored,
            before: 0,
            ends: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// How many documents it has.
    pub(super) fn count(&self) -> u32 {
        self.blocks.doc_freq()
    }

    pub(super) fn doc(&self) -> DocId {
        self.blocks
            .docs()
            .get(self.at)
            .copied()
            .unwrap_or(TERMINATED)
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        while let Some(last) = self.blocks.docs().last() {
            if *last >= target {
                // It is seldom far.
                let rest = &self.blocks.docs()[self.at..];
                self.at += rest.iter().take_while(|doc| **doc < target).count();
                break;
            }
            self.next_block();
        }
        self.doc()
    }

    fn next_block(&mut self) {
        let positions: u32 = self.blocks.freqs().iter().sum();
        self.before += u64::from(positions);
        self.blocks.advance();
        self.at = 0;
        self.ends.clear();
    }

    pub(super) fn frequency(&self) -> u32 {
        self.blocks.freqs().get(self.at).copied().unwrap_or(0)
    }

    /// How far each position in the document is from the one before; the first from the start.
    pub(super) fn steps(&mut self) -> &[u32] {
        if self.ends.is_empty() {
            self.read_block();
        }
        &self.steps[range_of(&self.ends, self.at)]
    }

    fn read_block(&mut self) {
        add_ends(&mut self.ends, self.blocks.freqs());
        let end = self.ends.last().copied().unwrap_or(0);
        if self.steps.len() < end as usize {
            self.steps.resize(end as usize, 0);
        }
        self.stored
            .read(self.before, &mut self.steps[..end as usize]);
    }
}
