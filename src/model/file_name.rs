//! Converts file names to text and back without loss, including names that are not Unicode.
//!
//! On Unix a name is bytes. Bytes that are not UTF-8 are escaped as `\xE9`, so that distinct names stay distinct.

use std::ffi::{OsStr, OsString};

/// Converts a file name to text.
#[cfg(unix)]
pub fn name_to_text(name: &OsStr) -> String {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;
    let mut text = String::new();
    for chunk in name.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// Converts a text made by [`name_to_text`] back to the file name.
#[cfg(unix)]
pub fn text_to_name(text: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        let byte = rest.get(at + 2..at + 4);
        let byte = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        match byte.filter(|byte| !byte.is_ascii()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[at + 4..];
            }
            None => {
                bytes.extend_from_slice(b"\\x");
                rest = &rest[at + 2..];
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    OsString::from_vec(bytes)
}

/// Converts a file name to text.
#[cfg(not(unix))]
pub fn name_to_text(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

/// Converts a text made by [`name_to_text`] back to the file name.
#[cfg(not(unix))]
pub fn text_to_name(text: &str) -> OsString {
    text.into()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn every_name_round_trips() {
        for (bytes, text) in [
            (&b"kenya.txt"[..], "kenya.txt"),
            ("Äthiopien 人权".as_bytes(), "Äthiopien 人权"),
            (b"caf\xe9.txt", "caf\\xE9.txt"),
            (b"\xff\xfe", "\\xFF\\xFE"),
            (b"a\\x41\\xzz\\x", "a\\x41\\xzz\\x"),
        ] {
            let name = OsStr::from_bytes(bytes);
            assert_eq!(name_to_text(name), text);
            assert_eq!(text_to_name(text), name);
        }
    }
}
