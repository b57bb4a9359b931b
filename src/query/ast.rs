//! The abstract syntax tree of queries.

use std::ops::Range;

use crate::model::{
    Country, Date, DocumentType, Language, Organ, Recommendation, Response, Session, Symbol,
};

/// A search request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The query, including filters given as flags.
    pub query: Query,
    /// The order of the hits.
    pub sort: Sort,
    /// Maximum number of hits.
    pub limit: usize,
    /// Number of hits to skip.
    pub offset: usize,
    /// Maximum number of matches per hit; with `EVERY`, all matches are returned separately.
    pub matches: usize,
    /// Fields to count values of, over the whole result.
    pub facets: Vec<String>,
    /// Which documents count as one hit.
    pub grouping: Grouping,
}

/// A limit that returns all hits or matches.
pub const EVERY: usize = usize::MAX;

/// Which documents are grouped into one hit, represented by the best one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// No grouping.
    None,
    /// Files with the same bytes.
    #[default]
    Copies,
    /// Files with the same bytes, and documents with the same symbol: the language versions of a document.
    Symbol,
}

/// The sort order of hits; ties are broken by path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Oldest first; documents without a date last.
    Date,
    /// Newest first; documents without a date last.
    DateDescending,
    /// By path.
    Path,
}

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Matches every document.
    Everything,
    /// A word; an exact pattern also matches inflections, with a lower score.
    Word(Word),
    /// A phrase or proximity query.
    Phrase(Phrase),
    /// A metadata filter; does not affect the score.
    Filter(Filter),
    /// Conjunction.
    All(Vec<Query>),
    /// Disjunction.
    Any(Vec<Query>),
    /// Negation. Within `All` it excludes documents; alone it matches all other documents.
    Not(Box<Query>),
}

/// A single word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The field to search.
    pub field: TextField,
    /// The pattern to match.
    pub pattern: Pattern,
    /// The word in lower case with accents as typed, the input of `text::stem`.
    pub accented: String,
}

/// A full-text field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextField {
    /// The document's text.
    #[default]
    Text,
    /// Its title.
    Title,
}

/// A pattern for words, in normal form (`text::normal_form`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// This word.
    Exact(String),
    /// `*` matches any characters, `?` one.
    Wildcard(String),
    /// Words within `edits` edits (1 or 2).
    Fuzzy {
        /// The word.
        word: String,
        /// Maximum number of inserted, deleted or substituted letters.
        edits: u8,
    },
}

/// A phrase or proximity query.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// The field to search.
    pub field: TextField,
    /// The words, in order; never empty.
    pub words: Vec<Pattern>,
    /// The compounds among the words, such as `non-governmental`.
    pub joined: Vec<Joined>,
    /// `None`: adjacent and in order. `Some(n)`: in any order, with at most `n` other words between.
    pub slop: Option<u32>,
    /// The phrase as typed, if case, accents and punctuation must match.
    pub verbatim: Option<String>,
}

/// A compound in a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Its words in the phrase.
    pub words: Range<usize>,
    /// The compound written as one word.
    pub as_one: Pattern,
    /// Whether it was typed as two initials or two capital letters (`U.N.`, `UN`), which match no other spelling.
    pub capitals: bool,
}

/// A metadata filter. A list matches any of its values.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Subject country.
    Country(Vec<Country>),
    /// Author state.
    AuthorCountry(Vec<Country>),
    /// Mentioned country.
    Mentions(Vec<Country>),
    /// Session.
    Session(Vec<SessionFilter>),
    /// Body.
    Organ(Vec<Organ>),
    /// Own symbol; a final `*` matches any rest.
    Symbol(Vec<Symbol>),
    /// Cited symbol; a final `*` matches any rest.
    Cites(Vec<Symbol>),
    /// Language of the text.
    Language(Vec<Language>),
    /// Document type.
    Type(Vec<DocumentType>),
    /// Authoring organisation, with wildcards `*` and `?`.
    Organisation(Vec<String>),
    /// Path prefix, or a wildcard pattern.
    Path(String),
    /// Reports with a matching recommendation.
    Recommendation(Recommended),
    /// A user-defined field, with wildcards `*` and `?` in values.
    Own {
        /// Its name.
        name: String,
        /// Its values.
        values: Vec<String>,
    },
    /// Date range, inclusive; a date with month or year precision matches if it overlaps.
    Date {
        /// First day.
        since: Option<Date>,
        /// Last day.
        until: Option<Date>,
    },
}

/// A filter for recommendations of a review. An empty list matches any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recommended {
    /// Recommending states.
    pub by: Vec<Country>,
    /// Responses.
    pub response: Vec<Response>,
}

impl Recommended {
    /// Returns whether a recommendation matches.
    pub fn takes(&self, recommendation: &Recommendation) -> bool {
        let by = |state| recommendation.by.contains(state);
        let response = |response| self.response.contains(&response);
        (self.by.is_empty() || self.by.iter().any(by))
            && (self.response.is_empty() || recommendation.response.is_some_and(response))
    }
}

/// A filter for sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionFilter {
    /// This session.
    One(Session),
    /// A session number of any body.
    Number(u16),
    /// A range of sessions of one body and kind, inclusive.
    Range(Session, Session),
}
