//! Terminal colours.

use super::clean::clean;

/// Whether colours may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// A terminal that shows them.
    Colours,
    /// A file, a pipe, or a person who asked for none.
    Plain,
}

/// The parts of a text that colours tell apart.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    Title,
    Path,
    Mark,
    Quiet,
}

impl Paint {
    /// `text`, cleaned, in its ink.
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
