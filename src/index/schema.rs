//! What the engine keeps of each document: its fields, and how they are indexed.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;

use super::frequent_phrases::FrequentPhrases;
use super::inflections::Inflections;
use super::packing::{Packing, pack_record};
use super::record::Record;
use super::stored::{Card, marks_to_bytes};
use super::words::{WordTokenizer, Words, stemmer_name};
use crate::layout::Flow;
use crate::model::{Country, DocumentId, Recommendation, Response};
use crate::text::normal_form;

/// The fields whose values can be counted.
pub(super) const FACETS: [&str; 9] = [
    "country", "session", "organ", "symbol", "cites", "language", "type", "org", "year",
];

/// The value of `status` for documents that can be searched.
pub(super) const STATUS_OK: &str = "ok";

/// A second value of `status` for documents that could not be read in full.
pub(super) const STATUS_PARTIAL: &str = "partial";

/// The value of `status` for files that were skipped.
pub(super) const STATUS_SKIPPED: &str = "skipped";

/// The root of documents that are no files of an archive.
pub(super) const NO_ROOT: u64 = u64::MAX;

/// The hash of documents that are no files.
pub(super) const NO_HASH: u64 = 0;

const WORDS: &str = "words";

/// The fields of words and of frequent phrases of them.
pub(super) const TEXT: &str = "text";
pub(super) const PHRASES: &str = "phrases";

/// The fields of an index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Words in normal form with positions.
    pub(super) text: Field,
    /// Frequent phrases of the text (`frequent_phrases`), with how often each stands there.
    pub(super) phrases: Field,
    /// Words of the title, with positions.
    pub(super) title: Field,
    /// The words of each stem (`inflections`).
    pub(super) inflections: Field,
    /// The name of the stemmer of a document's language.
    pub(super) stemmer: Field,
    /// Identifies a document: root and path.
    pub(super) key: Field,
    pub(super) path: Field,
    pub(super) root: Field,
    pub(super) status: Field,
    pub(super) country: Field,
    /// The states a document is by, and the countries it mentions.
    pub(super) author_country: Field,
    pub(super) mentions: Field,
    pub(super) session: Field,
    pub(super) organ: Field,
    pub(super) symbol: Field,
    pub(super) cites: Field,
    /// Numbers that `symbol` finds too, and that nobody counts.
    pub(super) number: Field,
    pub(super) language: Field,
    pub(super) document_type: Field,
    pub(super) org: Field,
    pub(super) year: Field,
    /// The archive's own fields, as `NAME=VALUE`.
    pub(super) own: Field,
    /// Who made recommendations, and what was said to them: `FRA`, `noted`, `FRA noted`.
    pub(super) recommendation: Field,
    /// First and last day the date can mean, as `yyyymmdd`.
    pub(super) first_day: Field,
    pub(super) last_day: Field,
    pub(super) pages: Field,
    pub(super) words: Field,
    pub(super) size_bytes: Field,
    pub(super) modified_ns: Field,
    /// The fingerprint of what the archive tells of the document.
    pub(super) told: Field,
    /// The first eight bytes of the hash, which tell copies; the card has all of it.
    pub(super) hash: Field,
    /// Everything known of the file but its text and what the card has, as packed JSON.
    pub(super) record: Field,
    /// What a hit shows (`stored::Card`).
    pub(super) card: Field,
    /// The flow's text (`packing`).
    pub(super) flow_text: Field,
    /// The rest of the flow (`stored`).
    pub(super) flow_marks: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(super) fn with_schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let fields = Self::add_to(&mut builder);
        (builder.build(), fields)
    }

    fn add_to(builder: &mut SchemaBuilder) -> Self {
        let with_positions = words(IndexRecordOption::WithFreqsAndPositions, true);
        let phrases = words(IndexRecordOption::WithFreqs, false);
        let inflections = words(IndexRecordOption::Basic, false);
        let number = NumericOptions::default().set_fast();
        let whole = whole();
        let mut keyword = |name| builder.add_text_field(name, whole.clone() | FAST);
        let (path, status) = (keyword("path"), keyword("status"));
        let (country, session, organ) = (keyword("country"), keyword("session"), keyword("organ"));
        let (symbol, cites, language) = (keyword("symbol"), keyword("cites"), keyword("language"));
        let (document_type, org, year) = (keyword("type"), keyword("org"), keyword("year"));
        let (own, recommendation) = (keyword("x"), keyword("recommendation"));
        Self {
            text: builder.add_text_field(TEXT, with_positions.clone()),
            phrases: builder.add_text_field(PHRASES, phrases),
            title: builder.add_text_field("title", with_positions),
            inflections: builder.add_text_field("inflections", inflections),
            stemmer: builder.add_text_field("stemmer", TextOptions::default().set_fast("raw")),
            key: builder.add_text_field("key", whole.clone()),
            path,
            root: builder.add_u64_field("root", number.clone().set_indexed()),
            status,
            country,
            author_country: builder.add_text_field("author_country", whole.clone()),
            mentions: builder.add_text_field("mentions", whole.clone()),
            session,
            organ,
            symbol,
            cites,
            number: builder.add_text_field("number", whole),
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
            told: builder.add_u64_field("told", number.clone()),
            hash: builder.add_u64_field("hash", number.set_indexed()),
            record: builder.add_bytes_field("record", STORED),
            card: builder.add_bytes_field("card", FAST),
            flow_text: builder.add_bytes_field("flow_text", STORED),
            flow_marks: builder.add_bytes_field("flow_marks", STORED),
        }
    }

    /// What the engine is given of a document, or of a skipped file if there is no flow; without its text if there is no
    /// packing.
    pub(super) fn document(
        &self,
        id: &DocumentId,
        record: &mut Record,
        flow: Option<&Flow>,
        packing: Option<&Packing>,
        inflections: &Inflections,
    ) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        self.add_file(&mut document, id, record);
        if let Some(flow) = flow {
            self.add_metadata(&mut document, record);
            let phrases = packing.map(Packing::phrases);
            let words = self.add_text(&mut document, record, flow, inflections, phrases);
            if let Some(packing) = packing {
                document.add_bytes(self.flow_text, &packing.pack(&flow.text, &words.written));
                document.add_bytes(self.flow_marks, &marks_to_bytes(flow, words.starts));
            }
        }
        document
    }

    /// A document that is no file and holds `inflections`. It has what each file has: columns without gaps are smaller and
    /// quicker.
    pub(super) fn of_inflections(&self, entries: &str) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.inflections, entries);
        document.add_u64(self.root, NO_ROOT);
        for column in [self.path, self.status] {
            document.add_text(column, "");
        }
        for column in [self.size_bytes, self.pages, self.told, self.words] {
            document.add_u64(column, 0);
        }
        document.add_u64(self.hash, NO_HASH);
        document.add_i64(self.modified_ns, 0);
        document
    }

    fn add_file(&self, document: &mut TantivyDocument, id: &DocumentId, record: &mut Record) {
        let status = if record.skip.is_some() {
            STATUS_SKIPPED
        } else {
            STATUS_OK
        };
        document.add_text(self.key, key(id));
        document.add_text(self.path, &id.path);
        document.add_u64(self.root, u64::from(id.root));
        document.add_text(self.status, status);
        if !record.partial.is_empty() {
            document.add_text(self.status, STATUS_PARTIAL);
        }
        document.add_u64(self.size_bytes, record.size_bytes);
        document.add_i64(self.modified_ns, record.modified_ns);
        document.add_u64(self.pages, u64::from(record.pages));
        document.add_u64(self.told, record.told);
        let card = Card::of(record);
        if let Some(hash) = card.short_hash() {
            document.add_u64(self.hash, hash);
        }
        document.add_bytes(self.card, &card.to_bytes());
        document.add_bytes(self.record, &pack_record(&record.json_beside_card()));
    }

    fn add_metadata(&self, document: &mut TantivyDocument, record: &Record) {
        let metadata = &record.metadata;
        let mut add = |field, value: &str| document.add_text(field, value);
        metadata
            .country
            .iter()
            .for_each(|found| add(self.country, found.value.alpha3()));
        metadata
            .author_country
            .iter()
            .for_each(|found| add(self.author_country, found.value.alpha3()));
        metadata
            .mentions
            .iter()
            .for_each(|found| add(self.mentions, found.value.alpha3()));
        metadata
            .session
            .iter()
            .for_each(|found| add(self.session, &found.value.to_string()));
        metadata
            .organ
            .iter()
            .for_each(|found| add(self.organ, found.value.code()));
        metadata
            .symbol
            .iter()
            .for_each(|found| add(self.symbol, found.value.as_str()));
        metadata
            .number
            .iter()
            .for_each(|found| add(self.number, &found.value));
        metadata
            .cites
            .iter()
            .for_each(|cited| add(self.cites, cited.as_str()));
        metadata
            .languages()
            .iter()
            .for_each(|language| add(self.language, language.code()));
        metadata
            .document_type
            .iter()
            .for_each(|found| add(self.document_type, found.value.code()));
        metadata
            .organisation
            .iter()
            .for_each(|found| add(self.org, &found.value));
        for (name, values) in &metadata.own {
            values
                .iter()
                .for_each(|found| add(self.own, &own_key(name, &found.value)));
        }
        for key in recommendation_keys(&metadata.recommendations) {
            add(self.recommendation, &key);
        }
        if let Some(date) = &metadata.date {
            add(self.year, &format!("{:04}", date.value.parts().0));
            document.add_u64(self.first_day, u64::from(date.value.first_day()));
            document.add_u64(self.last_day, u64::from(date.value.last_day()));
        }
    }

    /// Adds the words.
    fn add_text(
        &self,
        document: &mut TantivyDocument,
        record: &Record,
        flow: &Flow,
        inflections: &Inflections,
        phrases: Option<&FrequentPhrases>,
    ) -> Words {
        let language = record.metadata.language.as_ref().map(|found| &found.value);
        let title = record
            .metadata
            .title
            .as_ref()
            .map_or("", |found| &found.value);
        let inflections = inflections.of(language);
        document.add_text(self.stemmer, stemmer_name(language));
        let words = Words::of_flow(flow, &inflections, phrases);
        document.add_text(self.text, &words.text);
        if !words.phrases.is_empty() {
            document.add_text(self.phrases, &words.phrases);
        }
        document.add_u64(self.words, words.written.len() as u64);
        let of_title = Words::of(title, &[], &inflections, None);
        document.add_text(self.title, &of_title.text);
        words
    }
}

/// A text taken apart into its words, with or without how many those are, which scores ask for.
fn words(record: IndexRecordOption, with_length: bool) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(WORDS)
            .set_index_option(record)
            .set_fieldnorms(with_length),
    )
}

/// A text as it is.
fn whole() -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    )
}

/// The tokenizers the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(WORDS, WordTokenizer::default());
    tokenizers
}

/// What a report's recommendations are found by, each once.
fn recommendation_keys(recommendations: &[Recommendation]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for recommendation in recommendations {
        let by = || {
            recommendation
                .by
                .iter()
                .map(|state| Some(*state))
                .chain([None])
        };
        for said in [None, recommendation.response] {
            keys.extend(by().map(|state| recommendation_key(state, said)));
        }
    }
    keys.remove("");
    keys
}

/// A recommendation by this state and with this response, of any where there is none.
pub(super) fn recommendation_key(by: Option<Country>, response: Option<Response>) -> String {
    let parts = [
        by.map(|state| state.to_string()),
        response.map(|said| said.to_string()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

/// A value of one of the archive's own fields as it is indexed: in normal form.
pub(super) fn own_key(name: &str, value: &str) -> String {
    format!("{name}={}", normal_form(value))
}

/// The value of `key` for a document: no path holds a NUL.
pub(super) fn key(id: &DocumentId) -> String {
    format!("{}\0{}", id.root, id.path)
}
