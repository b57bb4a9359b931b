//! Arguments of `plenary batch`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use plenary::commands::batch::{BatchRequest, Report};
use plenary::query::{Grouping, Sort, TypedRequest};
use plenary::render::Format;

use super::filters::{Filters, ParseFlags};
use super::index_folder::index_for;
use super::metadata_source::MetadataSourceFlags;

#[derive(Debug, Args)]
pub(super) struct BatchArgs {
    /// The queries: one a line, JSON lines, or a TSV or CSV with the columns id, query and any flag; - for standard input
    #[arg(value_name = "FILE")]
    queries: PathBuf,
    #[command(flatten)]
    parsing: ParseFlags,
    /// The order of the hits: relevance, date, -date or path
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Sort,
    /// How many hits to give for each query
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many matches to give in each hit
    #[arg(long, value_name = "N", default_value_t = 3)]
    matches: usize,
    /// Give every file, also those with the same bytes as another
    #[arg(long)]
    all_copies: bool,
    /// How to write the answers
    #[arg(long, value_enum, default_value_t = BatchFormat::Jsonl)]
    format: BatchFormat,
    /// One row a query: how many documents match, and from when to when
    #[arg(long, conflicts_with_all = ["diff", "matches"])]
    summary: bool,
    /// Only what is new, gone or changed since an earlier run with --format jsonl
    #[arg(long, value_name = "OLD.jsonl")]
    diff: Option<PathBuf>,
    /// Write to a file, which appears when all is answered
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Go on with the output of a run that was interrupted
    #[arg(long, requires = "output")]
    resume: bool,
    /// Record version, index, queries, options, time and counts in a file
    #[arg(long, value_name = "FILE.json")]
    manifest: Option<PathBuf>,
    /// How many queries to answer at a time [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Stop at the first query that cannot be answered
    #[arg(long)]
    fail_fast: bool,
    /// Only name the queries that cannot be read
    #[arg(long)]
    check: bool,
    /// Bring the index up to date with this folder first
    #[arg(long = "in", value_name = "FOLDER")]
    fresh: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    metadata_source: MetadataSourceFlags,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum BatchFormat {
    /// One object a query, as `search --format json` writes it
    Jsonl,
    /// One row a match, with commas
    Csv,
    /// One row a match, with tabs
    Tsv,
    /// A TREC run
    Trec,
}

impl BatchFormat {
    pub(super) fn format(self) -> Format {
        match self {
            Self::Jsonl => Format::Answers,
            Self::Csv => Format::Csv,
            Self::Tsv => Format::Tsv,
            Self::Trec => Format::Trec,
        }
    }

    /// Returns whether the format has matches; a TREC run does not.
    fn shows_matches(self) -> bool {
        !matches!(self, Self::Trec)
    }
}

impl BatchArgs {
    pub(super) fn request(self, index: Option<PathBuf>) -> BatchRequest {
        BatchRequest {
            index: index_for(index, self.fresh.as_deref()),
            fresh: self.fresh,
            metadata_source: self.metadata_source.typed(),
            queries: (self.queries != Path::new("-")).then_some(self.queries),
            defaults: TypedRequest {
                query: String::new(),
                options: self.parsing.options(),
                excluded: self.filters.excluded(),
                filters: self.filters.typed(),
                own: Vec::new(),
                sort: self.sort,
                limit: self.limit,
                offset: 0,
                matches: if self.format.shows_matches() {
                    self.matches
                } else {
                    0
                },
                facets: Vec::new(),
                grouping: match self.all_copies {
                    true => Grouping::None,
                    false => Grouping::Copies,
                },
            },
            report: match self.diff {
                Some(earlier) => Report::Changes(earlier),
                None if self.summary => Report::Overview,
                None => Report::Answers,
            },
            format: self.format.format(),
            threads: self.threads,
            output: self.output,
            manifest: self.manifest,
            resume: self.resume,
            fail_fast: self.fail_fast,
            check: self.check,
        }
    }
}
