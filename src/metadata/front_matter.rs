//! Finds where a document says what it is: its first page, its running headers, and the start of its text.

use crate::layout::{Flow, Region};
use crate::metadata::vocabulary::Folded;

/// How much of the first page is looked at; mastheads and title pages are shorter.
const TOP_BYTES: usize = 4_000;
/// A first page with less text than this is a cover: the next page is looked at too.
const COVER_BYTES: usize = 200;
/// How much of the text is read where names are counted: enough to tell, and cheap on a long report.
const START_BYTES: usize = 32_000;
/// The last page whose running headers are looked at.
const LAST_HEADER_PAGE: u32 = 5;
/// How far into a page without marked headers a running header may reach.
const HEADER_BYTES: usize = 60;
/// A masthead's distribution line may be read last of its page, where it stands in a column of its own.
const MASTHEAD_BYTES: usize = TOP_BYTES;

/// The parts of a document that say what it is.
#[derive(Debug)]
pub(crate) struct FrontMatter<'a> {
    /// The first page: its headers, then its text.
    pub(crate) top: String,
    /// `top`, folded.
    pub(crate) folded_top: Folded,
    /// Where in `top` the distribution line of a United Nations masthead starts, if there is one.
    pub(crate) distribution: Option<usize>,
    /// Running headers and footers of the first pages, with their page.
    pub(crate) running: Vec<(u32, &'a str)>,
    /// The start of the body.
    pub(crate) start: &'a str,
    /// `start`, folded.
    pub(crate) folded_start: Folded,
    /// The title or first headings of a document without a masthead; else its first line, if it can be a title.
    pub(crate) titles: Vec<&'a str>,
    /// Notes on the first pages.
    pub(crate) notes: Vec<(u32, &'a str)>,
}

impl<'a> FrontMatter<'a> {
    /// Reads a flow's front_matter.
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
        let mut running = of(&[Region::Header, Region::Footer]);
        let top = top(flow, body_end, &running);
        running.extend(unmarked_headers(flow, body_end));
        let distribution = distribution(&top);
        let start = &flow.text[..flow.text.floor_char_boundary(body_end.min(START_BYTES))];
        let folded_start = Folded::new(start);
        Self {
            // Where no header stands before it, the first page is how the text starts.
            folded_top: match start.starts_with(&top) {
                true => folded_start.up_to(top.len()),
                false => Folded::new(&top),
            },
            distribution,
            top,
            running,
            start,
            folded_start,
            titles: titles(flow, &flow.text[..body_end]),
            notes: of(&[Region::Footnote]),
        }
    }

    /// The lines of the first bytes that are shorter than this, as they are and folded.
    pub(crate) fn lines(&self, first: usize, shorter: usize) -> impl Iterator<Item = (&str, &str)> {
        let head = &self.top[..self.top.floor_char_boundary(first)];
        let mut start = 0;
        let lines = head.split_inclusive('\n').map(move |line| {
            let range = start..start + line.len();
            start = range.end;
            (line.trim(), range)
        });
        lines
            .filter(move |(line, _)| line.len() < shorter)
            .map(|(line, range)| (line, self.folded_top.within(range)))
    }

    /// The masthead and title of a United Nations document, up to the text. Its columns may have been read in any order.
    pub(crate) fn title_block(&self) -> Option<&str> {
        self.distribution?;
        let head = self.top.floor_char_boundary(MASTHEAD_HEAD_BYTES);
        let ends = TEXT_STARTS
            .iter()
            .filter_map(|mark| self.top[head..].find(mark));
        let end = ends.min().map_or(self.top.len(), |end| head + end);
        let end = text_line(&self.top, head).map_or(end, |line| end.min(line));
        Some(&self.top[..self.top.floor_char_boundary(end.min(TITLE_BLOCK_BYTES))])
    }
}

/// A line longer than this, in bytes, is a paragraph of the text.
const PARAGRAPH_BYTES: usize = 400;

/// Where the first line after `head` starts that is too long for a title, or numbered as paragraphs are: `124.1 Ratify …`.
fn text_line(top: &str, head: usize) -> Option<usize> {
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

/// A masthead is no shorter than this.
const MASTHEAD_HEAD_BYTES: usize = 150;
/// The longest title block that is looked at.
const TITLE_BLOCK_BYTES: usize = 1_400;

/// Where the title block of a United Nations document has ended.
const TEXT_STARTS: &[&str] = &[
    "GE.",
    "GE:",
    "Contents",
    "CONTENTS",
    "Table of contents",
    "Table des matières",
    "Índice",
    "Indice",
    "ÍNDICE",
    "Содержание",
    "СОДЕРЖАНИЕ",
    "المحتويات",
    "目录",
    "Introduction",
    "INTRODUCTION",
    "Introducción",
    "Введение",
    "Summary\n",
    "Résumé",
    "Resumen",
    "The present ",
    "Le présent ",
    "El presente ",
    "\n1.",
    " 1. ",
    "I. ",
    "Note by",
    "The Secretary-General",
    "The Human Rights Council,",
    "The General Assembly,",
    "The Economic and Social Council,",
    "The Committee",
    "Le Comité",
    "El Comité",
    "Page\n",
];

/// How far into an unmarked document its title may stand, in bytes.
const TITLE_BYTES: usize = 800;
/// The longest first line that is a title, in bytes.
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

/// The first page's headers and text, with the next page's where the first is a cover.
fn top(flow: &Flow, body_end: usize, running: &[(u32, &str)]) -> String {
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
                .floor_char_boundary(end.min(first.start + TOP_BYTES))],
    );
    top
}

/// Where a page's body stands in the flow.
fn page_range(flow: &Flow, body_end: usize, page: u32) -> std::ops::Range<usize> {
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

/// The first words of each page: a running header where the reader of the format could not tell (plain text).
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

/// All six languages abbreviate the word alike. "District" is another word.
fn distribution(top: &str) -> Option<usize> {
    let is_word = |at: &usize| {
        let rest = DISTRIBUTION
            .iter()
            .find_map(|word| top[*at..].strip_prefix(word));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    };
    let found = memchr::memchr_iter(b'D', top.as_bytes()).find(is_word)?;
    (found < MASTHEAD_BYTES).then_some(found)
}

const DISTRIBUTION: &[&str] = &["Distr", "DISTR"];
