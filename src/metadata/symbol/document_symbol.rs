//! Tells a document's own symbols from those it cites.

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
    /// Its own; two for a dual symbol.
    pub(crate) own: Vec<DocumentSymbol>,
    /// The others, in order of first mention.
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

/// Finds the own symbol in the masthead, else in running headers, else in the file's name; all others are cited.
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
        .map(|mark| Symbol::from_canonical(mark.value));
    let cites = all
        .chain(index_numbers)
        .filter(|symbol| seen.insert(symbol.clone()))
        .collect();
    DocumentSymbols { own, cites }
}

/// How far from the distribution line the symbol of a masthead stands, in bytes.
const MASTHEAD_REACH: usize = 350;

/// The symbol of the running header if it is there, else the one nearest to the distribution line that no sentence
/// cites, with a second one joined to it.
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
    // A page read column by column may end with the distribution line, after all that its text cites: then the
    // running header tells which symbol is the document's.
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
    let twin = found
        .iter()
        .find(|other| are_twins(&front_matter.first_page, nearest, other));
    let mut own_symbols: Vec<&SymbolMention> = std::iter::once(nearest).chain(twin).collect();
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

/// Whether the words before a symbol make it a citation: "see", "resolution", "(".
fn is_cited(before: &str) -> bool {
    let before = before.trim_end().to_lowercase();
    [
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
    ]
    .iter()
    .any(|word| before.ends_with(word) && ends_as_word(&before, word))
}

fn ends_as_word(text: &str, word: &str) -> bool {
    !text[..text.len() - word.len()].ends_with(char::is_alphanumeric) || word == "("
}

/// Two symbols of one document stand side by side: "A/64/81–E/2009/76".
fn are_twins(text: &str, one: &SymbolMention, other: &SymbolMention) -> bool {
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

/// How many lines down a page without a distribution line its symbol may stand.
const FIRST_LINES: usize = 3;
/// What may stand beside it, folded, or the name of the United Nations.
const BESIDE: &[&str] = &["", "un", "provisional"];

/// Verbatim records, annual reports and old resolutions have no distribution line: their symbol heads the page.
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

/// The symbol that heads most of the first pages, and the first page it heads.
fn running_header(front_matter: &FrontMatter<'_>) -> Option<(SymbolParts, u32)> {
    let mut heads: Vec<(SymbolParts, u32, usize)> = Vec::new();
    for (page, text) in &front_matter.running_headers {
        let Some(found) = find_symbols(text).into_iter().next() else {
            continue;
        };
        // A header is the symbol and little more; a page may also begin with a citation.
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

/// "United Nations", and little more, may stand before the symbol of a running header, in letters.
const HEADER_LETTERS: usize = 20;

fn in_file_name(path: &str) -> Vec<DocumentSymbol> {
    symbol_in_file_name(path)
        .map(|parts| own(&parts, Source::Path, None, 0.85))
        .into_iter()
        .collect()
}
