//! Extracts plain text: decodes it, and detects pages, paragraph numbers and headings.
//!
//! The text keeps its lines; line ends are normalised to `\n`, and form feeds, which end pages, are removed.

use std::ops::Range;

use super::encoding;
use crate::layout::{Flow, Mark, Region};
use crate::model::{Skip, SkipReason};

/// Size limit of a text, in bytes. It is held in memory several times over, as text and as tokens.
const MAX_BYTES: usize = 128 << 20;

/// Returns the flow of a plain text. Files that are not text are skipped as unsupported, those without a letter or digit
/// as without text.
pub(super) fn extract(bytes: &[u8]) -> Result<Flow, Skip> {
    if bytes.is_empty() {
        return Err(Skip::new(SkipReason::NoText, "the file is empty"));
    }
    if bytes.len() > MAX_BYTES {
        let (size, limit) = (bytes.len() >> 20, MAX_BYTES >> 20);
        let detail = format!("{size} MB of text, the limit is {limit} MB");
        return Err(Skip::new(SkipReason::TooLarge, detail));
    }
    let text = encoding::decode(bytes)
        .ok_or_else(|| Skip::new(SkipReason::Unsupported, "neither a PDF nor text"))?;
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Skip::new(SkipReason::NoText, "the file holds no words"));
    }
    Ok(match text.contains('\r') {
        true => read(&text.replace("\r\n", "\n").replace('\r', "\n")),
        false => read(&text),
    })
}

/// Builds the flow of a text whose lines end with `\n`.
fn read(text: &str) -> Flow {
    let mut flow = Flow::default();
    flow.text.reserve(text.len() + 1);
    let mut outline = Outline::default();
    for (at, page) in text.split('\u{C}').enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        flow.page_labels.push(number.to_string());
        outline.start_page(&mut flow, number);
        for line in page.split_inclusive('\n') {
            outline.line(&mut flow, number, line);
            flow.text.push_str(line);
        }
        if !page.is_empty() && !page.ends_with('\n') {
            flow.text.push('\n');
        }
    }
    drop_last_page_if_empty(&mut flow, text);
    flow.headings = headings(&flow.text);
    flow.repeats_from = flow.text.len();
    flow
}

/// Drops the empty page after a form feed at the end of the text.
fn drop_last_page_if_empty(flow: &mut Flow, text: &str) {
    if flow.page_labels.len() > 1 && text.ends_with('\u{C}') {
        flow.page_labels.pop();
        flow.marks.pop_if(|mark| mark.start == flow.text.len());
    }
}

/// Tracks the current numbered paragraph.
#[derive(Default)]
struct Outline {
    paragraph: Option<String>,
    /// The last paragraph number, to distinguish `39. The …` at the start of a wrapped line from a paragraph number.
    last_number: Option<String>,
    /// The kind of the previous line, after which a paragraph may start or not.
    previous: PreviousLine,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum PreviousLine {
    #[default]
    Blank,
    EndsSentence,
    RunsOn,
}

impl Outline {
    fn start_page(&mut self, flow: &mut Flow, page: u32) {
        self.mark(flow, page);
    }

    fn line(&mut self, flow: &mut Flow, page: u32, line: &str) {
        if line.trim().is_empty() {
            self.previous = PreviousLine::Blank;
            return;
        }
        let number = paragraph_number(line).filter(|number| self.may_start(number));
        if let Some(number) = number {
            self.last_number = Some(number.to_owned());
            self.paragraph = Some(number.to_owned());
            self.mark(flow, page);
        } else if self.previous == PreviousLine::Blank
            && self.paragraph.is_some()
            && !continues(line)
        {
            self.paragraph = None;
            self.mark(flow, page);
        }
        self.previous = if line
            .trim_end()
            .ends_with(['.', ';', ':', '!', '?', '”', '"', '»', ')', '。'])
        {
            PreviousLine::EndsSentence
        } else {
            PreviousLine::RunsOn
        };
    }

    fn may_start(&self, number: &str) -> bool {
        match self.previous {
            PreviousLine::Blank | PreviousLine::EndsSentence => true,
            PreviousLine::RunsOn => self
                .last_number
                .as_deref()
                .is_some_and(|last| follows(last, number)),
        }
    }

    fn mark(&self, flow: &mut Flow, page: u32) {
        flow.marks.pop_if(|last| last.start == flow.text.len());
        flow.marks.push(Mark {
            start: flow.text.len(),
            page,
            region: Region::Body,
            paragraph: self.paragraph.clone(),
        });
    }
}

/// Returns the number at the start of a paragraph: `14. The`, `14) The`, `2.1 The`, `140.12. Ratify`; at most three digits
/// per level, so not a year.
fn paragraph_number(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let end = line.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number = line[..end].trim_end_matches('.');
    let levels = || number.split('.');
    let fits = levels().all(|level| (1..=3).contains(&level.len()) && !level.starts_with("00"));
    let closed = line[number.len()..].starts_with(['.', ')']) || levels().count() > 1;
    let rest = line[number.len()..]
        .strip_prefix(['.', ')'])
        .unwrap_or(&line[number.len()..]);
    let spaced = rest.starts_with(char::is_whitespace);
    let first = rest.trim_start().chars().next()?;
    let begins = first.is_uppercase()
        || (first.is_alphabetic() && !first.is_lowercase())
        || "\"“«‘'([¿¡".contains(first);
    (fits && closed && spaced && begins).then_some(number)
}

/// Returns whether `number` follows `last` on its level, or opens the next one: 14 → 15, 2.1 → 2.2, 2.7 → 3.1.
fn follows(last: &str, number: &str) -> bool {
    let parts = |number: &str| {
        number
            .split('.')
            .filter_map(|level| level.parse().ok())
            .collect::<Vec<u32>>()
    };
    let (last, number) = (parts(last), parts(number));
    let same = last.iter().zip(&number).take_while(|(a, b)| a == b).count();
    match (last.get(same), number.get(same)) {
        (Some(a), Some(b)) => *b == a + 1 && number[same + 1..].iter().all(|level| *level == 1),
        (None, Some(b)) => *b == 1,
        _ => false,
    }
}

/// Returns whether a line after a blank line continues the paragraph: a sub-paragraph, list item or quotation, an indented
/// or lower-case line.
fn continues(line: &str) -> bool {
    let first = line.chars().next().unwrap_or(' ');
    first.is_whitespace() || first.is_lowercase() || "(-–—•*\"“«>".contains(first)
}

/// Finds titles and headings: short lines between blank lines without a full stop, or lines marked with `#` as in Markdown.
fn headings(text: &str) -> Vec<Range<usize>> {
    let mut headings = Vec::new();
    let (mut start, mut alone_before) = (0, true);
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let alone_after = lines.peek().is_none_or(|next| next.trim().is_empty());
        let trimmed = line.trim();
        if is_marked_heading(trimmed) || (alone_before && alone_after && is_short_title(trimmed)) {
            let indent = line.len() - line.trim_start().len();
            headings.push(start + indent..start + indent + trimmed.len());
        }
        alone_before = trimmed.is_empty();
        start += line.len();
    }
    headings
}

fn is_marked_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    (1..=6).contains(&level) && line[level..].starts_with(' ')
}

fn is_short_title(line: &str) -> bool {
    let ends_open = !line.ends_with(['.', ';', ',', ':', '。', '،', '؛']);
    let starts = line
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase());
    ends_open && starts && line.chars().count() <= 120 && line.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<(u32, Option<String>, String)> {
        let flow = read(text);
        flow.spans()
            .map(|(mark, span)| (mark.page, mark.paragraph.clone(), span.trim().to_owned()))
            .collect()
    }

    #[test]
    fn paragraph_numbers_are_read() {
        for (line, number) in [
            ("14. The Committee notes", Some("14")),
            ("  14.\tThe Committee", Some("14")),
            ("2.1 The author", Some("2.1")),
            ("140.12. Ratify the Protocol", Some("140.12")),
            ("7) Everyone", Some("7")),
            ("3. «Считает", Some("3")),
            ("5. 委员会", Some("5")),
            ("2018. The year", None),
            ("39 States", None),
            ("14. the wrapped line", None),
            ("1.5 million", None),
            ("3.14", None),
            ("14.", None),
        ] {
            assert_eq!(paragraph_number(line), number, "{line}");
        }
    }

    #[test]
    fn marks_follow_pages_and_paragraphs() {
        let text = "A title\n\n1. One.\n(a) More\n2. Two, at the end of the\n39. Session is not a paragraph\nmore\n\u{C}still two.\n\n    indented\n\nConclusion\n";
        let expected = [
            (1, None, "A title"),
            (1, Some("1"), "1. One.\n(a) More"),
            (
                1,
                Some("2"),
                "2. Two, at the end of the\n39. Session is not a paragraph\nmore",
            ),
            (2, Some("2"), "still two.\n\n    indented"),
            (2, None, "Conclusion"),
        ];
        let expected: Vec<_> = expected
            .map(|(page, number, span)| (page, number.map(str::to_owned), span.to_owned()))
            .into();
        assert_eq!(paragraphs(text), expected);
    }

    #[test]
    fn form_feeds_end_pages() {
        for (text, labels, flow_text) in [
            ("one", 1, "one\n"),
            ("one\n\u{C}two\n", 2, "one\ntwo\n"),
            ("one\u{C}two\u{C}", 2, "one\ntwo\n"),
            ("one\u{C}\u{C}three", 3, "one\nthree\n"),
        ] {
            let flow = read(text);
            assert_eq!(
                (flow.page_labels.len(), &*flow.text),
                (labels, flow_text),
                "{text:?}"
            );
            assert_eq!(flow.searchable(), flow.text);
            assert_eq!(flow.pages().concat(), flow.text);
        }
    }

    #[test]
    fn headings_are_between_blank_lines() {
        let text = "Universal Periodic Review\n\nThe Council met.\nIt adopted this.\n\n## Outcome\nText that follows\n\nDone.\n";
        let flow = read(text);
        let found: Vec<_> = flow
            .headings
            .iter()
            .map(|range| &flow.text[range.clone()])
            .collect();
        assert_eq!(found, ["Universal Periodic Review", "## Outcome"]);
    }

    #[test]
    fn files_without_text_are_skipped_with_a_reason() {
        for (bytes, reason) in [
            (&b""[..], SkipReason::NoText),
            (b" \r\n\t\x0C", SkipReason::NoText),
            (b"\xEF\xBB\xBF", SkipReason::NoText),
            (b"\x00\x01\x02\x03", SkipReason::Unsupported),
        ] {
            assert_eq!(
                extract(bytes).map_err(|skip| skip.reason),
                Err(reason),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn line_ends_are_normalised() {
        let flow = extract(b"\xEF\xBB\xBFone\r\ntwo\rthree").expect("a text");
        assert_eq!(flow.text, "one\ntwo\nthree\n");
    }
}
