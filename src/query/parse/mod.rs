//! Parses queries.
//!
//! ```text
//! query       := alternative+            joined by AND, or by OR with `--any`
//! alternative := conjunction ("OR" conjunction)*
//! conjunction := term ("AND" term)*
//! term        := ("-" | "NOT") term | "(" query ")" | phrase | field ":" value | word
//! ```
//! `OR` joins only its neighbours, so that in `country:kenya torture OR prison` the filter applies to both words. Words with
//! colons, brackets or full stops inside are parsed as a phrase, as in natural text.

mod scan;
mod terms;

pub use scan::ParseOptions;

use std::ops::Range;

use scan::{Parser, TermResult, closers_of, is_opener, starts_a_term};

use crate::query::ast::{Query, TextField};
use crate::query::error::{Problem, QueryError};

/// A parsed query.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The query.
    pub query: Query,
    /// Notes for the user on how it was parsed.
    pub notes: Vec<String>,
}

/// Maximum nesting of brackets and negations.
const MAX_DEPTH: usize = 50;

/// Parses a query. Ignored input is reported as an error or a note.
///
/// # Errors
/// The first problem, with its position.
pub fn parse(typed: &str, options: ParseOptions) -> Result<Parsed, QueryError> {
    let mut parser = Parser::new(typed, options);
    let query = match options.phrase {
        true => parser.whole_phrase()?,
        false => parser.whole_query()?,
    };
    let mut notes = parser.notes;
    notes.dedup();
    Ok(Parsed { query, notes })
}

impl<'a> Parser<'a> {
    fn whole_query(&mut self) -> Result<Query, QueryError> {
        let parts = self.alternatives_until_close()?;
        if self.peek() == Some(')') {
            return Err(self.error(Problem::CloseBracket, self.at..self.at + 1));
        }
        match join(parts, self.options.any) {
            Some(query) => Ok(query),
            None if self.typed.trim().is_empty() => Err(self.error(Problem::Empty, 0..0)),
            None => Err(self.error(Problem::NoWords, 0..self.typed.len())),
        }
    }

    fn whole_phrase(&mut self) -> Result<Query, QueryError> {
        let typed = self.typed.trim();
        let opened = typed.chars().next().and_then(closers_of);
        let inner = opened
            .and_then(|closers| typed.strip_suffix(|c| closers.contains(&c)))
            .and_then(|text| text.strip_prefix(is_opener))
            .unwrap_or(typed);
        if typed.is_empty() {
            return Err(self.error(Problem::Empty, 0..0));
        }
        self.phrase(TextField::Text, inner, None)
            .ok_or_else(|| self.error(Problem::NoWords, 0..self.typed.len()))
    }

    /// Parses alternatives up to the end or a closing bracket.
    fn alternatives_until_close(&mut self) -> Result<Vec<Query>, QueryError> {
        let mut parts = Vec::new();
        let mut with_or = false;
        let mut count = 0;
        loop {
            self.skip_space();
            if matches!(self.peek(), None | Some(')')) {
                break;
            }
            let (part, has_or) = self.alternative()?;
            with_or |= has_or;
            count += 1;
            parts.extend(part);
        }
        if with_or && count > 1 && !self.options.any {
            self.note(
                "OR joins only the words or brackets beside it; write (a b) OR c to join more"
                    .into(),
            );
        }
        Ok(parts)
    }

    fn alternative(&mut self) -> Result<(Option<Query>, bool), QueryError> {
        let mut branches = Vec::new();
        let first = self.conjunction()?;
        let mut operator = self.take_keyword("OR");
        let Some(place) = operator.clone() else {
            return Ok((first, false));
        };
        branches.push(first.ok_or_else(|| self.dangling("OR", place))?);
        while let Some(place) = operator {
            let branch = self.operand("OR", place, Self::conjunction)?;
            branches.push(branch);
            operator = self.take_keyword("OR");
        }
        Ok((Some(Query::Any(branches)), true))
    }

    fn conjunction(&mut self) -> TermResult {
        let first = self.term()?;
        let mut operator = self.take_keyword("AND");
        let Some(place) = operator.clone() else {
            return Ok(first);
        };
        let mut parts = vec![first.ok_or_else(|| self.dangling("AND", place))?];
        while let Some(place) = operator {
            let part = self.operand("AND", place, Self::term)?;
            parts.push(part);
            operator = self.take_keyword("AND");
        }
        Ok(Some(Query::All(parts)))
    }

    /// Parses the operand after an operator.
    fn operand(
        &mut self,
        operator: &'static str,
        place: Range<usize>,
        read: fn(&mut Self) -> TermResult,
    ) -> Result<Query, QueryError> {
        self.skip_space();
        if matches!(self.peek(), None | Some(')')) {
            return Err(self.dangling(operator, place));
        }
        read(self)?.ok_or_else(|| self.dangling(operator, place))
    }

    fn term(&mut self) -> TermResult {
        self.skip_space();
        for operator in ["OR", "AND"] {
            if let Some(place) = self.take_keyword(operator) {
                return Err(self.dangling(operator, place));
            }
        }
        if let Some(place) = self.take_keyword("NOT") {
            return self.negation("NOT", place);
        }
        let rest = &self.typed[self.at..];
        let mut chars = rest.chars();
        match chars.next() {
            Some('-') if chars.next().is_some_and(starts_a_term) => {
                self.at += 1;
                self.negation("-", self.at - 1..self.at)
            }
            Some('(') => self.brackets(),
            Some(c) if is_opener(c) => self.quoted_phrase(TextField::Text).map(Some),
            _ => self.word_or_field(),
        }
    }

    fn negation(&mut self, operator: &'static str, place: Range<usize>) -> TermResult {
        self.enter(place.clone())?;
        let negated = self.operand(operator, place, Self::term)?;
        self.depth -= 1;
        Ok(Some(Query::Not(Box::new(negated))))
    }

    fn brackets(&mut self) -> TermResult {
        let place = self.at..self.at + 1;
        self.enter(place.clone())?;
        self.at += 1;
        let parts = self.alternatives_until_close()?;
        if self.peek() != Some(')') {
            return Err(self.error(Problem::OpenBracket, place));
        }
        self.at += 1;
        self.depth -= 1;
        if self.typed[place.end..self.at - 1].trim().is_empty() {
            return Err(self.error(Problem::EmptyBrackets, place.start..self.at));
        }
        Ok(join(parts, self.options.any))
    }

    fn enter(&mut self, place: Range<usize>) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(Problem::TooDeep, place));
        }
        Ok(())
    }

    fn dangling(&self, operator: &'static str, place: Range<usize>) -> QueryError {
        self.error(Problem::DanglingOperator(operator), place)
    }
}

/// Joins queries by AND, or by OR if `any`; filters and negations are always joined by AND.
fn join(mut parts: Vec<Query>, any: bool) -> Option<Query> {
    if parts.len() < 2 {
        return parts.pop();
    }
    if !any {
        return Some(Query::All(parts));
    }
    let (mut held, mut words): (Vec<Query>, Vec<Query>) = parts
        .into_iter()
        .partition(|part| matches!(part, Query::Filter(_) | Query::Not(_)));
    match words.len() {
        0 => {}
        1 => held.append(&mut words),
        _ => held.push(Query::Any(words)),
    }
    match held.len() {
        1 => held.pop(),
        _ => Some(Query::All(held)),
    }
}
