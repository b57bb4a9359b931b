//! A text with the countries it names: what stands before a name, and the evidence it makes.

use super::fold::Folded;
use super::gazetteer::Mention;
use super::snippet;
use crate::layout::Flow;
use crate::model::{Country, Inferred, Source};

/// A text in which countries are counted.
pub(super) struct MentionText<'a> {
    pub(super) text: &'a str,
    pub(super) folded: &'a Folded,
    /// The flow that begins with the text.
    pub(super) flow: &'a Flow,
}

impl MentionText<'_> {
    pub(super) fn inferred(&self, mention: &Mention, confidence: f32) -> Inferred<Country> {
        let start = self.folded.original(mention.start);
        let end = self.folded.original_after(mention.end, self.text.len());
        Inferred {
            value: mention.country,
            source: Source::Text,
            page: self.flow.mark_at(start).map(|mark| mark.page),
            text: snippet(self.text, start..end),
            confidence,
        }
    }

    pub(super) fn in_heading(&self, mention: &Mention) -> bool {
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

/// Folded words before a name without "the", "the Republic of", "the Government of the".
pub(super) fn without_form(before: &str) -> &str {
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

pub(super) fn without_article(before: &str) -> &str {
    let before = before.trim_end();
    before.strip_suffix(" the").unwrap_or(before)
}
