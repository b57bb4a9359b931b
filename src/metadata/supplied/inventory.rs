//! Parses inventories: tables in which an archive lists its files with their metadata.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::Sha256;

/// A table of fields with one row a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// The names of the field columns.
    columns: Vec<String>,
    rows: Vec<Row>,
    by_path: HashMap<String, usize>,
    by_sha256: HashMap<String, usize>,
}

/// The cells of one file, one a field column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    cells: Vec<String>,
}

/// Why an inventory cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InventoryError {
    /// It has neither a path column nor a hash column.
    #[error("it has no column path or sha256")]
    NoKey,
    /// It has no field column.
    #[error("it has no column but path and sha256")]
    NoField,
    /// A row does not match the header, or repeats a file.
    #[error("line {line}: {cause}")]
    Row {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        cause: String,
    },
}

impl Inventory {
    /// Parses a table with a header, delimited by commas, semicolons or tabs. It has a column `path` (or `file`), `sha256`, or
    /// both; all others are fields.
    ///
    /// # Errors
    /// [`InventoryError`] without a key or field column, for a row with another number of cells, and for a second row of a file.
    pub fn parse(text: &str) -> Result<Self, InventoryError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().map_err(|error| cause(&error))?.clone();
        let keys: Vec<Option<KeyColumn>> = header.iter().map(KeyColumn::of).collect();
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
        keys: &[Option<KeyColumn>],
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
                Some(KeyColumn::Path) => self.by_path.insert(plain_path(cell), number),
                Some(KeyColumn::Sha256) => self.by_sha256.insert(cell.to_ascii_lowercase(), number),
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

    /// Returns the names and non-empty values of the fields of a file, by its path, another of its names, or its hash.
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

    /// Returns the paths it lists, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// Whether it lists no file.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A column that identifies the file of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyColumn {
    Path,
    Sha256,
}

impl KeyColumn {
    fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.replace(['-', '_', ' '], "").as_str() {
            "path" | "file" | "filename" | "filepath" => Some(Self::Path),
            "sha256" => Some(Self::Sha256),
            _ => None,
        }
    }
}

/// Normalises a path: `/` as separator, and no `./` at its start.
fn plain_path(typed: &str) -> String {
    let path = typed.replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

/// Returns the most frequent delimiter of the header.
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
