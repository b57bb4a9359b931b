//! Recognises documents of the United Nations.

use super::find::find_symbols;
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::vocabulary::fold;

/// Whether the first page is that of a United Nations document, with or without a distribution line, which scans may lose.
pub(crate) fn is_united_nations(front_matter: &FrontMatter<'_>) -> bool {
    front_matter.distribution.is_some() || is_headed(&front_matter.first_page)
}

/// The name of the United Nations, folded.
pub(crate) const UNITED_NATIONS: &[&str] = &[
    "united nations",
    "nations unies",
    "naciones unidas",
    "организация объединенных нации",
    "الامم المتحدة",
    "联合国",
    "联 合 国",
];
/// How far into the page the symbol may stand, in bytes.
const SYMBOL_BYTES: usize = 600;
/// The last line that may name the United Nations.
const FIRST_LINES: usize = 3;

/// The longest line that is folded, in bytes; the name alone is shorter.
const NAME_BYTES: usize = 120;

/// Whether one of the first lines is the name of the United Nations and a symbol follows.
fn is_headed(page: &str) -> bool {
    let lines = page.lines().filter(|line| !line.trim().is_empty());
    let named = lines
        .take(FIRST_LINES)
        .filter(|line| line.len() < NAME_BYTES)
        .any(|line| UNITED_NATIONS.contains(&&*fold(line)));
    named && !find_symbols(&page[..page.floor_char_boundary(SYMBOL_BYTES)]).is_empty()
}
