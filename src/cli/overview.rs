//! Arguments of `plenary stats` and `plenary failures`.

use clap::ValueEnum;
use plenary::commands::failures::FailuresFormat;
use plenary::commands::stats::StatsFormat;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum StatsFormatFlag {
    /// For people
    Text,
    /// One object
    Json,
}

impl StatsFormatFlag {
    pub(super) fn format(self) -> StatsFormat {
        match self {
            Self::Text => StatsFormat::Text,
            Self::Json => StatsFormat::Json,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailuresFormatFlag {
    /// For people
    Text,
    /// One object a file
    Jsonl,
}

impl FailuresFormatFlag {
    pub(super) fn format(self) -> FailuresFormat {
        match self {
            Self::Text => FailuresFormat::Text,
            Self::Jsonl => FailuresFormat::Jsonl,
        }
    }
}
