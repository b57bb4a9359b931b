//! Reads the tab-separated tables kept under `data/`.

/// The rows after the header, each cut into its cells; lines that start with `#` are for readers.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).map(|line| line.split('\t').collect())
}
