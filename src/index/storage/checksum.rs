//! A checksum on what is stored, since the engine checks its files as a whole only when asked to.

const CHECKSUM_BYTES: usize = 4;

/// Appends the CRC-32 of bytes to them.
pub(crate) fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let checksum = crc32fast::hash(&bytes);
    bytes.extend(checksum.to_le_bytes());
    bytes
}

/// Returns bytes without their checksum.
///
/// # Errors
/// A message when they are not as they were sealed.
pub(crate) fn unseal(sealed: &[u8]) -> Result<&[u8], String> {
    match sealed.split_last_chunk::<CHECKSUM_BYTES>() {
        Some((bytes, checksum)) if crc32fast::hash(bytes).to_le_bytes() == *checksum => Ok(bytes),
        _ => Err("its checksum is wrong".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_changed_are_an_error() {
        let mut sealed = seal(b"The rule of law".to_vec());
        assert_eq!(unseal(&sealed), Ok(&b"The rule of law"[..]));
        sealed[3] ^= 1;
        assert!(unseal(&sealed).is_err() && unseal(&[]).is_err());
    }
}
