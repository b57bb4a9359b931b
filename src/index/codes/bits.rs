//! Writes and reads numbers of up to 32 bits each, the highest bit first.

use std::io;

/// Writes numbers one behind the other.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// What is not written yet: the lowest so many bits.
    held: u64,
    held_bits: u32,
}

impl BitWriter {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            ..Self::default()
        }
    }

    /// Writes the lowest bits of a number that has no others.
    #[inline]
    pub(super) fn write(&mut self, number: u32, bits: u32) {
        self.held = self.held << bits | u64::from(number);
        self.held_bits += bits;
        if self.held_bits >= 32 {
            self.held_bits -= 32;
            let full = (self.held >> self.held_bits) as u32;
            self.bytes.extend_from_slice(&full.to_be_bytes());
        }
    }

    /// What was written, with zeros up to a whole byte.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let rest = (self.held << (32 - self.held_bits)) as u32;
        let bytes = self.held_bits.div_ceil(8) as usize;
        self.bytes.extend_from_slice(&rest.to_be_bytes()[..bytes]);
        self.bytes
    }
}

/// Reads numbers that were written one behind the other.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    /// How many bytes are in `held`, or were.
    at: usize,
    /// What was taken of the bytes and not read yet: the highest so many bits, and perhaps some of the next byte.
    held: u64,
    held_bits: u32,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            held: 0,
            held_bits: 0,
        }
    }

    /// Takes what is needed to look at 32 bits, which are zeros behind the last byte; an error if all was read before.
    #[inline]
    pub(super) fn refill(&mut self) -> io::Result<()> {
        let taken = match self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            Some(next) => u64::from_be_bytes(*next),
            None => last_bytes(self.bytes, self.at, self.held_bits)?,
        };
        self.held |= taken >> self.held_bits;
        let bytes = (63 - self.held_bits) / 8;
        self.at += bytes as usize;
        self.held_bits += 8 * bytes;
        Ok(())
    }

    /// The next bits, which stay unread.
    #[inline]
    pub(super) fn peek(&self, bits: u32) -> u32 {
        (self.held >> 32 >> (32 - bits)) as u32
    }

    #[inline]
    pub(super) fn pass(&mut self, bits: u32) {
        self.held <<= bits;
        self.held_bits -= bits;
    }

    #[inline]
    pub(super) fn read(&mut self, bits: u32) -> u32 {
        let number = self.peek(bits);
        self.pass(bits);
        number
    }
}

/// The bytes from `at` on and zeros, while bits of these bytes are held that were not read.
#[cold]
fn last_bytes(bytes: &[u8], at: usize, held_bits: u32) -> io::Result<u64> {
    if at - held_bits as usize / 8 >= bytes.len() + 8 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut next = [0; 8];
    let rest = &bytes[at.min(bytes.len())..];
    next[..rest.len()].copy_from_slice(rest);
    Ok(u64::from_be_bytes(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_BITS: u32 = 32;

    #[test]
    fn numbers_come_back() {
        let mut state = 1_u32;
        let numbers: Vec<(u32, u32)> = (0..5000)
            .map(|at| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let bits = if at < 64 { at / 2 } else { state >> 8 } % (MAX_BITS + 1);
                (state.unbounded_shr(MAX_BITS - bits), bits)
            })
            .collect();
        for count in [0, 1, 2, 3, 40, 5000] {
            let mut writer = BitWriter::with_capacity(8);
            for (number, bits) in &numbers[..count] {
                writer.write(*number, *bits);
            }
            let bytes = writer.finish();
            let bits: u32 = numbers[..count].iter().map(|(_, bits)| bits).sum();
            assert_eq!(bytes.len(), bits.div_ceil(8) as usize);
            let mut reader = BitReader::new(&bytes);
            for (number, bits) in &numbers[..count] {
                reader.refill().expect("bits are left");
                assert_eq!(reader.read(*bits), *number);
            }
            let behind = (0..40).try_for_each(|_| {
                reader.refill()?;
                assert_eq!(reader.read(MAX_BITS), 0);
                Ok::<(), io::Error>(())
            });
            assert!(behind.is_err());
        }
    }
}
