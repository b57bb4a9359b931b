//! Splits the rows of delimited tables into cells.
//!
//! Commas and semicolons follow RFC 4180. In a TSV, quotes are mostly data (`p1<TAB>"a phrase"`), so a cell is unquoted only
//! if it has quotes at both ends, all quotes between them are doubled, and it contains a doubled quote or a line end.
//! `"rule of law"` stays a phrase, and `"""rule of law"""` becomes the same phrase.

use super::batch_row::RowError;

/// The delimiter of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Tab,
    Comma,
    Semicolon,
}

/// Splits a complete row into cells.
pub(super) fn cells(row: &str, delimiter: Delimiter) -> Result<Vec<String>, RowError> {
    match delimiter {
        Delimiter::Tab => Ok(row.split('\t').map(tab_cell).collect()),
        Delimiter::Comma => quoted_cells(row, b','),
        Delimiter::Semicolon => quoted_cells(row, b';'),
    }
}

/// Returns whether a row has an open quote that may be closed on a later line.
pub(super) fn may_go_on(row: &str, delimiter: Delimiter) -> bool {
    match delimiter {
        Delimiter::Tab => open_tab_cell(row).is_some(),
        Delimiter::Comma => has_open_quote(row, ','),
        Delimiter::Semicolon => has_open_quote(row, ';'),
    }
}

/// Returns whether several lines form a complete row: quotes are closed, and there are no more cells than columns.
pub(super) fn is_whole(row: &str, delimiter: Delimiter, columns: usize) -> bool {
    match delimiter {
        Delimiter::Tab => {
            row.split('\t')
                .all(|cell| !cell.contains('\n') || unquoted(cell).is_some())
                && row.split('\t').count() <= columns
        }
        _ => !may_go_on(row, delimiter),
    }
}

fn quoted_cells(row: &str, delimiter: u8) -> Result<Vec<String>, RowError> {
    let delimiter_char = char::from(delimiter);
    if has_open_quote(row, delimiter_char) {
        return Err(RowError::OpenCell);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .buffer_capacity(row.len().max(64))
        .from_reader(row.as_bytes());
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(_) => Ok(record.iter().map(str::to_owned).collect()),
        Err(_) => Err(RowError::NotText),
    }
}

/// Returns whether a quoted cell (RFC 4180) is not closed.
fn has_open_quote(row: &str, delimiter: char) -> bool {
    let (mut quoted, mut cell_start) = (false, true);
    let mut rest = row.chars().peekable();
    while let Some(c) = rest.next() {
        if quoted {
            if c == '"' && rest.next_if_eq(&'"').is_none() {
                quoted = false;
            }
        } else if c == '"' && cell_start {
            quoted = true;
        }
        cell_start = !quoted && c == delimiter;
    }
    quoted
}

fn tab_cell(cell: &str) -> String {
    unquoted(cell).unwrap_or_else(|| cell.to_owned())
}

/// Returns the value of a TSV cell, if it is quoted correctly and needs quotes.
fn unquoted(cell: &str) -> Option<String> {
    let inside = cell.strip_prefix('"')?.strip_suffix('"')?;
    let bare = inside.replace("\"\"", "");
    let needed = inside.is_empty() || inside.contains(['"', '\n']);
    (needed && !bare.contains('"')).then(|| inside.replace("\"\"", "\""))
}

/// Returns the last cell, if it starts with a quote that is not closed.
fn open_tab_cell(row: &str) -> Option<&str> {
    let cell = row.rsplit('\t').next()?;
    let inside = cell.strip_prefix('"')?;
    (!inside.replace("\"\"", "").contains('"')).then_some(cell)
}
