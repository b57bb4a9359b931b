//! Recognises documents of the United Nations.

use super::find::find_symbols;
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::vocabulary::fold;

/// Whether the first page begins as documents of the United Nations do, with or without a distribution line: scanning may lose it.
pub(crate) fn is_united_nations(front_matter: &FrontMatter<'_>) -> bool {
    front_matter.distribution.is_some() || is_headed(&front_matter.first_page)
}

/// Names of the United Nations as a line by itself, folded.
pub(crate) const UNITED_NATIONS: &[&str] = &[
    "united nations",
    "nations unies",
    "naciones unidas",
    "организация объединенных нации",
    "الامم المتحدة",
    "联合国",
    "联 合 国",
];
/// How far down a page its symbol may stand, in bytes.
const SYMBOL_BYTES: usize = 600;
/// How many lines down a page the United Nations may be named.
const FIRST_LINES: usize = 3;

/// A line with the name alone is shorter, in bytes.
const NAME_BYTES: usize = 120;

/// Whether a page is headed by the United Nations and soon has a symbol.
fn is_headed(top: &str) -> bool {
    let lines = top.lines().filter(|line| !line.trim().is_empty());
    let named = lines
        .take(FIRST_LINES)
        .filter(|line| line.len() < NAME_BYTES)
        .any(|line| UNITED_NATIONS.contains(&&*fold(line)));
    named && !find_symbols(&top[..top.floor_char_boundary(SYMBOL_BYTES)]).is_empty()
}
