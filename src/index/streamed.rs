//! A word's documents and positions as a query reads them that looks at most of the documents: in blocks, and positions only
//! of those that may match. A phrase that is indexed has documents, too.

use std::ops::Range;

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

use super::stored_positions::{BLOCK, StoredPositions};

/// The documents of a word or phrase, read from the first on.
pub(super) struct StreamedDocs {
    blocks: BlockSegmentPostings,
    /// The next document, in its block.
    at: usize,
    /// How many positions are stored before its.
    before: u64,
}

/// A word's documents and positions, read from the first on.
pub(super) struct Streamed {
    pub(super) docs: StreamedDocs,
    stored: StoredPositions,
    /// What was read of them, counted on from document to document, with what came before; and how many those are, for there
    /// is more room.
    sums: Vec<u32>,
    read: usize,
    /// The block of positions that those begin with.
    first_block: usize,
}

/// Where the positions of a word in a document are.
#[derive(Clone, Copy, Default)]
pub(super) struct Spot {
    /// How many are before them.
    pub(super) before: u64,
    pub(super) count: u32,
}

/// So many blocks more are read at once where one is read after the other.
const AHEAD: usize = 2;

/// More than so many sums are not kept.
const MANY_SUMS: usize = 16 * BLOCK;

impl StreamedDocs {
    pub(super) const fn new(blocks: BlockSegmentPostings) -> Self {
        Self {
            blocks,
            at: 0,
            before: 0,
        }
    }

    /// Adds its next documents in a range, at most so many, and tells which is behind them; none only if there are no more.
    pub(super) fn take(
        &mut self,
        range: Range<DocId>,
        most: usize,
        docs: &mut Vec<DocId>,
        spots: &mut Vec<Spot>,
    ) -> DocId {
        self.pass_to(range.start);
        let here = &self.blocks.docs()[self.at..];
        let here = &here[..most.min(here.len())];
        let count = here.partition_point(|doc| *doc < range.end);
        docs.extend_from_slice(&here[..count]);
        for count in &self.blocks.freqs()[self.at..][..count] {
            spots.push(Spot {
                before: self.before,
                count: *count,
            });
            self.before += u64::from(*count);
        }
        self.at += count;
        self.pass_to(0);
        let behind = self.blocks.docs().get(self.at);
        behind.copied().unwrap_or(TERMINATED)
    }

    /// Adds its documents in a range, each with how often it stands there, and tells which is behind them.
    pub(super) fn read(&mut self, range: Range<DocId>, found: &mut Vec<(DocId, u32)>) -> DocId {
        loop {
            self.pass_to(range.start);
            let here = &self.blocks.docs()[self.at..];
            let count = here.partition_point(|doc| *doc < range.end);
            let counts = self.blocks.freqs()[self.at..].iter();
            found.extend(here[..count].iter().copied().zip(counts.copied()));
            self.pass(count);
            match self.blocks.docs().get(self.at) {
                Some(behind) => break *behind,
                None if count == 0 => break TERMINATED,
                None => {}
            }
        }
    }

    /// Passes the documents before this one.
    fn pass_to(&mut self, target: DocId) {
        loop {
            let rest = &self.blocks.docs()[self.at..];
            let passed = rest.partition_point(|doc| *doc < target);
            let is_here = passed < rest.len();
            self.pass(passed);
            if is_here || self.blocks.block_len() == 0 {
                break;
            }
            self.blocks.advance();
            self.at = 0;
        }
    }

    /// Passes so many documents of the block.
    fn pass(&mut self, documents: usize) {
        let counts = &self.blocks.freqs()[self.at..][..documents];
        self.before += u64::from(counts.iter().sum::<u32>());
        self.at += documents;
    }

    /// Tells of some documents, ascending and none before the last that was asked for, which have the word, by a bit for each,
    /// and where.
    pub(super) fn find(&mut self, wanted: &[DocId], spots: &mut Vec<Spot>) -> u64 {
        let mut have_it = 0;
        let mut found = 0;
        spots.clear();
        spots.resize(wanted.len(), Spot::default());
        while let Some(next) = wanted.get(found) {
            self.pass_to(*next);
            let (docs, counts) = (self.blocks.docs(), self.blocks.freqs());
            if docs.is_empty() {
                break;
            }
            let mut at = self.at;
            // Without a branch for which of the two is behind: that cannot be foretold.
            while let (Some(wanted), Some(doc)) = (wanted.get(found), docs.get(at)) {
                spots[found] = Spot {
                    before: self.before,
                    count: counts[at],
                };
                have_it |= u64::from(doc == wanted) << found;
                let is_passed = doc <= wanted;
                self.before += u64::from(counts[at]) * u64::from(is_passed);
                found += usize::from(wanted <= doc);
                at += usize::from(is_passed);
            }
            self.at = at;
        }
        have_it
    }
}

impl Streamed {
    pub(super) fn new(blocks: BlockSegmentPostings, stored: StoredPositions) -> Self {
        Self {
            docs: StreamedDocs::new(blocks),
            stored,
            sums: vec![0],
            read: 1,
            first_block: 0,
        }
    }

    /// The positions at a spot, which is not before that of the last call, counted on from what is told with them.
    pub(super) fn positions(&mut self, spot: Spot) -> (&[u32], u32) {
        if self.read_at(spot).is_none() {
            self.read(spot);
        }
        let sums = self.read_at(spot).and_then(<[u32]>::split_first);
        sums.map_or((&[], 0), |(before, positions)| (positions, *before))
    }

    /// What was read of a spot, with what came before it; `None` if it was not all read.
    #[inline]
    fn read_at(&self, spot: Spot) -> Option<&[u32]> {
        let passed = (self.first_block * BLOCK) as u64;
        let from = usize::try_from(spot.before.checked_sub(passed)?).ok()?;
        self.sums[..self.read].get(from..=from + spot.count as usize)
    }

    /// Reads the blocks of a spot.
    fn read(&mut self, spot: Spot) {
        let first = (spot.before / BLOCK as u64) as usize;
        let end = spot.before + u64::from(spot.count);
        let mut after_last = end.div_ceil(BLOCK as u64) as usize;
        let next = self.first_block + (self.read - 1).div_ceil(BLOCK);
        if first >= next {
            self.read = 1;
            self.stored.pass_to(first);
            self.first_block = first;
        } else {
            // Where one spot is read after the other, the next will be wanted, too.
            after_last += AHEAD;
            if self.read > MANY_SUMS {
                let passed = (first - self.first_block) * BLOCK;
                self.sums.copy_within(passed..self.read, 0);
                self.read -= passed;
                self.first_block = first;
            }
        }
        for _ in next.max(first)..after_last {
            if self.sums.len() < self.read + BLOCK {
                self.sums.resize(self.read + BLOCK, 0);
            }
            let (before, room) = self.sums.split_at_mut(self.read);
            if let (Some(before), Some(block)) = (before.last(), room.first_chunk_mut()) {
                self.read += self.stored.read(*before, block);
            }
        }
    }
}
