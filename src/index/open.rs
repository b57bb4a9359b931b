//! An index opened for reading: the last commit, as one consistent whole.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::collector::DocSetCollector;
use tantivy::directory::MmapDirectory;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::store::Compressor;
use tantivy::{DocAddress, IndexSettings, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::IndexError;
use super::cache::Cache;
use super::columns::{Copied, SearchColumns};
use super::file_columns::FileColumns;
use super::folder::{IndexFolder, StoredText};
use super::packing::{Packing, unpack_record};
use super::path_ranks::PathRanks;
use super::postings::ReadWords;
use super::reader_directory::ReaderDirectory;
use super::record::Record;
use super::schema::{self, Fields, STATUS_PARTIAL, STATUS_SKIPPED};
use super::stored::{Card, MarkedText};
use crate::ingest::Known;
use crate::layout::Flow;
use crate::model::{Archive, Coverage, DocumentId, Language, Version};

/// How many blocks of stored documents are kept unpacked; hits stand in different blocks.
const STORE_CACHE_BLOCKS: usize = 4;

/// How many bytes of what hits show, and of texts, are kept: the same documents are found again and again.
const KEPT_CARDS_BYTES: usize = 16 << 20;
const KEPT_TEXTS_BYTES: usize = 48 << 20;

/// How many bytes are kept of the names of copies and language versions.
const KEPT_VERSIONS_BYTES: usize = 8 << 20;

/// An index as its last commit left it.
pub struct Index {
    pub(super) folder: IndexFolder,
    pub(super) fields: Fields,
    pub(super) searcher: Searcher,
    /// The words that were read before.
    pub(super) words: Arc<ReadWords>,
    cards: Cache<DocAddress, Card>,
    texts: Cache<DocAddress, MarkedText>,
    /// Documents with the same value in a field.
    pub(super) versions: Cache<Term, Vec<Version>>,
    columns: OnceLock<Vec<SearchColumns>>,
    languages: OnceLock<Vec<Option<Language>>>,
    pub(super) coverage: OnceLock<Coverage>,
    pub(super) copied: OnceLock<Copied>,
    path_ranks: OnceLock<PathRanks>,
    packing: OnceLock<Arc<Packing>>,
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// When there is none, when its format is not the one this program reads, or when it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let folder = IndexFolder::open(folder)?;
        let engine = open_engine(&folder)?;
        Self::of_engine(folder, &engine)
    }

    pub(super) fn of_engine(
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
        let searcher = reader.searcher();
        Ok(Self {
            folder,
            fields,
            words: Arc::new(ReadWords::of_index(searcher.segment_readers())?),
            searcher,
            cards: Cache::new(KEPT_CARDS_BYTES),
            texts: Cache::new(KEPT_TEXTS_BYTES),
            versions: Cache::new(KEPT_VERSIONS_BYTES),
            columns: OnceLock::new(),
            languages: OnceLock::new(),
            coverage: OnceLock::new(),
            copied: OnceLock::new(),
            path_ranks: OnceLock::new(),
            packing: OnceLock::new(),
        })
    }

    /// Where the index is.
    pub fn folder(&self) -> &Path {
        &self.folder.path
    }

    /// Whether it holds the texts of its documents, or their words alone.
    pub fn stores_text(&self) -> bool {
        self.folder.stored_text == StoredText::Kept
    }

    /// Says whether this can be done, which takes the texts.
    ///
    /// # Errors
    /// When the index was made without them.
    pub fn needs_text(&self, task: &'static str) -> Result<(), IndexError> {
        match self.folder.stored_text {
            StoredText::Kept => Ok(()),
            StoredText::LeftOut => Err(IndexError::TextLeftOut { task }),
        }
    }

    /// The archives the index was made from.
    pub fn archives(&self) -> Vec<Archive> {
        self.folder.archives().map(|(_, archive)| archive).collect()
    }

    /// Where a document's original is.
    pub fn location(&self, id: &DocumentId) -> PathBuf {
        self.folder.location(id)
    }

    /// What is stored of a document, without its text.
    pub(super) fn record(&self, address: DocAddress) -> Result<Record, IndexError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        self.record_of(&document, address)
    }

    /// What is stored of a document, with its text; an empty one for skipped files.
    pub(super) fn stored(&self, address: DocAddress) -> Result<(Record, Flow), IndexError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let record = self.record_of(&document, address)?;
        Ok((record, self.text_of(&document)?.flow))
    }

    /// The text of a document; an empty one for skipped files.
    pub(super) fn text(&self, address: DocAddress) -> Result<Arc<MarkedText>, IndexError> {
        if let Some(text) = self.texts.get(&address) {
            return Ok(text);
        }
        let document: TantivyDocument = self.searcher.doc(address)?;
        let text = self.text_of(&document)?;
        let bytes = text.size_bytes();
        Ok(self.texts.keep(address, text, bytes))
    }

    fn text_of(&self, document: &TantivyDocument) -> Result<MarkedText, IndexError> {
        match text_of_document(document, &self.fields, self.packing()?) {
            Some(text) => text.map_err(|cause| self.damaged(&cause)),
            None => Ok(MarkedText::default()),
        }
    }

    /// How texts are packed.
    pub(super) fn packing(&self) -> Result<&Arc<Packing>, IndexError> {
        if let Some(packing) = self.packing.get() {
            return Ok(packing);
        }
        let packing = Arc::new(Packing::open(&self.folder.path)?);
        Ok(self.packing.get_or_init(|| packing))
    }

    /// What a hit shows of a document.
    pub(super) fn card(&self, address: DocAddress) -> Result<Arc<Card>, IndexError> {
        if let Some(card) = self.cards.get(&address) {
            return Ok(card);
        }
        let bytes = self.columns()?[address.segment_ord as usize].card(address.doc_id)?;
        let card = Card::from_bytes(&bytes).map_err(|error| self.damaged(&error))?;
        let bytes = card.size_bytes();
        Ok(self.cards.keep(address, card, bytes))
    }

    /// The order of all paths, if it is known or `worth_reading`.
    pub(super) fn path_ranks(&self, worth_reading: bool) -> Result<Option<&PathRanks>, IndexError> {
        if self.path_ranks.get().is_none() && worth_reading {
            let ranks = PathRanks::of(self.columns()?)?;
            self.path_ranks.get_or_init(|| ranks);
        }
        Ok(self.path_ranks.get())
    }

    /// The columns of each segment.
    pub(super) fn columns(&self) -> Result<&[SearchColumns], IndexError> {
        if let Some(columns) = self.columns.get() {
            return Ok(columns);
        }
        let segments = self.searcher.segment_readers().iter();
        let columns = segments.map(|segment| SearchColumns::open(segment, &self.fields));
        let columns = columns.collect::<tantivy::Result<_>>()?;
        Ok(self.columns.get_or_init(|| columns))
    }

    /// The languages of the documents, one for each stemmer, and none.
    pub(super) fn languages(&self) -> Result<&[Option<Language>], IndexError> {
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

    /// What is stored of a document whose file only has a new time.
    pub(super) fn stored_at(
        &self,
        id: &DocumentId,
        modified_ns: i64,
    ) -> Result<(Record, Option<Flow>), IndexError> {
        let (record, flow) = self.stored(self.address(id)?)?;
        let flow = record.skip.is_none().then_some(flow);
        Ok((
            Record {
                modified_ns,
                ..record
            },
            flow,
        ))
    }

    /// What is stored of a file that is known, without its text.
    pub(super) fn record_at(&self, id: &DocumentId) -> Result<Record, IndexError> {
        self.record(self.address(id)?)
    }

    /// Where the engine keeps a file that is known.
    fn address(&self, id: &DocumentId) -> Result<DocAddress, IndexError> {
        let term = Term::from_field_text(self.fields.key, &schema::key(id));
        let found = self.searcher.search(
            &TermQuery::new(term, IndexRecordOption::Basic),
            &DocSetCollector,
        )?;
        found.into_iter().next().ok_or_else(|| IndexError::Damaged {
            folder: self.folder.path.clone(),
            cause: format!("{} is listed and not stored", id.path),
        })
    }

    fn record_of(
        &self,
        document: &TantivyDocument,
        address: DocAddress,
    ) -> Result<Record, IndexError> {
        let packed = bytes_of(document, self.fields.record).unwrap_or_default();
        let json = unpack_record(packed).map_err(|error| self.damaged(&error))?;
        let card = self.card(address)?;
        Record::from_json_and_card(&json, &card).map_err(|error| self.damaged(&error))
    }

    fn damaged(&self, error: &dyn std::fmt::Display) -> IndexError {
        IndexError::Damaged {
            folder: self.folder.path.clone(),
            cause: format!("a stored document is not as it was written: {error}"),
        }
    }

    /// The files of one archive that are in the index, below a folder or file of it (all of it if empty), by path.
    pub(super) fn known(
        &self,
        root: u32,
        below: &str,
    ) -> Result<HashMap<String, Known>, IndexError> {
        let mut known = HashMap::new();
        for segment in self.searcher.segment_readers() {
            let columns = FileColumns::of(segment)?;
            for doc in columns.files(segment) {
                let id = columns.id(doc);
                if id.root == root && is_below(&id.path, below) {
                    known.insert(id.path, columns.known(doc));
                }
            }
        }
        // Why a file was skipped is only in its record, and few are.
        for (id, record) in self.skipped()? {
            if let Some(known) = known.get_mut(&id.path).filter(|_| id.root == root) {
                known.skipped = record.skip.map(|skip| skip.reason);
            }
        }
        Ok(known)
    }

    /// The files that were skipped, in no order.
    pub(super) fn skipped(&self) -> Result<Vec<(DocumentId, Record)>, IndexError> {
        self.of_status(STATUS_SKIPPED)
    }

    /// The documents of which parts could not be read.
    pub(super) fn partial(&self) -> Result<Vec<(DocumentId, Record)>, IndexError> {
        self.of_status(STATUS_PARTIAL)
    }

    fn of_status(&self, status: &str) -> Result<Vec<(DocumentId, Record)>, IndexError> {
        let term = Term::from_field_text(self.fields.status, status);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &DocSetCollector)?;
        let of_status = found.into_iter().map(|address| {
            let record = self.record(address)?;
            Ok((self.id_of(address, &record)?, record))
        });
        of_status.collect()
    }

    /// Which document a record is of.
    pub(super) fn id_of(
        &self,
        address: DocAddress,
        record: &Record,
    ) -> Result<DocumentId, IndexError> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        let root = segment.fast_fields().u64("root")?.first(address.doc_id);
        Ok(DocumentId {
            root: root
                .and_then(|root| u32::try_from(root).ok())
                .unwrap_or_default(),
            path: record.path.clone(),
        })
    }
}

/// The text of a stored document; `None` for skipped files, and why it cannot be read.
pub(super) fn text_of_document(
    document: &TantivyDocument,
    fields: &Fields,
    packing: &Packing,
) -> Option<Result<MarkedText, String>> {
    let packed = bytes_of(document, fields.flow_text)?;
    let marks = bytes_of(document, fields.flow_marks)?;
    Some(MarkedText::of(packed, marks, packing))
}

/// Opens the search engine's part of an index.
fn open_engine(folder: &IndexFolder) -> Result<tantivy::Index, IndexError> {
    let path = folder.engine();
    let damaged = |cause: String| IndexError::Damaged {
        folder: folder.path.clone(),
        cause,
    };
    let directory = ReaderDirectory::open(&path);
    let mut index = directory
        .and_then(tantivy::Index::open)
        .map_err(|error| damaged(error.to_string()))?;
    let (schema, _) = Fields::with_schema();
    if index.schema() != schema {
        return Err(damaged("its fields are not those of its format".to_owned()));
    }
    index.set_tokenizers(schema::tokenizers());
    Ok(index)
}

/// Opens the search engine's part of an index, or makes it.
pub(super) fn open_or_make_engine(folder: &IndexFolder) -> Result<tantivy::Index, IndexError> {
    let path = folder.engine();
    std::fs::create_dir_all(&path).map_err(|source| IndexError::Io {
        verb: "make",
        path: path.clone(),
        source,
    })?;
    let directory = MmapDirectory::open(&path).map_err(tantivy::TantivyError::from)?;
    if tantivy::Index::exists(&directory).map_err(tantivy::TantivyError::from)? {
        return open_engine(folder);
    }
    let (schema, _) = Fields::with_schema();
    // What is stored is packed already.
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        ..IndexSettings::default()
    };
    Ok(tantivy::Index::builder()
        .schema(schema)
        .settings(settings)
        .tokenizers(schema::tokenizers())
        .open_or_create(directory)?)
}

fn bytes_of(document: &TantivyDocument, field: Field) -> Option<&[u8]> {
    document.get_first(field).and_then(|value| value.as_bytes())
}

/// Whether a path is a folder or file, or lies in it; everything lies in the empty path.
fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
}
