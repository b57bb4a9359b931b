//! The metadata of a document, each value with its provenance.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Country, Date, DocumentType, Language, Organ, PagesIn, Recommendation, Session, Symbol,
};

/// Where a metadata value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The inventory of the archive, or a constant, supplied by the user.
    Inventory,
    /// The file name or folder names.
    Path,
    /// Derived from the document's symbol.
    Symbol,
    /// The top of the first page.
    Masthead,
    /// A running header or footer.
    Header,
    /// A heading or the title.
    Heading,
    /// The body text.
    Text,
    /// The information dictionary of a PDF.
    PdfInfo,
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Inventory => "inventory",
            Self::Path => "path",
            Self::Symbol => "symbol",
            Self::Masthead => "masthead",
            Self::Header => "header",
            Self::Heading => "heading",
            Self::Text => "text",
            Self::PdfInfo => "pdf-info",
        })
    }
}

/// An inferred value with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inferred<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
    /// Page of the evidence, from 1; `None` if it is not on a page (a path, a whole text).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The text it was read from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Confidence, from 0 to 1.
    pub confidence: f32,
}

/// The metadata of a document. Lists are ordered by descending confidence, without duplicates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The title, on one line.
    pub title: Option<Inferred<String>>,
    /// The document's own symbols (two for a dual symbol).
    pub symbol: Vec<Inferred<Symbol>>,
    /// Other numbers: of the court application it decides (`15172/13`), of the print job (`GE.18-11470`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub number: Vec<Inferred<String>>,
    /// The symbols it cites, by first mention.
    pub cites: Vec<Symbol>,
    /// Subject countries.
    pub country: Vec<Inferred<Country>>,
    /// Author states: those that report, write, propose or speak.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub author_country: Vec<Inferred<Country>>,
    /// Other countries named in its opening, by descending count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Inferred<Country>>,
    /// The sessions it belongs to.
    pub session: Vec<Inferred<Session>>,
    /// The bodies it belongs to.
    pub organ: Vec<Inferred<Organ>>,
    /// The document type.
    #[serde(rename = "type")]
    pub document_type: Option<Inferred<DocumentType>>,
    /// The authoring organisation, if it is not one of the bodies.
    pub organisation: Option<Inferred<String>>,
    /// The date of the document, not of the events it describes.
    pub date: Option<Inferred<Date>>,
    /// The language of the text as a whole.
    pub language: Option<Inferred<Language>>,
    /// Runs of pages by language, in page order; empty if all pages are in `language`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub language_by_page: Vec<PagesIn>,
    /// The recommendations of a review, in report order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<Recommendation>,
    /// User-defined fields by name: `x.NAME:` in queries.
    #[serde(rename = "x", skip_serializing_if = "BTreeMap::is_empty")]
    pub own: BTreeMap<String, Vec<Inferred<String>>>,
    /// Supplied values that contradict the document or cannot be parsed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
}

impl Metadata {
    /// Removes quotations of the document's text; the values stay, the title among them.
    pub fn leave_out_texts(&mut self) {
        // Destructured, so that a new field does not compile until somebody decides whether it quotes the text.
        let Self {
            title,
            symbol,
            number,
            cites: _,
            country,
            author_country,
            mentions,
            session,
            organ,
            document_type,
            organisation,
            date,
            language,
            recommendations,
            own,
            conflicts,
            language_by_page: _,
        } = self;
        without_texts(title);
        without_texts(symbol);
        without_texts(number);
        without_texts(country);
        without_texts(author_country);
        without_texts(mentions);
        without_texts(session);
        without_texts(organ);
        without_texts(document_type);
        without_texts(organisation);
        without_texts(date);
        without_texts(language);
        without_texts(own.values_mut().flatten());
        without_texts(
            conflicts
                .iter_mut()
                .filter_map(|conflict| conflict.read.as_mut()),
        );
        for recommendation in recommendations {
            recommendation.text.clear();
        }
    }
}

fn without_texts<'a, T: 'a>(values: impl IntoIterator<Item = &'a mut Inferred<T>>) {
    values.into_iter().for_each(|value| value.text.clear());
}

/// A document counts as written in a language if at least one page in this many is.
const SUBSTANTIAL: u32 = 10;

impl Metadata {
    /// Returns the main language of the text, and those of at least a tenth of its pages.
    pub fn languages(&self) -> Vec<&Language> {
        let runs = self.language_by_page.iter();
        let pages = |run: &PagesIn| run.last - run.first + 1;
        let all: u32 = runs.clone().map(pages).sum();
        let mut languages: Vec<&Language> = self.language.iter().map(|own| &own.value).collect();
        for run in runs.clone() {
            let same_language = runs.clone().filter(|other| other.language == run.language);
            let substantial = same_language.map(pages).sum::<u32>() * SUBSTANTIAL >= all;
            if substantial && !languages.contains(&&run.language) {
                languages.push(&run.language);
            }
        }
        languages
    }
}

/// A supplied value that disagrees with the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field's name.
    pub field: String,
    /// The supplied value.
    pub given: String,
    /// Where the supplied value comes from.
    pub source: Source,
    /// The overruled value read from the document; `None` if the supplied value was invalid and was not used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Inferred<String>>,
}
