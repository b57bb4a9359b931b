//! A reader that counts and hashes the bytes read.

use std::fmt::Display;
use std::io::{self, BufRead, Read};

use sha2::{Digest, Sha256};

/// Counts and hashes the bytes that are consumed from a reader.
pub(super) struct HashingReader<'a> {
    inner: &'a mut dyn BufRead,
    bytes: u64,
    hasher: Sha256,
}

impl<'a> HashingReader<'a> {
    pub(super) fn new(inner: &'a mut dyn BufRead) -> Self {
        Self {
            inner,
            bytes: 0,
            hasher: Sha256::new(),
        }
    }

    /// Returns the number of consumed bytes.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// Returns the SHA-256 of the consumed bytes, hexadecimal.
    pub(super) fn sha256(&self) -> impl Display + use<> {
        crate::model::Sha256(self.hasher.clone().finalize().into())
    }
}

impl Read for HashingReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.inner.fill_buf()?;
        let length = available.len().min(out.len());
        out[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for HashingReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    /// Hashes the consumed bytes, which are at the start of the filled buffer.
    fn consume(&mut self, length: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            self.hasher.update(&buffer[..length]);
        }
        self.bytes += length as u64;
        self.inner.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consumed_bytes_are_counted_and_hashed() {
        let mut bytes: &[u8] = b"first\nsecond\nthird";
        let mut reader = HashingReader::new(&mut bytes);
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).expect("a line");
        assert_eq!(reader.bytes_read(), 6);
        assert_eq!(
            reader.sha256().to_string(),
            crate::model::Sha256(Sha256::digest(b"first\n").into()).to_string()
        );
        reader.read_to_end(&mut line).expect("the rest");
        assert_eq!(reader.bytes_read(), 18);
        assert_eq!(
            reader.sha256().to_string(),
            crate::model::Sha256(Sha256::digest(b"first\nsecond\nthird").into()).to_string()
        );
    }
}
