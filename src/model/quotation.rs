//! Whether an archive holds what a draft quotes.

use serde::Serialize;

use super::Symbol;

/// Whether a quotation stands in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Word for word; case, accents and punctuation aside.
    Exact,
    /// But for a few words.
    Near,
    /// Not at all.
    NotFound,
}

impl Verdict {
    /// The name answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::NotFound => "not-found",
        }
    }
}

/// Whether the document cited for a quotation holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Citation {
    /// It does.
    Holds,
    /// It does not, another one does.
    Elsewhere,
    /// It does not, nor does any other.
    Nowhere,
    /// The archive has no document of that symbol.
    Missing,
}

impl Citation {
    /// The name answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Elsewhere => "elsewhere",
            Self::Nowhere => "nowhere",
            Self::Missing => "missing",
        }
    }
}

/// What was found of a quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it stands in the archive.
    pub verdict: Verdict,
    /// Whether the document cited holds it; `None` if none is cited.
    pub citation: Option<Citation>,
    /// Where it stands, in the document cited if that holds it.
    pub place: Option<Place>,
}

/// Where a quotation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Path below the archive's root.
    pub path: String,
    /// Hash of the original's bytes, hexadecimal.
    pub sha256: String,
    /// The title, or an empty string.
    pub title: String,
    /// Own symbols.
    pub symbol: Vec<Symbol>,
    /// Page, from 1.
    pub page: u32,
    /// The label printed on that page.
    pub page_label: String,
    /// The number of the paragraph, where paragraphs are numbered.
    pub paragraph: Option<String>,
    /// `body`, `footnote`, `header` …
    pub region: &'static str,
    /// The source's own words, on one line, with `…` between pieces.
    pub text: String,
    /// Where the draft differs, in order; empty if it does not.
    pub differences: Vec<Difference>,
}

/// Words of the draft, and what the source has in their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// As quoted; empty where the draft leaves words out.
    pub quoted: String,
    /// As it stands; empty where the draft adds words.
    pub source: String,
    /// Where `source` stands in the text of the place: a character range, end exclusive.
    pub at: (usize, usize),
}
