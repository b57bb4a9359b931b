//! Knows the kinds of documents by code and by the words people use for them.

use super::folding::fold;
use super::unknown::{Unknown, nearest};
use crate::model::DocumentType;

/// Other words for a kind, folded.
const ALIASES: &[(&str, DocumentType)] = &[
    ("upr report", DocumentType::UprReport),
    ("upr working group report", DocumentType::UprReport),
    (
        "report of the working group on the universal periodic review",
        DocumentType::UprReport,
    ),
    ("upr outcome", DocumentType::UprReport),
    ("addendum", DocumentType::UprAddendum),
    ("state report", DocumentType::NationalReport),
    ("state party report", DocumentType::NationalReport),
    ("compilation", DocumentType::UnCompilation),
    ("summary", DocumentType::StakeholderSummary),
    ("stakeholders summary", DocumentType::StakeholderSummary),
    (
        "summary of stakeholders submissions",
        DocumentType::StakeholderSummary,
    ),
    (
        "concluding observation",
        DocumentType::ConcludingObservations,
    ),
    ("lists of issues", DocumentType::ListOfIssues),
    ("loi", DocumentType::ListOfIssues),
    ("loipr", DocumentType::ListOfIssues),
    ("general recommendation", DocumentType::GeneralComment),
    ("views", DocumentType::Decision),
    ("judgement", DocumentType::Judgment),
    ("speech", DocumentType::Statement),
    ("summary record", DocumentType::MeetingRecord),
    ("verbatim record", DocumentType::MeetingRecord),
    ("treaty", DocumentType::Instrument),
    ("convention", DocumentType::Instrument),
    ("declaration", DocumentType::Instrument),
    ("guide", DocumentType::Handbook),
    ("fact sheet", DocumentType::Handbook),
    ("note verbale", DocumentType::Letter),
];

/// Reads a kind of document as people type it: `upr-wg-report`, `concluding observations`, `resolutions`.
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
    codes.chain(
        ALIASES
            .iter()
            .map(|(alias, kind)| ((*alias).to_owned(), *kind)),
    )
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
}
