//! Reads the metadata that the archive supplies, from the flags as typed.

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::extract::decode;
use crate::metadata::{Inventory, MetadataSource};

/// The sources of supplied metadata, as typed. An empty value removes what an earlier run was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedMetadataSource {
    /// The path of an inventory: a table of files and their fields.
    pub inventory: Option<PathBuf>,
    /// Patterns of paths, such as `{country}_{session}_{year}.txt`; the first that matches a path counts.
    pub patterns: Vec<String>,
    /// Fields of all documents, as `NAME=VALUE`.
    pub constants: Vec<String>,
}

impl TypedMetadataSource {
    /// Parses the patterns and constants, and reads the inventory.
    ///
    /// # Errors
    /// If the inventory, a pattern or a constant cannot be read.
    pub fn read(&self) -> Result<MetadataSource, Failure> {
        let typed = |values: &[String]| (!values.is_empty()).then(|| not_empty(values));
        let constants = typed(&self.constants)
            .map(|values| values.iter().map(|value| constant(value)).collect());
        let patterns =
            typed(&self.patterns).map(|values| values.iter().map(|value| pattern(value)).collect());
        Ok(MetadataSource {
            inventory: self.inventory.as_deref().map(inventory).transpose()?,
            pattern: patterns.transpose()?,
            constants: constants.transpose()?,
        })
    }
}

fn not_empty(values: &[String]) -> Vec<String> {
    let some = values.iter().filter(|value| !value.trim().is_empty());
    some.cloned().collect()
}

fn inventory(path: &Path) -> Result<Inventory, Failure> {
    if path.as_os_str().is_empty() {
        return Ok(Inventory::default());
    }
    let cannot = |cause: &dyn std::fmt::Display, hint: &str| {
        let message = format!("cannot read the inventory {}: {cause}", path.display());
        Failure::with_hint(message, hint)
    };
    let bytes = fs::read(path).map_err(|error| cannot(&error, "check the path"))?;
    let text = decode(&bytes).ok_or_else(|| cannot(&"it is not text", "save it as CSV"))?;
    let hint = "write a table with a header: path or sha256, and a column for each field";
    Inventory::parse(&text).map_err(|error| cannot(&error, hint))
}

fn pattern<T: std::str::FromStr<Err: std::fmt::Display>>(typed: &str) -> Result<T, Failure> {
    typed.parse().map_err(|error: T::Err| {
        let message = format!("cannot read fields from paths by {typed}: {error}");
        Failure::with_hint(
            message,
            "write it as '{country}_{session}_{year}.txt', * for what is no field",
        )
    })
}

fn constant(typed: &str) -> Result<(String, String), Failure> {
    let pair = typed
        .split_once('=')
        .filter(|(name, _)| !name.trim().is_empty());
    let (name, value) = pair.ok_or_else(|| {
        Failure::with_hint(
            format!("cannot set {typed}: it has no name or no ="),
            "write it as organ=GA",
        )
    })?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
