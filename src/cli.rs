//! The command line: what was typed, and the request it stands for.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use plenary::commands::inspect::{InspectFormat, InspectRequest};

/// Find words in human-rights archives: phrases in PDFs and plain files, answered with citations.
#[derive(Debug, Parser)]
#[command(
    name = "plenary",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what would be indexed of files: their text, and what they are about and why
    Inspect(Inspect),
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Files and folders to look at
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// How many threads read [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Follow symbolic links
    #[arg(long)]
    follow: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    format: Shown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shown {
    Text,
    Jsonl,
}

impl Inspect {
    pub(crate) fn request(self) -> InspectRequest {
        InspectRequest {
            paths: self.paths,
            threads: self.threads,
            follow_links: self.follow,
            format: match self.format {
                Shown::Text => InspectFormat::Text,
                Shown::Jsonl => InspectFormat::Jsonl,
            },
        }
    }
}
