//! A query as plain data.

use std::ops::Range;

use crate::model::{
    Country, Date, DocumentType, Language, Organ, Recommendation, Response, Session, Symbol,
};

/// What to look for and how to give it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What a document must match; filters given as flags are part of it.
    pub query: Query,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits to return.
    pub limit: usize,
    /// How many hits to leave out before the first.
    pub offset: usize,
    /// How many matches to locate in each hit; `EVERY` for each of them by itself.
    pub matches: usize,
    /// The fields whose values are counted over the whole result.
    pub facets: Vec<String>,
    /// Which documents count as one.
    pub grouping: Grouping,
}

/// All hits, or all matches.
pub const EVERY: usize = usize::MAX;

/// Which documents count as one hit, the one that ranks best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Each file by itself.
    None,
    /// Files with the same bytes.
    #[default]
    Copies,
    /// These, and documents with the same symbol: the language versions of one document.
    Symbol,
}

/// The order of hits; ties are broken by path.
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

/// What a document must match.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Every document: what is left when only filters are given.
    Everything,
    /// A word: an exact pattern matches its inflections too, the exact form first.
    Word(Word),
    /// Words in a row, exactly.
    Phrase(Phrase),
    /// A metadata filter; does not add to the score.
    Filter(Filter),
    /// All of these.
    All(Vec<Query>),
    /// At least one of these.
    Any(Vec<Query>),
    /// Not this. Within `All` it takes away; alone it means everything else.
    Not(Box<Query>),
}

/// A word to find by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where to look.
    pub field: TextField,
    /// What to match.
    pub pattern: Pattern,
    /// The word in lower case with the accents it was typed with: what `text::stem` wants.
    pub accented: String,
}

/// A field of running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextField {
    /// The document's text.
    #[default]
    Text,
    /// Its title.
    Title,
}

/// A word to match, in normal form (`text::normal_form`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// This word.
    Exact(String),
    /// `*` stands for any characters, `?` for one.
    Wildcard(String),
    /// This word or one that differs by at most `edits` letters (1 or 2).
    Fuzzy {
        /// The word.
        word: String,
        /// How many letters may be inserted, dropped or changed.
        edits: u8,
    },
}

/// Words that stand together.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Where to look.
    pub field: TextField,
    /// The words, in order; never empty.
    pub words: Vec<Pattern>,
    /// Which of them were typed as parts of one word, as in `non-governmental`.
    pub joined: Vec<Joined>,
    /// `None`: in this order with nothing between. `Some(n)`: near, in any order, with at most `n` words between.
    pub slop: Option<u32>,
    /// The phrase as typed, where case, accents and punctuation must agree too.
    pub verbatim: Option<String>,
}

/// Words of a phrase that some write as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Which words of the phrase.
    pub words: Range<usize>,
    /// The one word they make.
    pub as_one: Pattern,
    /// Whether they were typed as two initials or two capital letters (`U.N.`, `UN`), and stand for no other spelling.
    pub capitals: bool,
}

/// A condition on a metadata field. A list means any of its values.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Subject country.
    Country(Vec<Country>),
    /// State it is by.
    AuthorCountry(Vec<Country>),
    /// Country it otherwise names.
    Mentions(Vec<Country>),
    /// Session.
    Session(Vec<SessionFilter>),
    /// Body.
    Organ(Vec<Organ>),
    /// Own symbol; `*` at the end stands for anything.
    Symbol(Vec<Symbol>),
    /// Cited symbol; `*` at the end stands for anything.
    Cites(Vec<Symbol>),
    /// Language of the text.
    Language(Vec<Language>),
    /// Document type.
    Type(Vec<DocumentType>),
    /// Organisation that wrote it; `*` and `?` as in paths.
    Organisation(Vec<String>),
    /// Start of the path, or a wildcard pattern over it.
    Path(String),
    /// A review's report that holds such a recommendation.
    Recommendation(Recommended),
    /// One of the archive's own fields; `*` and `?` in a value stand for letters.
    Own {
        /// Its name.
        name: String,
        /// Its values.
        values: Vec<String>,
    },
    /// Date of the document within these, both included; a date known only to the month or year matches if it overlaps.
    Date {
        /// First day.
        since: Option<Date>,
        /// Last day.
        until: Option<Date>,
    },
}

/// Which recommendations of a review to take. An empty list means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recommended {
    /// By one of these states.
    pub by: Vec<Country>,
    /// With one of these responses.
    pub response: Vec<Response>,
}

impl Recommended {
    /// Whether this is one of them.
    pub fn takes(&self, recommendation: &Recommendation) -> bool {
        let by = |state| recommendation.by.contains(state);
        let said = recommendation.response;
        (self.by.is_empty() || self.by.iter().any(by))
            && (self.response.is_empty() || said.is_some_and(|said| self.response.contains(&said)))
    }
}

/// Which sessions to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionFilter {
    /// This session.
    One(Session),
    /// This number in any body.
    Number(u16),
    /// From one to another of the same body and kind, both included.
    Range(Session, Session),
}
