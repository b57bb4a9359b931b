//! A term of the index that may match at a position.

use crate::index::analysis::compounds::ParsedCompound;

/// A term and how many positions of a text it covers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct IndexedTerm {
    pub(crate) text: String,
    pub(crate) width: u32,
}

impl IndexedTerm {
    /// The term of a plain word.
    pub(crate) fn word(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            width: 1,
        }
    }

    /// The term of a compound of one part more than there are lengths.
    pub(crate) fn compound(text: String, lengths: &[usize]) -> Self {
        let width = u32::try_from(lengths.len() + 1).unwrap_or(u32::MAX);
        Self { text, width }
    }

    /// A term of the index, whatever it is.
    pub(crate) fn parse(text: String) -> Self {
        match ParsedCompound::parse(&text).map(|compound| compound.lengths) {
            Some(lengths) => Self::compound(text, &lengths),
            None => Self::word(text),
        }
    }
}
