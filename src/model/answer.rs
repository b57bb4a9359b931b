//! What a search finds: hits, the matches in them, facets, and how much of the archive was searched.

use serde::Serialize;

use super::{Country, Date, Language, Organ, Session, Symbol};

/// The answer to one query.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// How many documents match, of which `hits` are the asked-for page.
    pub total: u64,
    /// The hits from `offset` on, at most `limit`.
    pub hits: Vec<Hit>,
    /// One per field asked for.
    pub facets: Vec<Facet>,
    /// How much of the archive was searched.
    pub coverage: Coverage,
    /// How an ambiguous query was understood, for people ("39 is read as the session number of any body").
    pub notes: Vec<String>,
}

/// What a query comes to, without its hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// How many documents match.
    pub total: u64,
    /// How many of them are different: copies of one file count once.
    pub documents: u64,
    /// The earliest date among them.
    pub first_date: Option<Date>,
    /// The latest date among them.
    pub last_date: Option<Date>,
}

/// A document that matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Place in the whole result, from 1.
    pub rank: u64,
    /// Relevance; higher is better. Comparable within one answer only.
    pub score: f32,
    /// Path below the archive's root.
    pub path: String,
    /// Hash of the original's bytes, hexadecimal.
    pub sha256: String,
    /// The title, or an empty string.
    pub title: String,
    /// Subject countries.
    pub country: Vec<Country>,
    /// Sessions.
    pub session: Vec<Session>,
    /// Bodies.
    pub organ: Vec<Organ>,
    /// Own symbols.
    pub symbol: Vec<Symbol>,
    /// Date of the document.
    pub date: Option<Date>,
    /// Language of the text.
    pub language: Option<Language>,
    /// Number of pages.
    pub pages: u32,
    /// How many matches the document holds, of which `matches` are the first.
    pub match_count: u64,
    /// The first matches, in reading order.
    pub matches: Vec<Match>,
}

/// One place where the query matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// Page, from 1.
    pub page: u32,
    /// The label printed on that page.
    pub page_label: String,
    /// The number of the paragraph, where paragraphs are numbered.
    pub paragraph: Option<String>,
    /// `body`, `footnote`, `header` …
    pub region: &'static str,
    /// The words around it.
    #[serde(flatten)]
    pub excerpt: Excerpt,
}

/// Some words around a match, on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The words, white space collapsed, with `…` where text was cut.
    pub text: String,
    /// The matched parts of `text`: character ranges, end exclusive.
    pub marks: Vec<(usize, usize)>,
}

/// Counts of a field's values over the whole result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The field's name.
    pub field: String,
    /// Values with the number of documents, most frequent first, then by value.
    pub counts: Vec<(String, u64)>,
}

/// How much of the archive could be searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Documents in the index.
    pub searchable: u64,
    /// Those of them that could not be read in full.
    pub partial: u64,
    /// Files that could not be read.
    pub skipped: u64,
}
