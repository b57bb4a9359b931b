//! Reads an archive's own list of its files: which fields does it give for which file?

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::Sha256;

/// A table of fields, a row a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// The names of the columns that hold fields.
    columns: Vec<String>,
    rows: Vec<Row>,
    by_path: HashMap<String, usize>,
    by_sha256: HashMap<String, usize>,
}

/// The cells of a file, one a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    cells: Vec<String>,
}

/// An inventory that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InventoryError {
    /// Neither a path nor a hash tells which file a row is of.
    #[error("it has no column path or sha256")]
    NoKey,
    /// There is nothing but keys in it.
    #[error("it has no column but path and sha256")]
    NoField,
    /// A row is not as the header says.
    #[error("line {line}: {cause}")]
    Row {
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        cause: String,
    },
}

impl Inventory {
    /// Reads a table with a header, cells apart by commas, semicolons or tabs. One column is `path` (or `file`), one
    /// `sha256`, or both; all others are fields.
    ///
    /// # Errors
    /// If no column tells the files, a row has another number of cells, or two rows are of one file.
    pub fn parse(text: &str) -> Result<Self, InventoryError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().map_err(|error| cause(&error))?.clone();
        let keys: Vec<Option<Key>> = header.iter().map(Key::of).collect();
        if keys.iter().flatten().next().is_none() {
            return Err(InventoryError::NoKey);
        }
        let fields = header.iter().zip(&keys).filter(|(_, key)| key.is_none());
        let mut inventory = Self {
            columns: fields.map(|(name, _)| name.to_owned()).collect(),
            ..Self::default()
        };
        if inventory.columns.is_empty() {
            return Err(InventoryError::NoField);
        }
        for record in reader.records() {
            let record = record.map_err(|error| cause(&error))?;
            inventory.add(&record, &keys)?;
        }
        Ok(inventory)
    }

    fn add(
        &mut self,
        record: &csv::StringRecord,
        keys: &[Option<Key>],
    ) -> Result<(), InventoryError> {
        let number = self.rows.len();
        let mut cells = Vec::with_capacity(self.columns.len());
        for (cell, key) in record.iter().zip(keys) {
            let before = match key {
                None => {
                    cells.push(cell.to_owned());
                    None
                }
                Some(_) if cell.is_empty() => None,
                Some(Key::Path) => self.by_path.insert(plain_path(cell), number),
                Some(Key::Sha256) => self.by_sha256.insert(cell.to_ascii_lowercase(), number),
            };
            if before.is_some() {
                return Err(InventoryError::Row {
                    line: record.position().map_or(0, csv::Position::line),
                    cause: format!("{cell} has a row already"),
                });
            }
        }
        self.rows.push(Row { cells });
        Ok(())
    }

    /// The fields of a file, by its path, another name of it, or its hash: names and values, none empty.
    pub(crate) fn fields<'a>(
        &'a self,
        path: &str,
        names: &[String],
        sha256: Option<Sha256>,
    ) -> Vec<(&'a str, &'a str)> {
        let mut names = std::iter::once(path).chain(names.iter().map(String::as_str));
        let by_path = names.find_map(|name| self.by_path.get(name));
        let by_hash = || self.by_sha256.get(&sha256?.to_string());
        let row = by_path.or_else(by_hash);
        let cells = row.and_then(|row| self.rows.get(*row));
        let fields = self
            .columns
            .iter()
            .zip(cells.into_iter().flat_map(|row| &row.cells));
        fields
            .map(|(name, value)| (&**name, &**value))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// The paths it lists.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// Whether it lists no file.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What tells the file of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Path,
    Sha256,
}

impl Key {
    fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.replace(['-', '_', ' '], "").as_str() {
            "path" | "file" | "filename" | "filepath" => Some(Self::Path),
            "sha256" => Some(Self::Sha256),
            _ => None,
        }
    }
}

/// A path as documents have it: `/`, and no `./` at its start.
fn plain_path(typed: &str) -> String {
    let path = typed.replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

/// What stands between the cells of the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |c: &char| header.matches(*c).count();
    let most = [',', ';', '\t'].into_iter().rev().max_by_key(count);
    match most {
        Some(';') => b';',
        Some('\t') => b'\t',
        _ => b',',
    }
}

fn cause(error: &csv::Error) -> InventoryError {
    let cause = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("it has {len} cells for {expected_len} columns"),
        _ => error.to_string(),
    };
    InventoryError::Row {
        line: error.position().map_or(0, csv::Position::line),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_path_and_by_hash() {
        let hash = Sha256([0xab; 32]);
        let table = format!(
            "\u{feff}Path;Country;Donor;SHA-256\n.\\a\\b.pdf;KEN;\"x; y\";\n;AZE;;{}\n",
            hash.to_string().to_uppercase()
        );
        let inventory = Inventory::parse(&table).expect("an inventory");
        let by = |path: &str, hash| inventory.fields(path, &[], hash);
        assert_eq!(by("a/b.pdf", None), [("Country", "KEN"), ("Donor", "x; y")]);
        assert_eq!(by("c.pdf", Some(hash)), [("Country", "AZE")]);
        assert_eq!(by("c.pdf", None), []);
    }

    #[test]
    fn tables_that_tell_nothing_are_refused() {
        for (table, expected) in [
            (
                "country,year\nKEN,2018\n",
                "it has no column path or sha256",
            ),
            ("path\na.pdf\n", "it has no column but path and sha256"),
            (
                "path,country\na.pdf,KEN\nb.pdf\n",
                "line 3: it has 1 cells for 2 columns",
            ),
            (
                "path,country\na.pdf,KEN\n./a.pdf,AZE\n",
                "line 3: ./a.pdf has a row already",
            ),
        ] {
            let error = Inventory::parse(table).expect_err(table).to_string();
            assert_eq!(error, expected);
        }
    }
}
