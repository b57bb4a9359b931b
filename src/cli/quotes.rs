//! Arguments of `plenary quotes`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plenary::commands::quotes::QuotesRequest;
use plenary::render::QuotesFormat;

use super::index_folder::index_for;
use super::terminal::paint;

#[derive(Debug, Args)]
#[command(after_help = QUOTES_HELP)]
pub(super) struct QuotesArgs {
    /// The draft: plain text or Markdown
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// Check quotations of at least so many words
    #[arg(long, value_name = "N", default_value_t = 3)]
    words: usize,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = QuotesFormatFlag::Text)]
    format: QuotesFormatFlag,
    /// Bring the index up to date with this folder first
    #[arg(long = "in", value_name = "FOLDER")]
    fresh: Option<PathBuf>,
}

const QUOTES_HELP: &str = "\
A quotation is exact (its words stand in a document, in a row), near (but for a few words, which are marked:
[-as quoted-]{+as it stands+}) or not found. A symbol cited beside it is checked too.
Exit codes: 0 all exact, 1 one is not, 2 an error.";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum QuotesFormatFlag {
    /// For people
    Text,
    /// One object
    Json,
    /// One row a quotation
    Csv,
}

impl QuotesArgs {
    pub(super) fn request(self, index: Option<PathBuf>) -> QuotesRequest {
        QuotesRequest {
            index: index_for(index, self.fresh.as_deref()),
            fresh: self.fresh,
            draft: self.draft,
            min_words: self.words,
            format: match self.format {
                QuotesFormatFlag::Text => QuotesFormat::Text(paint()),
                QuotesFormatFlag::Json => QuotesFormat::Json,
                QuotesFormatFlag::Csv => QuotesFormat::Csv,
            },
        }
    }
}
