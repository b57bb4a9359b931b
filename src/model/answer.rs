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
    /// The query as it was understood, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub understood: Option<String>,
    /// What may help, where nothing was found and help was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Help>,
}

/// Why nothing was found, and what would be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Help {
    /// Each word of the query with how many documents hold it, in the order of the query; `0` for words that are absent.
    pub words: Vec<(String, u64)>,
    /// Words of the archive that are spelt like an absent one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<Spelling>,
    /// For each phrase that does not occur.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<PhraseHelp>,
    /// Filters without which something is found, each with how many documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_filter: Vec<(String, u64)>,
    /// How many documents match without any filter, where there are filters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_filters: Option<u64>,
}

/// Close spellings of a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spelling {
    /// The word as typed, in normal form.
    pub word: String,
    /// Words of the archive, the nearest and most frequent first.
    pub close: Vec<String>,
}

/// What there is of a phrase that does not occur.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhraseHelp {
    /// The phrase.
    pub phrase: String,
    /// The longest part of it that occurs, with the number of documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<(String, u64)>,
    /// How many words must be allowed between its words for it to be found, with the number of documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slop: Option<(u32, u64)>,
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
    /// The other paths under which the same bytes lie.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
    /// The other documents with the same symbol, where they were asked to count as one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// What the score is made of, where that was asked for.
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
    /// What in the query it comes from.
    pub part: String,
    /// What it adds.
    pub score: f32,
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
