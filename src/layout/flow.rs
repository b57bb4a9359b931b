//! The text of a whole document in reading order, and where each part of it stands.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Which part of a page a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// The text a reader follows.
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
    /// The name answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Footnote => "footnote",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Annotation => "annotation",
        }
    }

    /// Where the region stands on a page, from the top down.
    fn place_on_page(self) -> u8 {
        match self {
            Self::Header => 0,
            Self::Body => 1,
            Self::Footnote => 2,
            Self::Footer => 3,
            Self::Annotation => 4,
        }
    }
}

/// Says where the text from `start` on stands, up to the next mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Byte offset in the flow's text.
    pub start: usize,
    /// Page, from 1.
    pub page: u32,
    /// Which part of the page.
    pub region: Region,
    /// The number of the paragraph, where paragraphs are numbered (`14`), or of the footnote.
    pub paragraph: Option<String>,
}

/// A document's text in reading order: first the whole body, then the regions taken out of it.
///
/// Paragraphs end with a line feed; lines within a paragraph are joined by a space, or by a line separator (U+2028)
/// after a hyphen that ended a line and was kept. No phrase runs from the body
/// into a region or from one region into the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The text.
    pub text: String,
    /// Where its parts stand, by ascending `start`; the first starts at 0 unless the text is empty.
    pub marks: Vec<Mark>,
    /// The printed label of each page (`iv`, `12`), or its number where none is printed. One per page.
    pub page_labels: Vec<String>,
    /// Byte ranges of the body's titles and headings, ascending.
    pub headings: Vec<Range<usize>>,
    /// From this byte on, the text repeats running headers and footers that stand before it: shown, not searched.
    pub repeats_from: usize,
}

impl Flow {
    /// How many pages the document has, those without text included.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.page_labels.len()).unwrap_or(u32::MAX)
    }

    /// Whether all offsets lie in the text, on whole characters and in order, and all pages exist: what a flow from
    /// elsewhere must be asked before it is used.
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

    /// The mark that covers this byte of the text.
    pub fn mark_at(&self, offset: usize) -> Option<&Mark> {
        self.marks[..self.marks.partition_point(|mark| mark.start <= offset)].last()
    }

    /// The label of a page (from 1), or its number.
    pub fn page_label(&self, page: u32) -> String {
        let label = (page as usize)
            .checked_sub(1)
            .and_then(|at| self.page_labels.get(at));
        label.cloned().unwrap_or_else(|| page.to_string())
    }

    /// Each mark with the text it covers.
    pub fn spans(&self) -> impl Iterator<Item = (&Mark, &str)> {
        self.marks.iter().enumerate().map(|(at, mark)| {
            let end = self
                .marks
                .get(at + 1)
                .map_or(self.text.len(), |next| next.start);
            (mark, &self.text[mark.start..end])
        })
    }

    /// The texts of the pages, from page 1, each in the order of the page: header, body, notes, footer, annotations.
    pub fn pages(&self) -> Vec<String> {
        let mut spans: Vec<_> = self.spans().collect();
        spans.sort_by_key(|(mark, _)| (mark.page, mark.region.place_on_page()));
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

    /// The part of the text that is searched: all but the repeated furniture at its end.
    pub fn searchable(&self) -> &str {
        &self.text[..self.repeats_from]
    }

    /// Byte offsets over which no phrase may run: where the body ends, and between regions.
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
