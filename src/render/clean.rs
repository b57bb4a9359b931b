//! Replaces characters that control a terminal.

use std::borrow::Cow;

/// Replaces white space by spaces, and control characters and bidirectional overrides by `�`, one for one, so that
/// character positions stay valid.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c.is_control() || controls_terminal(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(cleaned).collect())
}

fn cleaned(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        c if controls_terminal(c) => '\u{FFFD}',
        c => c,
    }
}

/// Returns whether the character is a C0 or C1 control, a line separator, or a bidirectional embedding, override or
/// isolate. Directional marks such as `U+200F`, which Arabic and Hebrew texts need, only affect their neighbours.
pub(super) fn controls_terminal(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
