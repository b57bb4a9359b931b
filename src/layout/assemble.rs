//! Joins the lines of all pages to the flow: the body as one text, then what was taken out of it.

use rustc_hash::FxHashSet;

use super::flow::{Flow, Mark, Region};
use super::footnotes;
use super::furniture::{self, Furniture};
use super::hyphens::{Join, Words, first_word, split_end};
use super::lines::{Line, PageLines};
use super::order::{by_columns, reading_order};
use super::paragraphs::{self, Break, Numbering};
use super::tagged;
use super::words::is_ideographic;

/// Follows a hyphen that ended a line and was kept: a line separator, so that the text shows where the line broke.
const KEPT_BREAK: char = '\u{2028}';

/// Makes the flow of a document from its pages.
pub fn flow(pages: Vec<PageLines>) -> Flow {
    let Furniture {
        mut regions,
        printed,
    } = furniture::find(&pages);
    let body_size = body_size(&pages, &regions);
    let words = Words::of(&pages);
    let notes_are_tagged = pages.iter().any(tagged::has_notes);
    let mut writer = Writer::new(&words, paragraphs::numbering(&pages));
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
            writer.body_line(&page.lines[at], number, body_size);
        }
    }
    writer.end_paragraph();
    for (number, (page, regions)) in (1..).zip(pages.iter().zip(&regions)) {
        writer.notes(page, regions, number);
    }
    writer.furniture(&pages, &regions);
    let mut flow = writer.flow;
    flow.page_labels = (1..)
        .zip(pages.iter().zip(printed))
        .map(|(number, (page, printed))| label(page, printed, number))
        .collect();
    flow
}

/// A page's label: the number printed on it, or the file's own label, or its number.
fn label(page: &PageLines, printed: Option<i32>, number: u32) -> String {
    printed
        .map(|printed| printed.to_string())
        .or_else(|| page.label.clone())
        .unwrap_or_else(|| number.to_string())
}

/// The size that most of the text is set in, furniture aside.
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

/// Writes lines to the flow's text and marks where they stand.
struct Writer<'w> {
    words: &'w Words,
    numbering: Numbering,
    flow: Flow,
    last: Option<(&'w Line, u32)>,
    paragraph: paragraphs::Paragraph,
    paragraph_start: usize,
}

impl<'w> Writer<'w> {
    fn new(words: &'w Words, numbering: Numbering) -> Self {
        Self {
            words,
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
            Some((last, last_page)) => self.paragraph.before(last, line, *last_page != page),
        };
        match gap {
            Break::Paragraph => {
                self.end_paragraph();
                self.paragraph = paragraphs::Paragraph::starting_with(line, body_size);
                self.numbering.begin(line, self.paragraph.is_heading);
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
        self.paragraph.take(line);
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

    /// Ends the line before `next` the way the words ask for.
    fn join(&mut self, next: &Line) {
        let text = &mut self.flow.text;
        if let Some(left) = split_end(text) {
            let soft = text.ends_with('\u{AD}');
            if soft || self.words.join(left, first_word(&next.text)) == Join::Drop {
                text.pop();
            } else {
                text.push(KEPT_BREAK);
            }
            return;
        }
        let spaceless = text.chars().next_back().is_some_and(is_ideographic)
            && next.text.chars().next().is_some_and(is_ideographic);
        if !spaceless {
            text.push(' ');
        }
    }

    /// Writes the footnotes of a page and the texts laid over it.
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

    /// Writes headers and footers: each text where it stands first, then, not to be searched again, where it repeats.
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

/// Says where the flow's text from here on stands, unless that is where it stood already.
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
