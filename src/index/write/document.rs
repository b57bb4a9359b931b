//! Prepares documents for the engine, in the threads that read them.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;
use tantivy::schema::Field;

use super::options::{Fate, Summary};
use super::plan::Scope;
use super::supplied::SuppliedSources;
use crate::index::analysis::stem_dictionary::StemRecorder;
use crate::index::analysis::stems::stemmer_name;
use crate::index::analysis::terms::IndexedText;
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::index::schema::{
    Fields, STATUS_OK, STATUS_PARTIAL, STATUS_SKIPPED, key, own_field_term, recommendation_term,
};
use crate::index::storage::folder::TextStorage;
use crate::index::storage::record::Record;
use crate::index::storage::text::DocumentText;
use crate::ingest::{Outcome, Reading};
use crate::layout::Flow;
use crate::model::{DocumentId, Inferred, Recommendation, Sha256, SkipReason};

/// A document that is ready for the engine.
pub(crate) struct PreparedDocument {
    pub(crate) id: DocumentId,
    pub(crate) record: Record,
    pub(crate) document: TantivyDocument,
    pub(crate) text_bytes: usize,
    /// Whether only the time of its file is new.
    unchanged: bool,
}

impl PreparedDocument {
    /// Prepares what was read of a file, with the metadata that the archive supplies.
    ///
    /// # Errors
    /// When the file is unchanged, and its document cannot be read from the index.
    pub(crate) fn from_reading(
        reading: Reading,
        scope: &Scope,
        sources: &SuppliedSources,
        index: &Index,
        stems: &StemRecorder,
    ) -> Result<Self, IndexError> {
        let supplied = scope.supplied(sources, &reading.file.path, sha256_of(&reading));
        let id = scope.id(&reading.file.path);
        let modified_ns = reading.file.modified_ns;
        let read = Record::from_reading(reading);
        let unchanged = read.is_none();
        let (record, flow) = match read {
            Some((mut record, flow)) => {
                record.overrule(&supplied);
                if index.folder.text_storage == TextStorage::LeftOut {
                    record.metadata.leave_out_texts();
                }
                (record, flow)
            }
            None => index.stored_at(&id, modified_ns)?,
        };
        let prepared = Self::new(id, record, flow, index, stems);
        Ok(Self {
            unchanged,
            ..prepared
        })
    }

    /// Prepares a document; a skipped file has no flow.
    pub(crate) fn new(
        id: DocumentId,
        mut record: Record,
        flow: Option<Flow>,
        index: &Index,
        stems: &StemRecorder,
    ) -> Self {
        let mut builder = DocumentBuilder {
            fields: &index.fields,
            document: TantivyDocument::default(),
        };
        builder.add_file(&id, &mut record);
        if let Some(flow) = &flow {
            builder.add_metadata(&record);
            builder.add_text(&record, flow, index.folder.text_storage, stems);
        }
        Self {
            document: builder.document,
            text_bytes: flow.map_or(0, |flow| flow.text.len()),
            unchanged: false,
            id,
            record,
        }
    }

    pub(crate) fn is_unreadable(&self) -> bool {
        let skip = self.record.skip.as_ref();
        skip.is_some_and(|skip| skip.reason == SkipReason::Unreadable)
    }

    pub(crate) fn fate(&self) -> Fate {
        match self.record.skip {
            Some(_) => Fate::Skipped,
            None if self.unchanged => Fate::Unchanged,
            None => Fate::Indexed,
        }
    }

    /// Counts the document in the summary of the run.
    pub(crate) fn count(&self, summary: &mut Summary) {
        match &self.record.skip {
            Some(skip) => *summary.skipped.entry(skip.reason).or_default() += 1,
            None if self.unchanged => summary.unchanged += 1,
            None => {
                summary.indexed += 1;
                summary.pages += u64::from(self.record.pages);
            }
        }
    }
}

fn sha256_of(reading: &Reading) -> Option<Sha256> {
    match &reading.outcome {
        Outcome::Read(document) => Some(document.sha256),
        Outcome::Unchanged(sha256) => Some(*sha256),
        Outcome::Skipped(sha256, _) => *sha256,
    }
}

/// Builds a document of the engine.
struct DocumentBuilder<'a> {
    fields: &'a Fields,
    document: TantivyDocument,
}

impl DocumentBuilder<'_> {
    fn add_file(&mut self, id: &DocumentId, record: &mut Record) {
        let (fields, document) = (self.fields, &mut self.document);
        let status = match record.skip {
            Some(_) => STATUS_SKIPPED,
            None => STATUS_OK,
        };
        document.add_text(fields.key, key(id));
        document.add_text(fields.path, &id.path);
        document.add_u64(fields.root, u64::from(id.root));
        document.add_text(fields.status, status);
        if !record.partial.is_empty() {
            document.add_text(fields.status, STATUS_PARTIAL);
        }
        document.add_u64(fields.size_bytes, record.size_bytes);
        document.add_i64(fields.modified_ns, record.modified_ns);
        document.add_u64(fields.pages, u64::from(record.pages));
        document.add_u64(fields.supplied, record.supplied);
        let summary = record.summary();
        if let Some(hash) = summary.short_hash() {
            document.add_u64(fields.hash, hash);
        }
        document.add_bytes(fields.summary, &summary.to_bytes());
        document.add_bytes(fields.record, &record.serialize());
    }

    fn add_metadata(&mut self, record: &Record) {
        let (fields, metadata) = (self.fields, &record.metadata);
        self.add_all(fields.country, &metadata.country, |country| {
            country.alpha3()
        });
        self.add_all(fields.author_country, &metadata.author_country, |country| {
            country.alpha3()
        });
        self.add_all(fields.mentions, &metadata.mentions, |country| {
            country.alpha3()
        });
        self.add_all(fields.session, &metadata.session, ToString::to_string);
        self.add_all(fields.organ, &metadata.organ, |organ| organ.code());
        self.add_all(fields.symbol, &metadata.symbol, |symbol| {
            symbol.as_str().to_owned()
        });
        self.add_all(fields.number, &metadata.number, Clone::clone);
        self.add_all(fields.document_type, &metadata.document_type, |kind| {
            kind.code()
        });
        self.add_all(fields.org, &metadata.organisation, Clone::clone);
        for symbol in &metadata.cites {
            self.document.add_text(fields.cites, symbol.as_str());
        }
        for language in metadata.languages() {
            self.document.add_text(fields.language, language.code());
        }
        for (name, values) in &metadata.own {
            self.add_all(fields.own, values, |value| own_field_term(name, value));
        }
        for term in recommendation_terms(&metadata.recommendations) {
            self.document.add_text(fields.recommendation, &term);
        }
        if let Some(date) = &metadata.date {
            let year = format!("{:04}", date.value.parts().0);
            self.document.add_text(fields.year, year);
            let (first, last) = (date.value.first_day(), date.value.last_day());
            self.document.add_u64(fields.first_day, u64::from(first));
            self.document.add_u64(fields.last_day, u64::from(last));
        }
    }

    fn add_all<'m, T: 'm, S: AsRef<str>>(
        &mut self,
        field: Field,
        values: impl IntoIterator<Item = &'m Inferred<T>>,
        term: impl Fn(&'m T) -> S,
    ) {
        for inferred in values {
            self.document
                .add_text(field, term(&inferred.value).as_ref());
        }
    }

    fn add_text(
        &mut self,
        record: &Record,
        flow: &Flow,
        text_storage: TextStorage,
        stems: &StemRecorder,
    ) {
        let (fields, document) = (self.fields, &mut self.document);
        let language = record.metadata.language.as_ref();
        let language = language.map(|language| &language.value);
        document.add_text(fields.stemmer, stemmer_name(language));
        let text = IndexedText::new(flow.searchable(), &flow.breaks(), language, stems);
        document.add_text(fields.text, &text.encoded);
        document.add_u64(fields.words, u64::from(text.token_count));
        let title = record.metadata.title.as_ref();
        let title = title.map_or("", |title| &title.value);
        let title = IndexedText::new(title, &[], language, stems);
        document.add_text(fields.title, &title.encoded);
        if text_storage == TextStorage::Kept {
            let stored = DocumentText::serialize(flow, &text.offsets);
            document.add_bytes(fields.flow, &stored);
        }
    }
}

/// The terms that a report's recommendations are found by.
fn recommendation_terms(recommendations: &[Recommendation]) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for recommendation in recommendations {
        let states = || recommendation.by.iter().copied().map(Some).chain([None]);
        for response in [None, recommendation.response] {
            terms.extend(states().map(|state| recommendation_term(state, response)));
        }
    }
    terms.remove("");
    terms
}

/// Counts where supplied and inferred metadata differ.
#[derive(Default)]
pub(crate) struct Disagreements {
    overruled: u64,
    not_understood: u64,
    /// The first value that was not understood, with its document.
    first: Option<String>,
}

impl Disagreements {
    pub(crate) fn count(&mut self, record: &Record) {
        let conflicts = &record.metadata.conflicts;
        self.overruled += u64::from(conflicts.iter().any(|conflict| conflict.read.is_some()));
        for conflict in conflicts.iter().filter(|conflict| conflict.read.is_none()) {
            self.not_understood += 1;
            self.first.get_or_insert_with(|| {
                let (field, given) = (&conflict.field, &conflict.given);
                format!("{field} \"{given}\" of {}", record.path)
            });
        }
    }

    /// The remarks for the user.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.overruled > 0 {
            notes.push(format!(
                "documents that say otherwise than the archive, which is believed: {} (list them with --report FILE.jsonl)",
                self.overruled
            ));
        }
        if let Some(first) = &self.first {
            let count = self.not_understood;
            notes.push(format!(
                "values that mean nothing and are not taken: {count}; the first is {first}"
            ));
        }
        notes
    }
}
