//! Infers the metadata of documents from text and path, every value with its evidence. Opens no file.
//!
//! The rooms import one way: `vocabulary` first, then `front_matter.rs`, `symbol`, and after these `date`, `session`, `country`,
//! `organisation`, `recommendations` and `supplied`.

mod country;
mod date;
mod document_type;
mod front_matter;
mod language;
mod organisation;
mod recommendations;
#[cfg(test)]
mod sample_flow;
mod session;
mod snippet;
mod supplied;
mod symbol;
#[cfg(test)]
mod tests;
mod title;
mod vocabulary;

pub use session::{TypedSession, parse_session};
pub use supplied::{
    Inventory, InventoryError, MetadataSource, PathPattern, PatternError, SuppliedMetadata,
    own_field_name,
};
pub use symbol::{parse_symbol, symbols_in};
pub use vocabulary::{
    Unknown, country_name, parse_country, parse_document_type, parse_language, parse_organ,
};

use crate::extract::DocumentInfo;
use crate::layout::Flow;
use crate::model::{Inferred, Metadata, Symbol};

use country::CountryEvidence;
use front_matter::FrontMatter;
use symbol::DocumentSymbol;

/// The evidence that metadata is inferred from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The text, with its pages and regions.
    pub flow: &'a Flow,
    /// The metadata in the file itself.
    pub info: &'a DocumentInfo,
    /// The file's path in the archive, with `/` as separator.
    pub path: &'a str,
}

/// Infers the metadata of a document. Where the evidence is weak a field stays empty: no value is better than a guess.
pub fn infer(evidence: &Evidence<'_>) -> Metadata {
    let Evidence { flow, info, path } = *evidence;
    let front_matter = FrontMatter::new(flow);
    let language = language::infer(&front_matter, info);
    let symbols = symbol::infer(&front_matter, flow.searchable(), path);
    let organ = organisation::organs(&front_matter, &symbols);
    let document_type = document_type::infer(&front_matter, &symbols);
    let countries = country::infer(&CountryEvidence {
        front_matter: &front_matter,
        symbols: &symbols,
        language: language.as_ref(),
        document_type: document_type.as_ref(),
        flow,
        path,
    });
    let mut own: Vec<Inferred<Symbol>> = symbols.own.iter().map(DocumentSymbol::inferred).collect();
    if own.is_empty() {
        own.extend(symbol::own_index_number(&front_matter, path));
    }
    let organisation = organisation::publisher(&front_matter, info, &own);
    let date = date::infer(&front_matter, info).or_else(|| symbol::year_of_index_number(&own));
    let mut session = session::infer(&front_matter, &symbols, &organ);
    session::check_dates(&mut session, date.as_ref());
    let mut cites = symbols.cites;
    cites.retain(|cited| own.iter().all(|own| own.value != *cited));
    Metadata {
        title: title::infer(&front_matter, flow, info),
        country: countries.subject,
        author_country: countries.author,
        mentions: countries.mentioned,
        session,
        date,
        symbol: own,
        number: symbol::document_numbers(&front_matter),
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
