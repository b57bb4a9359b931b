//! A word that was read as a whole from a segment: in which documents it stands, and where.

use std::ops::Range;

use tantivy::DocId;

use super::postings::count_below;

/// A word's documents in a segment, ascending, and its places in each.
#[derive(Default)]
pub(super) struct ReadWord {
    docs: Vec<DocId>,
    ends: Vec<Ends>,
    positions: Vec<u32>,
    /// A bit for each position of the documents where it stands often: quicker to ask, and they take no more room.
    bits: Vec<u64>,
    /// For each 64 documents of the segment which have it, and how many before them; empty for a rare word.
    ranks: Vec<(u64, u32)>,
}

/// Where the positions of a document end, and its bits.
#[derive(Clone, Copy, Default)]
struct Ends {
    positions: u32,
    bits: u32,
}

/// A word in one of so many documents of a segment is no rare one.
const RARE: u32 = 16;

impl ReadWord {
    /// A word of these documents: where the positions of each end, and all positions, counted on from document to document.
    pub(super) fn of_sums(docs: Vec<DocId>, ends: Vec<u32>, sums: Vec<u32>) -> Self {
        let mut word = Self {
            ends: Vec::with_capacity(docs.len()),
            docs,
            positions: sums,
            ..Self::default()
        };
        word.arrange(&ends);
        word
    }

    pub(super) fn docs(&self) -> &[DocId] {
        &self.docs
    }

    /// Where a document is among those of the word, or where the first behind it is, which is not before `from`.
    pub(super) fn place_of(&self, doc: DocId, from: usize) -> Result<usize, usize> {
        if self.ranks.is_empty() {
            let place = from + count_below(&self.docs[from..], doc);
            return match self.docs.get(place) == Some(&doc) {
                true => Ok(place),
                false => Err(place),
            };
        }
        let Some((have_it, before)) = self.ranks.get((doc / u64::BITS) as usize) else {
            return Err(self.docs.len());
        };
        let bit = 1 << (doc % u64::BITS);
        let place = *before as usize + (have_it & (bit - 1)).count_ones() as usize;
        match have_it & bit != 0 {
            true => Ok(place),
            false => Err(place),
        }
    }

    /// Counts the positions of each document by themselves, and adds bits.
    fn arrange(&mut self, ends: &[u32]) {
        let (mut start, mut before) = (0, 0);
        for positions in ends {
            let end = *positions as usize;
            let here = &mut self.positions[start..end];
            let last = here.last().copied().unwrap_or(before);
            for position in here {
                *position = position.wrapping_sub(before);
            }
            before = last;
            self.add_bits(start..end);
            self.ends.push(Ends {
                positions: *positions,
                bits: number(self.bits.len()),
            });
            start = end;
        }
        self.bits.shrink_to_fit();
        self.add_ranks();
    }

    fn add_ranks(&mut self) {
        let last = self.docs.last().copied().unwrap_or(0);
        if number(self.docs.len()) < last / RARE {
            return;
        }
        self.ranks = vec![(0, 0); (last / u64::BITS) as usize + 1];
        for doc in &self.docs {
            self.ranks[(doc / u64::BITS) as usize].0 |= 1 << (doc % u64::BITS);
        }
        let mut before = 0;
        for (have_it, rank) in &mut self.ranks {
            *rank = before;
            before += have_it.count_ones();
        }
    }

    /// Adds bits for these positions, if they stand close together.
    fn add_bits(&mut self, range: Range<usize>) {
        let positions = &self.positions[range];
        let last = positions.last().copied().unwrap_or(0);
        let words = (last / u64::BITS) as usize + 1;
        if words * size_of::<u64>() > size_of_val(positions) {
            return;
        }
        let start = self.bits.len();
        self.bits.resize(start + words, 0);
        for position in positions {
            let word = start + (position / u64::BITS) as usize;
            self.bits[word] |= 1 << (position % u64::BITS);
        }
    }

    pub(super) fn size_bytes(&self) -> usize {
        let numbers = 3 * self.docs.len() + self.positions.len();
        numbers * size_of::<u32>()
            + self.bits.len() * size_of::<u64>()
            + self.ranks.len() * size_of::<(u64, u32)>()
    }

    /// The positions in a document, by its number among those of the word, and a bit for each if it stands there often.
    pub(super) fn at(&self, place: usize) -> (&[u32], &[u64]) {
        let start = place
            .checked_sub(1)
            .map_or(Ends::default(), |before| self.ends[before]);
        let end = self.ends[place];
        (
            &self.positions[start.positions as usize..end.positions as usize],
            &self.bits[start.bits as usize..end.bits as usize],
        )
    }

    pub(super) fn positions_of(&self, place: usize) -> &[u32] {
        self.at(place).0
    }
}

/// Adds where the positions of more documents end, by how many each has.
pub(super) fn add_ends(ends: &mut Vec<u32>, frequencies: &[u32]) {
    let mut end = ends.last().copied().unwrap_or(0);
    ends.extend(frequencies.iter().map(|frequency| {
        end += frequency;
        end
    }));
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
