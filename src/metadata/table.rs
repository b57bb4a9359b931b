//! Reads the tab-separated tables kept under `data/`.

/// The rows after the header, each cut into its cells.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}
