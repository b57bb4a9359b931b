//! Fuzzes the query parser: every query is parsed, or has an error with a position in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plenary::query::{ParseOptions, parse};

fuzz_target!(|typed: &str| {
    for any in [false, true] {
        let reading = ParseOptions {
            any,
            phrase: false,
            verbatim: false,
        };
        if let Err(error) = parse(typed, reading) {
            // Formatting the position must not panic.
            let _ = error.pointer();
        }
    }
});
