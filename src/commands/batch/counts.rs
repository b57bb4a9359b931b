//! How many queries came to what?

use serde::{Deserialize, Serialize};

use crate::commands::ExitStatus;

/// The counts of a run.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct BatchCounts {
    /// Queries seen.
    pub(super) queries: u64,
    /// Those that found something; when comparing, those whose answer changed.
    pub(super) ok: u64,
    /// Those that could not be answered.
    pub(super) errors: u64,
}

impl BatchCounts {
    /// Those that found nothing.
    pub(super) fn none(&self) -> u64 {
        self.queries - self.ok - self.errors
    }

    pub(super) fn line(&self, comparing: bool) -> String {
        let (ok, none) = match comparing {
            true => ("changed", "the same"),
            false => ("found something", "nothing"),
        };
        format!(
            "{}: {} {ok}, {} {none}, {} could not be answered",
            queries(self.queries),
            self.ok,
            self.none(),
            self.errors
        )
    }

    pub(super) fn verdict(&self) -> ExitStatus {
        match self.errors {
            0 => ExitStatus::of(self.ok > 0),
            _ => ExitStatus::Incomplete,
        }
    }
}

pub(super) fn queries(count: u64) -> String {
    match count {
        1 => "1 query".to_owned(),
        _ => format!("{count} queries"),
    }
}
