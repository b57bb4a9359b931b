//! Why can a query not be read, where, and what should be written instead?

use std::fmt;
use std::ops::Range;

use thiserror::Error;
use unicode_width::UnicodeWidthChar;

use crate::metadata::Unknown;

/// A query that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong.
    pub problem: Problem,
    /// The query as it was typed.
    pub typed: String,
    /// The bytes of `typed` that it is about.
    pub place: Range<usize>,
}

/// What can be wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// Nothing was typed.
    #[error("it is empty")]
    Empty,
    /// Nothing but punctuation was typed.
    #[error("it holds no letter or digit to search for")]
    NoWords,
    /// A quotation without an end.
    #[error("the quote that opens here is never closed")]
    OpenQuote,
    /// Quotes around nothing that can be searched.
    #[error("there is no word between these quotes")]
    EmptyQuote,
    /// A bracket without an end.
    #[error("the bracket that opens here is never closed")]
    OpenBracket,
    /// An end without its bracket.
    #[error("this bracket closes nothing")]
    CloseBracket,
    /// Brackets around nothing.
    #[error("there is nothing between these brackets")]
    EmptyBrackets,
    /// Brackets in brackets in brackets …
    #[error("the brackets are nested too deeply")]
    TooDeep,
    /// `OR` or `AND` without something on each side, `-` or `NOT` without something behind.
    #[error("{0} has nothing to work on")]
    DanglingOperator(&'static str),
    /// A field name without a value.
    #[error("the field {0}: has no value")]
    NoValue(&'static str),
    /// A name that looks like a field's, misspelt.
    #[error("there is no field {typed}:")]
    UnknownField {
        /// What was typed before the colon.
        typed: String,
        /// The field that comes nearest.
        nearest: &'static str,
    },
    /// A value of a field that is not known.
    #[error(transparent)]
    Unknown(#[from] Unknown),
    /// A date that is none.
    #[error("{0} is not a date")]
    NotADate(String),
    /// A cycle of the Universal Periodic Review that is none.
    #[error("the Universal Periodic Review has no cycle {0}")]
    NotACycle(String),
    /// A response that states do not give.
    #[error("{0} is no response to a recommendation")]
    NotAResponse(String),
    /// A range whose end comes before its start.
    #[error("the range {0} ends before it starts")]
    BackwardRange(String),
    /// A range over more sessions than any body has held.
    #[error("the range {0} is wider than any body's sessions")]
    WideRange(String),
    /// A range over sessions of different bodies or kinds.
    #[error("the sessions {0} and {1} are not counted together")]
    MixedRange(String, String),
    /// A range where a field has none.
    #[error("{0}: takes no range")]
    NoRange(&'static str),
    /// `*` elsewhere than at the end of a symbol.
    #[error("a symbol may hold * only at its end")]
    WildcardInSymbol,
    /// A `~` without a proper number.
    #[error("{0} is not followed by a number that can be used")]
    BadTilde(&'static str),
    /// `~` after something that is not one word.
    #[error("only a single word without wildcards can be matched with typing errors")]
    FuzzyCompound,
}

impl Problem {
    /// What to write instead.
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
    /// Two lines: the query, and carets under the place.
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

/// Line ends, tabs and control characters as one space each: nothing typed may steer a terminal.
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
