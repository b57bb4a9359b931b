//! Arguments of `plenary verify`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plenary::commands::verify::{VerifyFormat, VerifyRequest};

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing differs, 1 something differs, 2 an error.")]
pub(super) struct VerifyArgs {
    /// How many threads read [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Write the recorded hashes of all files, to be checked with `sha256sum -c`
    #[arg(long, value_name = "FILE")]
    sealed: Option<PathBuf>,
    /// How to show what differs
    #[arg(long, value_enum, default_value_t = VerifyFormatFlag::Text)]
    format: VerifyFormatFlag,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum VerifyFormatFlag {
    /// For people
    Text,
    /// One object a file that differs
    Jsonl,
}

impl VerifyArgs {
    pub(super) fn request(self, index: PathBuf) -> VerifyRequest {
        VerifyRequest {
            index,
            threads: self.threads,
            sealed: self.sealed,
            format: match self.format {
                VerifyFormatFlag::Text => VerifyFormat::Text,
                VerifyFormatFlag::Jsonl => VerifyFormat::Jsonl,
            },
        }
    }
}
