//! The summary of a document that a hit shows, kept as a column.

use serde::{Deserialize, Serialize};

use crate::model::{Country, Date, Language, Organ, Session, Sha256, Symbol};

/// What a hit shows of a document; path and hash alone for a skipped file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct DocumentSummary {
    pub(crate) path: String,
    pub(crate) sha256: Option<[u8; 32]>,
    pub(crate) title: String,
    pub(crate) country: Vec<Country>,
    pub(crate) session: Vec<Session>,
    pub(crate) organ: Vec<Organ>,
    pub(crate) symbol: Vec<Symbol>,
    pub(crate) date: Option<Date>,
    pub(crate) language: Option<Language>,
    pub(crate) pages: u32,
}

impl DocumentSummary {
    /// The hash of the file's bytes; `None` if they could not be read.
    pub(crate) fn sha256(&self) -> Option<Sha256> {
        self.sha256.map(Sha256)
    }

    /// The first eight bytes of the hash, by which copies are recognised.
    pub(crate) fn short_hash(&self) -> Option<u64> {
        Some(u64::from_be_bytes(*self.sha256?.first_chunk()?))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a summary holds strings and numbers only")
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> postcard::Result<Self> {
        postcard::from_bytes(bytes)
    }

    /// About how much memory it takes, in bytes.
    pub(crate) fn size_bytes(&self) -> usize {
        let symbols = self.symbol.iter().map(|symbol| symbol.as_str().len());
        size_of::<Self>()
            + self.path.len()
            + self.title.len()
            + symbols.sum::<usize>()
            + 16 * self.session.len()
    }
}
