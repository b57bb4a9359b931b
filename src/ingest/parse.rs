//! Parses the bytes of a file into text and metadata.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::extract::{self, Budget, Extracted};
use crate::metadata::{self, Evidence};
use crate::model::{Metadata, Skip, SkipReason};

/// The text and metadata of a file, or why it is skipped.
pub(super) type ParsedFile = Result<(Extracted, Metadata), Skip>;

/// Parses a file from its bytes and its path in the archive. A panic becomes a skip.
pub(super) fn parse(path: &str, bytes: Vec<u8>, budget: &Budget) -> ParsedFile {
    let both = || {
        let extracted = extract::extract(bytes, budget)?;
        let metadata = metadata::infer(&Evidence {
            flow: &extracted.flow,
            info: &extracted.info,
            path,
        });
        Ok((extracted, metadata))
    };
    catch_unwind(AssertUnwindSafe(both)).unwrap_or_else(|panic| Err(panicked(&*panic)))
}

/// Returns the skip for a file on which the reader panicked.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> Skip {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let detail = format!(
        "the reader failed on it: {}",
        message.unwrap_or("no reason given")
    );
    Skip::new(SkipReason::Malformed, detail)
}
