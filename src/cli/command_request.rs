//! The request of any command.

use std::path::Path;

use clap_complete::Shell;
use plenary::commands::batch::BatchRequest;
use plenary::commands::failures::FailuresRequest;
use plenary::commands::index::IndexRequest;
use plenary::commands::inspect::InspectRequest;
use plenary::commands::quotes::QuotesRequest;
use plenary::commands::search::SearchRequest;
use plenary::commands::show::ShowRequest;
use plenary::commands::stats::StatsRequest;
use plenary::commands::verify::VerifyRequest;

/// The request of a command.
pub(crate) enum CommandRequest {
    Index(IndexRequest),
    Search(SearchRequest),
    Batch(BatchRequest),
    Quotes(QuotesRequest),
    Inspect(InspectRequest),
    Show(ShowRequest),
    Stats(StatsRequest),
    Failures(FailuresRequest),
    Verify(VerifyRequest),
    Completions(Shell),
    Worker { memory_bytes: u64 },
}

impl CommandRequest {
    /// Returns the index it uses, and whether it writes to it.
    pub(crate) fn index(&self) -> Option<(&Path, bool)> {
        Some(match self {
            Self::Index(request) => (&request.index, true),
            Self::Search(request) => (&request.index, request.fresh.is_some()),
            Self::Batch(request) => (&request.index, request.fresh.is_some()),
            Self::Quotes(request) => (&request.index, request.fresh.is_some()),
            Self::Show(request) => (&request.index, false),
            Self::Stats(request) => (&request.index, false),
            Self::Failures(request) => (&request.index, false),
            Self::Verify(request) => (&request.index, false),
            Self::Inspect(_) | Self::Completions(_) | Self::Worker { .. } => return None,
        })
    }

    /// Returns whether it can run long, so that Ctrl-C should end it cleanly.
    pub(crate) fn runs_long(&self) -> bool {
        match self {
            Self::Index(_) | Self::Batch(_) | Self::Inspect(_) | Self::Verify(_) => true,
            Self::Search(request) => request.fresh.is_some(),
            Self::Quotes(request) => request.fresh.is_some(),
            Self::Show(_) | Self::Stats(_) | Self::Failures(_) | Self::Completions(_) => false,
            Self::Worker { .. } => false,
        }
    }
}
