//! Counts the queries of a batch by outcome.

use serde::{Deserialize, Serialize};

use crate::commands::ExitStatus;

/// The number of queries by outcome.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct BatchCounts {
    /// All queries.
    pub(super) queries: u64,
    /// Queries with hits; in comparisons, queries whose answer changed.
    pub(super) ok: u64,
    /// Queries that could not be answered.
    pub(super) errors: u64,
}

impl BatchCounts {
    /// Returns the number of queries without hits.
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
