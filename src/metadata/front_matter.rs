//! Extracts the parts of a document that identify it: first page, running headers and the start of its text.

use crate::layout::{Flow, Region};
use std::ops::Range;
use std::sync::LazyLock;

use crate::metadata::vocabulary::{Folded, phrases};

/// How much of the first page is read; mastheads and title pages are shorter.
const FIRST_PAGE_BYTES: usize = 4_000;
/// A first page with less text than this is a cover: the next page is read too.
const COVER_BYTES: usize = 200;
/// How much of the body is read where names are counted: enough to rank them, and cheap on a long report.
const BODY_START_BYTES: usize = 32_000;
/// The last page whose running headers are read.
const LAST_HEADER_PAGE: u32 = 5;
/// How far into a page without marked headers a running header may reach.
const HEADER_BYTES: usize = 60;
/// How far into the first page the distribution line may stand: in a column of its own it may be extracted last.
const DISTRIBUTION_BYTES: usize = FIRST_PAGE_BYTES;

/// The parts of a document that identify it.
#[derive(Debug)]
pub(crate) struct FrontMatter<'a> {
    /// The first page: its headers, then its text.
    pub(crate) first_page: String,
    /// `first_page`, folded.
    pub(crate) folded_first_page: Folded,
    /// Offset in `first_page` of the distribution line ("Distr.: General") of a United Nations masthead.
    pub(crate) distribution: Option<usize>,
    /// Running headers and footers of the first pages, with page numbers.
    pub(crate) running_headers: Vec<(u32, &'a str)>,
    /// The first bytes of the body.
    pub(crate) body_start: &'a str,
    /// `body_start`, folded.
    pub(crate) folded_body_start: Folded,
    /// The first headings; without any, the first line if it can be a title.
    pub(crate) titles: Vec<&'a str>,
    /// Footnotes on the first pages, with page numbers.
    pub(crate) footnotes: Vec<(u32, &'a str)>,
}

impl<'a> FrontMatter<'a> {
    /// Extracts the front matter of a flow.
    pub(crate) fn new(flow: &'a Flow) -> Self {
        let spans = || {
            flow.spans()
                .filter(|(mark, _)| mark.page <= LAST_HEADER_PAGE)
        };
        let body_end = flow
            .marks
            .iter()
            .find(|mark| mark.region != Region::Body)
            .map_or(flow.text.len(), |mark| mark.start);
        let of = |regions: &[Region]| -> Vec<(u32, &'a str)> {
            let wanted = spans().filter(|(mark, _)| regions.contains(&mark.region));
            wanted
                .map(|(mark, text)| (mark.page, text.trim()))
                .collect()
        };
        let mut running_headers = of(&[Region::Header, Region::Footer]);
        let first_page = first_page(flow, body_end, &running_headers);
        running_headers.extend(unmarked_headers(flow, body_end));
        let distribution = distribution(&first_page);
        let body_start = &flow.text[..flow
            .text
            .floor_char_boundary(body_end.min(BODY_START_BYTES))];
        let folded_body_start = Folded::new(body_start);
        Self {
            // Without headers the first page is a prefix of the body, already folded.
            folded_first_page: match body_start.starts_with(&first_page) {
                true => folded_body_start.up_to(first_page.len()),
                false => Folded::new(&first_page),
            },
            distribution,
            first_page,
            running_headers,
            body_start,
            folded_body_start,
            titles: titles(flow, &flow.text[..body_end]),
            footnotes: of(&[Region::Footnote]),
        }
    }

    /// Returns the lines of the first `bytes` of the first page that are shorter than `line_bytes`, as printed and folded.
    pub(crate) fn lines(
        &self,
        bytes: usize,
        line_bytes: usize,
    ) -> impl Iterator<Item = (&str, &str)> {
        let head = &self.first_page[..self.first_page.floor_char_boundary(bytes)];
        let mut start = 0;
        let lines = head.split_inclusive('\n').map(move |line| {
            let range = start..start + line.len();
            start = range.end;
            (line.trim(), range)
        });
        lines
            .filter(move |(line, _)| line.len() < line_bytes)
            .map(|(line, range)| (line, self.folded_first_page.within(range)))
    }

    /// Returns the masthead and title of a United Nations document, up to the text; `None` without a distribution line. The
    /// columns of a masthead may have been extracted in any order.
    pub(crate) fn title_block(&self) -> Option<&str> {
        self.distribution?;
        let head = self.first_page.floor_char_boundary(MASTHEAD_HEAD_BYTES);
        let ends = TEXT_STARTS
            .iter()
            .filter_map(|mark| self.first_page[head..].find(mark));
        let end = ends.min().map_or(self.first_page.len(), |end| head + end);
        let end = first_paragraph(&self.first_page, head).map_or(end, |line| end.min(line));
        Some(
            &self.first_page[..self
                .first_page
                .floor_char_boundary(end.min(TITLE_BLOCK_BYTES))],
        )
    }
}

/// A line longer than this, in bytes, is a paragraph of the text.
const PARAGRAPH_BYTES: usize = 400;

/// Finds the first line after `head` that is too long for a title, or numbered as paragraphs are: `124.1 Ratify …`.
fn first_paragraph(top: &str, head: usize) -> Option<usize> {
    let mut lines = top[head..].match_indices('\n').map(|(at, _)| head + at + 1);
    lines.find(|start| {
        let line = top[*start..].split('\n').next().unwrap_or_default();
        line.len() > PARAGRAPH_BYTES || is_numbered(line)
    })
}

fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = rest.strip_prefix('.').filter(|_| rest.len() < line.len());
    after.is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace()))
}

/// The shortest masthead.
const MASTHEAD_HEAD_BYTES: usize = 150;
/// The longest title block.
const TITLE_BLOCK_BYTES: usize = 1_400;

/// What follows the title block of a United Nations document.
static TEXT_STARTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut starts = phrases(include_str!("data/title_phrases.tsv"), "text-start");
    starts.extend(["Summary\n", "\n1.", "Page\n"]);
    starts
});

/// How far into a document without a masthead its title may stand, in bytes.
const TITLE_BYTES: usize = 800;
/// The longest first line that can be a title, in bytes.
const TITLE_LINE_BYTES: usize = 160;

fn titles<'a>(flow: &Flow, body: &'a str) -> Vec<&'a str> {
    let early = flow
        .headings
        .iter()
        .take_while(|heading| heading.start < TITLE_BYTES);
    let headings: Vec<&str> = early
        .filter_map(|heading| body.get(heading.clone()))
        .collect();
    if !headings.is_empty() {
        return headings;
    }
    let first = body.lines().map(str::trim).find(|line| !line.is_empty());
    let title =
        first.filter(|line| line.len() < TITLE_LINE_BYTES && !line.ends_with(['.', ',', ';']));
    title.into_iter().collect()
}

/// Returns the headers and text of the first page, with the text of the next where the first is a cover.
fn first_page(flow: &Flow, body_end: usize, running: &[(u32, &str)]) -> String {
    let headers = running
        .iter()
        .filter(|(page, _)| *page == 1)
        .map(|(_, text)| *text);
    let mut top = headers.collect::<Vec<_>>().join("\n");
    if !top.is_empty() {
        top.push('\n');
    }
    let first = page_range(flow, body_end, 1);
    let end = if first.end - first.start < COVER_BYTES {
        page_range(flow, body_end, 2).end.max(first.end)
    } else {
        first.end
    };
    top.push_str(
        &flow.text[first.start
            ..flow
                .text
                .floor_char_boundary(end.min(first.start + FIRST_PAGE_BYTES))],
    );
    top
}

/// Returns the byte range of a page's body in the flow.
fn page_range(flow: &Flow, body_end: usize, page: u32) -> Range<usize> {
    let mut of_page = flow
        .marks
        .iter()
        .filter(|mark| mark.region == Region::Body && mark.page == page);
    let Some(first) = of_page.next() else {
        return 0..0;
    };
    let next = flow.marks.iter().find(|mark| {
        mark.start > first.start && (mark.page != page || mark.region != Region::Body)
    });
    first.start..next.map_or(body_end, |mark| mark.start)
}

/// Returns the first words of each page: the running header of formats without marked headers, such as plain text.
fn unmarked_headers(flow: &Flow, body_end: usize) -> Vec<(u32, &str)> {
    let pages = 2..=LAST_HEADER_PAGE.min(flow.page_count());
    let first_words = |page| {
        let text = flow.text[page_range(flow, body_end, page)].trim_start();
        (
            page,
            &text[..text.floor_char_boundary(text.len().min(HEADER_BYTES))],
        )
    };
    pages.map(first_words).collect()
}

/// Finds the distribution line, which is abbreviated alike in all six languages. "District" is another word.
fn distribution(top: &str) -> Option<usize> {
    let is_word = |at: &usize| {
        let rest = DISTRIBUTION
            .iter()
            .find_map(|word| top[*at..].strip_prefix(word));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    };
    let found = memchr::memchr_iter(b'D', top.as_bytes()).find(is_word)?;
    (found < DISTRIBUTION_BYTES).then_some(found)
}

const DISTRIBUTION: &[&str] = &["Distr", "DISTR"];
