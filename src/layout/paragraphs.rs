//! Detects paragraph breaks, headings and paragraph numbers.

use super::lines::{Line, PageLines};
use crate::text::is_superscript_digit;

/// Maximum line spacing within a paragraph, in font sizes.
const LINE_DISTANCE: f32 = 1.9;

/// Minimum font size of a heading, relative to the body's.
const HEADING_SIZE: f32 = 1.1;

/// Maximum length of a heading, in bytes.
const MAX_HEADING_BYTES: usize = 220;

/// The break between two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// The paragraph continues.
    Line,
    /// The next line is another cell of the same row.
    Cell,
    /// A new paragraph begins.
    Paragraph,
}

/// The geometry of the current paragraph.
#[derive(Default)]
pub(super) struct Paragraph {
    /// Larger or bolder than the body, and short so far.
    pub(super) is_heading: bool,
    length: usize,
    /// The line spacing, once it has two lines.
    spacing: Option<f32>,
    left: f32,
    right: f32,
}

impl Paragraph {
    pub(super) fn starting_with(line: &Line, body_size: f32) -> Self {
        let set_apart = line.bold || line.size > HEADING_SIZE * body_size;
        Self {
            is_heading: set_apart,
            length: 0,
            spacing: None,
            left: line.x0,
            right: line.x1,
        }
    }

    pub(super) fn push(&mut self, line: &Line) {
        self.length += line.text.len();
        self.is_heading &= self.length < MAX_HEADING_BYTES;
        (self.left, self.right) = (self.left.min(line.x0), self.right.max(line.x1));
    }

    /// Returns the break between the paragraph's last line and the next line of the flow.
    pub(super) fn break_before(&mut self, last: &Line, next: &Line, new_page: bool) -> Break {
        if new_page || next.direction != last.direction {
            return self.across_column_end(last, next);
        }
        if next.same_row && (next.y - last.y).abs() < 0.4 * last.size {
            return Break::Cell;
        }
        let down = last.y - next.y;
        let size = last.size.max(next.size);
        if down < 0.0 || !(next.overlaps(last) || down < LINE_DISTANCE * size) {
            return self.across_column_end(last, next);
        }
        let other_style = (last.size - next.size).abs() > 0.1 * size
            || (last.bold && self.is_heading && !next.bold);
        let usual = self.spacing.unwrap_or(LINE_DISTANCE * size / 1.3);
        if other_style
            || down > 1.3 * usual
            || down > LINE_DISTANCE * size * 1.3
            || self.is_set_off(last, next)
        {
            return Break::Paragraph;
        }
        self.spacing = Some(self.spacing.map_or(down, |spacing| spacing.max(down)));
        Break::Line
    }

    /// Returns the break at a page or column end: the paragraph continues unless its last sentence is complete or the style
    /// changes.
    fn across_column_end(&mut self, last: &Line, next: &Line) -> Break {
        self.spacing = None;
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

    /// Returns whether the next line is indented, or begins an item, after a line that ends a sentence or is short.
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

/// Returns the paragraph or item number at the start of a text: `14`, `140.12`.
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

/// Tracks the paragraph numbers of a document.
pub(super) struct Numbering {
    /// The document numbers its paragraphs.
    in_use: bool,
    /// The last number in sequence.
    last: Option<String>,
    /// The number of the current paragraph.
    current: Option<String>,
}

/// Minimum number of consecutive numbers in a document that numbers its paragraphs.
const MIN_CONSECUTIVE: usize = 3;

/// Creates the numbering, in use if some item numbers of the document are consecutive.
pub(super) fn numbering(pages: &[PageLines]) -> Numbering {
    let starts = pages
        .iter()
        .flat_map(|page| &page.lines)
        .filter(|line| !line.same_row)
        .filter_map(|line| item_number(&line.text));
    let mut last = 0;
    let mut consecutive = 0;
    for number in starts.filter_map(|number| number.parse::<u32>().ok()) {
        consecutive += usize::from(number == last + 1);
        if number > last && number < last + 4 {
            last = number;
        }
    }
    Numbering {
        in_use: consecutive >= MIN_CONSECUTIVE,
        last: None,
        current: None,
    }
}

impl Numbering {
    /// Begins a paragraph. Headings do not inherit the last number.
    pub(super) fn begin_paragraph(&mut self, line: &Line, is_heading: bool) {
        if !self.in_use {
            return;
        }
        let number = item_number(&line.text).filter(|number| self.continues(number));
        if let Some(number) = &number {
            self.last = Some(number.clone());
        }
        self.current = if is_heading {
            number
        } else {
            number.or_else(|| self.last.clone())
        };
    }

    /// Returns the number of the current paragraph.
    pub(super) fn current(&self) -> Option<&str> {
        self.current.as_deref()
    }

    /// Returns whether a number continues the sequence; small gaps are allowed.
    fn continues(&self, number: &str) -> bool {
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
    fn item_numbers_are_not_years_or_amounts() {
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
    fn sentences_end_before_quotes_and_note_marks() {
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
