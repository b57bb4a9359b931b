//! Separates a document's own symbols from those it cites.

use std::collections::HashSet;

use super::find::{SymbolMention, find_symbols};
use super::parts::SymbolParts;
use super::reference_numbers::index_numbers;
use super::spelling::symbol_in_file_name;
use super::united_nations::UNITED_NATIONS;
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::vocabulary::fold;
use crate::model::{Inferred, Source, Symbol};

/// A symbol of the document itself, with its evidence.
#[derive(Clone, Debug)]
pub(crate) struct DocumentSymbol {
    pub(crate) parts: SymbolParts,
    pub(crate) source: Source,
    pub(crate) page: Option<u32>,
    pub(crate) confidence: f32,
}

/// The symbols in a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct DocumentSymbols {
    /// The document's own symbols; two for a dual symbol.
    pub(crate) own: Vec<DocumentSymbol>,
    /// The cited symbols and index numbers, without duplicates, in order of first mention.
    pub(crate) cites: Vec<Symbol>,
}

impl DocumentSymbol {
    pub(crate) fn inferred(&self) -> Inferred<Symbol> {
        let symbol = self.parts.symbol();
        Inferred {
            text: symbol.to_string(),
            value: symbol,
            source: self.source,
            page: self.page,
            confidence: self.confidence,
        }
    }

    /// Returns a value that follows from this symbol, no surer than the symbol itself.
    pub(crate) fn implies<T>(&self, value: T, confidence: f32) -> Inferred<T> {
        let source = match self.source {
            Source::Path => Source::Path,
            _ => Source::Symbol,
        };
        Inferred {
            value,
            source,
            page: self.page,
            text: self.parts.symbol().to_string(),
            confidence: confidence.min(self.confidence),
        }
    }
}

/// Finds the own symbols in the masthead, else in running headers, in the first lines, or in the file name; all others are
/// citations.
pub(crate) fn infer(front_matter: &FrontMatter<'_>, text: &str, path: &str) -> DocumentSymbols {
    let own = [
        in_masthead(front_matter),
        in_running_headers(front_matter),
        in_first_lines(front_matter),
        in_file_name(path),
    ]
    .into_iter()
    .find(|own| !own.is_empty());
    let own = own.unwrap_or_default();
    let mut seen: HashSet<Symbol> = own.iter().map(|own| own.parts.symbol()).collect();
    let all = find_symbols(text)
        .into_iter()
        .map(|found| found.parts.symbol());
    let index_numbers = index_numbers(text)
        .into_iter()
        .map(|number| Symbol::from_canonical(number.value));
    let cites = all
        .chain(index_numbers)
        .filter(|symbol| seen.insert(symbol.clone()))
        .collect();
    DocumentSymbols { own, cites }
}

/// How far after the distribution line the symbol of a masthead may stand, in bytes.
const MASTHEAD_REACH: usize = 350;

/// Finds the symbol of the running header, else the one nearest to the distribution line that is not a citation, with the
/// other half of a dual symbol.
fn in_masthead(front_matter: &FrontMatter<'_>) -> Vec<DocumentSymbol> {
    let Some(distribution) = front_matter.distribution else {
        return Vec::new();
    };
    let end = front_matter
        .first_page
        .floor_char_boundary(distribution + MASTHEAD_REACH);
    let found = find_symbols(&front_matter.first_page[..end]);
    let candidates = found
        .iter()
        .filter(|found| !is_cited(&front_matter.first_page[..found.start]));
    // On a page extracted column by column the distribution line may follow every citation: then the running header decides.
    let header = running_header(front_matter).map(|(parts, _)| parts);
    let distance = |found: &&SymbolMention| {
        (
            header.as_ref() != Some(&found.parts),
            distribution.abs_diff(found.start),
        )
    };
    let Some(nearest) = candidates.min_by_key(distance) else {
        return Vec::new();
    };
    let other_half = found
        .iter()
        .find(|other| is_dual_symbol(&front_matter.first_page, nearest, other));
    let mut own_symbols: Vec<&SymbolMention> = std::iter::once(nearest).chain(other_half).collect();
    own_symbols.sort_by_key(|found| found.start);
    own_symbols
        .into_iter()
        .map(|found| own(&found.parts, Source::Masthead, Some(1), 0.99))
        .collect()
}

fn own(parts: &SymbolParts, source: Source, page: Option<u32>, confidence: f32) -> DocumentSymbol {
    DocumentSymbol {
        parts: parts.clone(),
        source,
        page,
        confidence,
    }
}

/// Whether the words before a symbol make it a citation.
fn is_cited(before: &str) -> bool {
    let before = before.trim_end().to_lowercase();
    CITING_WORDS
        .iter()
        .any(|word| before.ends_with(word) && ends_as_word(&before, word))
}

const CITING_WORDS: [&str; 11] = [
    "(",
    "see",
    "document",
    "symbol",
    "resolution",
    "in",
    "of",
    "and",
    "voir",
    "véase",
    "см.",
];

fn ends_as_word(text: &str, word: &str) -> bool {
    !text[..text.len() - word.len()].ends_with(char::is_alphanumeric) || word == "("
}

/// Whether two symbols form the dual symbol of one document: "A/64/81–E/2009/76".
fn is_dual_symbol(text: &str, one: &SymbolMention, other: &SymbolMention) -> bool {
    let gap = if one.end <= other.start {
        &text[one.end..other.start]
    } else if other.end <= one.start {
        &text[other.end..one.start]
    } else {
        return false;
    };
    let other_body = one.parts.segments[0] != other.parts.segments[0] || gap.trim() == "–";
    other_body
        && gap
            .trim()
            .trim_matches(['-', '–', '—', '‑', '/'])
            .is_empty()
}

/// The last line that may hold the symbol of a page without a distribution line.
const FIRST_LINES: usize = 3;
/// What else such a line may hold, folded, beside the name of the United Nations.
const BESIDE: &[&str] = &["", "un", "provisional"];

/// Finds the symbol that heads a page without a distribution line: verbatim records, annual reports, old resolutions.
fn in_first_lines(front_matter: &FrontMatter<'_>) -> Vec<DocumentSymbol> {
    let lines = front_matter
        .first_page
        .lines()
        .filter(|line| !line.trim().is_empty());
    let alone = lines.take(FIRST_LINES).find_map(|line| {
        let found = find_symbols(line).into_iter().next()?;
        let beside = fold(&format!("{} {}", &line[..found.start], &line[found.end..]));
        let known = BESIDE.contains(&&*beside) || UNITED_NATIONS.contains(&&*beside);
        known.then_some(found)
    });
    alone
        .map(|found| own(&found.parts, Source::Masthead, Some(1), 0.9))
        .into_iter()
        .collect()
}

fn in_running_headers(front_matter: &FrontMatter<'_>) -> Vec<DocumentSymbol> {
    running_header(front_matter)
        .map(|(parts, page)| own(&parts, Source::Header, Some(page), 0.95))
        .into_iter()
        .collect()
}

/// Finds the symbol in the running headers of most of the first pages, with the first page that has it.
fn running_header(front_matter: &FrontMatter<'_>) -> Option<(SymbolParts, u32)> {
    let mut heads: Vec<(SymbolParts, u32, usize)> = Vec::new();
    for (page, text) in &front_matter.running_headers {
        let Some(found) = find_symbols(text).into_iter().next() else {
            continue;
        };
        // A header is the symbol and little more: the first words of a page may also be a citation.
        let letters = text[..found.start].chars().filter(|c| c.is_alphabetic());
        if letters.count() > HEADER_LETTERS {
            continue;
        }
        match heads.iter_mut().find(|(parts, _, _)| *parts == found.parts) {
            Some(head) => head.2 += 1,
            None => heads.push((found.parts, *page, 1)),
        }
    }
    let most = heads.into_iter().rev().max_by_key(|(_, _, count)| *count);
    most.filter(|(_, page, count)| *count > 1 || *page == 1)
        .map(|(parts, page, _)| (parts, page))
}

/// The most letters before the symbol of a running header: "United Nations" and little more.
const HEADER_LETTERS: usize = 20;

fn in_file_name(path: &str) -> Vec<DocumentSymbol> {
    symbol_in_file_name(path)
        .map(|parts| own(&parts, Source::Path, None, 0.85))
        .into_iter()
        .collect()
}
