//! Rejects input that would make the PDF library hang, abort or exhaust memory.

use std::borrow::Cow;
use std::io::Read;

use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};

use crate::model::{Skip, SkipReason};

/// Maximum inflated size of a stream, above that of any real text or font.
const MAX_INFLATED_BYTES: u64 = 128 << 20;

/// Maximum compression ratio of deflate.
const DEFLATE_RATIO: u64 = 1032;

/// Maximum size of a predictor row in bits, above that of any real picture or table.
const MAX_PREDICTOR_ROW_BITS: u64 = 1 << 26;

/// Rejects files that would make the library search for objects in quadratic time or allocate a buffer of a claimed size.
/// Examines the bytes only.
pub(super) fn check_file(bytes: &[u8]) -> Result<(), Skip> {
    let malformed = |detail: &str| Err(Skip::new(SkipReason::Malformed, detail));
    let (opened, closed) = (count(bytes, b" obj"), count(bytes, b"endobj"));
    if opened > 10_000 && closed < opened / 10 {
        return malformed("thousands of objects are opened and never closed");
    }
    // More columns than any cross-reference or object stream has; page streams are checked one by one.
    let huge = memchr::memmem::find_iter(bytes, b"/Columns")
        .any(|at| number_after(&bytes[at + 8..]) > 1_000_000);
    if huge {
        return malformed("a compressed table claims rows of more than a million columns");
    }
    Ok(())
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    memchr::memmem::find_iter(bytes, needle).count()
}

fn number_after(bytes: &[u8]) -> u64 {
    let digits = bytes
        .iter()
        .skip_while(|b| b.is_ascii_whitespace())
        .take_while(|b| b.is_ascii_digit())
        .take(12);
    digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// Returns whether a stream can be decoded within the limits.
pub(super) fn stream_is_safe(stream: &Stream<'_>) -> bool {
    let filters = stream.filters();
    let inflating = |filter: &Filter| {
        matches!(
            filter,
            Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
        )
    };
    let stages = filters.iter().filter(|filter| inflating(filter)).count();
    if stages == 0 {
        return true;
    }
    if !predictors_are_sane(stream.dict()) {
        return false;
    }
    let raw = stream.raw_data();
    let worst = (raw.len() as u64).saturating_mul(DEFLATE_RATIO);
    (stages == 1 && worst <= MAX_INFLATED_BYTES) || inflates_within_bounds(&raw, &filters)
}

fn predictors_are_sane(dict: &Dict<'_>) -> bool {
    let sane = |parms: &Dict<'_>| {
        let number = |key: &str, default: u64| match parms.get::<Object<'_>>(key) {
            Some(Object::Number(number)) => u64::try_from(number.as_i64()).unwrap_or(u64::MAX),
            _ => default,
        };
        let row = number("Columns", 1).saturating_mul(number("Colors", 1));
        row.saturating_mul(number("BitsPerComponent", 8)) <= MAX_PREDICTOR_ROW_BITS
    };
    ["DecodeParms", "DP"]
        .iter()
        .all(|key| match dict.get::<Object<'_>>(key) {
            Some(Object::Dict(parms)) => sane(&parms),
            Some(Object::Array(all)) => all.iter::<Dict<'_>>().all(|parms| sane(&parms)),
            _ => true,
        })
}

/// Inflates filter by filter, and only counts the bytes of the last.
fn inflates_within_bounds(raw: &[u8], filters: &[Filter]) -> bool {
    let mut data = Cow::Borrowed(raw);
    for (at, filter) in filters.iter().enumerate() {
        let last = at + 1 == filters.len();
        match filter {
            Filter::FlateDecode if last => {
                return inflated_bytes(&data, &mut std::io::sink()) <= MAX_INFLATED_BYTES;
            }
            Filter::FlateDecode => {
                let mut inflated = Vec::new();
                if inflated_bytes(&data, &mut inflated) > MAX_INFLATED_BYTES {
                    return false;
                }
                data = Cow::Owned(inflated);
            }
            Filter::LzwDecode | Filter::RunLengthDecode
                if data.len() as u64 > MAX_INFLATED_BYTES / DEFLATE_RATIO =>
            {
                return false;
            }
            _ => {}
        }
    }
    true
}

/// Inflates into `out` up to one byte over the limit, and returns the number of bytes. Stops at damaged data, like the
/// library.
fn inflated_bytes(data: &[u8], out: &mut impl std::io::Write) -> u64 {
    let mut reader = flate2::read::ZlibDecoder::new(data).take(MAX_INFLATED_BYTES + 1);
    let mut buffer = [0; 1 << 14];
    let mut total = 0;
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        total += count as u64;
        if out.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    total
}

/// Returns whether the programs, CMaps and width tables of a font can be loaded within the limits.
pub(super) fn font_is_safe(font: &Dict<'_>) -> bool {
    let streams_are_safe = |dict: &Dict<'_>, keys: &[&str]| {
        keys.iter().all(|key| {
            dict.get::<Stream<'_>>(key)
                .is_none_or(|stream| stream_is_safe(&stream))
        })
    };
    let descriptor_is_safe = |dict: &Dict<'_>| {
        let descriptor = dict.get::<Dict<'_>>("FontDescriptor");
        descriptor
            .is_none_or(|dict| streams_are_safe(&dict, &["FontFile", "FontFile2", "FontFile3"]))
    };
    let descendants = font.get::<Array<'_>>("DescendantFonts");
    streams_are_safe(font, &["ToUnicode", "Encoding"])
        && descriptor_is_safe(font)
        && descendants
            .and_then(|all| all.iter::<Dict<'_>>().next())
            .is_none_or(|dict| {
                descriptor_is_safe(&dict)
                    && streams_are_safe(&dict, &["CIDToGIDMap"])
                    && widths_are_sane(&dict)
            })
}

/// Returns whether all codes in `W` and `W2` have at most six digits. The library stores each code of a range, so that a
/// range over 32 bits would exhaust memory. Scanning the digits is far cheaper than parsing the array twice.
pub(super) fn widths_are_sane(descendant: &Dict<'_>) -> bool {
    ["W", "W2"].iter().all(|key| {
        let Some(widths) = descendant.get::<Array<'_>>(key) else {
            return true;
        };
        let mut digits = 0;
        widths.data().iter().all(|byte| {
            digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
            // Fractions may be longer, so the count starts below zero.
            if *byte == b'.' {
                digits = -20;
            }
            digits <= 6
        })
    })
}
