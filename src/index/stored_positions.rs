//! The positions of a word in a segment, as the engine stores them: how far each is from the one before in its document, in
//! blocks packed to the bits that their largest step takes, and those at the end byte by byte.

use std::io;

use bitpacking::{BitPacker, BitPacker4x};
use tantivy::directory::OwnedBytes;

/// How many positions a block has.
pub(super) const BLOCK: usize = BitPacker4x::BLOCK_LEN;

/// The last byte of each number that is not packed has this bit.
const LAST: u8 = 0x80;

/// Blocks of positions, read from the first on.
pub(super) struct StoredPositions {
    packer: BitPacker4x,
    /// How many bits each position takes in each packed block.
    widths: OwnedBytes,
    blocks: OwnedBytes,
    /// The next block, and where it begins.
    next: usize,
    start: usize,
}

impl StoredPositions {
    /// Of what is stored for one word.
    pub(super) fn open(mut stored: OwnedBytes) -> io::Result<Self> {
        let length = 1 + stored.iter().take_while(|byte| **byte < LAST).count();
        let count = stored.get(..length).and_then(|bytes| numbers(bytes).next());
        let count = count.map_or(usize::MAX, |count| count as usize);
        if stored.len().saturating_sub(length) < count {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        stored.advance(length);
        let (widths, blocks) = stored.split(count);
        Ok(Self {
            packer: BitPacker4x::new(),
            widths,
            blocks,
            next: 0,
            start: 0,
        })
    }

    /// Goes on to a block that is not before the next.
    pub(super) fn pass_to(&mut self, block: usize) {
        let passed = self.widths.get(self.next..block).unwrap_or_default();
        let bits: usize = passed.iter().map(|width| usize::from(*width)).sum();
        self.start += bits * BLOCK / 8;
        self.next = block;
    }

    /// Reads the next block, and tells how many positions it has. They are counted on from document to document: each is the
    /// last before it, and so much more as is stored. They wrap around.
    pub(super) fn read(&mut self, before: u32, sums: &mut [u32; BLOCK]) -> usize {
        let stored = self.blocks.get(self.start..).unwrap_or_default();
        let width = self.widths.get(self.next);
        self.next += 1;
        if let Some(width) = width {
            self.start += (self.packer).decompress_sorted(before, stored, sums, *width);
            return BLOCK;
        }
        self.start = self.blocks.len();
        let mut sum = before;
        let steps = sums.iter_mut().zip(numbers(stored));
        steps
            .map(|(place, step)| {
                sum = sum.wrapping_add(step);
                *place = sum;
            })
            .count()
    }
}

/// Numbers of seven bits a byte, the lowest first.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let of_number = |bytes: &[u8]| {
        let digits = bytes.iter().rev().map(|byte| u32::from(byte & !LAST));
        digits.fold(0, |number, digit| number << 7 | digit)
    };
    bytes.split_inclusive(|byte| *byte >= LAST).map(of_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the engine writes them.
    fn stored(steps: &[u32]) -> Vec<u8> {
        let packer = BitPacker4x::new();
        let (blocks, rest) = steps.as_chunks::<BLOCK>();
        let mut bytes = vec![LAST | blocks.len() as u8];
        bytes.extend(blocks.iter().map(|block| packer.num_bits(block)));
        for block in blocks {
            let mut packed = [0; 4 * BLOCK];
            let length = packer.compress(block, &mut packed, packer.num_bits(block));
            bytes.extend(&packed[..length]);
        }
        for step in rest {
            let mut step = *step;
            while step > u32::from(!LAST) {
                bytes.push(step as u8 & !LAST);
                step >>= 7;
            }
            bytes.push(LAST | step as u8);
        }
        bytes
    }

    #[test]
    fn blocks_are_read_and_passed() {
        for length in [0, 1, 127, 128, 129, 256, 700] {
            let steps: Vec<u32> = (0..length)
                .map(|at| (at * at % 1000) >> (at / 90))
                .collect();
            let bytes = stored(&steps);
            let blocks = steps.len().div_ceil(BLOCK);
            for from in 0..=blocks {
                let mut positions =
                    StoredPositions::open(OwnedBytes::new(bytes.clone())).expect("whole");
                positions.pass_to(from);
                let mut sums = Vec::new();
                for _ in from..blocks {
                    let mut room = [0; BLOCK];
                    let read = positions.read(sums.last().copied().unwrap_or(0), &mut room);
                    sums.extend(&room[..read]);
                }
                let mut sum = 0;
                let expected = steps[steps.len().min(from * BLOCK)..].iter().map(|step| {
                    sum += step;
                    sum
                });
                assert_eq!(sums, expected.collect::<Vec<_>>(), "{length} from {from}");
            }
        }
        for cut in [vec![], vec![1], vec![LAST | 3, 1, 1]] {
            assert!(StoredPositions::open(OwnedBytes::new(cut)).is_err());
        }
    }
}
