//! Queries: each is read, or has an error that points into it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plenary::query::{Reading, parse};

fuzz_target!(|typed: &str| {
    for any in [false, true] {
        let reading = Reading {
            any,
            phrase: false,
            verbatim: false,
        };
        if let Err(error) = parse(typed, reading) {
            // Says the place in the words of the user; must not break on any text.
            let _ = error.pointer();
        }
    }
});
