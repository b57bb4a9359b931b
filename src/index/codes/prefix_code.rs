//! Codes of symbols, short ones for frequent symbols, none of which begins as another does: Huffman's, in the canonical
//! order, so that the lengths of the codes tell the codes.

use super::bits::BitReader;

/// No code is longer, in bits.
pub(super) const MAX_LENGTH: usize = 16;

/// Codes of up to so many bits are told at one look.
const QUICK_BITS: u32 = 8;

/// How long the code of each symbol is, by how often the symbols are seen. There are two at least, and no more than have
/// codes of `MAX_LENGTH`.
pub(super) fn lengths(seen: &[u64]) -> Vec<u8> {
    let all: u64 = seen.iter().sum();
    // A symbol that is hardly seen would have a code that is too long.
    let mut least = (all >> (MAX_LENGTH - 1)).max(1);
    loop {
        let lengths = unlimited_lengths(seen.iter().map(|times| *times.max(&least)));
        if lengths.iter().all(|length| *length <= MAX_LENGTH) {
            return lengths.into_iter().map(|length| length as u8).collect();
        }
        least *= 2;
    }
}

/// By Huffman's way: the two rarest become one, again and again.
fn unlimited_lengths(seen: impl Iterator<Item = u64>) -> Vec<usize> {
    let mut leaves: Vec<(u64, usize)> = seen.zip(0..).collect();
    leaves.sort_unstable();
    let count = leaves.len();
    // Nodes are numbered from the rarest leaf on, and those that are made come to be in order, too.
    let mut times: Vec<u64> = leaves.iter().map(|(times, _)| *times).collect();
    let mut parents = vec![0; 2 * count - 1];
    let (mut leaf, mut made) = (0, count);
    for node in count..2 * count - 1 {
        let mut sum = 0;
        for _ in 0..2 {
            let takes_leaf = leaf < count && (made == node || times[leaf] <= times[made]);
            let rarest = if takes_leaf { &mut leaf } else { &mut made };
            parents[*rarest] = node;
            sum += times[*rarest];
            *rarest += 1;
        }
        times.push(sum);
    }
    let mut depths = vec![0; 2 * count - 1];
    for node in (0..2 * count - 2).rev() {
        depths[node] = depths[parents[node]] + 1;
    }
    let mut lengths = vec![0; count];
    for (rank, (_, symbol)) in leaves.iter().enumerate() {
        lengths[*symbol] = depths[rank];
    }
    lengths
}

/// Whether each sequence of bits begins with just one code of these lengths.
pub(super) fn are_complete(lengths: &[u8]) -> bool {
    let shares = lengths.iter().map(|length| SHARES[usize::from(*length)]);
    shares.map(u64::from).sum::<u64>() == 1 << MAX_LENGTH
}

/// By length, how many of the longest codes begin as a code does; more than there are for what is no length.
const SHARES: [u32; 256] = {
    let mut shares = [2 << MAX_LENGTH; 256];
    let mut length = 1;
    while length <= MAX_LENGTH {
        shares[length] = 1 << (MAX_LENGTH - length);
        length += 1;
    }
    shares
};

/// The symbols, those with the shortest codes first, and how many have codes of each length.
fn in_order(lengths: &[u8]) -> (Vec<u16>, [u32; MAX_LENGTH + 1]) {
    let mut counts = [0; MAX_LENGTH + 1];
    for length in lengths {
        counts[usize::from(*length)] += 1;
    }
    let mut next = [0; MAX_LENGTH + 1];
    for length in 1..=MAX_LENGTH {
        next[length] = next[length - 1] + counts[length - 1];
    }
    let mut symbols = vec![0; lengths.len()];
    for (symbol, length) in (0..).zip(lengths) {
        let next = &mut next[usize::from(*length)];
        symbols[*next as usize] = symbol;
        *next += 1;
    }
    (symbols, counts)
}

/// A code and how many bits it has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Code {
    pub(super) bits: u16,
    pub(super) length: u8,
}

/// The codes of symbols.
pub(super) fn codes(lengths: &[u8]) -> Vec<Code> {
    let mut codes = vec![Code::default(); lengths.len()];
    // As if all had the longest code.
    let mut next = 0_u32;
    for symbol in in_order(lengths).0 {
        let length = lengths[usize::from(symbol)];
        let beyond = MAX_LENGTH - usize::from(length);
        codes[usize::from(symbol)] = Code {
            bits: (next >> beyond) as u16,
            length,
        };
        next += 1 << beyond;
    }
    codes
}

/// Tells symbols by their codes.
#[derive(Debug)]
pub(super) struct Decoder {
    /// By the first bits of a code: its symbol above its length, which is 0 where it has more bits.
    quick: [u16; 1 << QUICK_BITS],
    /// For each length that is not quick: what its codes are below, with `MAX_LENGTH` bits, and how much more one of them is
    /// than the number of its symbol in `symbols`.
    limits: [u32; LONGER],
    beyond: [u32; LONGER],
    symbols: Vec<u16>,
}

const LONGER: usize = MAX_LENGTH - QUICK_BITS as usize;
const LENGTH_BITS: u32 = 4;

impl Decoder {
    /// For codes that are complete, of fewer symbols than 4,096.
    pub(super) fn of_lengths(lengths: &[u8]) -> Self {
        let (symbols, counts) = in_order(lengths);
        let mut quick = [0; 1 << QUICK_BITS];
        let mut limits = [0; LONGER];
        let mut beyond = [0; LONGER];
        let mut number = 0;
        let mut end = 0;
        for length in 1..=QUICK_BITS {
            let count = counts[length as usize];
            for symbol in &symbols[number as usize..(number + count) as usize] {
                let start = end;
                end += 1 << (QUICK_BITS - length);
                quick[start..end].fill(symbol << LENGTH_BITS | length as u16);
            }
            number += count;
        }
        // As if all had the longest code.
        let mut next = (end as u32) << LONGER;
        for at in 0..LONGER {
            let bits_beyond = LONGER - 1 - at;
            beyond[at] = (next >> bits_beyond).wrapping_sub(number);
            let count = counts[QUICK_BITS as usize + 1 + at];
            next += count << bits_beyond;
            number += count;
            limits[at] = next;
        }
        Self {
            quick,
            limits,
            beyond,
            symbols,
        }
    }

    /// The next symbol; there are `MAX_LENGTH` bits to look at.
    #[inline]
    pub(super) fn read(&self, bits: &mut BitReader<'_>) -> u16 {
        let quick = self.quick[bits.peek(QUICK_BITS) as usize];
        let length = u32::from(quick) % (1 << LENGTH_BITS);
        if length > 0 {
            bits.pass(length);
            return quick >> LENGTH_BITS;
        }
        let next = bits.peek(MAX_LENGTH as u32);
        let shorter = self.limits.iter().map(|limit| usize::from(next >= *limit));
        let at = shorter.sum::<usize>().min(LONGER - 1);
        let length = QUICK_BITS + 1 + at as u32;
        bits.pass(length);
        let code = next >> (MAX_LENGTH as u32 - length);
        self.symbols[code.wrapping_sub(self.beyond[at]) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::super::bits::BitWriter;
    use super::*;

    #[test]
    fn symbols_come_back() {
        let fibonacci = |count: usize| {
            let mut seen = vec![1_u64, 1];
            while seen.len() < count {
                seen.push(seen[seen.len() - 1] + seen[seen.len() - 2]);
            }
            seen
        };
        for seen in [
            vec![0, 0],
            vec![0, 5],
            vec![3, 1, 1, 9, 0, 4],
            vec![0; 600],
            vec![7; 256],
            fibonacci(15),
            fibonacci(80),
        ] {
            let lengths = lengths(&seen);
            assert!(are_complete(&lengths), "{seen:?}: {lengths:?}");
            let codes = codes(&lengths);
            let decoder = Decoder::of_lengths(&lengths);
            let mut bits = BitWriter::default();
            for code in codes.iter().chain(codes.iter().rev()) {
                bits.write(code.bits.into(), code.length.into());
            }
            let bytes = bits.finish();
            let mut bits = BitReader::new(&bytes);
            let symbols = 0..codes.len() as u16;
            for symbol in symbols.clone().chain(symbols.rev()) {
                bits.refill().expect("bits are left");
                assert_eq!(decoder.read(&mut bits), symbol, "{seen:?}");
            }
        }
    }

    #[test]
    fn frequent_symbols_have_short_codes() {
        assert_eq!(lengths(&[8, 1, 1, 2, 4]), [1, 4, 4, 3, 2]);
        assert_eq!(lengths(&[1, 1, 1, 1]), [2; 4]);
        for incomplete in [&[1, 2][..], &[1, 1, 1], &[0, 1], &[17], &[]] {
            assert!(!are_complete(incomplete), "{incomplete:?}");
        }
    }
}
