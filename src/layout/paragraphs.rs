//! Where paragraphs begin and end, which are headings, and what numbers they carry.

use super::lines::{Line, PageLines};
use crate::text::is_superscript_digit;

/// Lines further apart than this many of their sizes belong to different paragraphs.
const LINE_DISTANCE: f32 = 1.9;

/// Set larger than the body by this factor, a short paragraph is a heading.
const HEADING_SIZE: f32 = 1.1;

/// Headings are no longer than this many characters.
const HEADING_LENGTH: usize = 220;

/// What stands between a line and the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// They are of one paragraph.
    Line,
    /// They are cells of one row.
    Cell,
    /// A new paragraph begins.
    Paragraph,
}

/// The paragraph being put together.
#[derive(Default)]
pub(super) struct Paragraph {
    /// Set larger or bolder than the body, and short so far.
    pub(super) is_heading: bool,
    length: usize,
    /// The distance between its lines, once it has two.
    distance: Option<f32>,
    left: f32,
    right: f32,
}

impl Paragraph {
    pub(super) fn starting_with(line: &Line, body_size: f32) -> Self {
        let set_apart = line.bold || line.size > HEADING_SIZE * body_size;
        Self {
            is_heading: set_apart,
            length: 0,
            distance: None,
            left: line.x0,
            right: line.x1,
        }
    }

    pub(super) fn take(&mut self, line: &Line) {
        self.length += line.text.len();
        self.is_heading &= self.length < HEADING_LENGTH;
        (self.left, self.right) = (self.left.min(line.x0), self.right.max(line.x1));
    }

    /// What stands between the paragraph's last line and the next line of the flow.
    pub(super) fn before(&mut self, last: &Line, next: &Line, new_page: bool) -> Break {
        if new_page || next.direction != last.direction {
            return self.over_an_edge(last, next);
        }
        if next.same_row && (next.y - last.y).abs() < 0.4 * last.size {
            return Break::Cell;
        }
        let down = last.y - next.y;
        let size = last.size.max(next.size);
        if down < 0.0 || !(next.overlaps(last) || down < LINE_DISTANCE * size) {
            return self.over_an_edge(last, next);
        }
        let other_style = (last.size - next.size).abs() > 0.1 * size
            || (last.bold && self.is_heading && !next.bold);
        let usual = self.distance.unwrap_or(LINE_DISTANCE * size / 1.3);
        if other_style
            || down > 1.3 * usual
            || down > LINE_DISTANCE * size * 1.3
            || self.is_set_off(last, next)
        {
            return Break::Paragraph;
        }
        self.distance = Some(self.distance.map_or(down, |distance| distance.max(down)));
        Break::Line
    }

    /// Over a page or column end a paragraph goes on unless its last sentence is closed or the style changes.
    fn over_an_edge(&mut self, last: &Line, next: &Line) -> Break {
        self.distance = None;
        let same_style = (last.size - next.size).abs() < 0.06 * last.size && last.bold == next.bold;
        (self.left, self.right) = (next.x0, next.x1);
        if same_style
            && !self.is_heading
            && !ends_sentence(&last.text)
            && item_number(&next.text).is_none()
        {
            Break::Line
        } else {
            Break::Paragraph
        }
    }

    /// Whether the next line is indented, or begins an item, after a line that ends a sentence or is short.
    fn is_set_off(&self, last: &Line, next: &Line) -> bool {
        let width = self.right - self.left;
        let (short, indented) = if next.right_to_left {
            (
                last.x0 > self.left + 0.15 * width,
                next.x1 < self.right - 0.9 * next.size,
            )
        } else {
            (
                last.x1 < self.right - 0.15 * width,
                next.x0 > self.left + 0.9 * next.size,
            )
        };
        let closed = ends_sentence(&last.text);
        let item =
            item_number(&next.text).is_some() || next.text.starts_with(['•', '●', '▪', '–', '—']);
        (closed && (short || indented)) || (item && (closed || short))
    }
}

fn ends_sentence(text: &str) -> bool {
    let mut end = text.trim_end_matches(|c: char| {
        matches!(c, '"' | '”' | '’' | '\'' | '»' | ')' | ']') || is_superscript_digit(c)
    });
    end = end.trim_end();
    end.ends_with([
        '.', '!', '?', ':', ';', '。', '！', '？', '؟', '۔', '।', '։', '።',
    ])
}

/// The number of a numbered paragraph or item that the text begins with: `14`, `140.12`.
pub(super) fn item_number(text: &str) -> Option<String> {
    let text = text.trim_start();
    let whole = text.split([' ', '\t', '\u{A0}']).next()?;
    let rest = text[whole.len()..].trim_start();
    let number = whole.strip_suffix('.').unwrap_or(whole);
    let mut parts = number.split('.');
    let is_part = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let valid = parts.next().is_some_and(is_part)
        && parts.by_ref().take(2).all(is_part)
        && parts.next().is_none();
    let followed = rest.is_empty()
        || rest.starts_with(|c: char| {
            c.is_alphabetic() || matches!(c, '(' | '"' | '“' | '«' | '[' | '‘')
        });
    let is_number = whole.ends_with('.') || number.contains('.');
    (valid && followed && is_number).then(|| number.to_owned())
}

/// Follows the numbers of a document's paragraphs.
pub(super) struct Numbering {
    /// The document numbers its paragraphs.
    in_use: bool,
    last: Option<String>,
    shown: Option<String>,
}

/// Paragraphs that must count on from one another before a document's numbers are taken for paragraph numbers.
const COUNTED: usize = 3;

/// Tells whether the document numbers its paragraphs: some of its items count on from one another.
pub(super) fn numbering(pages: &[PageLines]) -> Numbering {
    let starts = pages
        .iter()
        .flat_map(|page| &page.lines)
        .filter(|line| !line.same_row)
        .filter_map(|line| item_number(&line.text));
    let mut last = 0;
    let mut counted = 0;
    for number in starts.filter_map(|number| number.parse::<u32>().ok()) {
        counted += usize::from(number == last + 1);
        if number > last && number < last + 4 {
            last = number;
        }
    }
    Numbering {
        in_use: counted >= COUNTED,
        last: None,
        shown: None,
    }
}

impl Numbering {
    /// Takes note of a new paragraph. Headings carry no number of the count.
    pub(super) fn begin(&mut self, line: &Line, is_heading: bool) {
        if !self.in_use {
            return;
        }
        let number = item_number(&line.text).filter(|number| self.counts_on(number));
        if let Some(number) = &number {
            self.last = Some(number.clone());
        }
        self.shown = if is_heading {
            number
        } else {
            number.or_else(|| self.last.clone())
        };
    }

    /// The number of the paragraph the flow stands in.
    pub(super) fn current(&self) -> Option<&str> {
        self.shown.as_deref()
    }

    fn counts_on(&self, number: &str) -> bool {
        let main = |number: &str| {
            number
                .split('.')
                .next()
                .and_then(|part| part.parse::<u32>().ok())
        };
        let (Some(new), last) = (main(number), self.last.as_deref().and_then(main)) else {
            return false;
        };
        match last {
            None => new <= 3 || number.contains('.'),
            Some(last) if number.contains('.') => new == last || new == last + 1,
            Some(last) => (last + 1..=last + 5).contains(&new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_paragraphs_are_told_from_other_numbers() {
        for (text, number) in [
            ("14. The delegation of Azerbaijan", Some("14")),
            ("14.\tThe delegation", Some("14")),
            ("140.12 Ratify the Optional Protocol", Some("140.12")),
            ("140.12. Ratify", Some("140.12")),
            ("2018 was a year", None),
            ("14 February", None),
            ("3.5 per cent", Some("3.5")),
            ("1,200. People", None),
            ("(a) Measures", None),
            ("1. 2. 3.", None),
        ] {
            assert_eq!(item_number(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn sentences_end_with_their_marks_and_notes_after_them() {
        for (text, ends) in [
            ("rights.¹²", true),
            ("“rights.”", true),
            ("of the", false),
            ("权利。", true),
            ("rights", false),
        ] {
            assert_eq!(ends_sentence(text), ends, "{text}");
        }
    }
}
