//! Which cells does a row of a table hold?
//!
//! Commas and semicolons follow RFC 4180. In a TSV, quotes are mostly data (`p1<TAB>"a phrase"`), so there a cell counts as
//! quoted only if it could not be meant as it stands: quotes at both ends, every quote between them doubled, and a
//! doubled quote or a line end among them. `"rule of law"` stays a phrase, and `"""rule of law"""` becomes the same one.

use super::batch_row::RowError;

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Tab,
    Comma,
    Semicolon,
}

/// The cells of a whole row.
pub(super) fn cells(row: &str, delimiter: Delimiter) -> Result<Vec<String>, RowError> {
    match delimiter {
        Delimiter::Tab => Ok(row.split('\t').map(tab_cell).collect()),
        Delimiter::Comma => quoted_cells(row, b','),
        Delimiter::Semicolon => quoted_cells(row, b';'),
    }
}

/// Whether a row that ends here may have its quotes closed on a later line.
pub(super) fn may_go_on(row: &str, delimiter: Delimiter) -> bool {
    match delimiter {
        Delimiter::Tab => open_tab_cell(row).is_some(),
        Delimiter::Comma => has_open_quote(row, ','),
        Delimiter::Semicolon => has_open_quote(row, ';'),
    }
}

/// Whether a row of several lines is one: its quotes are closed, and it has no more cells than there are columns.
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

/// Follows the quotes of RFC 4180: a cell is quoted if it starts with a quote.
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

/// What a cell of a TSV says if it is properly quoted and needed to be.
fn unquoted(cell: &str) -> Option<String> {
    let inside = cell.strip_prefix('"')?.strip_suffix('"')?;
    let bare = inside.replace("\"\"", "");
    let needed = inside.is_empty() || inside.contains(['"', '\n']);
    (needed && !bare.contains('"')).then(|| inside.replace("\"\"", "\""))
}

/// The last cell, if it starts with a quote that nothing in the line closes.
fn open_tab_cell(row: &str) -> Option<&str> {
    let cell = row.rsplit('\t').next()?;
    let inside = cell.strip_prefix('"')?;
    (!inside.replace("\"\"", "").contains('"')).then_some(cell)
}
