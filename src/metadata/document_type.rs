//! Finds what sort of document it is.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::metadata::front_matter::FrontMatter;
use crate::metadata::symbol::DocumentSymbols;
use crate::metadata::symbol::implied;
use crate::metadata::vocabulary::fold;
use crate::metadata::vocabulary::rows;
use crate::model::{DocumentType, Inferred, Source};

/// Words of titles with the kind they name, in the six languages of the United Nations; the first that matches counts.
const TITLE_WORDS: &str = include_str!("data/title_words.tsv");

/// The words, folded, each with its kind.
/// Words of titles, folded, each with its kind; those of the first row that a title holds count.
struct Titles {
    kinds: Vec<(String, DocumentType)>,
    machine: Option<AhoCorasick>,
}

static TITLES: LazyLock<Titles> = LazyLock::new(|| {
    let rows = rows(TITLE_WORDS).filter_map(|row| Some((row[0].parse().ok()?, row[2])));
    let kinds: Vec<(String, DocumentType)> = rows
        .flat_map(|(kind, words)| words.split('|').map(move |words| (fold(words), kind)))
        .collect();
    let machine = AhoCorasick::new(kinds.iter().map(|(words, _)| words)).ok();
    Titles { kinds, machine }
});

impl Titles {
    fn first_in(&self, folded: &str) -> Option<&(String, DocumentType)> {
        let held = self.machine.as_ref()?.find_overlapping_iter(folded);
        let first = held.map(|words| words.pattern().as_usize()).min()?;
        self.kinds.get(first)
    }
}

/// The kind by the symbol where it tells, else by the words of the title.
pub(crate) fn infer(
    front_matter: &FrontMatter<'_>,
    symbols: &DocumentSymbols,
) -> Option<Inferred<DocumentType>> {
    let of_symbol = symbols
        .own
        .iter()
        .find_map(|own| Some(own.implies(implied::document_type(&own.parts)?, 0.97)));
    of_symbol
        .or_else(|| in_title(front_matter, symbols))
        .or_else(|| judgment(front_matter))
}

fn in_title(
    front_matter: &FrontMatter<'_>,
    symbols: &DocumentSymbols,
) -> Option<Inferred<DocumentType>> {
    let (title, source, confidence) = match front_matter.title_block() {
        Some(block) => (block.to_owned(), Source::Masthead, 0.9),
        None => (front_matter.titles.join("\n"), Source::Heading, 0.6),
    };
    let folded = fold(&title);
    let (words, kind) = TITLES.first_in(&folded)?;
    Some(Inferred {
        value: of_supplement(*kind, symbols),
        source,
        page: Some(1),
        text: words.clone(),
        confidence,
    })
}

/// An addendum to a report of the Working Group holds the state's replies under the report's own title.
fn of_supplement(kind: DocumentType, symbols: &DocumentSymbols) -> DocumentType {
    let last = symbols
        .own
        .first()
        .and_then(|own| own.parts.segments.last());
    let addendum = last.is_some_and(|segment| segment.starts_with("Add."));
    if kind == DocumentType::UprReport && addendum {
        DocumentType::UprAddendum
    } else {
        kind
    }
}

/// Folded lines that stand alone on the cover of a court's judgment, and beginnings of lines there.
const JUDGMENT_LINES: &[&str] = &["judgment", "judgement", "arret", "sentencia", "sentenca"];
const JUDGMENT_STARTS: &[&str] = &[
    "judgment of ",
    "sentencia de ",
    "arret du ",
    "judgment merits",
];
/// How far down the first page they stand, in bytes.
const COVER_BYTES: usize = 1_500;
/// A longer line is part of the text, in bytes.
const LINE_BYTES: usize = 90;

fn judgment(front_matter: &FrontMatter<'_>) -> Option<Inferred<DocumentType>> {
    if front_matter.distribution.is_some() {
        return None;
    }
    let mut lines = front_matter.lines(COVER_BYTES, LINE_BYTES);
    let (line, _) = lines.find(|(_, folded)| {
        JUDGMENT_LINES.contains(folded)
            || JUDGMENT_STARTS
                .iter()
                .any(|start| folded.starts_with(start))
    })?;
    Some(Inferred {
        value: DocumentType::Judgment,
        source: Source::Heading,
        page: Some(1),
        text: line.to_owned(),
        confidence: 0.8,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_kind() {
        for row in rows(TITLE_WORDS) {
            assert!(
                row[0].parse::<DocumentType>().is_ok() && row.len() == 3,
                "{row:?}"
            );
        }
    }
}
