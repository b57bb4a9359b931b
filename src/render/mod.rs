//! Renders answers: as text for people, JSON for programs, CSV and TSV for spreadsheets, and TREC runs for evaluation.
//!
//! Everything is written to an `impl Write`; nothing here prints. Texts, titles and paths come from untrusted files, so
//! control characters are escaped for terminals, and formulas for spreadsheets.

mod answered;
mod changes;
mod cite;
mod clean;
mod json;
mod overview;
mod paint;
mod quotes;
mod table;
mod text;
mod trec;

use std::io::{self, Write};

use crate::model::Hit;

pub use answered::{Answered, Format};
pub use changes::{Changes, EarlierAnswer, EarlierHit, write_changes, write_changes_header};
pub use clean::clean;
pub use json::json_line;
pub use overview::{QueryOverview, write_overview, write_overview_header};
pub use paint::Paint;
pub use quotes::{CheckedDraft, CheckedQuotation, Counts, QuotesFormat, write_quotes};

/// Writes the header of a format, if it has one.
///
/// # Errors
/// Those of `out`.
pub fn write_header(format: Format, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    match format {
        Format::Csv => table::write_header(table::Dialect::Commas, out),
        Format::Tsv => table::write_header(table::Dialect::Tabs, out),
        Format::Text(_) | Format::Answers | Format::Hits | Format::Trec | Format::Citations => {
            Ok(())
        }
    }
}

/// Writes one answer.
///
/// # Errors
/// Those of `out`.
pub fn write_answer(
    format: Format,
    answered: &Answered<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    match format {
        Format::Text(paint) => text::write_answer(answered, paint, out),
        Format::Answers => json::write_answer(answered, out),
        Format::Hits => json::write_hits(answered, out),
        Format::Csv => table::write_answer(answered, table::Dialect::Commas, out),
        Format::Tsv => table::write_answer(answered, table::Dialect::Tabs, out),
        Format::Trec => trec::write_answer(answered, out),
        Format::Citations => cite::write_answer(answered, out),
    }
}

/// Writes one hit in a format without answers (`Format::Hits`, `Format::Citations`); returns `false` for other formats.
///
/// # Errors
/// Those of `out`.
pub fn write_hit(format: Format, hit: &Hit, out: &mut (impl Write + ?Sized)) -> io::Result<bool> {
    match format {
        Format::Hits => json_line(hit, out)?,
        Format::Citations => cite::write_hit(hit, out)?,
        _ => return Ok(false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
