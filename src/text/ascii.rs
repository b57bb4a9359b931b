//! Scans ASCII text 64 bytes at a time. Word ends are unpredictable, so a loop over bytes costs a branch misprediction
//! per word.

use std::ops::Range;

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// Eight bytes in little-endian order, processed in parallel (SWAR).
#[derive(Clone, Copy)]
struct Eight(u64);

impl Eight {
    /// Returns the high bit of each byte that is within a range of ASCII.
    const fn within(self, first: u8, last: u8) -> u64 {
        let low = self.0 & !HIGH;
        let from_first = low + ONES * (0x80 - first as u64);
        let above_last = low + ONES * (0x7F - last as u64);
        from_first & !above_last & !self.0 & HIGH
    }

    const fn capitals(self) -> u64 {
        self.within(b'A', b'Z')
    }

    const fn letters_and_digits(self) -> u64 {
        let letters = Self(self.0 | (ONES * 0x20)).within(b'a', b'z');
        letters | self.within(b'0', b'9')
    }

    const fn lower_case(self) -> Self {
        Self(self.0 | self.capitals() >> 2)
    }
}

/// Gathers the high bits of eight bytes into the lowest byte.
const fn gather(high_bits: u64) -> u64 {
    (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

const BLOCK: usize = u64::BITS as usize;

/// Finds ASCII words in a text, block by block.
pub(crate) struct Words<'a> {
    bytes: &'a [u8],
    /// Start of the current block; `usize::MAX` before the first. The masks have a bit for each of its bytes.
    start: usize,
    letters_and_digits: u64,
    capitals: u64,
    beyond_ascii: u64,
}

impl<'a> Words<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            start: usize::MAX,
            letters_and_digits: 0,
            capitals: 0,
            beyond_ascii: 0,
        }
    }

    /// Returns the end of the letters and digits at `at`, and whether any is a capital.
    #[inline]
    pub(crate) fn end_of_word(&mut self, mut at: usize) -> (usize, bool) {
        let mut has_capitals = false;
        loop {
            let offset = self.go_to(at);
            let length = (!(self.letters_and_digits >> offset)).trailing_zeros();
            let beyond = u64::MAX.unbounded_shl(length);
            has_capitals |= self.capitals >> offset & !beyond != 0;
            at += length as usize;
            if at < self.start + BLOCK {
                return (at, has_capitals);
            }
        }
    }

    /// Returns the position of the first letter, digit or non-ASCII byte from `at` on; at least the length of the text if
    /// there is none.
    #[inline]
    pub(crate) fn next(&mut self, mut at: usize) -> usize {
        while at < self.bytes.len() {
            let offset = self.go_to(at);
            let sought = (self.letters_and_digits | self.beyond_ascii) >> offset;
            if sought != 0 {
                return at + sought.trailing_zeros() as usize;
            }
            at = self.start + BLOCK;
        }
        at
    }

    /// Loads the block of a byte, and returns the byte's offset in it.
    #[inline]
    fn go_to(&mut self, at: usize) -> usize {
        let offset = at % BLOCK;
        if at - offset != self.start {
            self.start = at - offset;
            self.read();
        }
        offset
    }

    fn read(&mut self) {
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        let block = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            block
        });
        let (mut letters_and_digits, mut capitals, mut beyond_ascii) = (0, 0, 0);
        let (eights, _) = block.as_chunks();
        for (eight, at) in eights.iter().zip((0..).step_by(8)) {
            let eight = Eight(u64::from_le_bytes(*eight));
            letters_and_digits |= gather(eight.letters_and_digits()) << at;
            capitals |= gather(eight.capitals()) << at;
            beyond_ascii |= gather(eight.0 & HIGH) << at;
        }
        self.letters_and_digits = letters_and_digits;
        self.capitals = capitals;
        self.beyond_ascii = beyond_ascii;
    }
}

/// Appends a part of a text to `out`, with ASCII letters in lower case.
#[inline]
pub(crate) fn push_lower_case(bytes: &[u8], part: Range<usize>, out: &mut Vec<u8>) {
    let end = out.len() + part.len();
    let mut rest = &bytes[part.start..];
    // Writes whole chunks of 16 bytes, since most words fit in one, and truncates.
    while out.len() < end
        && let Some((sixteen, tail)) = rest.split_first_chunk::<16>()
    {
        let mut lower = *sixteen;
        for eight in lower.as_chunks_mut::<8>().0 {
            *eight = Eight(u64::from_le_bytes(*eight))
                .lower_case()
                .0
                .to_le_bytes();
        }
        out.extend_from_slice(&lower);
        rest = tail;
    }
    while out.len() < end
        && let Some((byte, tail)) = rest.split_first()
    {
        out.push(byte.to_ascii_lowercase());
        rest = tail;
    }
    out.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_give_the_same_words_as_bytes() {
        let mut texts: Vec<Vec<u8>> = [
            "",
            "abcXYZ",
            "azAZ09@[`{",
            "abcdefgh ijklmnopq",
            "été-ab",
            "zzzzzzzzz",
            "A1b2C3d4E5 rest of it",
        ]
        .map(|text| text.as_bytes().to_vec())
        .to_vec();
        texts.push((0..=u8::MAX).collect());
        for byte in 0..=u8::MAX {
            texts.push(vec![b'a', byte, b'Z', b'z', b'A', b'0', b'9', b's']);
            texts.push(vec![b'a', b'9', byte]);
        }
        for length in [BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            texts.push([vec![b'x'; length], b"Y z".to_vec()].concat());
            texts.push([vec![b' '; length], b"y Z".to_vec()].concat());
        }
        for bytes in texts {
            let mut words = Words::new(&bytes);
            for at in (0..bytes.len()).chain((0..=bytes.len()).rev()) {
                let rest = &bytes[at..];
                let run = |is: fn(&u8) -> bool| rest.iter().take_while(|byte| is(byte)).count();
                let word = &rest[..run(u8::is_ascii_alphanumeric)];
                let has_capitals = word.iter().any(u8::is_ascii_uppercase);
                let end = at + word.len();
                assert_eq!(words.end_of_word(at), (end, has_capitals), "{bytes:?} {at}");
                let between = run(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
                let next = words.next(at).min(bytes.len());
                assert_eq!(next, at + between, "{bytes:?} {at}");
                let mut out = b"-".to_vec();
                push_lower_case(&bytes, at..end, &mut out);
                assert_eq!(out, [b"-", &*word.to_ascii_lowercase()].concat());
            }
        }
    }
}
