//! What a document is about, each value with where it came from.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Country, Date, DocumentType, Language, Organ, PagesIn, Recommendation, Session, Symbol,
};

/// Where a value was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The archive's own list, or a constant, given by the user.
    Inventory,
    /// The file's name or folders.
    Path,
    /// It follows from the document's symbol.
    Symbol,
    /// The top of the first page.
    Masthead,
    /// The running header or footer.
    Header,
    /// A heading or the title.
    Heading,
    /// The text itself.
    Text,
    /// The PDF's own information dictionary.
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

/// A value with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inferred<T> {
    /// The value.
    pub value: T,
    /// Where it was read.
    pub source: Source,
    /// The page it was read on, from 1; `None` where no page was involved (a path, a whole text).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The words it was read from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// How sure it is, from 0 to 1.
    pub confidence: f32,
}

/// What is known about a document. Lists are ordered by confidence, the best first, without repetition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The title, on one line.
    pub title: Option<Inferred<String>>,
    /// The document's own symbols (two for a dual symbol).
    pub symbol: Vec<Inferred<Symbol>>,
    /// Its other numbers: of the application to a court it decides on (`15172/13`), of its printing (`GE.18-11470`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub number: Vec<Inferred<String>>,
    /// The symbols it cites, in order of first mention.
    pub cites: Vec<Symbol>,
    /// The countries it is about.
    pub country: Vec<Inferred<Country>>,
    /// The states it is by: who reports, writes, proposes or speaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub author_country: Vec<Inferred<Country>>,
    /// The countries that its opening otherwise names, the most named first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Inferred<Country>>,
    /// The sessions it belongs to.
    pub session: Vec<Inferred<Session>>,
    /// The bodies it belongs to.
    pub organ: Vec<Inferred<Organ>>,
    /// What sort of document it is.
    #[serde(rename = "type")]
    pub document_type: Option<Inferred<DocumentType>>,
    /// The organisation that wrote it, where it is not one of the bodies.
    pub organisation: Option<Inferred<String>>,
    /// The date of the document, not of the events it tells of.
    pub date: Option<Inferred<Date>>,
    /// The language of the text as a whole.
    pub language: Option<Inferred<Language>>,
    /// The languages of its pages, in their order; empty where all are in the one above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub language_by_page: Vec<PagesIn>,
    /// The recommendations of a review, in the order of its report.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<Recommendation>,
    /// The archive's own fields, by name: `x.NAME:` in queries.
    #[serde(rename = "x", skip_serializing_if = "BTreeMap::is_empty")]
    pub own: BTreeMap<String, Vec<Inferred<String>>>,
    /// Where the archive's own word and the document's differ, or the archive's cannot be understood.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
}

impl Metadata {
    /// Takes out the wording of the document; the values stay, the title among them.
    pub fn leave_out_texts(&mut self) {
        // By name, so that nobody adds a field without deciding whether it holds wording.
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

/// The share of pages in a language from which a document counts as written in it too: one in so many.
const SUBSTANTIAL: u32 = 10;

impl Metadata {
    /// The language of the text as a whole, and those that a tenth of its pages are in.
    pub fn languages(&self) -> Vec<&Language> {
        let runs = self.language_by_page.iter();
        let pages = |run: &PagesIn| run.last - run.first + 1;
        let all: u32 = runs.clone().map(pages).sum();
        let mut languages: Vec<&Language> = self.language.iter().map(|own| &own.value).collect();
        for run in runs.clone() {
            let of_it = runs.clone().filter(|other| other.language == run.language);
            let substantial = of_it.map(pages).sum::<u32>() * SUBSTANTIAL >= all;
            if substantial && !languages.contains(&&run.language) {
                languages.push(&run.language);
            }
        }
        languages
    }
}

/// A value that the archive gives and that does not agree with what was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field's name.
    pub field: String,
    /// The value as it was given.
    pub given: String,
    /// What gave it.
    pub source: Source,
    /// What was read in its place, and was overruled; `None` if the given value means nothing and was not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Inferred<String>>,
}
