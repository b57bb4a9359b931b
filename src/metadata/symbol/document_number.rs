//! Finds the reference numbers of the document itself, beside its symbols.

use super::reference_numbers::{
    NumberMention, applications, follows_index_label, index_number_in_file_name, index_numbers,
    is_index_number, job_number,
};
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::snippet::snippet;
use crate::model::{Date, Inferred, Source, Symbol};

/// Finds the applications that a judgment decides, and the job number of a United Nations document.
pub(crate) fn document_numbers(front_matter: &FrontMatter<'_>) -> Vec<Inferred<String>> {
    let top = front_matter.first_page.as_str();
    let cover = &top[..top.floor_char_boundary(COVER_BYTES)];
    let applications = applications(cover)
        .into_iter()
        .map(|number| inferred(cover, &number, 1));
    let mut found: Vec<Inferred<String>> = applications.collect();
    if front_matter.distribution.is_some() {
        let pages = std::iter::once((1, top));
        let first = front_matter
            .running_headers
            .iter()
            .chain(&front_matter.footnotes)
            .copied();
        let mut first = pages.chain(first.filter(|(page, _)| *page == 1));
        let job = first.find_map(|(page, text)| Some(inferred(text, &job_number(text)?, page)));
        found.extend(job);
    }
    found
}

/// How far into the first page the cover of a judgment reaches, in bytes.
const COVER_BYTES: usize = 1_200;

fn inferred(text: &str, number: &NumberMention, page: u32) -> Inferred<String> {
    Inferred {
        value: number.value.clone(),
        source: Source::Masthead,
        page: Some(page),
        text: snippet(text, number.start..number.end),
        confidence: 0.9,
    }
}

/// Finds the document's own index number: after its label on the first page or in running headers, footers and footnotes, else
/// in the file name.
pub(crate) fn own_index_number(
    front_matter: &FrontMatter<'_>,
    path: &str,
) -> Option<Inferred<Symbol>> {
    let of_top = || labelled_index_number(&front_matter.first_page, Source::Masthead, 1);
    let of_running = || {
        let mut running = front_matter
            .running_headers
            .iter()
            .chain(&front_matter.footnotes);
        running.find_map(|(page, text)| labelled_index_number(text, Source::Header, *page))
    };
    let of_name = || {
        Some(Inferred {
            value: Symbol::from_canonical(index_number_in_file_name(path)?),
            source: Source::Path,
            page: None,
            text: path.to_owned(),
            confidence: 0.85,
        })
    };
    of_top().or_else(of_running).or_else(of_name)
}

fn labelled_index_number(text: &str, source: Source, page: u32) -> Option<Inferred<Symbol>> {
    let found = index_numbers(text);
    let own = found
        .iter()
        .find(|number| follows_index_label(&text[..number.start]))?;
    Some(Inferred {
        value: Symbol::from_canonical(own.value.clone()),
        source,
        page: Some(page),
        text: snippet(text, own.start..own.end),
        confidence: 0.95,
    })
}

/// Returns the year of publication, the last part of an index number.
pub(crate) fn year_of_index_number(own: &[Inferred<Symbol>]) -> Option<Inferred<Date>> {
    let symbol = own.iter().find(|own| is_index_number(own.value.as_str()))?;
    let year: u16 = symbol.value.as_str().rsplit('/').next()?.parse().ok()?;
    let year = match year {
        ..=30 => 2_000 + year,
        31..=99 => 1_900 + year,
        _ => year,
    };
    Some(Inferred {
        value: Date::year(year),
        source: symbol.source,
        page: symbol.page,
        text: symbol.value.to_string(),
        confidence: symbol.confidence.min(0.8),
    })
}
