//! Parses terms of a query: words, phrases, and fields with values.

use super::scan::{Parser, TermResult, is_opener};
use crate::metadata::own_field_name;
use crate::query::ast::{Filter, Pattern, Phrase, Query, TextField, Word};
use crate::query::error::{Problem, QueryError};
use crate::query::fields::Field;
use crate::query::words::{WildcardUse, words};

impl<'a> Parser<'a> {
    pub(super) fn quoted_phrase(&mut self, field: TextField) -> Result<Query, QueryError> {
        let start = self.at;
        let text = self.take_quoted()?;
        let end = self.at;
        let slop = self.take_slop()?;
        self.phrase(field, text, slop)
            .ok_or_else(|| self.error(Problem::EmptyQuote, start..end))
    }

    pub(super) fn phrase(
        &mut self,
        field: TextField,
        text: &str,
        slop: Option<u32>,
    ) -> Option<Query> {
        let found = words(text, self.wildcards());
        let patterns: Vec<Pattern> = found.words.into_iter().map(|w| w.pattern).collect();
        if patterns.is_empty() {
            return None;
        }
        if slop.is_some() && patterns.len() == 1 {
            self.note(format!("~ has no effect on the single word \"{text}\""));
        }
        Some(Query::Phrase(Phrase {
            field,
            words: patterns,
            joined: found.joined,
            slop,
            verbatim: self.options.verbatim.then(|| text.to_owned()),
        }))
    }

    fn wildcards(&self) -> WildcardUse {
        match self.options.verbatim {
            true => WildcardUse::Punctuation,
            false => WildcardUse::Pattern,
        }
    }

    pub(super) fn word_or_field(&mut self) -> TermResult {
        let start = self.at;
        let word = self.take_word();
        let Some((name, value)) = word.split_once(':') else {
            return self.word(TextField::Text, word, start);
        };
        if name.eq_ignore_ascii_case("title") {
            return self.title(value, start);
        }
        if let Some(own) = name.strip_prefix("x.").filter(|own| !own.is_empty()) {
            return self.own_field(own, value, start);
        }
        match Field::from_name(name) {
            Some(field) => self.filter(field, value, start),
            None => {
                self.check_field_name(name, value, start)?;
                self.word(TextField::Text, word, start)
            }
        }
    }

    /// Parses the value of `title:`, a phrase or a word.
    fn title(&mut self, value: &str, start: usize) -> TermResult {
        if value.is_empty() && self.peek().is_some_and(is_opener) {
            return self.quoted_phrase(TextField::Title).map(Some);
        }
        if value.is_empty() {
            return Err(self.error(Problem::NoValue("title"), start..self.at));
        }
        self.word(TextField::Title, value, self.at - value.len())
    }

    /// Parses a user-defined field: `x.donor:"Some Fund"`.
    fn own_field(&mut self, name: &str, value: &'a str, start: usize) -> TermResult {
        let quoted = value.is_empty() && self.peek().is_some_and(is_opener);
        let values = match quoted {
            true => vec![self.take_quoted()?],
            false => value.split(',').collect(),
        };
        let values: Vec<String> = values.iter().map(|value| value.trim().to_owned()).collect();
        if values.iter().any(String::is_empty) {
            return Err(self.error(Problem::NoValue("x.NAME"), start..self.at));
        }
        let name = own_field_name(name);
        Ok(Some(Query::Filter(Filter::Own { name, values })))
    }

    fn filter(&mut self, field: Field, value: &'a str, start: usize) -> TermResult {
        let quoted = value.is_empty() && self.peek().is_some_and(is_opener);
        let values = match quoted {
            true => vec![self.take_quoted()?],
            false => field.split(self.with_year(field, value)),
        };
        let filter = field.filter(&values, &mut self.notes);
        let filter = filter.map_err(|problem| self.error(problem, start..self.at))?;
        Ok(Some(Query::Filter(filter)))
    }

    /// Extends a symbol by a year or series number after a space: `S/RES/1325 (2000)`.
    fn with_year(&mut self, field: Field, value: &'a str) -> &'a str {
        let typed = self.typed;
        let rest = &typed[self.at..];
        let year = rest
            .strip_prefix(" (")
            .and_then(|after| after.split_once(')'))
            .map(|(year, _)| year)
            .filter(|year| {
                !year.is_empty()
                    && year
                        .chars()
                        .all(|c| c.is_ascii_digit() || "IVXLCS-".contains(c))
            });
        match (field, year) {
            (Field::Symbol | Field::Cites, Some(year)) => {
                let start = self.at - value.len();
                self.at += year.len() + 3;
                &typed[start..self.at]
            }
            _ => value,
        }
    }

    /// Reports an unknown name before a colon as an error if it is probably misspelt, else as a note.
    fn check_field_name(
        &mut self,
        name: &str,
        value: &str,
        start: usize,
    ) -> Result<(), QueryError> {
        let plain_name = name.len() >= 2 && name.bytes().all(|b| b.is_ascii_alphabetic());
        let quoted = value.is_empty() && self.peek().is_some_and(is_opener);
        if !plain_name || (value.is_empty() && !quoted) {
            return Ok(());
        }
        if let Some(nearest) = nearest_field(name) {
            let typed = name.to_owned();
            return Err(self.error(
                Problem::UnknownField { typed, nearest },
                start..start + name.len() + 1,
            ));
        }
        self.note(format!(
            "there is no field {name}: and it is searched for as a word"
        ));
        Ok(())
    }

    fn word(&mut self, field: TextField, text: &str, start: usize) -> TermResult {
        if let Some((word, edits)) = text.rsplit_once('~')
            && edits.bytes().all(|b| b.is_ascii_digit())
            && word.chars().any(char::is_alphanumeric)
        {
            return self.fuzzy_word(field, word, edits, start).map(Some);
        }
        if text.chars().all(|c| c == '*') && !text.is_empty() {
            return Ok(Some(Query::Everything));
        }
        let mut found = words(text, self.wildcards()).words;
        if text.trim_end_matches('?').len() < text.len() && !found.is_empty() {
            self.note(format!(
                "the ? at the end of {text} is read as punctuation; write * for any ending"
            ));
        }
        match (found.len(), self.options.verbatim) {
            (0, _) => {
                self.note(format!(
                    "{text} holds no letter or digit and is not searched for"
                ));
                Ok(None)
            }
            (1, false) => Ok(found.pop().map(|word| Query::Word(Word { field, ..word }))),
            _ => Ok(self.phrase(field, text, None)),
        }
    }

    fn fuzzy_word(
        &self,
        field: TextField,
        word: &str,
        edits: &str,
        start: usize,
    ) -> Result<Query, QueryError> {
        let end = start + word.len() + 1 + edits.len();
        let edits = match edits {
            "1" => 1,
            "2" => 2,
            _ => return Err(self.error(Problem::BadTilde("~"), start + word.len()..end)),
        };
        match words(word, WildcardUse::Pattern).words.as_slice() {
            [
                Word {
                    pattern: Pattern::Exact(term),
                    accented,
                    ..
                },
            ] => Ok(Query::Word(Word {
                field,
                pattern: Pattern::Fuzzy {
                    word: term.clone(),
                    edits,
                },
                accented: accented.clone(),
            })),
            _ => Err(self.error(Problem::FuzzyCompound, start..end)),
        }
    }
}

/// Returns the field within an edit distance of one or two.
fn nearest_field(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let slips = if name.len() < 6 { 1 } else { 2 };
    Field::names()
        .chain(["title"])
        .map(|known| (strsim::osa_distance(known, &name), known))
        .filter(|(distance, _)| *distance <= slips)
        .min()
        .map(|(_, known)| known)
}
