//! What is kept of a document beside its words: what a hit shows of it, and its text with the marks on it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Record;
use super::packing::Packing;
use super::token_starts::{Start, TokenStarts};
use crate::layout::{Flow, Mark};
use crate::model::{Country, Date, Inferred, Language, Organ, Session, Sha256, Symbol};

/// What a hit shows of a document; of a skipped file, its path and hash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Card {
    pub(super) path: String,
    sha256: Option<[u8; 32]>,
    pub(super) title: String,
    pub(super) country: Vec<Country>,
    pub(super) session: Vec<Session>,
    pub(super) organ: Vec<Organ>,
    pub(super) symbol: Vec<Symbol>,
    pub(super) date: Option<Date>,
    pub(super) language: Option<Language>,
    pub(super) pages: u32,
}

impl Card {
    pub(super) fn of(record: &Record) -> Self {
        let metadata = &record.metadata;
        let title = metadata.title.as_ref();
        let sha256 = record.sha256.as_deref().and_then(Sha256::from_hex);
        Self {
            path: record.path.clone(),
            sha256: sha256.map(|hash| hash.0),
            title: title.map_or_else(String::new, |title| title.value.clone()),
            country: values(&metadata.country),
            session: values(&metadata.session),
            organ: values(&metadata.organ),
            symbol: values(&metadata.symbol),
            date: metadata.date.as_ref().map(|date| date.value),
            language: metadata.language.as_ref().map(|found| found.value.clone()),
            pages: record.pages,
        }
    }

    /// The hash of the file's bytes, if they could be read.
    pub(super) fn sha256(&self) -> Option<Sha256> {
        self.sha256.map(Sha256)
    }

    /// The first eight bytes of the hash, which tell copies.
    pub(super) fn short_hash(&self) -> Option<u64> {
        Some(u64::from_be_bytes(*self.sha256?.first_chunk()?))
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a card holds strings and numbers only")
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> postcard::Result<Self> {
        postcard::from_bytes(bytes)
    }

    /// About how much memory it takes.
    pub(super) fn size_bytes(&self) -> usize {
        let symbols = self.symbol.iter().map(|symbol| symbol.as_str().len());
        size_of::<Self>()
            + self.path.len()
            + self.title.len()
            + symbols.sum::<usize>()
            + 16 * self.session.len()
    }
}

fn values<T: Clone>(found: &[Inferred<T>]) -> Vec<T> {
    found.iter().map(|found| found.value.clone()).collect()
}

/// A document's text as a search reads it.
#[derive(Debug, Default)]
pub(super) struct MarkedText {
    pub(super) flow: Flow,
    /// `Flow::breaks`.
    pub(super) breaks: Vec<usize>,
    /// Where every so many-th word stands.
    pub(super) starts: Vec<Start>,
}

/// A flow without its text, as it is stored.
#[derive(Serialize, Deserialize)]
struct Marks {
    marks: Vec<Mark>,
    page_labels: Vec<String>,
    headings: Vec<Range<usize>>,
    repeats_from: usize,
    starts: TokenStarts,
    /// How long the text is.
    text_bytes: usize,
}

/// What is stored of a flow beside its text.
pub(super) fn marks_to_bytes(flow: &Flow, starts: TokenStarts) -> Vec<u8> {
    let marks = Marks {
        marks: flow.marks.clone(),
        page_labels: flow.page_labels.clone(),
        headings: flow.headings.clone(),
        repeats_from: flow.repeats_from,
        starts,
        text_bytes: flow.text.len(),
    };
    postcard::to_stdvec(&marks).expect("marks hold strings and numbers only")
}

impl MarkedText {
    /// Puts a text together again; an error says why it cannot be.
    pub(super) fn of(packed: &[u8], marks: &[u8], packing: &Packing) -> Result<Self, String> {
        let marks: Marks = postcard::from_bytes(marks).map_err(|error| error.to_string())?;
        let text = packing.unpack(packed, marks.text_bytes);
        let text = text.map_err(|error| error.to_string())?;
        let flow = Flow {
            text,
            marks: marks.marks,
            page_labels: marks.page_labels,
            headings: marks.headings,
            repeats_from: marks.repeats_from,
        };
        if !flow.holds_together() {
            return Err("its marks are not those of its text".to_owned());
        }
        Ok(Self {
            starts: marks.starts.with_positions(&flow.breaks()),
            breaks: flow.breaks(),
            flow,
        })
    }

    /// About how much memory it takes.
    pub(super) fn size_bytes(&self) -> usize {
        let marks = self.flow.marks.len() * (size_of::<Mark>() + 8);
        let labels = self.flow.page_labels.len() * 32;
        size_of::<Self>()
            + self.flow.text.len()
            + marks
            + labels
            + self.starts.len() * size_of::<Start>()
    }
}
