//! `plenary stats` and `plenary failures`, which take a format alone.

use clap::ValueEnum;
use plenary::commands::failures::FailuresFormat;
use plenary::commands::stats::StatsFormat;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum StatsShown {
    /// For people
    Text,
    /// One object
    Json,
}

impl StatsShown {
    pub(super) fn format(self) -> StatsFormat {
        match self {
            Self::Text => StatsFormat::Text,
            Self::Json => StatsFormat::Json,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailuresShown {
    /// For people
    Text,
    /// One object a file
    Jsonl,
}

impl FailuresShown {
    pub(super) fn format(self) -> FailuresFormat {
        match self {
            Self::Text => FailuresFormat::Text,
            Self::Jsonl => FailuresFormat::Jsonl,
        }
    }
}
