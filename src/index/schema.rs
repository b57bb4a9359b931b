//! The fields of an index, and how the engine indexes them.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

use crate::model::{Country, DocumentId, Response};
use crate::text::normal_form;

/// The fields whose values can be counted.
pub(crate) const FACETS: [&str; 9] = [
    "country", "session", "organ", "symbol", "cites", "language", "type", "org", "year",
];

/// The `status` of documents that can be searched.
pub(crate) const STATUS_OK: &str = "ok";

/// The second `status` of documents that could not be read in full.
pub(crate) const STATUS_PARTIAL: &str = "partial";

/// The `status` of skipped files.
pub(crate) const STATUS_SKIPPED: &str = "skipped";

/// The name of the tokenizer of running text.
pub(crate) const TERM_TOKENIZER: &str = "terms";

/// The fields of an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Terms of the text with positions.
    pub(crate) text: Field,
    /// Terms of the title with positions.
    pub(crate) title: Field,
    /// The name of the stemmer of the document's language, as a column.
    pub(crate) stemmer: Field,
    /// Identifies a document (`key`).
    pub(crate) key: Field,
    pub(crate) path: Field,
    /// The number of the archive.
    pub(crate) root: Field,
    pub(crate) status: Field,
    pub(crate) country: Field,
    /// The states that wrote the document, and the countries it mentions.
    pub(crate) author_country: Field,
    pub(crate) mentions: Field,
    pub(crate) session: Field,
    pub(crate) organ: Field,
    pub(crate) symbol: Field,
    pub(crate) cites: Field,
    /// Other numbers that the filter `symbol` matches; not counted as a facet.
    pub(crate) number: Field,
    pub(crate) language: Field,
    pub(crate) document_type: Field,
    pub(crate) org: Field,
    pub(crate) year: Field,
    /// The archive's own fields, as `NAME=VALUE` (`own_field_term`).
    pub(crate) own: Field,
    /// Recommending states and responses (`recommendation_term`).
    pub(crate) recommendation: Field,
    /// First and last day that the date can mean, as `yyyymmdd`.
    pub(crate) first_day: Field,
    pub(crate) last_day: Field,
    pub(crate) pages: Field,
    pub(crate) words: Field,
    pub(crate) size_bytes: Field,
    pub(crate) modified_ns: Field,
    /// The fingerprint of the supplied metadata.
    pub(crate) supplied: Field,
    /// The first eight bytes of the file's hash: equal for copies.
    pub(crate) hash: Field,
    /// The rest of the `Record`, as JSON.
    pub(crate) record: Field,
    /// The `DocumentSummary`, as a column.
    pub(crate) summary: Field,
    /// The `DocumentText`.
    pub(crate) flow: Field,
}

impl Fields {
    /// Builds the schema and its fields.
    pub(crate) fn with_schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let fields = Self::add_to(&mut builder);
        (builder.build(), fields)
    }

    fn add_to(builder: &mut SchemaBuilder) -> Self {
        let number = NumericOptions::default().set_fast();
        let keyword = keyword();
        let mut facet = |name| builder.add_text_field(name, keyword.clone() | FAST);
        let (path, status) = (facet("path"), facet("status"));
        let (country, session, organ) = (facet("country"), facet("session"), facet("organ"));
        let (symbol, cites, language) = (facet("symbol"), facet("cites"), facet("language"));
        let (document_type, org, year) = (facet("type"), facet("org"), facet("year"));
        let (own, recommendation) = (facet("x"), facet("recommendation"));
        Self {
            text: builder.add_text_field("text", running_text()),
            title: builder.add_text_field("title", running_text()),
            stemmer: builder.add_text_field("stemmer", TextOptions::default().set_fast("raw")),
            key: builder.add_text_field("key", keyword.clone()),
            path,
            root: builder.add_u64_field("root", number.clone().set_indexed()),
            status,
            country,
            author_country: builder.add_text_field("author_country", keyword.clone()),
            mentions: builder.add_text_field("mentions", keyword.clone()),
            session,
            organ,
            symbol,
            cites,
            number: builder.add_text_field("number", keyword),
            language,
            document_type,
            org,
            year,
            own,
            recommendation,
            first_day: builder.add_u64_field("first_day", number.clone()),
            last_day: builder.add_u64_field("last_day", number.clone()),
            pages: builder.add_u64_field("pages", number.clone()),
            words: builder.add_u64_field("words", number.clone()),
            size_bytes: builder.add_u64_field("size_bytes", number.clone()),
            modified_ns: builder.add_i64_field("modified_ns", number.clone()),
            supplied: builder.add_u64_field("supplied", number.clone()),
            hash: builder.add_u64_field("hash", number.set_indexed()),
            record: builder.add_bytes_field("record", STORED),
            summary: builder.add_bytes_field("summary", FAST),
            flow: builder.add_bytes_field("flow", STORED),
        }
    }
}

/// Running text, with positions for phrases and lengths for scores.
fn running_text() -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(TERM_TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    )
}

/// A value that is one term as it stands.
fn keyword() -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    )
}

/// The `key` of a document. No path contains a NUL.
pub(crate) fn key(id: &DocumentId) -> String {
    format!("{}\0{}", id.root, id.path)
}

/// The term of a recommendation by a state and with a response, such as `FRA noted`; `None` stands for any.
pub(crate) fn recommendation_term(by: Option<Country>, response: Option<Response>) -> String {
    let parts = [
        by.map(|state| state.to_string()),
        response.map(|response| response.to_string()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

/// The term of a value of one of the archive's own fields.
pub(crate) fn own_field_term(name: &str, value: &str) -> String {
    format!("{name}={}", normal_form(value))
}
