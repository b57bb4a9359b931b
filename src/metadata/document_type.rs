//! Finds what sort of document it is.

use super::fold::fold;
use super::opening::Opening;
use super::own_symbol::OwnSymbols;
use super::{evident, symbol_facts};
use crate::model::{DocumentType, Inferred, Source};

/// Words of titles, folded, with the kind they name; the first that matches counts.
const TITLE_WORDS: &[(&str, DocumentType)] = &[
    (
        "views on conclusions and or recommendations",
        DocumentType::UprAddendum,
    ),
    (
        "report of the working group on the universal periodic review",
        DocumentType::UprReport,
    ),
    (
        "rapport du groupe de travail sur l examen periodique universel",
        DocumentType::UprReport,
    ),
    (
        "informe del grupo de trabajo sobre el examen periodico universal",
        DocumentType::UprReport,
    ),
    (
        "доклад рабочеи группы по универсальному периодическому обзору",
        DocumentType::UprReport,
    ),
    ("普遍定期审议工作组报告", DocumentType::UprReport),
    ("national report submitted", DocumentType::NationalReport),
    ("rapport national presente", DocumentType::NationalReport),
    ("informe nacional presentado", DocumentType::NationalReport),
    (
        "concluding observations",
        DocumentType::ConcludingObservations,
    ),
    ("observations finales", DocumentType::ConcludingObservations),
    (
        "observaciones finales",
        DocumentType::ConcludingObservations,
    ),
    (
        "заключительные замечания",
        DocumentType::ConcludingObservations,
    ),
    ("结论性意见", DocumentType::ConcludingObservations),
    ("الملاحظات الختامية", DocumentType::ConcludingObservations),
    ("list of issues", DocumentType::ListOfIssues),
    ("liste de points", DocumentType::ListOfIssues),
    ("lista de cuestiones", DocumentType::ListOfIssues),
    ("general comment no", DocumentType::GeneralComment),
    ("general recommendation no", DocumentType::GeneralComment),
    ("observation generale no", DocumentType::GeneralComment),
    ("observacion general num", DocumentType::GeneralComment),
    ("views adopted by the committee", DocumentType::Decision),
    ("decision adopted by the committee", DocumentType::Decision),
    ("decision on admissibility", DocumentType::Decision),
    ("views under article", DocumentType::Decision),
    ("resolution adopted by", DocumentType::Resolution),
    ("draft resolution", DocumentType::Resolution),
    ("summary record", DocumentType::MeetingRecord),
    ("verbatim record", DocumentType::MeetingRecord),
    ("statement submitted by", DocumentType::Statement),
    ("written statement", DocumentType::Statement),
    ("press release", DocumentType::PressRelease),
    ("note verbale", DocumentType::Letter),
    ("letter dated", DocumentType::Letter),
    ("report of the special rapporteur", DocumentType::Report),
    ("report of the independent expert", DocumentType::Report),
    ("report of the secretary general", DocumentType::Report),
    (
        "report of the united nations high commissioner",
        DocumentType::Report,
    ),
    (
        "report of the office of the united nations high commissioner",
        DocumentType::Report,
    ),
    ("report of the commission of inquiry", DocumentType::Report),
    ("report of the working group", DocumentType::Report),
    ("report of the expert mechanism", DocumentType::Report),
    ("judgment", DocumentType::Judgment),
];

/// The kind by the symbol where it tells, else by the words of the title.
pub(super) fn infer(opening: &Opening<'_>, symbols: &OwnSymbols) -> Option<Inferred<DocumentType>> {
    let of_symbol = symbols
        .own
        .iter()
        .find_map(|own| Some(evident(own, symbol_facts::document_type(&own.parts)?, 0.97)));
    of_symbol.or_else(|| in_title(opening, symbols))
}

fn in_title(opening: &Opening<'_>, symbols: &OwnSymbols) -> Option<Inferred<DocumentType>> {
    let (title, source, confidence) = match opening.title_block() {
        Some(block) => (block.to_owned(), Source::Masthead, 0.9),
        None => (opening.titles.join("\n"), Source::Heading, 0.6),
    };
    let folded = fold(&title);
    let (words, kind) = TITLE_WORDS
        .iter()
        .find(|(words, _)| folded.contains(words))?;
    Some(Inferred {
        value: of_supplement(*kind, symbols),
        source,
        page: Some(1),
        text: (*words).to_owned(),
        confidence,
    })
}

/// An addendum to a report of the Working Group holds the state's replies under the report's own title.
fn of_supplement(kind: DocumentType, symbols: &OwnSymbols) -> DocumentType {
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
