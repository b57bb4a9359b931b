//! Writes the manifest of a batch, which records what its answers depend on.

use std::path::Path;

use serde_json::{Value, json};

use super::counts::BatchCounts;
use super::request::{BatchRequest, Report};
use crate::commands::Failure;
use crate::commands::output_file::OutputFile;
use crate::index::Index;
use crate::model::Coverage;
use crate::query::{Grouping, Sort};
use crate::render::Format;

/// Returns the settings of a run. The same settings and queries give the same answers.
pub(super) fn settings(request: &BatchRequest, index: &Index) -> Result<Value, Failure> {
    Ok(json!({
        "plenary": env!("CARGO_PKG_VERSION"),
        "index": index.fingerprint()?.to_string(),
        "stored_text": index.stores_text(),
        "options": options(request),
    }))
}

/// Returns the options by flag name.
fn options(request: &BatchRequest) -> Value {
    let typed = &request.defaults;
    let filters = typed.filters.iter();
    let filters: Vec<_> = filters
        .map(|(field, value)| (field.name(), value))
        .collect();
    let diff = match &request.report {
        Report::Changes(earlier) => Some(earlier.display().to_string()),
        Report::Answers | Report::Overview => None,
    };
    json!({
        "any": typed.options.any,
        "phrase": typed.options.phrase,
        "verbatim": typed.options.verbatim,
        "filters": filters,
        "not": typed.excluded,
        "all_copies": typed.grouping == Grouping::None,
        "sort": match typed.sort {
            Sort::Relevance => "relevance",
            Sort::Date => "date",
            Sort::DateDescending => "-date",
            Sort::Path => "path",
        },
        "limit": typed.limit,
        "matches": typed.matches,
        "format": match request.format {
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Trec => "trec",
            Format::Citations => "cite",
            Format::Text(_) | Format::Answers | Format::Hits => "jsonl",
        },
        "summary": matches!(request.report, Report::Overview),
        "diff": diff,
    })
}

/// The record of a finished run.
pub(super) struct RunRecord<'a> {
    pub(super) settings: &'a Value,
    pub(super) coverage: Coverage,
    pub(super) queries_sha256: String,
    pub(super) counts: BatchCounts,
}

pub(super) fn write(
    path: &Path,
    request: &BatchRequest,
    done: &RunRecord<'_>,
) -> Result<(), Failure> {
    let file = |path: &Path| path.display().to_string();
    let manifest = json!({
        "tool": { "name": "plenary", "version": done.settings["plenary"] },
        "time": now(),
        "index": {
            "folder": file(&request.index),
            "fingerprint": done.settings["index"],
            "stored_text": done.settings["stored_text"],
            "searchable": done.coverage.searchable,
            "skipped": done.coverage.skipped,
        },
        "queries": {
            "file": request.queries.as_deref().map(file),
            "sha256": done.queries_sha256,
        },
        "options": done.settings["options"],
        "output": request.output.as_deref().map(file),
        "counts": {
            "queries": done.counts.queries,
            "ok": done.counts.ok,
            "none": done.counts.none(),
            "error": done.counts.errors,
        },
    });
    let mut out = OutputFile::create(path)?;
    writeln!(out.writer(), "{manifest:#}")?;
    out.finish()
}

/// Returns the time, to the second in UTC.
fn now() -> String {
    let now = time::OffsetDateTime::now_utc();
    let seconds = now.replace_nanosecond(0).unwrap_or(now);
    seconds
        .format(&time::format_description::well_known::Rfc3339)
        .unwrap_or_default()
}
