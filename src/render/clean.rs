//! Which characters may reach a terminal?

use std::borrow::Cow;

/// The text with white space as spaces, and control characters and marks that turn the direction of writing as `�`, one
/// for one, so that places in the text stay where they are.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c.is_control() || controls_terminal(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(shown).collect())
}

fn shown(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        c if controls_terminal(c) => '\u{FFFD}',
        c => c,
    }
}

/// Control characters of both sets, line separators, and what turns the direction of the text behind it. The marks of
/// direction that Arabic and Hebrew texts need (`U+200F` and its kin) act on their neighbours alone and stay.
pub(super) fn controls_terminal(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
