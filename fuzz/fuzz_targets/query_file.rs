//! Fuzzes query files: every row is a query or an error, and reading terminates.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plenary::query::{TypedRequest, read_batch};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(rows) = read_batch(bytes, TypedRequest::default()) {
        // A row has at least one byte.
        assert!(rows.count() <= bytes.len() + 1);
    }
});
