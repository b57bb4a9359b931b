//! Assembles the flow of a document from the lines of its pages: the body as one text, then the other regions.

use rustc_hash::FxHashSet;

use super::flow::{Flow, Mark, Region};
use super::footnotes;
use super::furniture::{self, Furniture};
use super::hyphens::{Join, KnownWords, first_word, split_end};
use super::lines::{Line, PageLines};
use super::order::{by_columns, reading_order};
use super::paragraphs::{self, Break, Numbering};
use super::tagged;
use super::words::is_ideographic;

/// Written after a kept hyphen at a line end, so that the text still shows the line break: a line separator.
const LINE_SEPARATOR: char = '\u{2028}';

/// Assembles the flow of a document from its pages.
pub fn flow(pages: Vec<PageLines>) -> Flow {
    let Furniture {
        mut regions,
        printed,
    } = furniture::find(&pages);
    let body_size = body_size(&pages, &regions);
    let known_words = KnownWords::of(&pages);
    let notes_are_tagged = pages.iter().any(tagged::has_notes);
    let mut builder = FlowBuilder::new(&known_words, paragraphs::numbering(&pages));
    for (page, regions) in pages.iter().zip(&mut regions) {
        let is_body = |at: usize| regions[at].is_none();
        let tagged = if notes_are_tagged {
            tagged::notes(page, is_body)
        } else {
            None
        };
        let notes = tagged.unwrap_or_else(|| footnotes::find(page, is_body, body_size));
        for (at, _) in notes.iter().enumerate().filter(|(_, is_note)| **is_note) {
            regions[at] = Some(Region::Footnote);
        }
    }
    for (number, (page, regions)) in (1..).zip(pages.iter().zip(&regions)) {
        let body = (0..page.lines.len())
            .filter(|at| regions[*at].is_none())
            .collect();
        for at in reading_order(page, body) {
            builder.body_line(&page.lines[at], number, body_size);
        }
    }
    builder.end_paragraph();
    for (number, (page, regions)) in (1..).zip(pages.iter().zip(&regions)) {
        builder.notes(page, regions, number);
    }
    builder.furniture(&pages, &regions);
    let mut flow = builder.flow;
    flow.page_labels = (1..)
        .zip(pages.iter().zip(printed))
        .map(|(number, (page, printed))| label(page, printed, number))
        .collect();
    flow
}

/// Returns a page's label: the printed page number, else the label given by the file, else the physical number.
fn label(page: &PageLines, printed: Option<i32>, number: u32) -> String {
    printed
        .map(|printed| printed.to_string())
        .or_else(|| page.label.clone())
        .unwrap_or_else(|| number.to_string())
}

/// Returns the font size of most of the text outside furniture, in points.
fn body_size(pages: &[PageLines], regions: &[Vec<Option<Region>>]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = Vec::new();
    for (page, regions) in pages.iter().zip(regions) {
        for line in page
            .lines
            .iter()
            .zip(regions)
            .filter(|(_, region)| region.is_none())
            .map(|(line, _)| line)
        {
            let size = (line.size * 4.0).round() / 4.0;
            match sizes.iter_mut().find(|(known, _)| *known == size) {
                Some((_, length)) => *length += line.text.len(),
                None => sizes.push((size, line.text.len())),
            }
        }
    }
    sizes
        .into_iter()
        .max_by_key(|(_, length)| *length)
        .map_or(10.0, |(size, _)| size)
}

/// Appends lines to the text of a flow and records their location in its marks.
struct FlowBuilder<'w> {
    known_words: &'w KnownWords,
    numbering: Numbering,
    flow: Flow,
    last: Option<(&'w Line, u32)>,
    paragraph: paragraphs::Paragraph,
    paragraph_start: usize,
}

impl<'w> FlowBuilder<'w> {
    fn new(known_words: &'w KnownWords, numbering: Numbering) -> Self {
        Self {
            known_words,
            numbering,
            flow: Flow::default(),
            last: None,
            paragraph: paragraphs::Paragraph::default(),
            paragraph_start: 0,
        }
    }

    fn body_line(&mut self, line: &'w Line, page: u32, body_size: f32) {
        let gap = match &self.last {
            None => Break::Paragraph,
            Some((last, last_page)) => self.paragraph.break_before(last, line, *last_page != page),
        };
        match gap {
            Break::Paragraph => {
                self.end_paragraph();
                self.paragraph = paragraphs::Paragraph::starting_with(line, body_size);
                self.numbering
                    .begin_paragraph(line, self.paragraph.is_heading);
                mark(&mut self.flow, page, Region::Body, self.numbering.current());
            }
            Break::Cell => {
                self.flow.text.push('\t');
                mark(&mut self.flow, page, Region::Body, self.numbering.current());
            }
            Break::Line => {
                self.join(line);
                mark(&mut self.flow, page, Region::Body, self.numbering.current());
            }
        }
        self.paragraph.push(line);
        self.flow.text.push_str(&line.text);
        self.last = Some((line, page));
    }

    fn end_paragraph(&mut self) {
        if self.last.take().is_none() {
            return;
        }
        if self.paragraph.is_heading {
            self.flow
                .headings
                .push(self.paragraph_start..self.flow.text.len());
        }
        self.flow.text.push('\n');
        self.paragraph_start = self.flow.text.len();
    }

    /// Joins the last line with `next`: removes or keeps a hyphen at its end, or adds a space where the script has spaces.
    fn join(&mut self, next: &Line) {
        let text = &mut self.flow.text;
        if let Some(left) = split_end(text) {
            let soft = text.ends_with('\u{AD}');
            if soft || self.known_words.join(left, first_word(&next.text)) == Join::Drop {
                text.pop();
            } else {
                text.push(LINE_SEPARATOR);
            }
            return;
        }
        let spaceless = text.chars().next_back().is_some_and(is_ideographic)
            && next.text.chars().next().is_some_and(is_ideographic);
        if !spaceless {
            text.push(' ');
        }
    }

    /// Writes the footnotes and annotations of a page.
    fn notes(&mut self, page: &PageLines, regions: &[Option<Region>], number: u32) {
        let notes = (0..page.lines.len())
            .filter(|at| regions[*at] == Some(Region::Footnote))
            .collect();
        let mut open = false;
        for at in reading_order(page, notes) {
            let line = &page.lines[at];
            let label = footnotes::label(line);
            if open && label.is_none() {
                self.join(line);
            } else {
                if open {
                    self.flow.text.push('\n');
                }
                mark(&mut self.flow, number, Region::Footnote, label.as_deref());
                open = true;
            }
            self.flow.text.push_str(&line.text);
        }
        if open {
            self.flow.text.push('\n');
        }
        for text in &page.annotations {
            mark(&mut self.flow, number, Region::Annotation, None);
            self.flow.text.push_str(text.trim());
            self.flow.text.push('\n');
        }
    }

    /// Writes headers and footers: first occurrences, then the repetitions, which are excluded from search.
    fn furniture(&mut self, pages: &[PageLines], regions: &[Vec<Option<Region>>]) {
        let mut seen: FxHashSet<String> = FxHashSet::default();
        let mut repeats = Vec::new();
        for (number, (page, regions)) in (1..).zip(pages.iter().zip(regions)) {
            let is_furniture =
                |at: &usize| matches!(regions[*at], Some(Region::Header | Region::Footer));
            let mut lines: Vec<usize> = (0..page.lines.len()).filter(is_furniture).collect();
            by_columns(page, &mut lines);
            for at in lines {
                let (region, line) = (regions[at].unwrap_or(Region::Header), &page.lines[at]);
                let words: String = line.text.chars().filter(|c| !c.is_numeric()).collect();
                if seen.insert(words) {
                    self.furniture_line(region, line, number);
                } else {
                    repeats.push((region, line, number));
                }
            }
        }
        self.flow.repeats_from = self.flow.text.len();
        for (region, line, number) in repeats {
            self.furniture_line(region, line, number);
        }
    }

    fn furniture_line(&mut self, region: Region, line: &Line, number: u32) {
        mark(&mut self.flow, number, region, None);
        self.flow.text.push_str(&line.text);
        self.flow.text.push('\n');
    }
}

/// Adds a mark at the end of the text, unless it repeats the last one.
fn mark(flow: &mut Flow, page: u32, region: Region, paragraph: Option<&str>) {
    let same = |mark: &Mark| {
        mark.page == page && mark.region == region && mark.paragraph.as_deref() == paragraph
    };
    if !flow.marks.last().is_some_and(same) {
        flow.marks.push(Mark {
            start: flow.text.len(),
            page,
            region,
            paragraph: paragraph.map(str::to_owned),
        });
    }
}
