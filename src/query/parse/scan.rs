//! The scanner of the query parser: words, quotations and operators.

use std::ops::Range;

use crate::query::ast::Query;
use crate::query::error::{Problem, QueryError};

/// Maximum slop of a proximity query; below `text::BREAK_GAP`.
const MAX_SLOP: u32 = 500;

/// Options of the query parser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParseOptions {
    /// Words are joined by OR (`--any`); filters and exclusions still apply.
    pub any: bool,
    /// The whole query is one phrase (`--phrase`).
    pub phrase: bool,
    /// Phrases must match in case, accents and punctuation (`--verbatim`).
    pub verbatim: bool,
}

pub(super) struct Parser<'a> {
    pub(super) typed: &'a str,
    pub(super) at: usize,
    pub(super) depth: usize,
    pub(super) options: ParseOptions,
    pub(super) notes: Vec<String>,
}

/// `None` if there is nothing to search for, which is reported as a note.
pub(super) type TermResult = Result<Option<Query>, QueryError>;

impl<'a> Parser<'a> {
    pub(super) fn new(typed: &'a str, options: ParseOptions) -> Self {
        Self {
            typed,
            at: 0,
            depth: 0,
            options,
            notes: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(super) fn error(&self, problem: Problem, place: Range<usize>) -> QueryError {
        QueryError {
            problem,
            typed: self.typed.to_owned(),
            place,
        }
    }

    /// Reads a quotation and returns its content.
    pub(super) fn take_quoted(&mut self) -> Result<&'a str, QueryError> {
        let typed = self.typed;
        let open = typed[self.at..].chars().next().unwrap_or('"');
        let inside = self.at + open.len_utf8();
        let closers = closers_of(open).unwrap_or(&['"']);
        // The matching quote takes precedence over substitutes ("a word” closes, „a “word” here“ does not end early).
        let close = closers
            .iter()
            .find_map(|&closer| Some((typed[inside..].find(closer)?, closer)));
        let Some((length, closer)) = close else {
            return Err(self.error(Problem::OpenQuote, self.at..inside));
        };
        self.at = inside + length + closer.len_utf8();
        Ok(&typed[inside..inside + length])
    }

    /// Reads the number after `"…"~`.
    pub(super) fn take_slop(&mut self) -> Result<Option<u32>, QueryError> {
        let rest = &self.typed[self.at..];
        let Some(after) = rest.strip_prefix('~') else {
            return Ok(None);
        };
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let place = self.at..self.at + 1 + digits;
        self.at = place.end;
        match after[..digits].parse() {
            Ok(slop) if slop <= MAX_SLOP => Ok(Some(slop)),
            _ => Err(self.error(Problem::BadTilde("\"…\"~"), place)),
        }
    }

    /// Reads a word up to white space, a quote, or a closing bracket without an opening one in the word.
    pub(super) fn take_word(&mut self) -> &'a str {
        let rest = &self.typed[self.at..];
        let mut open = 0;
        let end = rest.find(|c: char| match c {
            '(' => {
                open += 1;
                false
            }
            ')' if open > 0 => {
                open -= 1;
                false
            }
            ')' => true,
            c => c.is_whitespace() || is_opener(c),
        });
        let mut word = &rest[..end.unwrap_or(rest.len())];
        if word.is_empty() {
            // Reads a stray quote or bracket, so that parsing always progresses.
            let length = rest.chars().next().map_or(0, char::len_utf8);
            word = &rest[..length];
        }
        self.at += word.len();
        word
    }

    pub(super) fn take_keyword(&mut self, keyword: &str) -> Option<Range<usize>> {
        self.skip_space();
        let after = self.typed[self.at..].strip_prefix(keyword)?;
        let ends = after
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')') || is_opener(c));
        ends.then(|| {
            let start = self.at;
            self.at += keyword.len();
            start..self.at
        })
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.typed[self.at..].chars().next()
    }

    pub(super) fn skip_space(&mut self) {
        let rest = &self.typed[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }
}

/// Returns the characters that close a quotation opened by this character, the matching one first; `None` if it opens none.
pub(super) fn closers_of(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' | '＂' => &['"', '＂', '”', '“'],
        '“' => &['”', '"', '“'],
        '„' => &['“', '”', '"'],
        '”' | '‟' => &['”', '"'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '「' => &['」'],
        '『' => &['』'],
        '《' => &['》'],
        '〝' => &['〞', '〟'],
        _ => return None,
    })
}

pub(super) fn is_opener(c: char) -> bool {
    closers_of(c).is_some()
}

/// Returns whether a term starts with this character. A hyphen before other characters is punctuation, not negation.
pub(super) fn starts_a_term(c: char) -> bool {
    c.is_alphanumeric() || c == '(' || c == '*' || is_opener(c)
}
