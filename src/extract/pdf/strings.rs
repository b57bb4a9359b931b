//! Decodes text strings: titles, notes, labels, `ActualText`.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decodes a PDF text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 by byte order mark, else PDFDocEncoding, decoded as
/// Windows-1252, which differs in rare signs only. Control characters become spaces.
pub(super) fn decode_text(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0,
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0,
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        _ => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_decoded_by_byte_order_mark() {
        assert_eq!(decode_text(b"Rapport \xe9tabli"), "Rapport établi");
        assert_eq!(decode_text(b"\xfe\xff\x06\x27"), "ا");
        assert_eq!(decode_text(b"\xef\xbb\xbf\xc3\xa9"), "é");
        assert_eq!(decode_text(b"one\ntwo"), "one two");
    }
}
