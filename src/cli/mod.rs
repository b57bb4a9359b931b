//! The command line: parses arguments into requests.

mod batch;
mod command_request;
mod exclusions;
mod file_reading;
mod filters;
mod index;
mod index_folder;
mod inspect;
mod metadata_source;
mod overview;
mod quotes;
mod search;
mod show;
mod terminal;
mod verify;

use std::env;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use plenary::commands::failures::FailuresRequest;
use plenary::commands::stats::StatsRequest;

use batch::BatchArgs;
pub(crate) use command_request::CommandRequest;
use exclusions::with_exclusions;
use index::IndexArgs;
use index_folder::{index_to_read, index_to_write};
use inspect::InspectArgs;
use overview::{FailuresFormatFlag, StatsFormatFlag};
use quotes::QuotesArgs;
use search::SearchArgs;
use show::ShowArgs;
use verify::VerifyArgs;

/// The hidden subcommand of worker processes.
pub(crate) const WORKER: &str = "worker";

/// Find words in human-rights archives: phrases in PDFs and plain files, answered with citations.
#[derive(Debug, Parser)]
#[command(
    name = "plenary",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(after_help = "Exit codes: 0 found or done, 1 nothing found, 2 an error.")]
pub(crate) struct Cli {
    /// The folder of the index [default: .plenary here, or in the nearest folder above]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        value_parser = OsStringValueParser::new().map(PathBuf::from),
        value_hint = ValueHint::DirPath,
        env = "PLENARY_INDEX",
        hide_env_values = true,
        display_order = 900
    )]
    index: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// Parses the command line. Exits the process for `--help` and on errors.
    pub(crate) fn from_arguments() -> Self {
        let typed = Self::parse_from(with_exclusions(env::args_os().collect()));
        // An empty environment variable counts as unset.
        let index = typed.index.filter(|index| !index.as_os_str().is_empty());
        Self { index, ..typed }
    }

    /// Converts the arguments into a request.
    pub(crate) fn request(self) -> CommandRequest {
        match self.command {
            Command::Index(typed) => {
                CommandRequest::Index(typed.request(index_to_write(self.index)))
            }
            Command::Search(typed) => CommandRequest::Search(typed.request(self.index)),
            Command::Batch(typed) => CommandRequest::Batch(typed.request(self.index)),
            Command::Quotes(typed) => CommandRequest::Quotes(typed.request(self.index)),
            Command::Inspect(typed) => CommandRequest::Inspect(typed.request()),
            Command::Show(typed) => CommandRequest::Show(typed.request(index_to_read(self.index))),
            Command::Stats { format } => CommandRequest::Stats(StatsRequest {
                index: index_to_read(self.index),
                format: format.format(),
            }),
            Command::Failures { format } => CommandRequest::Failures(FailuresRequest {
                index: index_to_read(self.index),
                format: format.format(),
            }),
            Command::Verify(typed) => {
                CommandRequest::Verify(typed.request(index_to_read(self.index)))
            }
            Command::Completions { shell } => CommandRequest::Completions(shell),
            Command::Worker { memory_bytes } => CommandRequest::Worker { memory_bytes },
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the index up to date with folders and files
    Index(IndexArgs),
    /// Find words and phrases
    Search(SearchArgs),
    /// Answer a file of queries
    Batch(BatchArgs),
    /// Check the quotations of a draft against the archive
    Quotes(QuotesArgs),
    /// Show what would be indexed of files: their text, and what they are about and why
    Inspect(InspectArgs),
    /// Show a document as the index holds it
    Show(ShowArgs),
    /// Show what the index holds
    Stats {
        /// How to show it
        #[arg(long, value_enum, default_value_t = StatsFormatFlag::Text)]
        format: StatsFormatFlag,
    },
    /// Tell whether the originals and the index are still what they were
    Verify(VerifyArgs),
    /// List the files that could not be read, and why
    Failures {
        /// How to show them
        #[arg(long, value_enum, default_value_t = FailuresFormatFlag::Text)]
        format: FailuresFormatFlag,
    },
    /// Write a script that completes commands in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Look into files for another process; not for people
    #[command(name = WORKER, hide = true)]
    Worker { memory_bytes: u64 },
}
