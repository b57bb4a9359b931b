//! Lists what an index holds: its documents, the files that were skipped, and totals.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use tantivy::query::{Occur, RangeQuery};
use tantivy::{DocAddress, Term};

use crate::index::compile::clauses::{combine, keyword};
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::index::schema::{FACETS, STATUS_OK, STATUS_PARTIAL, STATUS_SKIPPED};
use crate::index::storage::file_columns::FileColumns;
use crate::index::storage::record::Record;
use crate::layout::Flow;
use crate::model::{Answer, Coverage, DocumentId, Facet, Sha256, Skip, SkipReason};
use crate::query::{self, Request, Sort};

/// How many digits of a hash identify a document at least.
const MIN_HASH_DIGITS: usize = 6;

/// How many digits a short hash has.
const SHORT_HASH_DIGITS: usize = 16;

/// Totals over an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    /// The archives.
    pub archives: Vec<PathBuf>,
    /// Documents that can be searched, and files that were skipped.
    pub coverage: Coverage,
    /// The skipped files by reason.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Pages of the documents.
    pub pages: u64,
    /// Words of the documents.
    pub words: u64,
    /// Size of the original files in bytes.
    pub original_bytes: u64,
    /// Size of the index on disk in bytes.
    pub index_bytes: u64,
    /// How many documents have each value of each field.
    pub facets: Vec<Facet>,
}

/// A file that was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedFile {
    /// Path below the archive's root.
    pub path: String,
    /// The path of the file.
    pub location: PathBuf,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Why it was skipped.
    pub skip: Skip,
    /// When it was tried: `2026-03-01T09:30:00Z`.
    pub read_at: String,
}

/// A document of which parts could not be read; the rest of it is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartlyRead {
    /// Path below the archive's root.
    pub path: String,
    /// The path of the file.
    pub location: PathBuf,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// The parts that could not be read: `page 3: 40 % of its glyphs map to no text`.
    pub missing: Vec<String>,
    /// When it was read: `2026-03-01T09:30:00Z`.
    pub read_at: String,
}

/// A document with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDocument {
    /// Archive and path.
    pub id: DocumentId,
    /// The path of its original.
    pub location: PathBuf,
    /// Its record.
    pub record: Record,
    /// Its text; empty for skipped files.
    pub flow: Flow,
}

/// A file as it was when it was read, to be compared with what it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedFile {
    /// Archive and path.
    pub id: DocumentId,
    /// Its path on disk.
    pub location: PathBuf,
    /// Its size then, in bytes.
    pub size_bytes: u64,
    /// The hash of its bytes then; `None` if they could not be loaded.
    pub sha256: Option<Sha256>,
}

impl Index {
    /// Computes totals over the index.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats, IndexError> {
        let everything = Request {
            query: query::Query::Everything,
            sort: Sort::Path,
            limit: 0,
            offset: 0,
            matches: 0,
            facets: FACETS
                .iter()
                .filter(|field| !matches!(**field, "symbol" | "cites"))
                .map(|field| (*field).to_owned())
                .collect(),
            grouping: query::Grouping::None,
        };
        let Answer {
            facets, coverage, ..
        } = self.search(&everything)?;
        let mut skipped = BTreeMap::new();
        for failure in self.failures()? {
            *skipped.entry(failure.skip.reason).or_default() += 1;
        }
        Ok(Stats {
            archives: self
                .archives()
                .into_iter()
                .map(|archive| archive.root)
                .collect(),
            coverage,
            skipped,
            pages: self.sum("pages")?,
            words: self.sum("words")?,
            original_bytes: self.sum("size_bytes")?,
            index_bytes: folder_bytes(self.folder()),
            facets,
        })
    }

    fn sum(&self, column: &str) -> Result<u64, IndexError> {
        let mut sum = 0;
        for segment in self.searcher.segment_readers() {
            let values = segment.fast_fields().u64(column)?;
            sum += segment
                .doc_ids_alive()
                .filter_map(|doc| values.first(doc))
                .sum::<u64>();
        }
        Ok(sum)
    }

    /// The files that were skipped, by path.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn failures(&self) -> Result<Vec<SkippedFile>, IndexError> {
        let mut failures = Vec::new();
        for (id, record) in self.with_status(STATUS_SKIPPED)? {
            failures.extend(record.skip.map(|skip| SkippedFile {
                location: self.location(&id),
                path: record.path,
                size_bytes: record.size_bytes,
                read_at: record.read_at.clone(),
                skip,
            }));
        }
        failures.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(failures)
    }

    /// The documents of which parts could not be read, by path.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn partly_read(&self) -> Result<Vec<PartlyRead>, IndexError> {
        let partial = self.with_status(STATUS_PARTIAL)?.into_iter();
        let mut documents: Vec<PartlyRead> = partial
            .map(|(id, record)| PartlyRead {
                location: self.location(&id),
                path: record.path,
                size_bytes: record.size_bytes,
                read_at: record.read_at,
                missing: record.partial,
            })
            .collect();
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(documents)
    }

    /// The files of the index, skipped ones included, by archive and path.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn files(&self) -> Result<Vec<IndexedFile>, IndexError> {
        let mut files = Vec::new();
        for segment in self.searcher.segment_readers() {
            let columns = FileColumns::open(segment)?;
            files.extend(segment.doc_ids_alive().map(|doc| {
                let (id, known) = (columns.id(doc), columns.known(doc));
                let location = self.location(&id);
                IndexedFile {
                    id,
                    location,
                    size_bytes: known.size_bytes,
                    sha256: known.sha256,
                }
            }));
        }
        files.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(files)
    }

    /// Finds documents by path, symbol, the first digits of the hash, or the end of the path: by the first of these that matches
    /// any. Several documents may have one symbol. Sorted by archive and path.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn documents(&self, name: &str) -> Result<Vec<StoredDocument>, IndexError> {
        let mut found = self.addresses(self.fields.path, name)?;
        if found.is_empty() {
            found = self.addresses(self.fields.symbol, name)?;
        }
        let is_hash = name.len() >= MIN_HASH_DIGITS && name.bytes().all(|b| b.is_ascii_hexdigit());
        if found.is_empty() && is_hash {
            found = self.with_hash(&name.to_ascii_lowercase())?;
        }
        if found.is_empty() {
            found = self.with_path_ending(name)?;
        }
        let mut documents = found
            .into_iter()
            .map(|address| self.document(address))
            .collect::<Result<Vec<_>, _>>()?;
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(documents)
    }

    fn document(&self, address: DocAddress) -> Result<StoredDocument, IndexError> {
        let (record, flow) = self.stored(address)?;
        let id = self.id_of(address, &record)?;
        Ok(StoredDocument {
            location: self.location(&id),
            id,
            record,
            flow,
        })
    }

    /// Files whose hash begins with these digits.
    fn with_hash(&self, digits: &str) -> Result<Vec<DocAddress>, IndexError> {
        let short = &digits[..digits.len().min(SHORT_HASH_DIGITS)];
        let bound = |filled: &str| {
            let hash = u64::from_str_radix(filled, 16).unwrap_or_default();
            Bound::Included(Term::from_field_u64(self.fields.hash, hash))
        };
        let from = bound(&format!("{short:0<SHORT_HASH_DIGITS$}"));
        let to = bound(&format!("{short:f<SHORT_HASH_DIGITS$}"));
        let mut found = Vec::new();
        for address in self.matching(&RangeQuery::new(from, to))? {
            let hash = self.summary(address)?.sha256();
            if hash.is_some_and(|hash| hash.to_string().starts_with(digits)) {
                found.push(address);
            }
        }
        Ok(found)
    }

    /// Searchable documents whose path ends with these names.
    fn with_path_ending(&self, name: &str) -> Result<Vec<DocAddress>, IndexError> {
        let ending = format!("/{}", name.trim_start_matches("./"));
        let mut paths = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.path)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let path = std::str::from_utf8(terms.key()).unwrap_or_default();
                if path.ends_with(&ending) {
                    paths.push(path.to_owned());
                }
            }
        }
        let paths = paths.iter().map(|path| keyword(self.fields.path, path));
        let any = paths.map(|path| (Occur::Should, path)).collect();
        self.matching(&*combine(vec![
            (Occur::Must, keyword(self.fields.status, STATUS_OK)),
            (Occur::Must, combine(any)),
        ]))
    }
}

/// The size of the files in a folder in bytes, without those that cannot be read.
fn folder_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => folder_bytes(&entry.path()),
        _ => entry.metadata().map_or(0, |metadata| metadata.len()),
    };
    entries.map(size).sum()
}
