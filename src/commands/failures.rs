//! `plenary failures`: the files that could not be read, and what can be done about each kind.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::{Console, Verdict};
use crate::index::{self, Index};
use crate::model::SkipReason;
use crate::render::{clean, json_line};

/// Which index to look at, and how to show it.
#[derive(Clone, Debug)]
pub struct FailuresRequest {
    /// The folder of the index.
    pub index: PathBuf,
    /// How to show the files.
    pub format: FailuresFormat,
}

/// How skipped files are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailuresFormat {
    /// For people.
    Text,
    /// One JSON object a file.
    Jsonl,
}

/// Writes the skipped files by path. The verdict is `Nothing` when there are none.
///
/// # Errors
/// If the index cannot be read.
pub fn failures(
    request: &FailuresRequest,
    console: &mut Console<'_>,
) -> Result<Verdict, super::Failure> {
    let failures = Index::open(&request.index)?.failures()?;
    match request.format {
        FailuresFormat::Text => write_text(&failures, console.out)?,
        FailuresFormat::Jsonl => {
            for failure in &failures {
                json_line(&Line::of(failure), console.out)?;
            }
        }
    }
    console.out.flush()?;
    if failures.is_empty() {
        (console.tell)("every file could be read");
    }
    Ok(Verdict::of(!failures.is_empty()))
}

/// A skipped file as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    size_bytes: u64,
    reason: SkipReason,
    detail: &'a str,
    when: &'a str,
    hint: &'static str,
}

impl<'a> Line<'a> {
    fn of(failure: &'a index::Failure) -> Self {
        Self {
            path: &failure.path,
            size_bytes: failure.size_bytes,
            reason: failure.skip.reason,
            detail: &failure.skip.detail,
            when: &failure.read_at,
            hint: failure.skip.reason.hint(),
        }
    }
}

/// The files by reason, each reason with what can be done.
fn write_text(failures: &[index::Failure], out: &mut dyn Write) -> io::Result<()> {
    for reason in SkipReason::ALL {
        let of_reason: Vec<&index::Failure> = failures
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
