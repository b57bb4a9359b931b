//! Everything known of a file but its text.

use std::mem;

use serde::{Deserialize, Serialize};
use tantivy::time::OffsetDateTime;

use super::checksum::{seal, unseal};
use super::summary::DocumentSummary;
use crate::ingest::{Outcome, Reading, Trouble};
use crate::layout::Flow;
use crate::metadata::SuppliedMetadata;
use crate::model::{Inferred, MediaType, Metadata, Sha256, Skip};

/// Everything known of a file but its text; what `show` and reports print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Path below the archive's root.
    pub path: String,
    /// Hash of the original's bytes, hexadecimal; `None` if they could not be loaded.
    pub sha256: Option<String>,
    /// Size of the original in bytes.
    pub size_bytes: u64,
    /// When the original was last modified, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// The type of the original; `None` for skipped files.
    pub media_type: Option<MediaType>,
    /// Number of pages.
    pub pages: u32,
    /// The metadata, with where each value comes from.
    pub metadata: Metadata,
    /// The fingerprint of the metadata that the archive supplied; 0 if there was none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub supplied: u64,
    /// The parts that could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<String>,
    /// Why it is not searchable, if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<Skip>,
    /// The version of this program that read the file.
    pub read_by: String,
    /// When it was read: `2026-03-01T09:30:00Z`.
    #[serde(default)]
    pub read_at: String,
}

impl Record {
    fn new(path: String) -> Self {
        Self {
            path,
            sha256: None,
            size_bytes: 0,
            modified_ns: 0,
            media_type: None,
            pages: 0,
            metadata: Metadata::default(),
            supplied: 0,
            partial: Vec::new(),
            skip: None,
            read_by: env!("CARGO_PKG_VERSION").to_owned(),
            read_at: now(),
        }
    }

    /// The record and the text of a file that was read; `None` if it has not changed.
    pub(crate) fn from_reading(reading: Reading) -> Option<(Self, Option<Flow>)> {
        let file = Self {
            size_bytes: reading.file.size_bytes,
            modified_ns: reading.file.modified_ns,
            ..Self::new(reading.file.path)
        };
        match reading.outcome {
            Outcome::Unchanged(_) => None,
            Outcome::Skipped(sha256, skip) => {
                let sha256 = sha256.map(|hash| hash.to_string());
                Some((
                    Self {
                        sha256,
                        skip: Some(skip),
                        ..file
                    },
                    None,
                ))
            }
            Outcome::Read(document) => {
                let record = Self {
                    sha256: Some(document.sha256.to_string()),
                    media_type: Some(document.extracted.media_type),
                    pages: document.extracted.flow.page_count(),
                    metadata: document.metadata,
                    partial: document.extracted.partial,
                    ..file
                };
                Some((record, Some(document.extracted.flow)))
            }
        }
    }

    /// Replaces inferred metadata by what the archive supplied.
    pub(crate) fn overrule(&mut self, supplied: &SuppliedMetadata) {
        if self.skip.is_none() {
            supplied.overrule(&mut self.metadata);
            self.supplied = supplied.fingerprint();
        }
    }

    /// The record of a place that could not be listed.
    pub(crate) fn from_trouble(trouble: Trouble) -> Self {
        Self {
            skip: Some(trouble.skip),
            ..Self::new(trouble.path)
        }
    }

    /// Summarises the document for hits.
    pub(crate) fn summary(&self) -> DocumentSummary {
        fn values<T: Clone>(inferred: &[Inferred<T>]) -> Vec<T> {
            inferred.iter().map(|one| one.value.clone()).collect()
        }
        let metadata = &self.metadata;
        let title = metadata.title.as_ref();
        let sha256 = self.sha256.as_deref().and_then(Sha256::from_hex);
        DocumentSummary {
            path: self.path.clone(),
            sha256: sha256.map(|hash| hash.0),
            title: title.map_or_else(String::new, |title| title.value.clone()),
            country: values(&metadata.country),
            session: values(&metadata.session),
            organ: values(&metadata.organ),
            symbol: values(&metadata.symbol),
            date: metadata.date.as_ref().map(|date| date.value),
            language: (metadata.language.as_ref()).map(|language| language.value.clone()),
            pages: self.pages,
        }
    }

    /// Serializes the record as JSON without what its `DocumentSummary` holds: path and hash.
    pub(crate) fn serialize(&mut self) -> Vec<u8> {
        let (path, sha256) = (mem::take(&mut self.path), self.sha256.take());
        let json = serde_json::to_vec(self).expect("a record holds strings and numbers only");
        (self.path, self.sha256) = (path, sha256);
        seal(json)
    }

    /// Restores a record from these bytes and its summary.
    ///
    /// # Errors
    /// A message when the bytes are not as they were serialized.
    pub(crate) fn deserialize(bytes: &[u8], summary: &DocumentSummary) -> Result<Self, String> {
        let record: Self =
            serde_json::from_slice(unseal(bytes)?).map_err(|error| error.to_string())?;
        Ok(Self {
            path: summary.path.clone(),
            sha256: summary.sha256().map(|hash| hash.to_string()),
            ..record
        })
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The current time in UTC, to the second.
fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let (date, time) = (now.date(), now.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
