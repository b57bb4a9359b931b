//! Arguments of `plenary inspect`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plenary::commands::inspect::{InspectFormat, InspectRequest};

use super::file_reading::FileReading;
use super::metadata_source::MetadataSourceFlags;

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Files and folders to look at
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    files: FileReading,
    /// How to show it
    #[arg(long, value_enum, default_value_t = InspectFormatFlag::Text)]
    format: InspectFormatFlag,
    #[command(flatten)]
    metadata_source: MetadataSourceFlags,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum InspectFormatFlag {
    /// For people
    Text,
    /// One object a file
    Jsonl,
}

impl InspectArgs {
    pub(super) fn request(self) -> InspectRequest {
        InspectRequest {
            paths: self.paths,
            threads: self.files.threads,
            limits: self.files.limits.limits(),
            follow_links: self.files.follow,
            metadata_source: self.metadata_source.typed(),
            format: match self.format {
                InspectFormatFlag::Text => InspectFormat::Text,
                InspectFormatFlag::Jsonl => InspectFormat::Jsonl,
            },
        }
    }
}
