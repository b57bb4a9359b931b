//! Arguments of `plenary search`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plenary::commands::search::SearchRequest;
use plenary::query::{EVERY, Grouping, Sort, TypedRequest};
use plenary::render::Format;

use super::filters::{Filters, ParseFlags};
use super::index_folder::index_for;
use super::metadata_source::MetadataSourceFlags;
use super::terminal::paint;

#[derive(Debug, Args)]
#[command(after_help = QUERY_HELP)]
pub(super) struct SearchArgs {
    /// Words, "phrases" and fields; put the whole in single quotes to keep the shell's hands off
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    parsing: ParseFlags,
    /// The order of the hits: relevance, date, -date or path
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Sort,
    /// How many hits to show, or all [default: 10; all with --matches all]
    #[arg(long, value_name = "N", value_parser = number_or_all)]
    limit: Option<usize>,
    /// How many hits to leave out before the first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// How many matches to show in each hit, or all, each by itself
    #[arg(long, value_name = "N", default_value = "3", value_parser = number_or_all)]
    matches: usize,
    /// Show every file, also those with the same bytes as another
    #[arg(long)]
    all_copies: bool,
    /// Show one hit for all language versions of a document
    #[arg(long, conflicts_with = "all_copies")]
    group_versions: bool,
    /// Say how the query was understood, and what each hit's score is made of
    #[arg(long)]
    explain: bool,
    /// Count the values of a field over all documents found (country, session, organ, year, x.NAME ...)
    #[arg(long, value_name = "FIELD")]
    facet: Vec<String>,
    /// How to show the hits
    #[arg(long, value_enum, default_value_t = SearchFormat::Text)]
    format: SearchFormat,
    /// Bring the index up to date with this folder first
    #[arg(long = "in", value_name = "FOLDER")]
    fresh: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    metadata_source: MetadataSourceFlags,
}

fn number_or_all(typed: &str) -> Result<usize, String> {
    match typed {
        "all" => Ok(EVERY),
        _ => typed
            .parse()
            .map_err(|_| "write a number, or all".to_owned()),
    }
}

const QUERY_HELP: &str = "\
Queries:
  torture prison           documents with both words, in any form
  '\"rule of law\"'          these words in a row
  '\"law society\"~5'        near each other, at most five words between
  'torture OR prison'      either; -word leaves out; ( ) groups
  prosecut*  tortur~1      any ending; one typing error
  country:kenya  session:HRC39  session:HRC36..HRC39  symbol:A/HRC/39/*  cites:A/HRC/39/14
  organ:CEDAW  lang:fr  type:resolution  date:2018-09..2018-12  path:2018/  title:outcome
  cycle:3                  the third cycle of the Universal Periodic Review (UPR27 to UPR40)
  recommendation-by:FRA response:noted   reports of reviews by what was recommended and the reply
  x.donor:\"Some Fund\"      a field of the archive's own (index --inventory)";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SearchFormat {
    /// For people
    Text,
    /// One object with the whole answer
    Json,
    /// One object a hit
    Jsonl,
    /// One row a match, with commas
    Csv,
    /// One row a match, with tabs
    Tsv,
    /// Citations, one a line
    Cite,
}

impl SearchFormat {
    pub(super) fn format(self) -> Format {
        match self {
            Self::Text => Format::Text(paint()),
            Self::Json => Format::Answers,
            Self::Jsonl => Format::Hits,
            Self::Csv => Format::Csv,
            Self::Tsv => Format::Tsv,
            Self::Cite => Format::Citations,
        }
    }
}

impl SearchArgs {
    pub(super) fn request(self, index: Option<PathBuf>) -> SearchRequest {
        SearchRequest {
            index: index_for(index, self.fresh.as_deref()),
            fresh: self.fresh,
            metadata_source: self.metadata_source.typed(),
            typed: TypedRequest {
                query: self.query.join(" "),
                options: self.parsing.options(),
                excluded: self.filters.excluded(),
                filters: self.filters.typed(),
                own: Vec::new(),
                sort: self.sort,
                limit: self.limit.unwrap_or(match self.matches {
                    EVERY => EVERY,
                    _ => 10,
                }),
                offset: self.offset,
                matches: self.matches,
                facets: self.facet,
                grouping: match (self.all_copies, self.group_versions) {
                    (true, _) => Grouping::None,
                    (_, true) => Grouping::Symbol,
                    _ => Grouping::Copies,
                },
            },
            format: self.format.format(),
            explain: self.explain,
        }
    }
}
