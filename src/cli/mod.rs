//! The command line: what was typed, and the request it stands for.

mod asked;
mod batch;
mod exclusions;
mod file_reading;
mod filters;
mod index;
mod inspect;
mod metadata_source;
mod overview;
mod quotes;
mod search;
mod show;
mod verify;

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use plenary::commands::failures::FailuresRequest;
use plenary::commands::stats::StatsRequest;
use plenary::commands::{INDEX_FOLDER, find_index};
use plenary::render::Paint;

pub(crate) use asked::Asked;
use batch::Batch;
use exclusions::with_exclusions;
use index::Index;
use inspect::Inspect;
use overview::{FailuresShown, StatsShown};
use quotes::Quotes;
use search::Search;
use show::Show;
use verify::Verify;

/// The hidden subcommand that looks into files.
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
    /// Reads the command line; ends the process where it only asks for help or makes no sense.
    pub(crate) fn typed() -> Self {
        let typed = Self::parse_from(with_exclusions(env::args_os().collect()));
        // An empty variable names no folder.
        let index = typed.index.filter(|index| !index.as_os_str().is_empty());
        Self { index, ..typed }
    }

    /// The index to read: the one named, or the nearest.
    fn index_to_read(index: Option<PathBuf>) -> PathBuf {
        let nearest = || find_index(&env::current_dir().unwrap_or_default());
        index
            .or_else(nearest)
            .unwrap_or_else(|| INDEX_FOLDER.into())
    }

    /// The index to write: the one named, or the one of the working directory.
    fn index_to_write(index: Option<PathBuf>) -> PathBuf {
        index.unwrap_or_else(|| INDEX_FOLDER.into())
    }

    /// What is asked for, in the words of the commands.
    pub(crate) fn request(self) -> Asked {
        match self.command {
            Command::Index(typed) => Asked::Index(typed.request(Self::index_to_write(self.index))),
            Command::Search(typed) => Asked::Search(typed.request(self.index)),
            Command::Batch(typed) => Asked::Batch(typed.request(self.index)),
            Command::Quotes(typed) => Asked::Quotes(typed.request(self.index)),
            Command::Inspect(typed) => Asked::Inspect(typed.request()),
            Command::Show(typed) => Asked::Show(typed.request(Self::index_to_read(self.index))),
            Command::Stats { format } => Asked::Stats(StatsRequest {
                index: Self::index_to_read(self.index),
                format: format.format(),
            }),
            Command::Failures { format } => Asked::Failures(FailuresRequest {
                index: Self::index_to_read(self.index),
                format: format.format(),
            }),
            Command::Verify(typed) => Asked::Verify(typed.request(Self::index_to_read(self.index))),
            Command::Completions { shell } => Asked::Completions(shell),
            Command::Worker { memory_bytes } => Asked::Worker { memory_bytes },
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the index up to date with folders and files
    Index(Index),
    /// Find words and phrases
    Search(Search),
    /// Answer a file of queries
    Batch(Batch),
    /// Check the quotations of a draft against the archive
    Quotes(Quotes),
    /// Show what would be indexed of files: their text, and what they are about and why
    Inspect(Inspect),
    /// Show a document as the index holds it
    Show(Show),
    /// Show what the index holds
    Stats {
        /// How to show it
        #[arg(long, value_enum, default_value_t = StatsShown::Text)]
        format: StatsShown,
    },
    /// Tell whether the originals and the index are still what they were
    Verify(Verify),
    /// List the files that could not be read, and why
    Failures {
        /// How to show them
        #[arg(long, value_enum, default_value_t = FailuresShown::Text)]
        format: FailuresShown,
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

/// Colours only on a terminal, and not against <https://no-color.org>.
fn paint() -> Paint {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match io::stdout().is_terminal() && !unwanted {
        true => Paint::Colours,
        false => Paint::Plain,
    }
}

/// A command that indexes first writes where `index` would write.
fn index_for(index: Option<PathBuf>, fresh: Option<&Path>) -> PathBuf {
    match fresh {
        Some(_) => Cli::index_to_write(index),
        None => Cli::index_to_read(index),
    }
}
