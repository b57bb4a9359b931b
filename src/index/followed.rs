//! At which of the places where a phrase may start does a word follow? By whatever tells best where the word stands.

/// Leaves those starts, ascending, that one of the positions follows by so many words.
pub(super) fn keep_followed(starts: &mut Vec<u32>, positions: &[u32], after: u32) {
    let (mut at, mut kept) = (0, 0);
    for number in 0..starts.len() {
        let start = starts[number];
        let wanted = start.saturating_add(after);
        at = skip_below(positions, at, wanted);
        starts[kept] = start;
        kept += usize::from(positions.get(at) == Some(&wanted));
    }
    starts.truncate(kept);
}

/// How many steps are passed at once.
const LEAP: usize = 16;

/// As `keep_followed`, by how far each position is from the one before: quick where there are many for each start, most of
/// which lie between starts.
pub(super) fn keep_followed_by_steps(starts: &mut Vec<u32>, steps: &[u32], after: u32) {
    let Some((first, mut steps)) = steps.split_first() else {
        starts.clear();
        return;
    };
    let mut position = *first;
    let mut kept = 0;
    for number in 0..starts.len() {
        let start = starts[number];
        let wanted = start.saturating_add(after);
        while let Some((leap, behind)) = steps.split_first_chunk::<LEAP>() {
            let landing = position + leap.iter().sum::<u32>();
            if landing >= wanted {
                break;
            }
            (position, steps) = (landing, behind);
        }
        while position < wanted
            && let Some((step, behind)) = steps.split_first()
        {
            (position, steps) = (position + step, behind);
        }
        starts[kept] = start;
        kept += usize::from(position == wanted);
    }
    starts.truncate(kept);
}

/// As `keep_followed`, by the bits that stand for the positions.
pub(super) fn keep_followed_by_bits(starts: &mut Vec<u32>, bits: &[u64], after: u32) {
    let mut kept = 0;
    for number in 0..starts.len() {
        let start = starts[number];
        let wanted = start.saturating_add(after);
        starts[kept] = start;
        kept += usize::from(has_bit(bits, wanted));
    }
    starts.truncate(kept);
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
        let positions: Vec<u32> = (0..120).filter(|at| at % 7 < 3 || *at > 90).collect();
        for (every, after) in [(1, 0), (1, 1), (2, 1), (3, 2), (11, 5), (40, 2), (1, 63)] {
            let all: Vec<u32> = (0..128).step_by(every).collect();
            let is_followed = |start: &&u32| positions.contains(&(**start + after));
            let expected: Vec<u32> = all.iter().filter(is_followed).copied().collect();
            let mut starts = all.clone();
            keep_followed(&mut starts, &positions, after);
            assert_eq!(starts, expected, "{every} {after}");
            let steps = positions.iter().zip([0].iter().chain(&positions));
            let steps: Vec<u32> = steps.map(|(position, before)| position - before).collect();
            let mut starts = all.clone();
            keep_followed_by_steps(&mut starts, &steps, after);
            assert_eq!(starts, expected, "{every} {after} by steps");
            let bits = bits_of(&positions);
            let mut starts = all.clone();
            keep_followed_by_bits(&mut starts, &bits, after);
            assert_eq!(starts, expected, "{every} {after} by bits");
            let mut start_bits = bits_of(&all);
            keep_bits_followed(&mut start_bits, &bits, after);
            start_bits.resize(2, 0);
            assert_eq!(start_bits, bits_of(&expected), "{every} {after} bit by bit");
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
