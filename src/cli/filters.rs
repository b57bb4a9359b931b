//! Flags for parsing and filtering queries, shared by `search` and `batch`.

use clap::Args;
use plenary::query::{Field, ParseOptions};

#[derive(Debug, Args)]
pub(super) struct ParseFlags {
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

impl ParseFlags {
    pub(super) fn options(&self) -> ParseOptions {
        ParseOptions {
            any: self.any,
            phrase: self.phrase,
            verbatim: self.verbatim,
        }
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Filters (several values of one mean any of them)")]
pub(super) struct Filters {
    /// Subject country, by name or code
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// State it is by: that reports, writes, proposes or speaks
    #[arg(long, value_name = "COUNTRY")]
    author_country: Vec<String>,
    /// Country that its opening otherwise names
    #[arg(long, value_name = "COUNTRY")]
    mentions: Vec<String>,
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
    /// Leave out what has this value of a field, such as country:kenya or type:speech
    #[arg(long, value_name = "FIELD:VALUE")]
    not: Vec<String>,
    /// First day: 2018, 2018-09 or 2018-09-20
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Last day
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Filters {
    /// Returns the exclusions.
    pub(super) fn excluded(&self) -> Vec<String> {
        self.not.clone()
    }

    pub(super) fn typed(self) -> Vec<(Field, String)> {
        let lists = [
            (Field::Country, self.country),
            (Field::AuthorCountry, self.author_country),
            (Field::Mentions, self.mentions),
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
