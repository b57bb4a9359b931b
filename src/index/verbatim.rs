//! Does a text hold a phrase exactly as it was typed, with its case, accents and punctuation?

use std::ops::Range;
use std::sync::Arc;

use tantivy::TantivyDocument;
use unicode_normalization::UnicodeNormalization;

use super::open;
use super::packing::Packing;
use super::schema::Fields;
use super::sightings::phrase_spans;
use super::slots::Slot;
use crate::layout::Flow;
use crate::text;

/// How much text around a phrase is looked at for the punctuation typed with it, in bytes.
const AROUND_BYTES: usize = 64;

/// A phrase as typed.
#[derive(Debug)]
pub(super) struct Verbatim {
    fields: Fields,
    packing: Arc<Packing>,
    slots: Arc<Vec<Slot>>,
    slop: Option<u32>,
    /// What stands before the first word, the words, and what stands after the last.
    lead: String,
    core: String,
    trail: String,
}

impl Verbatim {
    /// `slots` and `slop` are those of the phrase the words were typed in.
    pub(super) fn new(
        typed: &str,
        fields: Fields,
        packing: Arc<Packing>,
        slots: Arc<Vec<Slot>>,
        slop: Option<u32>,
    ) -> Self {
        let mut core: Option<Range<usize>> = None;
        text::for_each_token(typed, &[], |token| {
            core = Some(core.as_ref().map_or(token.start, |core| core.start)..token.end);
        });
        let core = core.unwrap_or(0..typed.len());
        Self {
            fields,
            packing,
            slots,
            slop,
            lead: plain(&typed[..core.start]).trim_start().to_owned(),
            core: plain(&typed[core.clone()]),
            trail: plain(&typed[core.end..]).trim_end().to_owned(),
        }
    }

    /// How often the phrase stands in a stored document.
    pub(super) fn count(&self, document: &TantivyDocument) -> u32 {
        let text = open::text_of_document(document, &self.fields, &self.packing);
        let Some(Ok(text)) = text else {
            return 0;
        };
        let spans = phrase_spans(&text, &self.slots, self.slop);
        let same = spans.iter().filter(|span| self.stands_at(&text.flow, span));
        u32::try_from(same.count()).unwrap_or(u32::MAX)
    }

    /// Whether the words at these places, from the first to the last, are as they were typed.
    pub(super) fn stands_at(&self, flow: &Flow, span: &[Range<usize>]) -> bool {
        let (Some(first), Some(last)) = (span.first(), span.last()) else {
            return false;
        };
        let text = &flow.text;
        let before =
            &text[text.floor_char_boundary(first.start.saturating_sub(AROUND_BYTES))..first.start];
        let after =
            &text[last.end..text.ceil_char_boundary((last.end + AROUND_BYTES).min(text.len()))];
        plain(&text[first.start..last.end]) == self.core
            && plain(before).ends_with(&self.lead)
            && plain(after).starts_with(&self.trail)
    }
}

/// A text whose accents are written one way and whose white space is single spaces. A line that ends with a hyphen runs on.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc().filter(|c| *c != '\u{2028}') {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}
