//! `plenary quotes`: checks the quotations of a draft against the archive.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::index::{IndexRequest, run_update};
use super::{Console, ExitStatus, Failure};
use crate::extract::decode;
use crate::index::{Index, IndexError};
use crate::model::{self, Citation};
use crate::query::{Quotation, quotations};
use crate::render::{CheckedDraft, CheckedQuotation, Counts, QuotesFormat, write_quotes};

/// The request of `plenary quotes`.
#[derive(Clone, Debug)]
pub struct QuotesRequest {
    /// The index folder.
    pub index: PathBuf,
    /// A folder to update the index with first.
    pub fresh: Option<PathBuf>,
    /// The draft: plain text or Markdown.
    pub draft: PathBuf,
    /// Minimum number of words of a checked quotation.
    pub min_words: usize,
    /// The output format.
    pub format: QuotesFormat,
}

/// Checks the quotations of a draft and writes the results. The status is `Nothing` if one is not exact.
///
/// # Errors
/// If the draft cannot be read, or the index cannot be opened or searched or stores no texts.
pub fn quotes(request: &QuotesRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let bytes = fs::read(&request.draft).map_err(|error| {
        let message = format!("cannot read {}: {error}", request.draft.display());
        Failure::with_hint(message, "check the path")
    })?;
    let text = text_of(&bytes).ok_or_else(|| no_text(&request.draft))?;
    let found = quotations(&text, request.min_words);
    if let Some(folder) = &request.fresh {
        let done = run_update(&IndexRequest::fresh(&request.index, folder), console)?;
        (console.tell)(&done.line);
    }
    let index = Index::open(&request.index)?;
    index.needs_text("check quotations")?;
    // The draft may be in the archive, but is not a source of itself.
    let own = model::Sha256(Sha256::digest(&bytes).into());
    let check = |quotation: &Quotation| check(&index, quotation, &own);
    let checked = found.quotations.par_iter().map(check);
    let checked = checked.collect::<Result<Vec<_>, IndexError>>()?;
    let counts = counts(&checked, found.short);
    let draft = CheckedDraft {
        draft: &request.draft.to_string_lossy(),
        counts,
        quotations: checked,
    };
    write_quotes(request.format, &draft, console.out)?;
    console.out.flush()?;
    for line in &found.unclosed {
        (console.tell)(&format!(
            "note: line {line}: a quotation opens here and is never closed"
        ));
    }
    (console.tell)(&summary_line(&counts));
    Ok(ExitStatus::of(counts.near + counts.not_found == 0))
}

fn text_of(bytes: &[u8]) -> Option<String> {
    let text = decode(bytes).filter(|text| !text.starts_with("%PDF-"))?;
    Some(text.into_owned())
}

fn no_text(draft: &Path) -> Failure {
    Failure::with_hint(
        format!("cannot read {}: it is not plain text", draft.display()),
        "save the draft as plain text or Markdown",
    )
}

fn check(
    index: &Index,
    quotation: &Quotation,
    own: &model::Sha256,
) -> Result<CheckedQuotation, IndexError> {
    Ok(CheckedQuotation {
        line: quotation.line,
        quotation: quotation.text.clone(),
        cited: quotation.cited.clone(),
        finding: index.find_quotation(quotation, Some(own))?,
    })
}

fn counts(checked: &[CheckedQuotation], short: usize) -> Counts {
    let mut counts = Counts {
        short,
        ..Counts::default()
    };
    for CheckedQuotation { finding, .. } in checked {
        match finding.verdict {
            model::Verdict::Exact => counts.exact += 1,
            model::Verdict::Near => counts.near += 1,
            model::Verdict::NotFound => counts.not_found += 1,
        }
        let wrong = matches!(
            finding.citation,
            Some(Citation::Elsewhere | Citation::Nowhere)
        );
        counts.wrongly_cited += usize::from(wrong);
    }
    counts
}

/// Formats `12 quotations: 9 exact, 2 near, 1 not found; 1 wrongly cited; 4 shorter ones not checked`.
fn summary_line(counts: &Counts) -> String {
    let all = counts.exact + counts.near + counts.not_found;
    let noun = if all == 1 { "quotation" } else { "quotations" };
    let mut line = format!(
        "{all} {noun}: {} exact, {} near, {} not found",
        counts.exact, counts.near, counts.not_found
    );
    if counts.wrongly_cited > 0 {
        line.push_str(&format!("; {} wrongly cited", counts.wrongly_cited));
    }
    match counts.short {
        0 => {}
        1 => line.push_str("; 1 shorter one not checked"),
        short => line.push_str(&format!("; {short} shorter ones not checked")),
    }
    line
}
