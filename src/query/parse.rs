//! What does a typed query mean?
//!
//! ```text
//! query       := alternative+            joined by AND, or by OR where any word will do
//! alternative := conjunction ("OR" conjunction)*
//! conjunction := term ("AND" term)*
//! term        := ("-" | "NOT") term | "(" query ")" | phrase | field ":" value | word
//! ```
//! `OR` joins only its neighbours, so `country:kenya torture OR prison` keeps its filter for both words. Natural text
//! is read as text: colons, brackets and stops inside a word make it a small phrase.

use std::ops::Range;

use super::ast::{Filter, Pattern, Phrase, Query, TextField, Word};
use super::error::{Problem, QueryError};
use super::fields::Field;
use super::words::{WildcardUse, words};
use crate::metadata::own_field_name;

/// How the words of a query are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reading {
    /// One of the words is enough (`--any`); filters and exclusions hold all the same.
    pub any: bool,
    /// The whole text is one phrase (`--phrase`).
    pub phrase: bool,
    /// Case, accents and punctuation must agree too (`--verbatim`).
    pub verbatim: bool,
}

/// A query that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What it means.
    pub query: Query,
    /// How it was understood where that is not plain, for people.
    pub notes: Vec<String>,
}

/// Brackets within brackets, at most.
const MAX_DEPTH: usize = 50;

/// Words between the words of a near search, at most; below `text::BREAK_GAP`.
const MAX_SLOP: u32 = 500;

/// Reads a query.
///
/// # Errors
/// What cannot be read, where it stands, and what to write instead. Nothing typed is dropped without an error or a note.
pub fn parse(typed: &str, reading: Reading) -> Result<Parsed, QueryError> {
    let mut parser = Parser {
        typed,
        at: 0,
        depth: 0,
        reading,
        notes: Vec::new(),
    };
    let query = match reading.phrase {
        true => parser.whole_phrase()?,
        false => parser.whole_query()?,
    };
    let mut notes = parser.notes;
    notes.dedup();
    Ok(Parsed { query, notes })
}

struct Parser<'a> {
    typed: &'a str,
    at: usize,
    depth: usize,
    reading: Reading,
    notes: Vec<String>,
}

/// `None` where nothing that can be searched was typed; a note was made then.
type Term = Result<Option<Query>, QueryError>;

impl<'a> Parser<'a> {
    fn whole_query(&mut self) -> Result<Query, QueryError> {
        let parts = self.alternatives_until_close()?;
        if self.peek() == Some(')') {
            return Err(self.error(Problem::CloseBracket, self.at..self.at + 1));
        }
        match join(parts, self.reading.any) {
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

    /// Reads until the end or a closing bracket.
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
        if with_or && count > 1 && !self.reading.any {
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

    fn conjunction(&mut self) -> Term {
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

    /// What an operator must be followed by.
    fn operand(
        &mut self,
        operator: &'static str,
        place: Range<usize>,
        read: fn(&mut Self) -> Term,
    ) -> Result<Query, QueryError> {
        self.skip_space();
        if matches!(self.peek(), None | Some(')')) {
            return Err(self.dangling(operator, place));
        }
        read(self)?.ok_or_else(|| self.dangling(operator, place))
    }

    fn term(&mut self) -> Term {
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

    fn negation(&mut self, operator: &'static str, place: Range<usize>) -> Term {
        self.enter(place.clone())?;
        let negated = self.operand(operator, place, Self::term)?;
        self.depth -= 1;
        Ok(Some(Query::Not(Box::new(negated))))
    }

    fn brackets(&mut self) -> Term {
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
        Ok(join(parts, self.reading.any))
    }

    fn enter(&mut self, place: Range<usize>) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(Problem::TooDeep, place));
        }
        Ok(())
    }

    fn quoted_phrase(&mut self, field: TextField) -> Result<Query, QueryError> {
        let start = self.at;
        let text = self.take_quoted()?;
        let end = self.at;
        let slop = self.take_slop()?;
        self.phrase(field, text, slop)
            .ok_or_else(|| self.error(Problem::EmptyQuote, start..end))
    }

    /// Takes a quotation, returns what stands in it.
    fn take_quoted(&mut self) -> Result<&'a str, QueryError> {
        let typed = self.typed;
        let open = typed[self.at..].chars().next().unwrap_or('"');
        let inside = self.at + open.len_utf8();
        let closers = closers_of(open).unwrap_or(&['"']);
        // The quote's own partner wins over others that may stand for it ("a word” closes, „a “word” here“ does not end early).
        let close = closers
            .iter()
            .find_map(|&closer| Some((typed[inside..].find(closer)?, closer)));
        let Some((length, closer)) = close else {
            return Err(self.error(Problem::OpenQuote, self.at..inside));
        };
        self.at = inside + length + closer.len_utf8();
        Ok(&typed[inside..inside + length])
    }

    /// The number behind `"…"~`.
    fn take_slop(&mut self) -> Result<Option<u32>, QueryError> {
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

    fn phrase(&mut self, field: TextField, text: &str, slop: Option<u32>) -> Option<Query> {
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
            verbatim: self.reading.verbatim.then(|| text.to_owned()),
        }))
    }

    fn wildcards(&self) -> WildcardUse {
        match self.reading.verbatim {
            true => WildcardUse::Punctuation,
            false => WildcardUse::Pattern,
        }
    }

    fn word_or_field(&mut self) -> Term {
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

    /// The value behind `title:` is a phrase or a word.
    fn title(&mut self, value: &str, start: usize) -> Term {
        if value.is_empty() && self.peek().is_some_and(is_opener) {
            return self.quoted_phrase(TextField::Title).map(Some);
        }
        if value.is_empty() {
            return Err(self.error(Problem::NoValue("title"), start..self.at));
        }
        self.word(TextField::Title, value, self.at - value.len())
    }

    /// `x.donor:"Some Fund"`: a field that the archive's own list gives.
    fn own_field(&mut self, name: &str, value: &'a str, start: usize) -> Term {
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

    fn filter(&mut self, field: Field, value: &'a str, start: usize) -> Term {
        let quoted = value.is_empty() && self.peek().is_some_and(is_opener);
        let values = match quoted {
            true => vec![self.take_quoted()?],
            false => field.split(self.with_year(field, value)),
        };
        let filter = field.filter(&values, &mut self.notes);
        let filter = filter.map_err(|problem| self.error(problem, start..self.at))?;
        Ok(Some(Query::Filter(filter)))
    }

    /// A symbol with the year or number of a series that may follow it after a space: `S/RES/1325 (2000)`.
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

    /// A name before a colon that is no field: misspelt, or plain text?
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

    fn word(&mut self, field: TextField, text: &str, start: usize) -> Term {
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
        match (found.len(), self.reading.verbatim) {
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

    /// Takes what stands up to white space, a quote, or a bracket that closes none of the word's own.
    fn take_word(&mut self) -> &'a str {
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
            // A quote or bracket that nothing else has taken: never stand still.
            let length = rest.chars().next().map_or(0, char::len_utf8);
            word = &rest[..length];
        }
        self.at += word.len();
        word
    }

    fn take_keyword(&mut self, keyword: &str) -> Option<Range<usize>> {
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

    fn peek(&self) -> Option<char> {
        self.typed[self.at..].chars().next()
    }

    fn skip_space(&mut self) {
        let rest = &self.typed[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    fn dangling(&self, operator: &'static str, place: Range<usize>) -> QueryError {
        self.error(Problem::DanglingOperator(operator), place)
    }

    fn error(&self, problem: Problem, place: Range<usize>) -> QueryError {
        QueryError {
            problem,
            typed: self.typed.to_owned(),
            place,
        }
    }
}

/// One query of several; filters and exclusions hold whichever way the words are joined.
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

/// What may close a quotation that opens with this character, its own partner first; `None` if it opens none.
fn closers_of(open: char) -> Option<&'static [char]> {
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

fn is_opener(c: char) -> bool {
    closers_of(c).is_some()
}

/// After `-`: something that can be left out. A dash before punctuation is punctuation too.
fn starts_a_term(c: char) -> bool {
    c.is_alphanumeric() || c == '(' || c == '*' || is_opener(c)
}

/// The field whose name is one or two slips away.
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
