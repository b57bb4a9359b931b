//! Finds the type of a document.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::metadata::front_matter::FrontMatter;
use crate::metadata::symbol::{DocumentSymbols, implied};
use crate::metadata::vocabulary::{fold, rows};
use crate::model::{DocumentType, Inferred, Source};

/// Words of titles by document type, in the six UN languages; the first row that matches counts.
const TITLE_WORDS: &str = include_str!("data/title_words.tsv");

/// The words of titles, folded, with the document types they imply.
struct TitleWords {
    kinds: Vec<(String, DocumentType)>,
    automaton: Option<AhoCorasick>,
}

static TITLES: LazyLock<TitleWords> = LazyLock::new(|| {
    let rows = rows(TITLE_WORDS).filter_map(|row| Some((row[0].parse().ok()?, row[2])));
    let kinds: Vec<(String, DocumentType)> = rows
        .flat_map(|(kind, words)| words.split('|').map(move |words| (fold(words), kind)))
        .collect();
    let automaton = AhoCorasick::new(kinds.iter().map(|(words, _)| words)).ok();
    TitleWords { kinds, automaton }
});

impl TitleWords {
    /// Returns the first row, in the order of the table, with words that the folded title contains.
    fn first_in(&self, folded: &str) -> Option<&(String, DocumentType)> {
        let held = self.automaton.as_ref()?.find_overlapping_iter(folded);
        let first = held.map(|words| words.pattern().as_usize()).min()?;
        self.kinds.get(first)
    }
}

/// Finds the type by symbol, else by the words of the title, or the cover of a judgment.
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

/// Corrects the type of addenda to reports of the Working Group, which have the report's title and hold the state's replies.
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

/// Folded lines on the cover of a court's judgment, and beginnings of such lines.
const JUDGMENT_LINES: &[&str] = &["judgment", "judgement", "arret", "sentencia", "sentenca"];
const JUDGMENT_STARTS: &[&str] = &[
    "judgment of ",
    "sentencia de ",
    "arret du ",
    "judgment merits",
];
/// How far into the first page these lines may stand, in bytes.
const COVER_BYTES: usize = 1_500;
/// The longest such line, in bytes.
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
