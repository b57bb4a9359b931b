//! Terminal colours.

use super::clean::clean;

/// Whether to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Colours, for a terminal.
    Colours,
    /// No colours, for a file or pipe, or on request.
    Plain,
}

/// The parts of a text with a style of their own.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    Title,
    Path,
    Mark,
    Quiet,
}

impl Paint {
    /// Returns `text`, cleaned, in the style of `ink`.
    pub(crate) fn ink(self, ink: Ink, text: &str) -> String {
        let text = clean(text);
        let code = match ink {
            Ink::Title => "1",
            Ink::Path => "36",
            Ink::Mark => "1;33",
            Ink::Quiet => "2",
        };
        match self {
            _ if text.is_empty() => String::new(),
            Self::Colours => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Plain => text.into_owned(),
        }
    }
}
