//! Builds excerpts: a few words around a match, on one line.

use std::ops::Range;

use super::graphemes::{graphemes, graphemes_back};
use crate::model::Excerpt;

/// Returns about `width` characters around the first of `spans` (byte ranges of `text`, ascending), on one line, with as
/// many of the following spans as fit. White space is collapsed; cuts fall between words, or between graphemes in text
/// without spaces, and show as `…`.
pub fn excerpt(text: &str, spans: &[Range<usize>], width: usize) -> Excerpt {
    let first = spans.first().cloned().unwrap_or(0..0);
    let start = text.floor_char_boundary(first.start);
    let core = start..core_end(text, start, spans, width);
    let room = width.saturating_sub(text[core.clone()].chars().count());
    let window = widen(text, core, room);
    write_window(text, window, spans)
}

/// Returns the end of the last span that fits in `width` characters from `start`, or a cut within the first span if that
/// is longer.
fn core_end(text: &str, start: usize, spans: &[Range<usize>], width: usize) -> usize {
    let ends = || spans.iter().map(|span| span.end);
    let last = ends().max().unwrap_or(start);
    // A character takes at least one byte.
    if start <= last && last - start <= width {
        return text.floor_char_boundary(last).max(start);
    }
    let limit = grapheme_count_end(&text[start..], width.max(1)) + start;
    let fitting = ends().take_while(|&end| end <= limit);
    let end = fitting
        .max()
        .unwrap_or(limit.min(spans.first().map_or(start, |span| span.end)));
    text.floor_char_boundary(end).max(start)
}

fn grapheme_count_end(text: &str, count: usize) -> usize {
    graphemes(text).nth(count).map_or(text.len(), |(at, _)| at)
}

/// Extends a range by `room` characters, half on each side; what one side does not need goes to the other.
fn widen(text: &str, core: Range<usize>, room: usize) -> Range<usize> {
    let (_, short_before) = reach_back(&text[..core.start], room / 2);
    let (end, short_after) = reach_on(&text[core.end..], room - room / 2 + short_before);
    let (start, _) = reach_back(&text[..core.start], room / 2 + short_after);
    start..core.end + end
}

/// Returns the position of a cut about `room` characters before the end of `text`, and the room left over if the text is
/// shorter.
fn reach_back(text: &str, room: usize) -> (usize, usize) {
    if let Some(near) = plain_end(text, room + 1) {
        let Some(cut) = text.len().checked_sub(room).filter(|cut| *cut > 0) else {
            return (0, room - text.len());
        };
        let blank = near.iter().position(|byte| is_blank_byte(*byte));
        return (blank.map_or(cut, |at| text.len() - near.len() + at + 1), 0);
    }
    let mut left = room;
    let mut cut = text.len();
    let mut word_start = None;
    for (at, grapheme) in graphemes_back(text) {
        if is_blank(grapheme) {
            word_start = Some(at + grapheme.len());
        }
        if left == 0 {
            return (word_start.unwrap_or(cut), 0);
        }
        left -= 1;
        cut = at;
    }
    (0, left)
}

/// Returns the position of a cut about `room` characters after the start of `text`, and the room left over if the text is
/// shorter.
fn reach_on(text: &str, room: usize) -> (usize, usize) {
    if let Some(near) = plain_start(text, room + 2) {
        let Some(near) = near.get(..=room) else {
            return (text.len(), room - text.len());
        };
        let blank = near.iter().rposition(|byte| is_blank_byte(*byte));
        return (blank.unwrap_or(room), 0);
    }
    let mut left = room;
    let mut word_end = None;
    for (at, grapheme) in graphemes(text) {
        if is_blank(grapheme) {
            word_end = Some(at);
        }
        if left == 0 {
            return (word_end.unwrap_or(at), 0);
        }
        left -= 1;
    }
    (text.len(), left)
}

/// Returns the first `count` bytes of a text, or all of a shorter one, if each is a grapheme.
fn plain_start(text: &str, count: usize) -> Option<&[u8]> {
    let bytes = text.as_bytes();
    is_plain(&bytes[..count.min(bytes.len())])
}

/// Returns the last `count` bytes of a text, or all of a shorter one, if each is a grapheme.
fn plain_end(text: &str, count: usize) -> Option<&[u8]> {
    let bytes = text.as_bytes();
    let start = bytes.len().saturating_sub(count);
    // The byte before must be plain too, or it may form a grapheme with the first of them.
    let before = start.saturating_sub(1);
    is_plain(&bytes[before..]).map(|_| &bytes[start..])
}

fn is_plain(bytes: &[u8]) -> Option<&[u8]> {
    (bytes.is_ascii() && !bytes.contains(&b'\r')).then_some(bytes)
}

fn is_blank_byte(byte: u8) -> bool {
    byte <= b' ' || byte == 0x7F
}

fn is_blank(grapheme: &str) -> bool {
    if let [byte] = grapheme.as_bytes() {
        return is_blank_byte(*byte);
    }
    grapheme
        .chars()
        .all(|c| c.is_whitespace() || c.is_control())
}

fn write_window(text: &str, window: Range<usize>, spans: &[Range<usize>]) -> Excerpt {
    let cut_before = !text[..window.start].chars().all(char::is_whitespace);
    let cut_after = !text[window.end..].chars().all(char::is_whitespace);
    let mut line = SnippetWriter {
        text: String::with_capacity(window.len() + 8),
        ..SnippetWriter::default()
    };
    if cut_before {
        line.push("…");
        line.blank = true;
    }
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut spans = spans.iter().filter(|span| !span.is_empty()).peekable();
    let mut open = false;
    for (at, grapheme) in graphemes(&text[window.clone()]) {
        let at = window.start + at;
        while spans.next_if(|span| span.end <= at).is_some() {
            open = false;
        }
        if is_blank(grapheme) {
            line.blank = true;
            continue;
        }
        let chars = line.push(grapheme);
        let place = (line.chars - chars, line.chars);
        let inside = spans
            .peek()
            .is_some_and(|span| span.start < at + grapheme.len());
        match marks.last_mut() {
            Some(mark) if inside && open => mark.1 = place.1,
            _ if inside => marks.push(place),
            _ => {}
        }
        open = inside;
    }
    if cut_after {
        line.blank = true;
        line.push("…");
    }
    Excerpt {
        text: line.text,
        marks,
    }
}

/// Writes a snippet on one line, with white space collapsed.
#[derive(Default)]
struct SnippetWriter {
    text: String,
    chars: usize,
    blank: bool,
}

impl SnippetWriter {
    /// Appends a grapheme and returns its number of code points.
    fn push(&mut self, grapheme: &str) -> usize {
        if std::mem::take(&mut self.blank) && !self.text.is_empty() {
            self.text.push(' ');
            self.chars += 1;
        }
        let chars = match grapheme.as_bytes() {
            [byte] => {
                self.text.push(char::from(*byte));
                1
            }
            _ => {
                self.text.push_str(grapheme);
                grapheme.chars().count()
            }
        };
        self.chars += chars;
        chars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the excerpt with its marks in brackets; `text` holds the spans in the same way.
    fn bracketed(text: &str, width: usize) -> String {
        let mut plain = String::new();
        let mut spans = Vec::new();
        for (at, piece) in text.split(['[', ']']).enumerate() {
            let start = plain.len();
            plain.push_str(piece);
            if at % 2 == 1 {
                spans.push(start..plain.len());
            }
        }
        let excerpt = excerpt(&plain, &spans, width);
        let mut out = String::new();
        for (at, c) in excerpt.text.chars().enumerate() {
            out.extend(
                excerpt
                    .marks
                    .iter()
                    .filter(|mark| mark.1 == at)
                    .map(|_| ']'),
            );
            out.extend(
                excerpt
                    .marks
                    .iter()
                    .filter(|mark| mark.0 == at)
                    .map(|_| '['),
            );
            out.push(c);
        }
        let length = excerpt.text.chars().count();
        out.extend(
            excerpt
                .marks
                .iter()
                .filter(|mark| mark.1 == length)
                .map(|_| ']'),
        );
        out
    }

    #[test]
    fn excerpts_hold_the_words_around_a_match() {
        let table = [
            ("", 20, ""),
            ("the [rule of law]", 40, "the [rule of law]"),
            ("the\n  [rule\n of\tlaw]  ", 40, "the [rule of law]"),
            (
                "respect for the [rule of law] and for good",
                26,
                "… the [rule of law] and for …",
            ),
            (
                "[Rule of law] is what they asked for",
                20,
                "[Rule of law] is what …",
            ),
            (
                "they asked for the [rule of law]",
                20,
                "… for the [rule of law]",
            ),
            (
                "[one] two [three] four five six seven [eight]",
                22,
                "[one] two [three] four …",
            ),
            ("a [very long match indeed] here", 9, "… [very long] …"),
            ("[a][b] c", 20, "[a][b] c"),
            ("国家应当保障[人权]和基本自由", 6, "… 保障[人权]和基 …"),
            ("x e\u{301}e\u{301}e\u{301}[o] y", 4, "… e\u{301}[o] y"),
            ("nothing matched in this text", 12, "nothing …"),
            ("bell\u{7}[word]\u{1b}end", 20, "bell [word] end"),
        ];
        for (text, width, expected) in table {
            assert_eq!(bracketed(text, width), expected, "{text} in {width}");
        }
    }

    #[test]
    fn ascii_is_cut_like_other_text() {
        let plain =
            "For too long,  no word\nof those who lost so much got through to so many of us.\to  ";
        let accented = plain.replace('o', "ö");
        let bytes_to = |chars: usize| accented.char_indices().nth(chars).map_or(0, |(at, _)| at);
        for start in 0..plain.len() - 1 {
            for (length, width) in [(1, 0), (1, 1), (2, 9), (9, 5), (3, 20), (1, 33), (2, 200)] {
                let end = (start + length).min(plain.len() - 1);
                let span = bytes_to(start)..bytes_to(end);
                let expected = excerpt(&accented, std::slice::from_ref(&span), width);
                let found = excerpt(plain, std::slice::from_ref(&(start..end)), width);
                assert_eq!(
                    found.text,
                    expected.text.replace('ö', "o"),
                    "{start} {width}"
                );
                assert_eq!(found.marks, expected.marks, "{start} {width}");
            }
        }
    }

    #[test]
    fn marks_are_always_inside_the_excerpt() {
        let text = "Die  Würde 👩‍👩‍👧 des\r\nMenschen 人权 ist حقوق unantastbar.";
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for &start in &bounds {
            for &end in bounds.iter().filter(|&&end| end > start) {
                for width in 0..30 {
                    let excerpt = excerpt(text, std::slice::from_ref(&(start..end)), width);
                    let length = excerpt.text.chars().count();
                    assert!(
                        excerpt
                            .marks
                            .iter()
                            .all(|mark| mark.0 < mark.1 && mark.1 <= length)
                    );
                }
            }
        }
    }
}
