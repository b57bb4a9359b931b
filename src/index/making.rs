//! From what was read of a file to what the engine is given of it.

use tantivy::TantivyDocument;

use super::folder::StoredText;
use super::inflections::Inflections;
use super::packing::Packing;
use super::scope::Scope;
use super::tellers::Tellers;
use super::update::{Fate, Summary};
use super::{Index, IndexError, Record};
use crate::ingest::{Outcome, Reading};
use crate::model::{DocumentId, Sha256, SkipReason};

/// A document made ready for the engine.
pub(super) struct Made {
    pub(super) id: DocumentId,
    pub(super) record: Record,
    pub(super) document: TantivyDocument,
    pub(super) text_bytes: usize,
    /// Whether only the time of its file is new.
    pub(super) unchanged: bool,
}

impl Made {
    pub(super) fn of(
        reading: Reading,
        scope: &Scope,
        tellers: &Tellers,
        index: &Index,
        packing: Option<&Packing>,
        inflections: &Inflections,
    ) -> Result<Self, IndexError> {
        let told = scope.told(tellers, &reading.file.path, sha256_of(&reading));
        let id = scope.id(&reading.file.path);
        let modified_ns = reading.file.modified_ns;
        let made = Record::of(reading);
        let unchanged = made.is_none();
        let (mut record, flow) = match made {
            Some((mut record, flow)) => {
                record.overrule(&told);
                if index.folder.stored_text == StoredText::LeftOut {
                    record.metadata.leave_out_texts();
                }
                (record, flow)
            }
            None => index.stored_at(&id, modified_ns)?,
        };
        let text_bytes = flow.as_ref().map_or(0, |flow| flow.text.len());
        let flow = flow.as_ref();
        let document = (index.fields).document(&id, &mut record, flow, packing, inflections);
        Ok(Self {
            id,
            record,
            document,
            text_bytes,
            unchanged,
        })
    }

    pub(super) fn is_unreadable(&self) -> bool {
        let skip = self.record.skip.as_ref();
        skip.is_some_and(|skip| skip.reason == SkipReason::Unreadable)
    }

    pub(super) fn fate(&self) -> Fate {
        match self.record.skip {
            Some(_) => Fate::Skipped,
            None if self.unchanged => Fate::Unchanged,
            None => Fate::Indexed,
        }
    }

    pub(super) fn count(&self, summary: &mut Summary) {
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

pub(super) fn sha256_of(reading: &Reading) -> Option<Sha256> {
    match &reading.outcome {
        Outcome::Read(document) => Some(document.sha256),
        Outcome::Unchanged(sha256) => Some(*sha256),
        Outcome::Skipped(sha256, _) => *sha256,
    }
}

/// How often the archive's word and the documents' differ.
#[derive(Default)]
pub(super) struct Disagreements {
    pub(super) overruled: u64,
    pub(super) not_understood: u64,
    /// The first value that means nothing, with its document.
    pub(super) first: Option<String>,
}

impl Disagreements {
    pub(super) fn count(&mut self, record: &Record) {
        let conflicts = &record.metadata.conflicts;
        self.overruled += u64::from(conflicts.iter().any(|conflict| conflict.read.is_some()));
        for conflict in conflicts.iter().filter(|conflict| conflict.read.is_none()) {
            self.not_understood += 1;
            let described = || {
                format!(
                    "{} \"{}\" of {}",
                    conflict.field, conflict.given, record.path
                )
            };
            self.first.get_or_insert_with(described);
        }
    }

    pub(super) fn notes(&self) -> Vec<String> {
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
