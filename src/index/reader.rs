//! An index opened for reading: the last commit as one consistent whole, with the caches that queries share.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::collector::DocSetCollector;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::analysis::stem_dictionary::StemDictionary;
use super::analysis::stems::Stem;
use super::cache::Cache;
use super::error::IndexError;
use super::phrase::alternatives::{Alternatives, CompoundCache};
use super::phrase::postings::PostingsCache;
use super::phrase::query::PhraseQuery;
use super::phrase::term::IndexedTerm;
use super::schema::{self, Fields, STATUS_SKIPPED};
use super::storage::columns::SearchColumns;
use super::storage::engine::open_engine;
use super::storage::file_columns::FileColumns;
use super::storage::folder::{IndexFolder, TextStorage};
use super::storage::record::Record;
use super::storage::summary::DocumentSummary;
use super::storage::text::DocumentText;
use crate::ingest::Known;
use crate::layout::Flow;
use crate::model::{Archive, Coverage, DocumentId, Language, Version};

/// How many blocks of stored documents are cached. Hits lie in different blocks, each of which holds several documents.
const STORE_CACHE_BLOCKS: usize = 64;

const SUMMARY_CACHE_BYTES: usize = 16 << 20;
const TEXT_CACHE_BYTES: usize = 48 << 20;
const VERSION_CACHE_BYTES: usize = 8 << 20;
const STEM_CACHE_BYTES: usize = 4 << 20;

/// An index as its last commit left it.
pub struct Index {
    pub(crate) folder: IndexFolder,
    pub(crate) fields: Fields,
    pub(crate) searcher: Searcher,
    pub(crate) postings: Arc<PostingsCache>,
    pub(crate) compounds: CompoundCache,
    /// Copies and language versions, by the term they share.
    pub(crate) versions: Cache<Term, Vec<Version>>,
    pub(crate) coverage: OnceLock<Coverage>,
    summaries: Cache<DocAddress, DocumentSummary>,
    texts: Cache<DocAddress, DocumentText>,
    /// Queries for the words of a stem, by field and stem.
    stem_queries: Cache<(Field, String), PhraseQuery>,
    stems: OnceLock<StemDictionary>,
    columns: OnceLock<Vec<SearchColumns>>,
    languages: OnceLock<Vec<Option<Language>>>,
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// When there is none, when its format is not the one this program reads, or when it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let folder = IndexFolder::open(folder)?;
        let engine = open_engine(&folder)?;
        Self::from_engine(folder, &engine)
    }

    pub(crate) fn from_engine(
        folder: IndexFolder,
        engine: &tantivy::Index,
    ) -> Result<Self, IndexError> {
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORE_CACHE_BLOCKS)
            .num_warming_threads(1)
            .try_into()?;
        let (_, fields) = Fields::with_schema();
        Ok(Self {
            folder,
            fields,
            searcher: reader.searcher(),
            postings: Arc::default(),
            compounds: CompoundCache::default(),
            versions: Cache::new(VERSION_CACHE_BYTES),
            coverage: OnceLock::new(),
            summaries: Cache::new(SUMMARY_CACHE_BYTES),
            texts: Cache::new(TEXT_CACHE_BYTES),
            stem_queries: Cache::new(STEM_CACHE_BYTES),
            stems: OnceLock::new(),
            columns: OnceLock::new(),
            languages: OnceLock::new(),
        })
    }

    /// The folder of the index.
    pub fn folder(&self) -> &Path {
        &self.folder.path
    }

    /// Whether the index stores the texts of its documents, or their terms alone.
    pub fn stores_text(&self) -> bool {
        self.folder.text_storage == TextStorage::Kept
    }

    /// Checks that the index stores texts, which `task` needs.
    ///
    /// # Errors
    /// `TextLeftOut` when it does not.
    pub fn needs_text(&self, task: &'static str) -> Result<(), IndexError> {
        match self.folder.text_storage {
            TextStorage::Kept => Ok(()),
            TextStorage::LeftOut => Err(IndexError::TextLeftOut { task }),
        }
    }

    /// The archives the index was made from.
    pub fn archives(&self) -> Vec<Archive> {
        self.folder.archives().map(|(_, archive)| archive).collect()
    }

    /// The path of a document's original.
    pub fn location(&self, id: &DocumentId) -> PathBuf {
        self.folder.location(id)
    }

    /// Reads the record of a document.
    pub(crate) fn record(&self, address: DocAddress) -> Result<Record, IndexError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        self.record_of(&document, address)
    }

    /// Reads the record and the text of a document; the text of a skipped file is empty.
    pub(crate) fn stored(&self, address: DocAddress) -> Result<(Record, Flow), IndexError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let record = self.record_of(&document, address)?;
        Ok((record, self.text_of(&document)?.flow))
    }

    /// Reads the text of a document, which is empty for skipped files.
    pub(crate) fn text(&self, address: DocAddress) -> Result<Arc<DocumentText>, IndexError> {
        if let Some(text) = self.texts.get(&address) {
            return Ok(text);
        }
        let document: TantivyDocument = self.searcher.doc(address)?;
        let text = self.text_of(&document)?;
        let bytes = text.size_bytes();
        Ok(self.texts.insert(address, text, bytes))
    }

    /// Reads what a hit shows of a document.
    pub(crate) fn summary(&self, address: DocAddress) -> Result<Arc<DocumentSummary>, IndexError> {
        if let Some(summary) = self.summaries.get(&address) {
            return Ok(summary);
        }
        let bytes = self.columns()?[address.segment_ord as usize].summary(address.doc_id)?;
        let summary = DocumentSummary::from_bytes(&bytes);
        let summary = summary.map_err(|error| self.damaged(&error))?;
        let bytes = summary.size_bytes();
        Ok(self.summaries.insert(address, summary, bytes))
    }

    /// The columns of each segment.
    pub(crate) fn columns(&self) -> Result<&[SearchColumns], IndexError> {
        if let Some(columns) = self.columns.get() {
            return Ok(columns);
        }
        let segments = self.searcher.segment_readers().iter();
        let columns = segments.map(SearchColumns::open);
        let columns = columns.collect::<tantivy::Result<_>>()?;
        Ok(self.columns.get_or_init(|| columns))
    }

    /// Whether documents may have the same bytes. In an index of one segment this is known from the number of distinct hashes.
    pub(crate) fn may_have_copies(&self) -> Result<bool, IndexError> {
        let ([segment], [columns]) = (self.searcher.segment_readers(), self.columns()?) else {
            return Ok(true);
        };
        let hashes = segment.inverted_index(self.fields.hash)?;
        Ok(hashes.terms().num_terms() < columns.hash.values.num_vals() as usize)
    }

    /// The languages of the documents, and `None` for documents without one.
    pub(crate) fn languages(&self) -> Result<&[Option<Language>], IndexError> {
        if let Some(languages) = self.languages.get() {
            return Ok(languages);
        }
        let mut languages = vec![None];
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.language)?;
            let mut codes = inverted.terms().stream()?;
            while codes.advance() {
                let code = std::str::from_utf8(codes.key()).ok();
                let language = code.and_then(Language::from_code);
                if language.is_some() && !languages.contains(&language) {
                    languages.push(language);
                }
            }
        }
        Ok(self.languages.get_or_init(|| languages))
    }

    /// A query for any word of a stem, in documents of its language.
    pub(crate) fn stem_query(&self, field: Field, stem: &Stem) -> Result<PhraseQuery, IndexError> {
        let key = (field, stem.key.clone());
        if let Some(query) = self.stem_queries.get(&key) {
            return Ok((*query).clone());
        }
        let inflections = self
            .stems()?
            .terms(stem)
            .into_iter()
            .map(IndexedTerm::parse);
        let mut terms: Vec<IndexedTerm> = inflections.collect();
        terms.push(IndexedTerm::word(stem.bare()));
        terms.sort();
        terms.dedup();
        let bytes = terms.iter().map(|term| 128 + 2 * term.text.len()).sum();
        let slots = Arc::new(vec![Alternatives::scored(terms)]);
        let mut query = PhraseQuery {
            stemmer: Some(stem.stemmer),
            ..PhraseQuery::new(field, slots, self.postings.clone())
        };
        query.doc_freq = Some(query.count_documents(&self.searcher)?);
        Ok((*self.stem_queries.insert(key, query, bytes)).clone())
    }

    /// The dictionary of stems, read once.
    pub(crate) fn stems(&self) -> Result<&StemDictionary, IndexError> {
        if let Some(stems) = self.stems.get() {
            return Ok(stems);
        }
        let stems = StemDictionary::open(&self.folder.path)?;
        Ok(self.stems.get_or_init(|| stems))
    }

    /// Reads what is stored of a document whose file has a new time only.
    pub(crate) fn stored_at(
        &self,
        id: &DocumentId,
        modified_ns: i64,
    ) -> Result<(Record, Option<Flow>), IndexError> {
        let (record, flow) = self.stored(self.address(id)?)?;
        let flow = record.skip.is_none().then_some(flow);
        let record = Record {
            modified_ns,
            ..record
        };
        Ok((record, flow))
    }

    /// Reads the record of a file that the index holds.
    pub(crate) fn record_at(&self, id: &DocumentId) -> Result<Record, IndexError> {
        self.record(self.address(id)?)
    }

    fn address(&self, id: &DocumentId) -> Result<DocAddress, IndexError> {
        let found = self.addresses(self.fields.key, &schema::key(id))?;
        found.into_iter().next().ok_or_else(|| IndexError::Damaged {
            folder: self.folder.path.clone(),
            cause: format!("{} is listed and not stored", id.path),
        })
    }

    /// The documents with a value in a keyword field, in no order.
    pub(crate) fn addresses(
        &self,
        field: Field,
        value: &str,
    ) -> Result<Vec<DocAddress>, IndexError> {
        let term = Term::from_field_text(field, value);
        self.matching(&TermQuery::new(term, IndexRecordOption::Basic))
    }

    /// The documents that match a query, in no order.
    pub(crate) fn matching(&self, query: &dyn Query) -> Result<Vec<DocAddress>, IndexError> {
        let found = self.searcher.search(query, &DocSetCollector)?;
        Ok(found.into_iter().collect())
    }

    fn record_of(
        &self,
        document: &TantivyDocument,
        address: DocAddress,
    ) -> Result<Record, IndexError> {
        let bytes = stored_bytes(document, self.fields.record).unwrap_or_default();
        let summary = self.summary(address)?;
        Record::deserialize(bytes, &summary).map_err(|error| self.damaged(&error))
    }

    fn text_of(&self, document: &TantivyDocument) -> Result<DocumentText, IndexError> {
        match stored_bytes(document, self.fields.flow) {
            Some(bytes) => DocumentText::deserialize(bytes).map_err(|cause| self.damaged(&cause)),
            None => Ok(DocumentText::default()),
        }
    }

    fn damaged(&self, error: &dyn std::fmt::Display) -> IndexError {
        IndexError::Damaged {
            folder: self.folder.path.clone(),
            cause: format!("a stored document is not as it was written: {error}"),
        }
    }

    /// The files of one archive that are in the index, below a folder or file of it (all of it if empty), by path.
    pub(crate) fn known(
        &self,
        root: u32,
        below: &str,
    ) -> Result<HashMap<String, Known>, IndexError> {
        let mut known = HashMap::new();
        for segment in self.searcher.segment_readers() {
            let columns = FileColumns::open(segment)?;
            for doc in segment.doc_ids_alive() {
                let id = columns.id(doc);
                if id.root == root && is_below(&id.path, below) {
                    known.insert(id.path, columns.known(doc));
                }
            }
        }
        // The reason of a skip is in the record alone; few files are skipped.
        for (id, record) in self.with_status(STATUS_SKIPPED)? {
            if let Some(known) = known.get_mut(&id.path).filter(|_| id.root == root) {
                known.skipped = record.skip.map(|skip| skip.reason);
            }
        }
        Ok(known)
    }

    /// The files with a status, with their records, in no order.
    pub(crate) fn with_status(
        &self,
        status: &str,
    ) -> Result<Vec<(DocumentId, Record)>, IndexError> {
        let found = self.addresses(self.fields.status, status)?.into_iter();
        let read = |address| {
            let record = self.record(address)?;
            Ok((self.id_of(address, &record)?, record))
        };
        found.map(read).collect()
    }

    /// The identity of the document that a record is of.
    pub(crate) fn id_of(
        &self,
        address: DocAddress,
        record: &Record,
    ) -> Result<DocumentId, IndexError> {
        let columns = &self.columns()?[address.segment_ord as usize];
        let root = columns.root.first(address.doc_id);
        let root = root.and_then(|root| u32::try_from(root).ok());
        Ok(DocumentId {
            root: root.unwrap_or_default(),
            path: record.path.clone(),
        })
    }
}

fn stored_bytes(document: &TantivyDocument, field: Field) -> Option<&[u8]> {
    document.get_first(field).and_then(|value| value.as_bytes())
}

/// Whether a path is a folder or file, or lies in it; everything lies in the empty path.
fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
}
