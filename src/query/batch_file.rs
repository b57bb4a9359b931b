//! Reads query files.
//!
//! The format is detected from the first line: TSV or CSV (`,` or `;`) with a header line, JSON lines, or one query per
//! line. Lines that start with `#` are comments. Rows are read one by one, so a file may have any length; a row that cannot
//! be read is an error with its line number, and reading continues.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, Read};

use thiserror::Error;

use super::ast::Request;
use super::batch_row::{Column, RowError, Values, column, fill};
use super::delimited::{self, Delimiter};
use super::request::{TypedRequest, parse_request};

/// A query of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchQuery {
    /// Its id, or `q` and its number in the file.
    pub id: String,
    /// The line it starts on, from 1.
    pub line: usize,
    /// The query as typed.
    pub typed: String,
    /// The parsed request.
    pub request: Request,
    /// Notes for the user on how it was parsed.
    pub notes: Vec<String>,
}

/// A row that cannot be read.
#[derive(Debug, Error)]
#[error("line {line} ({id}): {cause}")]
pub struct BatchError {
    /// Its id, or `q` and its number in the file.
    pub id: String,
    /// The line it starts on, from 1.
    pub line: usize,
    /// The query as typed, or the line if it has none.
    pub typed: String,
    /// The error.
    pub cause: Box<RowError>,
}

/// A file that cannot be read as a query file.
#[derive(Debug, Error)]
pub enum BatchFileError {
    /// The first line is neither a header nor a query.
    #[error("the first line names columns, but none is called query")]
    NoQueryColumn,
    /// A probably misspelt column.
    #[error("there is no column {typed}; the nearest is {nearest}")]
    UnknownColumn {
        /// The name in the header.
        typed: String,
        /// The nearest known column.
        nearest: &'static str,
    },
    /// Two columns with the same name.
    #[error("the column {0} stands twice in the header")]
    ColumnTwice(String),
    /// Not UTF-8 text.
    #[error("it is not text in UTF-8")]
    NotUtf8,
    /// An I/O error.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Maximum length of a line.
const MAX_LINE_BYTES: usize = 1 << 20;

/// Maximum number of lines in a row with quoted line ends.
const MAX_ROW_LINES: usize = 100;

/// Reads the queries of a file. `defaults` holds the flags of the batch, which the columns of a row override.
///
/// # Errors
/// If the file as a whole cannot be read: a header without a `query` column, or bytes that are not text.
pub fn read_batch<R: BufRead>(
    reader: R,
    defaults: TypedRequest,
) -> Result<BatchRows<R>, BatchFileError> {
    let mut lines = Lines {
        reader,
        pending: VecDeque::new(),
        next_number: 1,
    };
    let mut warnings = Vec::new();
    let format = match lines.next_record()? {
        None => FileFormat::Plain,
        Some(first) => {
            let text = first.text.as_deref().ok_or(BatchFileError::NotUtf8)?;
            let format = detect_format(text, &mut warnings)?;
            if !matches!(format, FileFormat::Table(..)) {
                lines.pending.push_front(first);
            }
            format
        }
    };
    Ok(BatchRows {
        lines,
        format,
        defaults,
        count: 0,
        seen: HashMap::new(),
        warnings,
        failed: false,
    })
}

/// An iterator over the rows of a query file.
pub struct BatchRows<R> {
    lines: Lines<R>,
    format: FileFormat,
    defaults: TypedRequest,
    count: usize,
    /// The first line of each id, by hash to save memory.
    seen: HashMap<u64, usize>,
    warnings: Vec<String>,
    failed: bool,
}

impl<R> BatchRows<R> {
    /// Returns the warnings so far, for the user: unknown columns.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns the underlying reader.
    pub fn get_ref(&self) -> &R {
        &self.lines.reader
    }
}

impl<R: BufRead> Iterator for BatchRows<R> {
    type Item = Result<BatchQuery, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.lines.next_record() {
            Ok(None) => None,
            Ok(Some(line)) => Some(self.row(line)),
            Err(error) => {
                self.failed = true;
                let line = self.lines.next_number;
                self.count += 1;
                Some(Err(self.error(
                    None,
                    line,
                    String::new(),
                    RowError::Io(error),
                )))
            }
        }
    }
}

impl<R: BufRead> BatchRows<R> {
    fn row(&mut self, line: NumberedLine) -> Result<BatchQuery, BatchError> {
        self.count += 1;
        let number = line.number;
        let Some(text) = line.text else {
            return Err(self.error(None, number, String::new(), RowError::NotText));
        };
        let read = match &self.format {
            FileFormat::Plain => Ok(Values::of_query(text.clone())),
            FileFormat::Json => Values::of_json(&text, &mut self.warnings),
            FileFormat::Table(delimiter, columns) => {
                let row = self.lines.complete(&text, *delimiter, columns.len());
                delimited::cells(&row, *delimiter)
                    .and_then(|cells| Values::of_cells(columns, cells))
            }
        };
        match read {
            Ok(values) => self.query(values, number),
            Err(cause) => Err(self.error(None, number, text, cause)),
        }
    }

    fn query(&mut self, values: Values, line: usize) -> Result<BatchQuery, BatchError> {
        let mut typed = self.defaults.clone();
        let id = values.id.clone();
        let query = values.query.clone();
        let duplicate = self.duplicate_of(&id, line);
        let parsed = fill(&mut typed, values).and_then(|()| Ok(parse_request(&typed)?));
        match parsed {
            Ok(parsed) => Ok(BatchQuery {
                id: id.unwrap_or_else(|| self.numbered()),
                line,
                typed: query,
                request: parsed.request,
                notes: parsed.notes.into_iter().chain(duplicate).collect(),
            }),
            Err(cause) => Err(self.error(id, line, query, cause)),
        }
    }

    fn duplicate_of(&mut self, id: &Option<String>, line: usize) -> Option<String> {
        let id = id.as_ref()?;
        let first = *self.seen.entry(hash(id)).or_insert(line);
        (first != line).then(|| format!("the id {id} stands on line {first} already"))
    }

    fn numbered(&self) -> String {
        format!("q{}", self.count)
    }

    fn error(&self, id: Option<String>, line: usize, typed: String, cause: RowError) -> BatchError {
        let id = id.unwrap_or_else(|| self.numbered());
        BatchError {
            id,
            line,
            typed,
            cause: Box::new(cause),
        }
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

enum FileFormat {
    Plain,
    Json,
    Table(Delimiter, Vec<Column>),
}

fn detect_format(first: &str, warnings: &mut Vec<String>) -> Result<FileFormat, BatchFileError> {
    if first.starts_with('{') {
        return Ok(FileFormat::Json);
    }
    for delimiter in [Delimiter::Tab, Delimiter::Comma, Delimiter::Semicolon] {
        let Ok(names) = delimited::cells(first, delimiter) else {
            continue;
        };
        if names
            .iter()
            .any(|name| name.trim().eq_ignore_ascii_case("query"))
        {
            return Ok(FileFormat::Table(delimiter, header(&names, warnings)?));
        }
    }
    let names: Vec<&str> = first.split([',', ';', '\t']).map(str::trim).collect();
    let columns = names
        .iter()
        .filter(|name| matches!(column(name), Ok(Some(_))))
        .count();
    match names.len() > 1 && (columns == names.len() || first.contains('\t')) {
        true => Err(BatchFileError::NoQueryColumn),
        false => Ok(FileFormat::Plain),
    }
}

fn header(names: &[String], warnings: &mut Vec<String>) -> Result<Vec<Column>, BatchFileError> {
    let mut columns: Vec<Column> = Vec::new();
    for name in names {
        let found = column(name).map_err(|nearest| BatchFileError::UnknownColumn {
            typed: name.trim().to_owned(),
            nearest,
        })?;
        let found = found.unwrap_or_else(|| {
            warnings.push(format!(
                "the column {} means nothing here and is not read",
                name.trim()
            ));
            Column::Unread
        });
        if found != Column::Unread && columns.contains(&found) {
            return Err(BatchFileError::ColumnTwice(name.trim().to_owned()));
        }
        columns.push(found);
    }
    Ok(columns)
}

/// A line without its end; `text` is `None` if it is not UTF-8 or too long.
struct NumberedLine {
    number: usize,
    text: Option<String>,
}

/// The lines of a file, with a pushback queue.
struct Lines<R> {
    reader: R,
    pending: VecDeque<NumberedLine>,
    next_number: usize,
}

impl<R: BufRead> Lines<R> {
    /// Returns the next line that is neither empty nor a comment.
    fn next_record(&mut self) -> io::Result<Option<NumberedLine>> {
        while let Some(line) = self.next()? {
            let text = line.text.as_deref().unwrap_or("?");
            if !text.trim().is_empty() && !text.starts_with('#') {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn next(&mut self) -> io::Result<Option<NumberedLine>> {
        match self.pending.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    fn read(&mut self) -> io::Result<Option<NumberedLine>> {
        let mut bytes = Vec::new();
        let limit = MAX_LINE_BYTES as u64;
        let length = self
            .reader
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut bytes)?;
        if length == 0 {
            return Ok(None);
        }
        let number = self.next_number;
        self.next_number += 1;
        if length == MAX_LINE_BYTES && !bytes.ends_with(b"\n") {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(NumberedLine { number, text: None }));
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        let bom = number == 1 && bytes.starts_with("\u{FEFF}".as_bytes());
        let text = String::from_utf8(bytes.split_off(if bom { 3 } else { 0 })).ok();
        Ok(Some(NumberedLine { number, text }))
    }

    /// Returns a row with all lines of its last, quoted cell, or the line alone if the quotes are never closed.
    fn complete(&mut self, first: &str, delimiter: Delimiter, columns: usize) -> String {
        if !delimited::may_go_on(first, delimiter) {
            return first.to_owned();
        }
        let mut row = first.to_owned();
        let mut taken = Vec::new();
        while taken.len() < MAX_ROW_LINES {
            let Ok(Some(line)) = self.next() else { break };
            let text = line.text.clone().unwrap_or_default();
            taken.push(line);
            row.push('\n');
            row.push_str(&text);
            if delimited::is_whole(&row, delimiter, columns) {
                return row;
            }
        }
        taken
            .into_iter()
            .rev()
            .for_each(|line| self.pending.push_front(line));
        first.to_owned()
    }
}
