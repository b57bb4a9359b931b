//! Answered queries and their output formats.

use super::paint::Paint;
use crate::model::Answer;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, with or without colours.
    Text(Paint),
    /// One JSON object per answer, one per line.
    Answers,
    /// One JSON object per hit, one per line.
    Hits,
    /// A comma-separated table.
    Csv,
    /// A tab-separated table.
    Tsv,
    /// A TREC run: `qid Q0 path rank score plenary`.
    Trec,
    /// Citations, one per line.
    Citations,
}

/// A query with its answer.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The query's id.
    pub id: &'a str,
    /// The query as typed.
    pub query: &'a str,
    /// The answer, or the error message.
    pub outcome: Result<&'a Answer, &'a str>,
}

impl Answered<'_> {
    /// Returns `ok`, `none` if nothing was found, or `error`.
    pub fn status(&self) -> &'static str {
        match self.outcome {
            Ok(answer) if answer.total > 0 => "ok",
            Ok(_) => "none",
            Err(_) => "error",
        }
    }
}
