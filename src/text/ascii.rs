//! Reads text of ASCII eight bytes at once: where among them a word ends cannot be foretold, and a processor that guesses
//! it byte by byte guesses wrong once a word.

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// Eight bytes, the first the lowest.
#[derive(Clone, Copy)]
struct Eight(u64);

impl Eight {
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let eight = bytes.get(at..)?.first_chunk()?;
        Some(Self(u64::from_le_bytes(*eight)))
    }

    /// The high bit of each byte that is within a range of ASCII.
    const fn within(self, first: u8, last: u8) -> u64 {
        let low = self.0 & !HIGH;
        let from_first = low + ONES * (0x80 - first as u64);
        let above_last = low + ONES * (0x7F - last as u64);
        from_first & !above_last & !self.0 & HIGH
    }

    const fn capitals(self) -> u64 {
        self.within(b'A', b'Z')
    }

    const fn letters(self) -> u64 {
        Self(self.0 | (ONES * 0x20)).within(b'a', b'z')
    }

    const fn letters_and_digits(self) -> u64 {
        self.letters() | self.within(b'0', b'9')
    }

    const fn lower_case(self) -> Self {
        Self(self.0 | self.capitals() >> 2)
    }
}

/// How many bytes have their high bit before the first that has not.
const fn leading(bits: u64) -> usize {
    (!bits & HIGH).trailing_zeros() as usize / 8
}

/// Where the letters and digits end that stand at `at`, and whether any is a capital.
pub(crate) fn end_of_word(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut has_capitals = false;
    while let Some(eight) = Eight::at(bytes, at) {
        let length = leading(eight.letters_and_digits());
        let beyond = u64::MAX.unbounded_shl(length as u32 * 8);
        has_capitals |= eight.capitals() & !beyond != 0;
        at += length;
        if length < 8 {
            return (at, has_capitals);
        }
    }
    let word = bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric());
    for byte in word {
        has_capitals |= byte.is_ascii_uppercase();
        at += 1;
    }
    (at, has_capitals)
}

/// Writes the letters and digits that come first in lower case behind what stands in `out`, and tells how many.
pub(crate) fn push_word(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    let mut at = 0;
    while let Some(eight) = Eight::at(bytes, at) {
        let length = leading(eight.letters_and_digits());
        let end = out.len() + length;
        out.extend_from_slice(&eight.lower_case().0.to_le_bytes());
        out.truncate(end);
        at += length;
        if length < 8 {
            return at;
        }
    }
    let word = bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric());
    for byte in word {
        out.push(byte.to_ascii_lowercase());
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_they_end_byte_by_byte() {
        let texts = [
            "abcXYZ",
            "azAZ09@[`{",
            "abcdefgh ijklmnopq",
            "été-ab",
            "zzzzzzzzz",
            "A1b2C3d4E5 rest of it",
        ];
        let mut texts: Vec<Vec<u8>> = texts.map(|text| text.as_bytes().to_vec()).to_vec();
        for byte in 0..=u8::MAX {
            texts.push(vec![b'a', byte, b'Z', b'z', b'A', b'0', b'9', b's']);
            texts.push(vec![b'a', b'9', byte]);
        }
        for bytes in texts {
            let run = |is: fn(&u8) -> bool| bytes.iter().take_while(|byte| is(byte)).count();
            let length = run(u8::is_ascii_alphanumeric);
            let word = &bytes[..length];
            let has_capitals = word.iter().any(u8::is_ascii_uppercase);
            assert_eq!(end_of_word(&bytes, 0), (length, has_capitals), "{bytes:?}");
            let mut out = b"-".to_vec();
            assert_eq!(push_word(&bytes, &mut out), length);
            assert_eq!(out, [b"-", &*word.to_ascii_lowercase()].concat());
        }
    }
}
