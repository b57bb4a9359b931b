//! Reads the tab-separated tables under `data/`.

/// Returns the rows after the header, split into cells. Lines that start with `#` are comments.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).map(|line| line.split('\t').collect())
}

/// Returns the phrases of one list in a table whose columns are the list, a language and phrases separated by `|`.
///
/// Spaces are kept: a phrase with one before it matches at the start of a word.
pub(crate) fn phrases(table: &'static str, list: &str) -> Vec<&'static str> {
    let rows = rows(table).filter(|row| row[0] == list);
    let phrases: Vec<&str> = rows.flat_map(|row| row[2].split('|')).collect();
    debug_assert!(!phrases.is_empty(), "the table has no list {list}");
    phrases
}
