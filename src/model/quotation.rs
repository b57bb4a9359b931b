//! The result of checking a draft's quotations against an archive.

use serde::Serialize;

use super::Symbol;

/// Whether a quotation was found in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Found word for word, ignoring case, accents and punctuation.
    Exact,
    /// Found with a few words changed.
    Near,
    /// Not found.
    NotFound,
}

impl Verdict {
    /// Returns the name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::NotFound => "not-found",
        }
    }
}

/// Whether the document cited for a quotation contains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Citation {
    /// The cited document contains it.
    Holds,
    /// The cited document does not contain it, another one does.
    Elsewhere,
    /// No document contains it.
    Nowhere,
    /// The archive has no document with the cited symbol.
    Missing,
}

impl Citation {
    /// Returns the name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Elsewhere => "elsewhere",
            Self::Nowhere => "nowhere",
            Self::Missing => "missing",
        }
    }
}

/// The result for one quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it was found.
    pub verdict: Verdict,
    /// Whether the cited document contains it; `None` if none is cited.
    pub citation: Option<Citation>,
    /// Where it was found, preferably in the cited document.
    pub place: Option<Place>,
}

/// The location of a quotation in a source document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Path below the archive's root.
    pub path: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// The title, or an empty string.
    pub title: String,
    /// The document's own symbols.
    pub symbol: Vec<Symbol>,
    /// Page, from 1.
    pub page: u32,
    /// The label printed on that page.
    pub page_label: String,
    /// Paragraph number, if the document numbers its paragraphs.
    pub paragraph: Option<String>,
    /// Name of the region: `body`, `footnote`, `header` …
    pub region: &'static str,
    /// The wording of the source, on one line, with `…` between pieces.
    pub text: String,
    /// Differences between draft and source, in order.
    pub differences: Vec<Difference>,
}

/// One difference between draft and source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The draft's words; empty if the draft omits words.
    pub quoted: String,
    /// The source's words; empty if the draft adds words.
    pub source: String,
    /// Position of `source` in the location's `text`: a character range, end exclusive.
    pub at: (usize, usize),
}
