//! The text of a document as it is stored, with its marks and the offsets of its tokens.

use super::checksum::{seal, unseal};
use crate::index::analysis::token_offsets::{TokenFinder, TokenOffsets, TokenStart};
use crate::layout::{Flow, Mark};

/// The text of a document, with what maps the positions of its tokens to bytes.
#[derive(Debug, Default)]
pub(crate) struct DocumentText {
    pub(crate) flow: Flow,
    /// The breaks of the flow (`Flow::breaks`).
    pub(crate) breaks: Vec<usize>,
    starts: Vec<TokenStart>,
}

impl DocumentText {
    /// Serializes a text and the offsets of its tokens.
    pub(crate) fn serialize(flow: &Flow, offsets: &TokenOffsets) -> Vec<u8> {
        let bytes = postcard::to_stdvec(&(flow, offsets));
        seal(bytes.expect("a flow holds strings and numbers only"))
    }

    /// Deserializes a text.
    ///
    /// # Errors
    /// A message when the bytes are not as they were serialized, or the marks do not lie in the text.
    pub(crate) fn deserialize(bytes: &[u8]) -> Result<Self, String> {
        let (flow, offsets): (Flow, TokenOffsets) =
            postcard::from_bytes(unseal(bytes)?).map_err(|error| error.to_string())?;
        if !flow.holds_together() {
            return Err("its marks are not those of its text".to_owned());
        }
        let breaks = flow.breaks();
        Ok(Self {
            starts: offsets.with_positions(&breaks),
            breaks,
            flow,
        })
    }

    /// A finder of the tokens at positions.
    pub(crate) fn tokens(&self) -> TokenFinder<'_> {
        TokenFinder::new(self.flow.searchable(), &self.breaks, &self.starts)
    }

    /// About how much memory it takes, in bytes.
    pub(crate) fn size_bytes(&self) -> usize {
        size_of::<Self>()
            + self.flow.text.len()
            + self.flow.marks.len() * (size_of::<Mark>() + 8)
            + self.flow.page_labels.len() * 32
            + self.starts.len() * size_of::<TokenStart>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Region;

    #[test]
    fn a_text_that_is_not_as_it_was_written_is_an_error() {
        let mark = |start| Mark {
            start,
            page: 1,
            region: Region::Body,
            paragraph: None,
        };
        let mut flow = Flow {
            text: "Ein Wörtchen".to_owned(),
            marks: vec![mark(0)],
            page_labels: vec!["1".to_owned()],
            headings: Vec::new(),
            repeats_from: 13,
        };
        let serialize = |flow: &Flow| DocumentText::serialize(flow, &TokenOffsets::default());
        let text = DocumentText::deserialize(&serialize(&flow)).expect("a text");
        assert_eq!(text.flow, flow);
        assert!(DocumentText::deserialize(&serialize(&flow)[..8]).is_err());
        flow.marks.push(mark(6));
        assert!(DocumentText::deserialize(&serialize(&flow)).is_err());
    }
}
