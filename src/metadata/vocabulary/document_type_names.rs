//! Looks up document types by code and by the words people use for them.

use super::folding::fold;
use super::table::rows;
use super::unknown::{Unknown, nearest};
use crate::model::DocumentType;

/// Other words for document types, folded, as people type them.
const ALIASES: &str = include_str!("../data/document_type_aliases.tsv");

/// Parses a document type as people type it: `upr-wg-report`, `concluding observations`, `resolutions`.
///
/// # Errors
/// [`Unknown`] with the nearest known codes.
pub fn parse_document_type(typed: &str) -> Result<DocumentType, Unknown> {
    let folded = fold(typed);
    let singular = folded.strip_suffix('s').unwrap_or(&folded);
    let known = spellings().find(|(spelling, _)| *spelling == folded || *spelling == singular);
    known.map(|(_, kind)| kind).ok_or_else(|| {
        let known: Vec<(String, DocumentType)> = spellings().collect();
        let shown = known
            .iter()
            .map(|(spelling, kind)| (spelling.as_str(), kind.code()));
        Unknown::new("document type", typed, nearest(&folded, shown))
    })
}

fn spellings() -> impl Iterator<Item = (String, DocumentType)> {
    let codes = DocumentType::ALL
        .iter()
        .map(|kind| (fold(kind.code()), *kind));
    let aliases = rows(ALIASES).filter_map(|row| Some((row[0].parse().ok()?, row[1])));
    let aliases = aliases
        .flat_map(|(kind, words)| words.split('|').map(move |words| (words.to_owned(), kind)));
    codes.chain(aliases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_types_are_read_as_typed() {
        for (typed, code) in [
            ("upr-wg-report", "upr-wg-report"),
            ("UPR report", "upr-wg-report"),
            ("concluding observations", "concluding-observations"),
            ("resolutions", "resolution"),
            ("Judgement", "judgment"),
            ("general recommendations", "general-comment"),
            ("press release", "press-release"),
        ] {
            assert_eq!(
                parse_document_type(typed).map(DocumentType::code),
                Ok(code),
                "{typed}"
            );
        }
        assert_eq!(
            parse_document_type("resolutoin")
                .expect_err("misspelt")
                .nearest[0],
            "resolution"
        );
    }

    #[test]
    fn every_alias_names_a_type() {
        for row in rows(ALIASES) {
            assert!(
                row[0].parse::<DocumentType>().is_ok() && row.len() == 2,
                "{row:?}"
            );
        }
    }
}
