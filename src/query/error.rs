//! Query errors with their position and a hint.

use std::fmt;
use std::ops::Range;

use thiserror::Error;
use unicode_width::UnicodeWidthChar;

use crate::metadata::Unknown;

/// A query that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The problem.
    pub problem: Problem,
    /// The query as it was typed.
    pub typed: String,
    /// Its byte range in `typed`.
    pub place: Range<usize>,
}

/// A problem with a query.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// The query is empty.
    #[error("it is empty")]
    Empty,
    /// The query is only punctuation.
    #[error("it holds no letter or digit to search for")]
    NoWords,
    /// An unclosed quote.
    #[error("the quote that opens here is never closed")]
    OpenQuote,
    /// A quote without words.
    #[error("there is no word between these quotes")]
    EmptyQuote,
    /// An unclosed bracket.
    #[error("the bracket that opens here is never closed")]
    OpenBracket,
    /// A closing bracket without an opening one.
    #[error("this bracket closes nothing")]
    CloseBracket,
    /// Empty brackets.
    #[error("there is nothing between these brackets")]
    EmptyBrackets,
    /// Too many levels of brackets.
    #[error("the brackets are nested too deeply")]
    TooDeep,
    /// An operator without operand.
    #[error("{0} has nothing to work on")]
    DanglingOperator(&'static str),
    /// A field name without a value.
    #[error("the field {0}: has no value")]
    NoValue(&'static str),
    /// A probably misspelt field name.
    #[error("there is no field {typed}:")]
    UnknownField {
        /// What was typed before the colon.
        typed: String,
        /// The nearest known field.
        nearest: &'static str,
    },
    /// An unknown value of a field.
    #[error(transparent)]
    Unknown(#[from] Unknown),
    /// An invalid date.
    #[error("{0} is not a date")]
    NotADate(String),
    /// An invalid cycle of the Universal Periodic Review.
    #[error("the Universal Periodic Review has no cycle {0}")]
    NotACycle(String),
    /// An invalid response to a recommendation.
    #[error("{0} is no response to a recommendation")]
    NotAResponse(String),
    /// A range that ends before its start.
    #[error("the range {0} ends before it starts")]
    BackwardRange(String),
    /// A range of more sessions than any body has held.
    #[error("the range {0} is wider than any body's sessions")]
    WideRange(String),
    /// A range of sessions of different bodies or kinds.
    #[error("the sessions {0} and {1} are not counted together")]
    MixedRange(String, String),
    /// A range of a field without ranges.
    #[error("{0}: takes no range")]
    NoRange(&'static str),
    /// A `*` in a symbol that is not at its end.
    #[error("a symbol may hold * only at its end")]
    WildcardInSymbol,
    /// A `~` without a valid number.
    #[error("{0} is not followed by a number that can be used")]
    BadTilde(&'static str),
    /// A `~` after more than one word.
    #[error("only a single word without wildcards can be matched with typing errors")]
    FuzzyCompound,
}

impl Problem {
    /// Returns a hint on what to write instead.
    pub fn hint(&self) -> String {
        match self {
            Self::Empty | Self::NoWords => "write some words, a \"phrase\" or a filter such as country:kenya".into(),
            Self::OpenQuote => "close it with another quote, or leave it out".into(),
            Self::EmptyQuote => "write words between the quotes, or leave them out".into(),
            Self::OpenBracket => "close it with ), or put the words in quotes".into(),
            Self::CloseBracket => "open it with (, or put the words in quotes".into(),
            Self::EmptyBrackets => "write words between the brackets, or leave them out".into(),
            Self::TooDeep => "leave out the brackets that are not needed".into(),
            Self::DanglingOperator(operator) => format!(
                "write words on each side as in torture {operator} prison, or \"{operator}\" in quotes to find the word"
            )
            .replace("torture NOT", "NOT"),
            Self::NoValue(field) => format!("write {field}:VALUE without a space, or put the words in quotes"),
            Self::UnknownField { typed, nearest } => {
                format!("write {nearest}: for the field, or put \"{typed}\" in quotes to find the word")
            }
            Self::Unknown(unknown) => unknown_hint(unknown),
            Self::NotADate(_) => "write 2018, 2018-09 or 2018-09-20, and a range as 2018-09..2018-12".into(),
            Self::NotACycle(_) => "write cycle:1 to cycle:4".into(),
            Self::NotAResponse(_) => "write supported, noted or open".into(),
            Self::BackwardRange(_) => "write the earlier one first".into(),
            Self::WideRange(_) => "write the body and its sessions, as in HRC36..HRC39".into(),
            Self::MixedRange(first, _) => format!("write a range within one body, such as {first}..{first}"),
            Self::NoRange(field) => format!("write the values with commas, as in {field}:A,B"),
            Self::WildcardInSymbol => "write symbol:A/HRC/39/* for all that start so".into(),
            Self::BadTilde("~") => "write word~1 or word~2 for that many typing errors".into(),
            Self::BadTilde(_) => "write \"near words\"~5 for at most five words between".into(),
            Self::FuzzyCompound => "write ~ after each word, as in tortur~1 prisson~1".into(),
        }
    }
}

fn unknown_hint(unknown: &Unknown) -> String {
    match unknown.nearest.as_slice() {
        [] if unknown.what == "session" => {
            "write a session with its body, such as HRC39, UPR30 or HRC-S33".into()
        }
        [] => format!(
            "write a {} that is known; names of several words go in quotes",
            unknown.what
        ),
        nearest => format!("did you mean {}?", nearest.join(", ")),
    }
}

impl QueryError {
    /// Returns two lines: the query, and carets under the problem.
    pub fn pointer(&self) -> String {
        let before = &self.typed[..self.place.start];
        let at = &self.typed[self.place.clone()];
        let carets = "^".repeat(width(at).max(1));
        format!(
            "{}\n{}{carets}",
            one_line(&self.typed),
            " ".repeat(width(before))
        )
    }
}

/// Replaces white space and control characters by spaces, one for one, since they could control a terminal.
fn one_line(typed: &str) -> String {
    typed.chars().map(printable).collect()
}

fn printable(c: char) -> char {
    if c.is_control() || c.is_whitespace() {
        ' '
    } else {
        c
    }
}

fn width(text: &str) -> usize {
    text.chars()
        .map(|c| printable(c).width().unwrap_or(0))
        .sum()
}

impl fmt::Display for QueryError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot read the query: {}", self.problem)
    }
}

impl std::error::Error for QueryError {}
