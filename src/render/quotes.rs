//! Renders the checked quotations of a draft: as text, JSON or CSV.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::clean::clean;
use super::json::json_line;
use super::paint::{Ink, Paint};
use super::table::{Dialect, safe_cell, write_row};
use crate::model::{Citation, Difference, Finding, Place, Symbol, Verdict};

/// An output format for checked quotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotesFormat {
    /// For people, with or without colours.
    Text(Paint),
    /// One JSON object.
    Json,
    /// A comma-separated table, one row per quotation.
    Csv,
}

/// A draft with its checked quotations.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedDraft<'a> {
    /// The name of the draft as typed.
    pub draft: &'a str,
    /// The counts by result.
    pub counts: Counts,
    /// The quotations in order.
    pub quotations: Vec<CheckedQuotation>,
}

/// Numbers of quotations by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Found word for word.
    pub exact: usize,
    /// Found with a few words changed.
    pub near: usize,
    /// Not found.
    pub not_found: usize,
    /// Cited with a document that does not contain them.
    pub wrongly_cited: usize,
    /// Too short to check.
    pub short: usize,
}

/// A quotation with its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckedQuotation {
    /// The line of the draft it starts on, from 1.
    pub line: usize,
    /// The wording of the draft, on one line.
    pub quotation: String,
    /// The symbols cited beside it.
    pub cited: Vec<Symbol>,
    /// The result.
    #[serde(flatten)]
    pub finding: Finding,
}

/// Writes the checked quotations of a draft.
///
/// # Errors
/// Those of `out`.
pub fn write_quotes(
    format: QuotesFormat,
    checked: &CheckedDraft<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    match format {
        QuotesFormat::Text(paint) => write_text(checked, paint, out),
        QuotesFormat::Json => json_line(checked, out),
        QuotesFormat::Csv => write_csv(checked, out),
    }
}

fn write_text(
    checked: &CheckedDraft<'_>,
    paint: Paint,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    for (at, quotation) in checked.quotations.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let verdict = match quotation.finding.verdict {
            Verdict::Exact => "exact",
            Verdict::Near => "near",
            Verdict::NotFound => "not found",
        };
        let place = format!("{}:{}", checked.draft, quotation.line);
        writeln!(
            out,
            "{}  {}  “{}”",
            paint.ink(Ink::Path, &place),
            paint.ink(Ink::Mark, verdict),
            clean(&quotation.quotation)
        )?;
        if let Some(place) = &quotation.finding.place {
            write_place(place, paint, out)?;
        }
        if let Some(remark) = citation_remark(quotation) {
            writeln!(out, "  {}", clean(&remark))?;
        }
    }
    Ok(())
}

fn write_place(place: &Place, paint: Paint, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut cited = symbols(&place.symbol);
    cited.push(place.path.clone());
    let mut page = match place.page_label == place.page.to_string() {
        true => format!("p. {}", place.page),
        false => format!("p. {} ({})", place.page_label, place.page),
    };
    if let Some(paragraph) = &place.paragraph {
        let sign = if place.region == "body" {
            "¶"
        } else {
            place.region
        };
        page.push_str(&format!(", {sign} {paragraph}"));
    }
    writeln!(
        out,
        "  {}  {}",
        paint.ink(Ink::Title, &cited.join(" · ")),
        paint.ink(Ink::Quiet, &page)
    )?;
    match place.differences.is_empty() {
        true => Ok(()),
        false => writeln!(out, "  {}", clean(&marked(place))),
    }
}

/// Returns the source's text with the differences marked: `the rule of [-order-]{+law+}`.
fn marked(place: &Place) -> String {
    let chars: Vec<char> = place.text.chars().collect();
    let piece = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
    let (mut marked, mut at) = (String::new(), 0);
    for difference in &place.differences {
        let (start, end) = difference.at;
        marked.push_str(&piece(at, start));
        if !difference.quoted.is_empty() {
            let apart = end == start && !marked.is_empty() && !marked.ends_with(' ');
            marked.push_str(if apart { " " } else { "" });
            marked.push_str(&format!("[-{}-]", difference.quoted));
        }
        if end > start {
            marked.push_str(&format!("{{+{}+}}", piece(start, end)));
        }
        at = end;
    }
    marked.push_str(&piece(at, chars.len()));
    marked
}

fn citation_remark(quotation: &CheckedQuotation) -> Option<String> {
    let cited = symbols(&quotation.cited).join(", ");
    Some(match quotation.finding.citation? {
        Citation::Holds => return None,
        Citation::Elsewhere => format!("cited as {cited}, which does not hold it"),
        Citation::Nowhere => {
            format!("cited as {cited}, which does not hold it, nor does another document")
        }
        Citation::Missing => format!("cited as {cited}, which is not in the archive"),
    })
}

fn symbols(symbols: &[Symbol]) -> Vec<String> {
    symbols.iter().map(Symbol::to_string).collect()
}

const COLUMNS: [&str; 14] = [
    "line",
    "verdict",
    "quotation",
    "cited",
    "citation",
    "path",
    "title",
    "symbol",
    "page",
    "page_label",
    "paragraph",
    "region",
    "text",
    "differences",
];

fn write_csv(checked: &CheckedDraft<'_>, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let header = COLUMNS.iter().map(|name| Cow::Borrowed(*name));
    write_row(header, Dialect::Commas, out)?;
    checked
        .quotations
        .iter()
        .try_for_each(|quotation| write_row(cells(quotation), Dialect::Commas, out))
}

fn cells(quotation: &CheckedQuotation) -> impl Iterator<Item = Cow<'_, str>> {
    let finding = &quotation.finding;
    let place = finding.place.as_ref();
    let of_place = |cell: fn(&Place) -> Cow<'_, str>| place.map_or(Cow::Borrowed(""), cell);
    [
        Cow::Owned(quotation.line.to_string()),
        Cow::Borrowed(finding.verdict.name()),
        safe_cell(&quotation.quotation),
        Cow::Owned(symbols(&quotation.cited).join(";")),
        Cow::Borrowed(finding.citation.map_or("", Citation::name)),
        of_place(|place| safe_cell(&place.path)),
        of_place(|place| safe_cell(&place.title)),
        of_place(|place| symbols(&place.symbol).join(";").into()),
        of_place(|place| place.page.to_string().into()),
        of_place(|place| safe_cell(&place.page_label)),
        of_place(|place| safe_cell(place.paragraph.as_deref().unwrap_or_default())),
        of_place(|place| place.region.into()),
        of_place(|place| safe_cell(&place.text)),
        of_place(|place| differences_cell(&place.differences)),
    ]
    .into_iter()
}

/// Formats differences: `order → law; (nothing) → the`.
fn differences_cell(differences: &[Difference]) -> Cow<'static, str> {
    let side = |words: &str| match words {
        "" => "(nothing)".to_owned(),
        words => words.to_owned(),
    };
    let shown = differences.iter().map(|difference| {
        format!(
            "{} → {}",
            side(&difference.quoted),
            side(&difference.source)
        )
    });
    let list = shown.collect::<Vec<_>>().join("; ");
    Cow::Owned(safe_cell(&list).into_owned())
}
