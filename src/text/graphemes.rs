//! Iterates over grapheme clusters, with a fast path for ASCII.

use unicode_segmentation::UnicodeSegmentation;

/// Iterates over the graphemes of a text, each with its byte offset.
pub(super) fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let rest = &text[start..];
        let length = match rest.as_bytes() {
            [] => return None,
            [_] => 1,
            [one, next, ..] if is_ascii_boundary(*one, *next) => 1,
            _ => rest.graphemes(true).next().map_or(rest.len(), str::len),
        };
        at += length;
        Some((start, &text[start..at]))
    })
}

/// Iterates over the graphemes of a text from its end, each with its byte offset.
pub(super) fn graphemes_back(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = text.len();
    std::iter::from_fn(move || {
        let rest = &text[..end];
        let length = match rest.as_bytes() {
            [] => return None,
            [only] if only.is_ascii() => 1,
            [.., before, last] if is_ascii_boundary(*before, *last) => 1,
            _ => rest.graphemes(true).next_back().map_or(end, str::len),
        };
        let last = end;
        end -= length;
        Some((end, &text[end..last]))
    })
}

/// Returns whether there is a grapheme boundary between two ASCII bytes: everywhere except within CRLF.
fn is_ascii_boundary(one: u8, next: u8) -> bool {
    one.is_ascii() && next.is_ascii() && (one, next) != (b'\r', b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_path_agrees_with_the_library() {
        let texts = [
            "",
            "plain words, nothing else",
            "line\r\nend\r\n\r",
            "e\u{301}tat de\u{301} x\u{301}",
            "👩‍👩‍👧 a 🇰🇪🇰🇪🇰 b 👍🏽",
            "\u{600}1 \u{600}é क्षि हिन्दी 한국 \u{1112}\u{1161}\u{11AB}",
            "สิทธิ ที่ สำ",
        ];
        for text in texts {
            let expected: Vec<_> = text.grapheme_indices(true).collect();
            assert_eq!(graphemes(text).collect::<Vec<_>>(), expected, "{text}");
            let mut back: Vec<_> = graphemes_back(text).collect();
            back.reverse();
            assert_eq!(back, expected, "{text} from its end");
        }
    }
}
