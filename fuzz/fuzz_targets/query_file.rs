//! Query files: every row is a query or an error, and the reader comes to an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plenary::query::{TypedRequest, read_batch};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(rows) = read_batch(bytes, TypedRequest::default()) {
        // No row is shorter than a line end.
        assert!(rows.count() <= bytes.len() + 1);
    }
});
