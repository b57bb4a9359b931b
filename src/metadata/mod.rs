//! What a document is about, inferred from its text and path, every value with where it came from. Opens no file.

mod answer_labels;
mod answering_state;
mod answers;
mod country;
mod country_names;
mod country_roles;
mod country_title;
mod date;
mod date_words;
mod document_type;
mod document_type_names;
mod fold;
mod function_words;
mod gazetteer;
mod inventory;
mod language;
mod language_names;
mod mention_text;
mod most_spoken_of;
mod numbers;
mod opening;
mod ordinal;
mod organ;
mod organ_names;
mod organisation;
mod own_symbol;
mod path_pattern;
mod recommendations;
mod recommending_states;
mod replies;
mod responses;
mod session;
mod session_body;
mod session_dates;
mod session_mentions;
mod speech;
mod symbol;
mod symbol_facts;
mod symbol_segment;
mod symbol_spelling;
mod table;
#[cfg(test)]
mod tests;
mod title;
mod told;
mod told_field;
mod typed_session;
mod unknown;
mod word_filter;

pub use country_names::{country_name, parse_country};
pub use document_type_names::parse_document_type;
pub use inventory::{Inventory, InventoryError};
pub use language_names::parse_language;
pub use organ_names::parse_organ;
pub use path_pattern::{PathPattern, PatternError};
pub use symbol::symbols_in;
pub use symbol_spelling::parse_symbol;
pub use told::{Teller, Told};
pub use told_field::own_field_name;
pub use typed_session::{TypedSession, parse_session};
pub use unknown::Unknown;

use std::ops::Range;

use crate::extract::DocumentInfo;
use crate::layout::Flow;
use crate::model::{Inferred, Metadata, Source, Symbol};

use opening::Opening;
use own_symbol::Own;

/// What metadata is inferred from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The text and where it stands.
    pub flow: &'a Flow,
    /// What the file says of itself.
    pub info: &'a DocumentInfo,
    /// The file's path in the archive, with `/`.
    pub path: &'a str,
}

/// Infers what a document is about. Where the evidence is weak a field stays empty: none is better than a guess.
pub fn infer(evidence: &Evidence<'_>) -> Metadata {
    let Evidence { flow, info, path } = *evidence;
    let opening = Opening::new(flow);
    let language = language::infer(&opening, info);
    let symbols = own_symbol::infer(&opening, flow.searchable(), path);
    let organ = organ::infer(&opening, &symbols);
    let document_type = document_type::infer(&opening, &symbols);
    let known = country::Known {
        symbols: &symbols,
        language: language.as_ref(),
        document_type: document_type.as_ref(),
        flow,
        path,
    };
    let countries = country::infer(&opening, &known);
    let mut own: Vec<Inferred<Symbol>> = symbols.own.iter().map(Own::inferred).collect();
    if own.is_empty() {
        own.extend(numbers::own_index_number(&opening, path));
    }
    let organisation = organisation::infer(&opening, info, &own);
    let date = date::infer(&opening, info).or_else(|| numbers::year_of_index(&own));
    let mut session = session::infer(&opening, &symbols, &organ);
    session_dates::check(&mut session, date.as_ref());
    let mut cites = symbols.cites;
    cites.retain(|cited| own.iter().all(|own| own.value != *cited));
    Metadata {
        title: title::infer(&opening, flow, info),
        country: countries.subject,
        author_country: countries.author,
        mentions: countries.mentioned,
        session,
        date,
        symbol: own,
        number: numbers::infer(&opening),
        cites,
        organ,
        recommendations: recommendations::infer(
            flow,
            document_type.as_ref().map(|kind| kind.value),
        ),
        document_type,
        organisation,
        language_by_page: language::by_page(flow, language.as_ref().map(|own| &own.value)),
        language,
        ..Metadata::default()
    }
}

/// A value that follows from one of the document's own symbols; no surer than the symbol itself.
fn evident<T>(own: &Own, value: T, confidence: f32) -> Inferred<T> {
    let source = if own.source == Source::Path {
        Source::Path
    } else {
        Source::Symbol
    };
    Inferred {
        value,
        source,
        page: own.page,
        text: own.parts.symbol().to_string(),
        confidence: confidence.min(own.confidence),
    }
}

/// The longest piece of text kept as evidence, in characters.
const SNIPPET_CHARS: usize = 120;

/// A piece of text on one line, to show as evidence.
fn snippet(text: &str, range: Range<usize>) -> String {
    let words: Vec<&str> = text[range].split_whitespace().collect();
    words.join(" ").chars().take(SNIPPET_CHARS).collect()
}
