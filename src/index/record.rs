//! What is stored of a file beside its text.

use std::mem;

use serde::{Deserialize, Serialize};
use tantivy::time::OffsetDateTime;

use super::stored::Card;
use crate::ingest::{Outcome, Reading, Trouble};
use crate::layout::Flow;
use crate::metadata::SuppliedMetadata as Told;
use crate::model::{MediaType, Metadata, Skip};

/// Everything known of a file but its text.
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
    /// What the original is; `None` for skipped files.
    pub media_type: Option<MediaType>,
    /// Number of pages.
    pub pages: u32,
    /// What the document is about.
    pub metadata: Metadata,
    /// The fingerprint of what the archive told of it; 0 if it told nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub told: u64,
    /// What could not be read of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<String>,
    /// Why it is not searchable, if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<Skip>,
    /// The version of this program that read it.
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
            told: 0,
            partial: Vec::new(),
            skip: None,
            read_by: env!("CARGO_PKG_VERSION").to_owned(),
            read_at: now(),
        }
    }

    /// What to store of a file that was read, with its text; `None` if it has not changed.
    pub(super) fn of(reading: Reading) -> Option<(Self, Option<Flow>)> {
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

    /// Puts what the archive tells of the document in place of what was read.
    pub(super) fn overrule(&mut self, told: &Told) {
        if self.skip.is_none() {
            told.overrule(&mut self.metadata);
            self.told = told.fingerprint();
        }
    }

    /// What to store of a place that could not be looked at.
    pub(super) fn of_trouble(trouble: Trouble) -> Self {
        Self {
            skip: Some(trouble.skip),
            ..Self::new(trouble.path)
        }
    }

    /// As JSON, without what the card of the document holds: the path and the hash.
    pub(super) fn json_beside_card(&mut self) -> String {
        let (path, sha256) = (mem::take(&mut self.path), self.sha256.take());
        let json = serde_json::to_string(self).expect("a record holds strings and numbers only");
        (self.path, self.sha256) = (path, sha256);
        json
    }

    /// What such JSON and the card stand for.
    pub(super) fn from_json_and_card(json: &str, card: &Card) -> serde_json::Result<Self> {
        Ok(Self {
            path: card.path.clone(),
            sha256: card.sha256().map(|hash| hash.to_string()),
            ..serde_json::from_str(json)?
        })
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The time in UTC, to the second.
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
