//! The PDF reader: whatever follows `%PDF-` ends within the budget, and its text holds together.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use plenary::extract::{Budget, extract};

fuzz_target!(|bytes: &[u8]| {
    let budget = Budget {
        time: Duration::from_secs(5),
        ..Budget::default()
    };
    let pdf = [b"%PDF-1.7\n", bytes].concat();
    if let Ok(extracted) = extract(pdf, &budget) {
        assert!(extracted.flow.holds_together());
    }
});
