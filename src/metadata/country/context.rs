//! The context of a country's name: page, heading, and the words before it.

use std::ops::Range;

use super::gazetteer::CountryMention;
use crate::layout::Flow;
use crate::metadata::snippet::snippet;
use crate::metadata::vocabulary::Folded;
use crate::model::{Country, Inferred, Source};

/// The start of a document's body, in which countries are counted.
pub(crate) struct BodyText<'a> {
    pub(crate) text: &'a str,
    pub(crate) folded: &'a Folded,
    /// The flow that starts with the text.
    pub(crate) flow: &'a Flow,
}

impl BodyText<'_> {
    /// Returns the country of a mention as an inferred value, with page and printed name.
    pub(crate) fn inferred(&self, mention: &CountryMention, confidence: f32) -> Inferred<Country> {
        let start = self.folded.original(mention.start);
        let end = self.folded.original_after(mention.end, self.text.len());
        Inferred {
            value: mention.country,
            source: Source::Text,
            page: self.flow.mark_at(start).map(|mark| mark.page),
            text: printed_name(self.text, start..end),
            confidence,
        }
    }

    /// Whether a mention is in a heading.
    pub(crate) fn in_heading(&self, mention: &CountryMention) -> bool {
        if self.flow.headings.is_empty() {
            return false;
        }
        let at = self.folded.original(mention.start);
        let headings = self.flow.headings.iter();
        headings
            .take_while(|heading| heading.start <= at)
            .any(|heading| heading.contains(&at))
    }
}

/// Returns a country's name as printed, without the punctuation after it: "Bolivia (Plurinational State of)".
pub(crate) fn printed_name(text: &str, range: Range<usize>) -> String {
    let shown = snippet(text, range);
    let is_punctuation = |c: char| !c.is_alphanumeric() && c != ')';
    shown.trim_end_matches(is_punctuation).to_owned()
}

/// Strips "the", "the Republic of", "the Government of the" from the end of the folded words before a name.
pub(crate) fn strip_state_form(before: &str) -> &str {
    let mut before = before.trim_end();
    for form in [
        " the",
        " of",
        " republic",
        " kingdom",
        " government",
        " authorities",
        " the",
    ] {
        before = before.strip_suffix(form).unwrap_or(before).trim_end();
    }
    before
}

/// Strips "the" from the end of the folded words before a name.
pub(crate) fn strip_article(before: &str) -> &str {
    let before = before.trim_end();
    before.strip_suffix(" the").unwrap_or(before)
}
