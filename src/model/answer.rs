//! The result of a search: hits with their matches, facets, and coverage.

use serde::Serialize;

use super::{Country, Date, Language, Organ, Session, Symbol};

/// The answer to one query.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Number of matching documents, of which `hits` is the requested page.
    pub total: u64,
    /// The hits from `offset` on, at most `limit`.
    pub hits: Vec<Hit>,
    /// One facet for each requested field.
    pub facets: Vec<Facet>,
    /// How much of the archive could be searched.
    pub coverage: Coverage,
    /// Notes on how an ambiguous query was parsed ("39 is read as the session number of any body").
    pub notes: Vec<String>,
    /// The parsed query written out in full, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub understood: Option<String>,
    /// Suggestions for a query without hits, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Help>,
}

/// Why a query found nothing, and variants of it that find something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Help {
    /// Each word of the query with its document frequency, in query order; 0 for absent words.
    pub words: Vec<(String, u64)>,
    /// Close spellings in the archive for each absent word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<Spelling>,
    /// One entry for each phrase that does not occur.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<PhraseHelp>,
    /// Filters whose removal yields hits, each with the number of documents then found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_filter: Vec<(String, u64)>,
    /// Number of documents that match without any filter, if the query has filters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_filters: Option<u64>,
}

/// Spelling suggestions for a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spelling {
    /// The word as typed, in normal form.
    pub word: String,
    /// Words of the archive, nearest first, then by frequency.
    pub close: Vec<String>,
}

/// Suggestions for a phrase that does not occur.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhraseHelp {
    /// The phrase.
    pub phrase: String,
    /// Its longest part that occurs, with its document frequency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<(String, u64)>,
    /// The smallest slop with which the phrase is found, with the number of documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slop: Option<(u32, u64)>,
}

/// Summary figures of a result, without its hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Number of matching documents.
    pub total: u64,
    /// Number of distinct documents: copies of one file count once.
    pub documents: u64,
    /// The earliest document date.
    pub first_date: Option<Date>,
    /// The latest document date.
    pub last_date: Option<Date>,
}

/// A document that matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Rank in the whole result, from 1.
    pub rank: u64,
    /// Relevance score; higher is better. Comparable within one answer only.
    pub score: f32,
    /// Path below the archive's root.
    pub path: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// The title, or an empty string.
    pub title: String,
    /// Subject countries.
    pub country: Vec<Country>,
    /// Sessions.
    pub session: Vec<Session>,
    /// Bodies.
    pub organ: Vec<Organ>,
    /// The document's own symbols.
    pub symbol: Vec<Symbol>,
    /// Date of the document.
    pub date: Option<Date>,
    /// Language of the text.
    pub language: Option<Language>,
    /// Number of pages.
    pub pages: u32,
    /// Number of matches in the document, of which `matches` holds the first.
    pub match_count: u64,
    /// The first matches, in reading order.
    pub matches: Vec<Match>,
    /// Paths of other files with the same bytes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
    /// Other documents with the same symbol, if results are grouped by symbol.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// The parts of the score, if requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<Reason>,
}

/// Another version of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Path below the archive's root.
    pub path: String,
    /// Language of the text, or an empty string.
    pub language: String,
}

/// A part of a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// The part of the query that contributes it.
    pub part: String,
    /// Its contribution to the score.
    pub score: f32,
}

/// One match of the query in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// Page, from 1.
    pub page: u32,
    /// The label printed on that page.
    pub page_label: String,
    /// Paragraph number, if the document numbers its paragraphs.
    pub paragraph: Option<String>,
    /// Name of the region: `body`, `footnote`, `header` …
    pub region: &'static str,
    /// The match with the words around it.
    #[serde(flatten)]
    pub excerpt: Excerpt,
}

/// A snippet around a match, on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The snippet's text, white space collapsed, with `…` where text was cut.
    pub text: String,
    /// The highlighted parts of `text`: character ranges, end exclusive.
    pub marks: Vec<(usize, usize)>,
}

/// Value counts of a field over the whole result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The field's name.
    pub field: String,
    /// Values with their document counts, most frequent first, then by value.
    pub counts: Vec<(String, u64)>,
}

/// How much of the archive could be searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Documents in the index.
    pub searchable: u64,
    /// Documents of which only a part could be read.
    pub partial: u64,
    /// Files that were skipped.
    pub skipped: u64,
}
