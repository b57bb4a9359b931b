//! Metadata supplied on the command line.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueHint};
use plenary::commands::metadata_source::TypedMetadataSource;

/// They win over what is read in the documents, and the index remembers them; an empty value takes one back.
#[derive(Debug, Args)]
#[command(next_help_heading = "What the archive knows (kept for later runs; '' takes it back)")]
pub(super) struct MetadataSourceFlags {
    /// A table with a column path or sha256 and a column for each field; other names are searched as x.NAME:
    #[arg(
        long,
        value_name = "FILE.csv",
        value_parser = OsStringValueParser::new().map(PathBuf::from),
        value_hint = ValueHint::FilePath
    )]
    inventory: Option<PathBuf>,
    /// How paths are made, such as '{country}_{session}_{year}.txt'; * stands for what is no field
    #[arg(long, value_name = "PATTERN")]
    fields_from_path: Vec<String>,
    /// A field of every document, such as organ=GA
    #[arg(long = "set", value_name = "NAME=VALUE")]
    constants: Vec<String>,
}

impl MetadataSourceFlags {
    pub(super) fn typed(self) -> TypedMetadataSource {
        TypedMetadataSource {
            inventory: self.inventory,
            patterns: self.fields_from_path,
            constants: self.constants,
        }
    }
}
