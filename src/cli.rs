//! The command line: what was typed, and the request it stands for.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use plenary::commands::batch::{BatchRequest, Report};
use plenary::commands::failures::{FailuresFormat, FailuresRequest};
use plenary::commands::index::IndexRequest;
use plenary::commands::inspect::{InspectFormat, InspectRequest};
use plenary::commands::quotes::QuotesRequest;
use plenary::commands::search::SearchRequest;
use plenary::commands::show::{Part, ShowRequest};
use plenary::commands::stats::{StatsFormat, StatsRequest};
use plenary::commands::teller::TypedTeller;
use plenary::commands::verify::{VerifyFormat, VerifyRequest};
use plenary::commands::{FileLimits, INDEX_FOLDER, find_index};
use plenary::query::{EVERY, Field, Grouping, Reading, Sort, TypedRequest};
use plenary::render::{Format, Paint, QuotesFormat};

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
    pub(crate) command: Command,
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

/// In `search torture -prison` the last word is none of our flags, which but for `-h` and `-V` all start with two
/// hyphens. A space before it tells the parser so; the query does not mind.
fn with_exclusions(arguments: Vec<OsString>) -> Vec<OsString> {
    if !arguments.iter().any(|argument| argument == "search") {
        return arguments;
    }
    let excludes = |argument: &OsStr| {
        let text = argument.to_string_lossy();
        text.len() > 1
            && text.starts_with('-')
            && !text.starts_with("--")
            && text != "-h"
            && text != "-V"
    };
    let spaced = |argument: OsString| {
        let mut spaced = OsString::from(if excludes(&argument) { " " } else { "" });
        spaced.push(argument);
        spaced
    };
    arguments.into_iter().map(spaced).collect()
}

/// A request of any command.
pub(crate) enum Asked {
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

impl Asked {
    /// The index it needs, and whether it writes to it.
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

    /// Whether it may take so long that a user wants to stop it and keep what is done.
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

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
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

/// How files are read, the same by `index` and by `inspect`.
#[derive(Debug, Args)]
struct FileReading {
    /// How many threads read [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    limits: Limits,
    /// Follow symbolic links
    #[arg(long)]
    follow: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Index {
    /// Folders and files to index
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    files: FileReading,
    /// Try again the files that were skipped before
    #[arg(long)]
    retry: bool,
    /// Exit with 2 if a file is skipped
    #[arg(long)]
    strict: bool,
    /// Tell what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Store words and where they stand, but no texts: documents are found, nothing of them is shown
    #[arg(long)]
    no_stored_text: bool,
    /// Commit what was read so often; 0 for each file
    #[arg(long, value_name = "SECONDS", hide = true)]
    commit_every: Option<u64>,
    /// Write one JSON object for each file read
    #[arg(long, value_name = "FILE.jsonl")]
    report: Option<PathBuf>,
    #[command(flatten)]
    teller: TellerFlags,
}

/// They win over what is read in the documents, and the index remembers them; an empty value takes one back.
#[derive(Debug, Args)]
#[command(next_help_heading = "What the archive knows (kept for later runs; '' takes it back)")]
struct TellerFlags {
    /// A table with a column path or sha256 and a column for each field; other names are searched as x.NAME:
    #[arg(
        long,
        value_name = "FILE.csv",
        value_parser = OsStringValueParser::new().map(PathBuf::from),
        value_hint = ValueHint::FilePath
    )]
    inventory: Option<PathBuf>,
    /// How paths are made, such as '{country}_{session}_{year}.txt'; * stands for what is no field
    #[arg(long, value_name = "PATTERN")]
    fields_from_path: Vec<String>,
    /// A field of every document, such as organ=GA
    #[arg(long = "set", value_name = "NAME=VALUE")]
    constants: Vec<String>,
}

impl TellerFlags {
    fn typed(self) -> TypedTeller {
        TypedTeller {
            inventory: self.inventory,
            patterns: self.fields_from_path,
            constants: self.constants,
        }
    }
}

impl Index {
    fn request(self, index: PathBuf) -> IndexRequest {
        IndexRequest {
            index,
            paths: self.paths,
            threads: self.files.threads,
            limits: self.files.limits.limits(),
            follow_links: self.files.follow,
            retry_skipped: self.retry,
            teller: self.teller.typed(),
            strict: self.strict,
            dry_run: self.dry_run,
            no_stored_text: self.no_stored_text,
            commit_every: self.commit_every.map(Duration::from_secs),
            report: self.report,
        }
    }
}

/// What reading one file may cost.
#[derive(Debug, Args)]
struct Limits {
    /// How long one file may take; then it is skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// How much memory one file may take; then it is skipped
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(64..1 << 24))]
    memory: u64,
    /// Look into files in this process: less safe, to measure what the other way costs
    #[arg(long, hide = true)]
    in_process: bool,
}

impl Limits {
    fn limits(&self) -> FileLimits {
        FileLimits {
            time: Duration::from_secs(self.timeout),
            memory_bytes: self.memory << 20,
            in_process: self.in_process,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = QUERY_HELP)]
pub(crate) struct Search {
    /// Words, "phrases" and fields; put the whole in single quotes to keep the shell's hands off
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    reading: ReadingFlags,
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
    /// Count the values of a field over all documents found (country, session, organ, year ...)
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
    teller: TellerFlags,
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

#[derive(Debug, Args)]
struct ReadingFlags {
    /// One of the words is enough
    #[arg(long)]
    any: bool,
    /// Take the whole query for one phrase
    #[arg(long)]
    phrase: bool,
    /// Case, accents and punctuation must agree too
    #[arg(long)]
    verbatim: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Filters (several values of one mean any of them)")]
struct Filters {
    /// Subject country, by name or code
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Session, such as HRC39, UPR30 or "39th session"
    #[arg(long, value_name = "SESSION")]
    session: Vec<String>,
    /// Body, such as HRC or "Human Rights Council"
    #[arg(long, value_name = "BODY")]
    organ: Vec<String>,
    /// Own symbol; * at the end stands for anything
    #[arg(long, value_name = "SYMBOL")]
    symbol: Vec<String>,
    /// Cited symbol; * at the end stands for anything
    #[arg(long, value_name = "SYMBOL")]
    cites: Vec<String>,
    /// Language of the text, by name or code
    #[arg(long, value_name = "LANGUAGE")]
    lang: Vec<String>,
    /// Type of document, such as resolution
    #[arg(long = "type", value_name = "TYPE")]
    document_type: Vec<String>,
    /// State that made a recommendation to the state under review
    #[arg(long, value_name = "COUNTRY")]
    recommendation_by: Vec<String>,
    /// What was said to a recommendation: supported, noted or open
    #[arg(long, value_name = "RESPONSE")]
    response: Vec<String>,
    /// Organisation that wrote it, or a part of its name
    #[arg(long, value_name = "NAME")]
    org: Vec<String>,
    /// Start of the path, or a pattern with * and ?
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// First day: 2018, 2018-09 or 2018-09-20
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Last day
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Filters {
    fn typed(self) -> Vec<(Field, String)> {
        let lists = [
            (Field::Country, self.country),
            (Field::Session, self.session),
            (Field::Organ, self.organ),
            (Field::Symbol, self.symbol),
            (Field::Cites, self.cites),
            (Field::Language, self.lang),
            (Field::Type, self.document_type),
            (Field::RecommendationBy, self.recommendation_by),
            (Field::Response, self.response),
            (Field::Organisation, self.org),
            (Field::Path, self.path.into_iter().collect()),
            (Field::Since, self.since.into_iter().collect()),
            (Field::Until, self.until.into_iter().collect()),
        ];
        let named = |(field, values): (Field, Vec<String>)| {
            values.into_iter().map(move |value| (field, value))
        };
        lists.into_iter().flat_map(named).collect()
    }
}

impl ReadingFlags {
    fn reading(&self) -> Reading {
        Reading {
            any: self.any,
            phrase: self.phrase,
            verbatim: self.verbatim,
        }
    }
}

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
    fn format(self) -> Format {
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

/// Colours only on a terminal, and not against <https://no-color.org>.
fn paint() -> Paint {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match io::stdout().is_terminal() && !unwanted {
        true => Paint::Colours,
        false => Paint::Plain,
    }
}

impl Search {
    fn request(self, index: Option<PathBuf>) -> SearchRequest {
        SearchRequest {
            index: index_for(index, self.fresh.as_deref()),
            fresh: self.fresh,
            teller: self.teller.typed(),
            typed: TypedRequest {
                query: self.query.join(" "),
                reading: self.reading.reading(),
                filters: self.filters.typed(),
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

/// A command that indexes first writes where `index` would write.
fn index_for(index: Option<PathBuf>, fresh: Option<&Path>) -> PathBuf {
    match fresh {
        Some(_) => Cli::index_to_write(index),
        None => Cli::index_to_read(index),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// The queries: one a line, JSON lines, or a TSV or CSV with the columns id, query and any flag; - for standard input
    #[arg(value_name = "FILE")]
    queries: PathBuf,
    #[command(flatten)]
    reading: ReadingFlags,
    /// The order of the hits: relevance, date, -date or path
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Sort,
    /// How many hits to give for each query
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many matches to give in each hit
    #[arg(long, value_name = "N", default_value_t = 3)]
    matches: usize,
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
    fn format(self) -> Format {
        match self {
            Self::Jsonl => Format::Answers,
            Self::Csv => Format::Csv,
            Self::Tsv => Format::Tsv,
            Self::Trec => Format::Trec,
        }
    }

    /// A TREC run has no place for them.
    fn shows_matches(self) -> bool {
        !matches!(self, Self::Trec)
    }
}

impl Batch {
    fn request(self, index: Option<PathBuf>) -> BatchRequest {
        BatchRequest {
            index: index_for(index, self.fresh.as_deref()),
            fresh: self.fresh,
            queries: (self.queries != Path::new("-")).then_some(self.queries),
            defaults: TypedRequest {
                query: String::new(),
                reading: self.reading.reading(),
                filters: self.filters.typed(),
                sort: self.sort,
                limit: self.limit,
                offset: 0,
                matches: if self.format.shows_matches() {
                    self.matches
                } else {
                    0
                },
                facets: Vec::new(),
                // A list of queries is compared with earlier ones path by path.
                grouping: Grouping::None,
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

#[derive(Debug, Args)]
#[command(after_help = QUOTES_HELP)]
pub(crate) struct Quotes {
    /// The draft: plain text or Markdown
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// Check quotations of at least so many words
    #[arg(long, value_name = "N", default_value_t = 3)]
    words: usize,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = QuotesShown::Text)]
    format: QuotesShown,
    /// Bring the index up to date with this folder first
    #[arg(long = "in", value_name = "FOLDER")]
    fresh: Option<PathBuf>,
}

const QUOTES_HELP: &str = "\
A quotation is exact (its words stand in a document, in a row), near (but for a few words, which are marked:
[-as quoted-]{+as it stands+}) or not found. A symbol cited beside it is checked too.
Exit codes: 0 all exact, 1 one is not, 2 an error.";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum QuotesShown {
    /// For people
    Text,
    /// One object
    Json,
    /// One row a quotation
    Csv,
}

impl Quotes {
    fn request(self, index: Option<PathBuf>) -> QuotesRequest {
        QuotesRequest {
            index: index_for(index, self.fresh.as_deref()),
            fresh: self.fresh,
            draft: self.draft,
            least_words: self.words,
            format: match self.format {
                QuotesShown::Text => QuotesFormat::Text(paint()),
                QuotesShown::Json => QuotesFormat::Json,
                QuotesShown::Csv => QuotesFormat::Csv,
            },
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Files and folders to look at
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    files: FileReading,
    /// How to show it
    #[arg(long, value_enum, default_value_t = InspectShown::Text)]
    format: InspectShown,
    #[command(flatten)]
    teller: TellerFlags,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum InspectShown {
    /// For people
    Text,
    /// One object a file
    Jsonl,
}

impl Inspect {
    fn request(self) -> InspectRequest {
        InspectRequest {
            paths: self.paths,
            threads: self.files.threads,
            limits: self.files.limits.limits(),
            follow_links: self.files.follow,
            teller: self.teller.typed(),
            format: match self.format {
                InspectShown::Text => InspectFormat::Text,
                InspectShown::Jsonl => InspectFormat::Jsonl,
            },
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A path, the end of one, a symbol, or the first digits of a hash
    #[arg(value_name = "DOC")]
    document: String,
    /// Only this page
    #[arg(long, value_name = "N", group = "part")]
    page: Option<u32>,
    /// Only where each value was read: source, page, words and confidence
    #[arg(long, group = "part")]
    why: bool,
    /// Only the recommendations of a review: number, response, states, page and wording
    #[arg(long, group = "part")]
    recommendations: bool,
}

impl Show {
    fn request(self, index: PathBuf) -> ShowRequest {
        ShowRequest {
            index,
            document: self.document,
            part: match (self.page, self.why, self.recommendations) {
                (Some(page), _, _) => Part::Page(page),
                (None, true, _) => Part::Why,
                (None, false, true) => Part::Recommendations,
                (None, false, false) => Part::All,
            },
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing differs, 1 something differs, 2 an error.")]
pub(crate) struct Verify {
    /// How many threads read [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Write the recorded hashes of all files, to be checked with `sha256sum -c`
    #[arg(long, value_name = "FILE")]
    sealed: Option<PathBuf>,
    /// How to show what differs
    #[arg(long, value_enum, default_value_t = VerifyShown::Text)]
    format: VerifyShown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum VerifyShown {
    /// For people
    Text,
    /// One object a file that differs
    Jsonl,
}

impl Verify {
    fn request(self, index: PathBuf) -> VerifyRequest {
        VerifyRequest {
            index,
            threads: self.threads,
            sealed: self.sealed,
            format: match self.format {
                VerifyShown::Text => VerifyFormat::Text,
                VerifyShown::Jsonl => VerifyFormat::Jsonl,
            },
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StatsShown {
    /// For people
    Text,
    /// One object
    Json,
}

impl StatsShown {
    fn format(self) -> StatsFormat {
        match self {
            Self::Text => StatsFormat::Text,
            Self::Json => StatsFormat::Json,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FailuresShown {
    /// For people
    Text,
    /// One object a file
    Jsonl,
}

impl FailuresShown {
    fn format(self) -> FailuresFormat {
        match self {
            Self::Text => FailuresFormat::Text,
            Self::Jsonl => FailuresFormat::Jsonl,
        }
    }
}
