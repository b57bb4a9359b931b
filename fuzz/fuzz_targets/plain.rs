//! Fuzzes plain text in any encoding: flow and metadata are consistent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plenary::extract::{Budget, extract};
use plenary::metadata::{Evidence, infer};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(extracted) = extract(bytes.to_vec(), &Budget::default()) {
        assert!(extracted.flow.holds_together());
        infer(&Evidence {
            flow: &extracted.flow,
            info: &extracted.info,
            path: "2018/a.txt",
        });
    }
});
