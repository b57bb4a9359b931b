//! At which of the places where a phrase may start does a word follow? By whatever tells best where the word stands.

/// Which starts does one of some positions follow? With room to mark the positions of one document after the other.
#[derive(Default)]
pub(super) struct Marks {
    /// The mark of the last document that has each position; `MARKED` of them, or none yet.
    marks: Vec<u8>,
    mark: u8,
}

/// Where there are more positions for each start, they are passed between starts; else all are marked.
const SELDOM: usize = 16;

/// All of so few positions are asked: to pass some would take longer.
const FEW: usize = 128;

/// Positions are passed so many at once.
const LEAP: usize = 16;

/// Later positions are not marked: few texts are so long.
const MARKED: usize = 1 << 16;

impl Marks {
    /// Leaves those starts, ascending, that one of the positions follows by so many words, and tells how many. Positions are
    /// counted on from `before`, and may wrap around.
    pub(super) fn keep_followed(
        &mut self,
        starts: &mut [u32],
        positions: &[u32],
        before: u32,
        after: u32,
    ) -> usize {
        let last = positions.last().map_or(0, |last| last.wrapping_sub(before));
        if positions.len() > SELDOM * starts.len() || last as usize >= MARKED {
            return keep_followed_seldom(starts, positions, before, after);
        }
        if self.mark == u8::MAX || self.marks.is_empty() {
            self.marks.clear();
            self.marks.resize(MARKED, 0);
            self.mark = 0;
        }
        self.mark += 1;
        let Some((marks, _)) = self.marks.split_first_chunk_mut::<MARKED>() else {
            return 0;
        };
        for position in positions {
            // All are below `MARKED`.
            marks[usize::from(position.wrapping_sub(before) as u16)] = self.mark;
        }
        keep(starts, |start| {
            marks.get(start.wrapping_add(after) as usize) == Some(&self.mark)
        })
    }
}

/// As `Marks::keep_followed`: quick where there are many positions for each start.
fn keep_followed_seldom(starts: &mut [u32], positions: &[u32], before: u32, after: u32) -> usize {
    if positions.len() <= FEW {
        return keep(starts, |start| {
            let wanted = start.wrapping_add(after).wrapping_add(before);
            has(positions, wanted)
        });
    }
    let mut rest = positions;
    keep(starts, |start| {
        let wanted = start.wrapping_add(after);
        while let Some((leap, behind)) = rest.split_first_chunk::<LEAP>() {
            if leap[LEAP - 1].wrapping_sub(before) >= wanted {
                break;
            }
            rest = behind;
        }
        let wanted = wanted.wrapping_add(before);
        match rest.first_chunk::<LEAP>() {
            Some(leap) => has(leap, wanted),
            None => has(rest, wanted),
        }
    })
}

/// Whether a position is one of those: all are asked without a branch, several at once.
#[inline]
fn has(positions: &[u32], wanted: u32) -> bool {
    let found = |found, position: &u32| found | (*position == wanted);
    positions.iter().fold(false, found)
}

/// Leaves those starts that are followed by the bits that stand for positions, and tells how many.
pub(super) fn keep_followed_by_bits(starts: &mut [u32], bits: &[u64], after: u32) -> usize {
    keep(starts, |start| has_bit(bits, start.wrapping_add(after)))
}

fn keep(starts: &mut [u32], mut is_followed: impl FnMut(u32) -> bool) -> usize {
    let mut kept = 0;
    for at in 0..starts.len() {
        let start = starts[at];
        starts[kept] = start;
        kept += usize::from(is_followed(start));
    }
    kept
}

/// Whether the bit of a position is set.
#[inline]
pub(super) fn has_bit(bits: &[u64], position: u32) -> bool {
    let bits = bits.get((position / u64::BITS) as usize);
    bits.is_some_and(|bits| bits >> (position % u64::BITS) & 1 == 1)
}

/// Leaves those starts that a word follows by fewer than 64 words; starts and the word's positions by a bit each.
pub(super) fn keep_bits_followed(starts: &mut Vec<u64>, bits: &[u64], after: u32) {
    starts.truncate(bits.len());
    for (start, two) in starts.iter_mut().zip(bits.windows(2)) {
        // In two steps, for a shift by all 64 bits is none.
        *start &= two[0] >> after | (two[1] << 1) << (u64::BITS - 1 - after);
    }
    if let Some((last, before)) = bits.split_last()
        && let Some(start) = starts.get_mut(before.len())
    {
        *start &= last >> after;
    }
}

/// How many positions are compared at once.
const LANES: usize = 8;

/// Where the first position from `at` on is that is not below `wanted`.
#[inline]
pub(super) fn skip_below(positions: &[u32], mut at: usize, wanted: u32) -> usize {
    // Without a branch for each position: which of them is the one cannot be foretold.
    while let Some(lanes) = positions[at..].first_chunk::<LANES>() {
        let mut below = 0;
        for one in lanes {
            below += u32::from(*one < wanted);
        }
        at += below as usize;
        if (below as usize) < LANES {
            return at;
        }
    }
    while positions.get(at).is_some_and(|one| *one < wanted) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_that_are_followed_stay() {
        let mut marks = Marks::default();
        let positions: Vec<u32> = (0..120).filter(|at| at % 7 < 3 || *at > 90).collect();
        for (every, after) in [(1, 0), (1, 1), (2, 1), (3, 2), (11, 5), (40, 2), (1, 63)] {
            let all: Vec<u32> = (0..128).step_by(every).collect();
            let is_followed = |start: &u32| positions.contains(&(start + after));
            for few in [1, 3, all.len()] {
                let all = &all[..few];
                let expected: Vec<u32> = all.iter().copied().filter(is_followed).collect();
                for before in [0, 77, u32::MAX - 50] {
                    let counted_on: Vec<u32> = positions
                        .iter()
                        .map(|at| before.wrapping_add(*at))
                        .collect();
                    let mut starts = all.to_vec();
                    let kept = marks.keep_followed(&mut starts, &counted_on, before, after);
                    assert_eq!(starts[..kept], expected, "{every} {after} {few} {before}");
                }
                let bits = bits_of(&positions);
                let mut starts = all.to_vec();
                let kept = keep_followed_by_bits(&mut starts, &bits, after);
                assert_eq!(starts[..kept], expected, "{every} {after} {few} by bits");
            }
            let bits = bits_of(&positions);
            let expected: Vec<u32> = all.iter().copied().filter(is_followed).collect();
            let mut start_bits = bits_of(&all);
            keep_bits_followed(&mut start_bits, &bits, after);
            start_bits.resize(2, 0);
            assert_eq!(start_bits, bits_of(&expected), "{every} {after} bit by bit");
        }
    }

    #[test]
    fn starts_far_into_a_document() {
        let mut marks = Marks::default();
        let positions = [5, 10, MARKED as u32 + 4, u32::MAX / 2];
        for ends in [2, 4] {
            let mut starts = [1, 3, 4, 9, MARKED as u32 + 3, u32::MAX / 2 - 1];
            let kept = marks.keep_followed(&mut starts, &positions[..ends], 0, 1);
            assert_eq!(
                starts[..kept],
                [4, 9, MARKED as u32 + 3, u32::MAX / 2 - 1][..ends]
            );
        }
        // More documents than there are marks.
        for _ in 0..300 {
            let mut starts = [0, 2, 4, 6, 8];
            let kept = marks.keep_followed(&mut starts, &[3, 4, 5], 0, 1);
            assert_eq!(starts[..kept], [2, 4]);
        }
    }

    /// A bit for each position up to 127.
    fn bits_of(positions: &[u32]) -> Vec<u64> {
        let mut bits = vec![0; 2];
        for position in positions {
            bits[(position / 64) as usize] |= 1 << (position % 64);
        }
        bits
    }
}
