//! `plenary failures`: lists the files that could not be read, in whole or in part, with hints.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::{Console, ExitStatus};
use crate::index::{Index, PartlyRead, SkippedFile};
use crate::model::SkipReason;
use crate::render::{clean, json_line};

/// The hint for partly read documents.
const PARTIAL_HINT: &str = "the rest is searched; for the missing part, print the file to PDF anew or run text recognition (OCR) on it";

/// The request of `plenary failures`.
#[derive(Clone, Debug)]
pub struct FailuresRequest {
    /// The index folder.
    pub index: PathBuf,
    /// The output format.
    pub format: FailuresFormat,
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailuresFormat {
    /// For people.
    Text,
    /// One JSON object per file.
    Jsonl,
}

/// Writes the skipped files, then the partly read ones, by path. The status is `Nothing` if there are none.
///
/// # Errors
/// If the index cannot be read.
pub fn failures(
    request: &FailuresRequest,
    console: &mut Console<'_>,
) -> Result<ExitStatus, super::Failure> {
    let index = Index::open(&request.index)?;
    let (failures, partial) = (index.failures()?, index.partly_read()?);
    match request.format {
        FailuresFormat::Text => {
            write_text(&failures, console.out)?;
            write_partial(&partial, console.out)?;
        }
        FailuresFormat::Jsonl => {
            let failures = failures.iter().map(FailureLine::of_failure);
            let mut lines = failures.chain(partial.iter().map(FailureLine::of_partial));
            lines.try_for_each(|line| json_line(&line, console.out))?;
        }
    }
    console.out.flush()?;
    let whole = failures.is_empty() && partial.is_empty();
    if whole {
        (console.tell)("every file could be read");
    }
    Ok(ExitStatus::of(!whole))
}

/// The JSON of a file.
#[derive(Serialize)]
struct FailureLine<'a> {
    path: &'a str,
    size_bytes: u64,
    reason: ListedReason,
    detail: Cow<'a, str>,
    when: &'a str,
    hint: &'static str,
}

/// Why a file is listed.
#[derive(Serialize)]
#[serde(untagged)]
enum ListedReason {
    Skipped(SkipReason),
    Partial(&'static str),
}

impl<'a> FailureLine<'a> {
    fn of_failure(failure: &'a SkippedFile) -> Self {
        Self {
            path: &failure.path,
            size_bytes: failure.size_bytes,
            reason: ListedReason::Skipped(failure.skip.reason),
            detail: Cow::Borrowed(&failure.skip.detail),
            when: &failure.read_at,
            hint: failure.skip.reason.hint(),
        }
    }

    fn of_partial(document: &'a PartlyRead) -> Self {
        Self {
            path: &document.path,
            size_bytes: document.size_bytes,
            reason: ListedReason::Partial("partial"),
            detail: Cow::Owned(document.missing.join("; ")),
            when: &document.read_at,
            hint: PARTIAL_HINT,
        }
    }
}

/// Writes the partly read documents, each with what is missing.
fn write_partial(documents: &[PartlyRead], out: &mut dyn Write) -> io::Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    writeln!(out, "read in part ({}): {PARTIAL_HINT}", documents.len())?;
    for PartlyRead { path, missing, .. } in documents {
        writeln!(out, "  {}: {}", clean(path), clean(&missing.join("; ")))?;
    }
    Ok(())
}

/// Writes the files by reason, with a hint for each reason.
fn write_text(failures: &[SkippedFile], out: &mut dyn Write) -> io::Result<()> {
    for reason in SkipReason::ALL {
        let of_reason: Vec<&SkippedFile> = failures
            .iter()
            .filter(|failure| failure.skip.reason == *reason)
            .collect();
        if of_reason.is_empty() {
            continue;
        }
        writeln!(out, "{reason} ({}): {}", of_reason.len(), reason.hint())?;
        for failure in of_reason {
            writeln!(
                out,
                "  {}: {}",
                clean(&failure.path),
                clean(&failure.skip.detail)
            )?;
        }
    }
    Ok(())
}
