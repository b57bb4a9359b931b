//! `plenary show`: shows a document in the index.

use std::io::Write;
use std::path::PathBuf;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::describe::{write_metadata, write_pages, write_partial, write_skip};
use super::{Console, ExitStatus, Failure, NO_TEXTS};
use crate::index::{Index, StoredDocument};
use crate::layout::Flow;
use crate::metadata::country_name;
use crate::model::Recommendation;
use crate::render::clean;

/// The request of `plenary show`.
#[derive(Clone, Debug)]
pub struct ShowRequest {
    /// The index folder.
    pub index: PathBuf,
    /// A path, the end of a path, a symbol, or the first digits of a hash.
    pub document: String,
    /// The part to show.
    pub part: Part,
}

/// The part of a document to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Metadata and text.
    All,
    /// The text of a page, from 1.
    Page(u32),
    /// Metadata with evidence.
    Why,
    /// The recommendations of a review.
    Recommendations,
}

/// Maximum number of documents listed for an ambiguous name.
const MAX_LISTED: usize = 5;

/// Writes the metadata and text of a document.
///
/// # Errors
/// If the name is ambiguous, the page does not exist, or a page is requested and the index stores no texts.
pub fn show(request: &ShowRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let index = Index::open(&request.index)?;
    let documents = index.documents(&request.document)?;
    match documents.as_slice() {
        [] => {
            (console.tell)(&format!("no document is called {}", request.document));
            Ok(ExitStatus::Nothing)
        }
        [document] => {
            match request.part {
                Part::Page(_) => index.needs_text("show a page")?,
                Part::All if !index.stores_text() => (console.tell)(&format!("note: {NO_TEXTS}")),
                Part::All | Part::Why | Part::Recommendations => {}
            }
            write(document, request.part, console)
        }
        several => Err(ambiguous(&request.document, several)),
    }
}

fn write(
    document: &StoredDocument,
    part: Part,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let pages = document.flow.pages();
    let out = &mut *console.out;
    match part {
        Part::Page(number) => {
            let text = (number as usize)
                .checked_sub(1)
                .and_then(|at| pages.get(at));
            let text = text.ok_or_else(|| no_page(document, number, pages.len()))?;
            write_pages(std::slice::from_ref(text), out)?;
        }
        Part::Why => write_head(document, out)?,
        Part::Recommendations => {
            let found = &document.record.metadata.recommendations;
            write_recommendations(found, &document.flow, out)?;
            out.flush()?;
            return Ok(ExitStatus::of(!found.is_empty()));
        }
        Part::All => {
            write_head(document, out)?;
            write_pages(&pages, out)?;
        }
    }
    out.flush()?;
    Ok(ExitStatus::of(document.record.skip.is_none()))
}

fn write_head(document: &StoredDocument, out: &mut dyn Write) -> std::io::Result<()> {
    let record = &document.record;
    writeln!(out, "path: {}", clean(&record.path))?;
    writeln!(out, "file: {}", clean(&document.location.to_string_lossy()))?;
    if let Some(sha256) = &record.sha256 {
        writeln!(out, "sha256: {sha256}")?;
        let modified = format_time(record.modified_ns);
        writeln!(
            out,
            "size: {} bytes, modified {modified}",
            record.size_bytes
        )?;
    }
    writeln!(
        out,
        "read: {} by plenary {}",
        clean(&record.read_at),
        clean(&record.read_by)
    )?;
    if let Some(skip) = &record.skip {
        return write_skip(skip, out);
    }
    writeln!(out, "pages: {}", record.pages)?;
    write_metadata(&record.metadata, out)?;
    write_partial(&record.partial, out)?;
    writeln!(out)
}

/// Formats a time in nanoseconds since 1970, to the second in UTC.
fn format_time(ns: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(ns.div_euclid(1_000_000_000));
    time.ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_else(|| "at an unknown time".to_owned())
}

/// Writes recommendations: `122.1 · supported · Denmark, France · p. 14`, and the wording below.
fn write_recommendations(
    found: &[Recommendation],
    flow: &Flow,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    for recommendation in found {
        let response = recommendation.response.map(|response| response.to_string());
        let by: Vec<&str> = recommendation.by.iter().map(country_name).collect();
        let page = flow.page_label(recommendation.page);
        let mut parts = vec![
            clean(&recommendation.number).into_owned(),
            response.unwrap_or_else(|| "no response told".to_owned()),
            by.join(", "),
            format!("p. {}", clean(&page)),
        ];
        // Addenda respond without naming the states.
        parts.retain(|part| !part.is_empty());
        writeln!(out, "{}", parts.join(" · "))?;
        if !recommendation.text.is_empty() {
            writeln!(out, "  {}", clean(&recommendation.text))?;
        }
    }
    Ok(())
}

fn no_page(document: &StoredDocument, number: u32, count: usize) -> Failure {
    let path = &document.record.path;
    let message = format!("cannot show page {number} of {path}: it has {count}");
    Failure::with_hint(
        message,
        "pages are counted from 1, whatever is printed on them",
    )
}

fn ambiguous(name: &str, several: &[StoredDocument]) -> Failure {
    let paths: Vec<&str> = several
        .iter()
        .take(MAX_LISTED)
        .map(|document| &*document.record.path)
        .collect();
    let more = match several.len() > paths.len() {
        true => " …",
        false => "",
    };
    let message = format!(
        "cannot show {name}: {} documents go by that name",
        several.len()
    );
    Failure::with_hint(
        message,
        format!("name one by its path: {}{more}", paths.join(", ")),
    )
}
