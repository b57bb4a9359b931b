//! Answered queries and the formats to write them in.

use super::paint::Paint;
use crate::model::Answer;

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, with or without colours.
    Text(Paint),
    /// One JSON object an answer, one line each.
    Answers,
    /// One JSON object a hit, one line each.
    Hits,
    /// A table with commas.
    Csv,
    /// A table with tabs.
    Tsv,
    /// A TREC run: `qid Q0 path rank score plenary`.
    Trec,
    /// Citations, one a line.
    Citations,
}

/// A query with what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The query's id.
    pub id: &'a str,
    /// The query as typed.
    pub query: &'a str,
    /// Its answer, or why there is none.
    pub outcome: Result<&'a Answer, &'a str>,
}

impl Answered<'_> {
    /// `ok`, `none` if nothing was found, or `error`.
    pub fn status(&self) -> &'static str {
        match self.outcome {
            Ok(answer) if answer.total > 0 => "ok",
            Ok(_) => "none",
            Err(_) => "error",
        }
    }
}
