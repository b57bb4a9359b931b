//! The text of a document in reading order, with the location of each part.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The part of a page that a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// The running text.
    Body,
    /// A footnote or endnote.
    Footnote,
    /// A running header.
    Header,
    /// A running footer or page number.
    Footer,
    /// A note or form field laid over the page.
    Annotation,
}

impl Region {
    /// Returns the name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Footnote => "footnote",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Annotation => "annotation",
        }
    }

    /// Returns the region's position on a page, from the top down.
    fn page_order(self) -> u8 {
        match self {
            Self::Header => 0,
            Self::Body => 1,
            Self::Footnote => 2,
            Self::Footer => 3,
            Self::Annotation => 4,
        }
    }
}

/// The location of the text from `start` up to the next mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Byte offset in the flow's text.
    pub start: usize,
    /// Page, from 1.
    pub page: u32,
    /// Which part of the page.
    pub region: Region,
    /// The number of the paragraph (`14`) or footnote, if numbered.
    pub paragraph: Option<String>,
}

/// A document's text in reading order: the whole body, then the other regions.
///
/// Paragraphs end with a line feed; lines within a paragraph are joined by a space, or by a line separator (U+2028)
/// after a kept hyphen. No phrase matches across regions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The text.
    pub text: String,
    /// The locations of its parts, by ascending `start`; the first starts at 0 unless the text is empty.
    pub marks: Vec<Mark>,
    /// The label of each page as printed (`iv`, `12`), or its number if none is printed. One per page.
    pub page_labels: Vec<String>,
    /// Byte ranges of titles and headings in the body, ascending.
    pub headings: Vec<Range<usize>>,
    /// Byte offset from which the text repeats running headers and footers: displayed, not searched.
    pub repeats_from: usize,
}

impl Flow {
    /// Returns the number of pages, including those without text.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.page_labels.len()).unwrap_or(u32::MAX)
    }

    /// Returns whether all offsets are in bounds, on character boundaries and in order, and all pages exist. Must be checked
    /// for flows from an untrusted process.
    pub fn holds_together(&self) -> bool {
        let starts = || self.marks.iter().map(|mark| mark.start);
        let boundary = |at: usize| self.text.is_char_boundary(at);
        let pages = 1..=self.page_count();
        starts().is_sorted()
            && starts().next().unwrap_or_default() == 0
            && starts().all(boundary)
            && self.marks.iter().all(|mark| pages.contains(&mark.page))
            && self.headings.is_sorted_by_key(|range| range.start)
            && self.headings.iter().all(|range| {
                range.start <= range.end && boundary(range.start) && boundary(range.end)
            })
            && boundary(self.repeats_from)
    }

    /// Returns the mark that covers a byte of the text.
    pub fn mark_at(&self, offset: usize) -> Option<&Mark> {
        self.marks[..self.marks.partition_point(|mark| mark.start <= offset)].last()
    }

    /// Returns the label of a page (from 1), or its number.
    pub fn page_label(&self, page: u32) -> String {
        let label = (page as usize)
            .checked_sub(1)
            .and_then(|at| self.page_labels.get(at));
        label.cloned().unwrap_or_else(|| page.to_string())
    }

    /// Iterates over the marks with the text they cover.
    pub fn spans(&self) -> impl Iterator<Item = (&Mark, &str)> {
        self.marks.iter().enumerate().map(|(at, mark)| {
            let end = self
                .marks
                .get(at + 1)
                .map_or(self.text.len(), |next| next.start);
            (mark, &self.text[mark.start..end])
        })
    }

    /// Returns the text of each page, in page order: header, body, notes, footer, annotations.
    pub fn pages(&self) -> Vec<String> {
        let mut spans: Vec<_> = self.spans().collect();
        spans.sort_by_key(|(mark, _)| (mark.page, mark.region.page_order()));
        let mut pages = vec![String::new(); self.page_labels.len()];
        for (mark, span) in spans {
            let Some(page) = pages.get_mut((mark.page as usize).wrapping_sub(1)) else {
                continue;
            };
            for (at, line) in span.split('\u{2028}').enumerate() {
                if at > 0 {
                    page.push('\n');
                }
                page.push_str(line);
            }
        }
        pages
    }

    /// Returns the searchable part of the text: all but the repeated headers and footers at its end.
    pub fn searchable(&self) -> &str {
        &self.text[..self.repeats_from]
    }

    /// Returns the byte offsets that no phrase may cross: the end of the body, and the borders between regions.
    pub fn breaks(&self) -> Vec<usize> {
        let pairs = self.marks.windows(2);
        let outside = |mark: &Mark| mark.region != Region::Body;
        pairs
            .filter(|pair| {
                outside(&pair[1])
                    && (pair[0].region, pair[0].page, &pair[0].paragraph)
                        != (pair[1].region, pair[1].page, &pair[1].paragraph)
            })
            .map(|pair| pair[1].start)
            .collect()
    }
}
