//! Fuzzes the PDF reader: it finishes within the budget, and its flow is consistent.
//!
//! Panics of libraries are ignored, since the program catches them; panics of our own code are findings.
#![no_main]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use plenary::extract::{Budget, extract};
use plenary::metadata::{Evidence, infer};

fuzz_target!(
    init: {
        let abort = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let file = panic.location().map_or("", |location| location.file());
            if !file.contains("/registry/") {
                abort(panic);
            }
        }));
    },
    |bytes: &[u8]| {
        let budget = Budget {
            time: Duration::from_secs(5),
            ..Budget::default()
        };
        let pdf = match bytes.starts_with(b"%PDF-") {
            true => bytes.to_vec(),
            false => [b"%PDF-1.7\n", bytes].concat(),
        };
        let read = catch_unwind(AssertUnwindSafe(|| extract(pdf, &budget)));
        if let Ok(Ok(extracted)) = read {
            assert!(extracted.flow.holds_together());
            infer(&Evidence {
                flow: &extracted.flow,
                info: &extracted.info,
                path: "2018/a.pdf",
            });
        }
    }
);
