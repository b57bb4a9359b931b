//! Finds the language a text is written in.

use super::language_names::parse_language;
use super::opening::Opening;
use crate::extract::DocumentInfo;
use crate::model::{Inferred, Language, Source};

/// How much text is looked at: more changes no answer.
const SAMPLE_BYTES: usize = 1_000;
/// Fewer letters than this tell nothing.
const LEAST_LETTERS: usize = 20;

/// Below this the text is usually in a language the detector does not know.
const LEAST_CONFIDENCE: f64 = 0.65;

/// The language of the text, else the one the file declares.
pub(super) fn infer(opening: &Opening<'_>, info: &DocumentInfo) -> Option<Inferred<Language>> {
    of_text(opening.start).or_else(|| declared(info))
}

fn of_text(text: &str) -> Option<Inferred<Language>> {
    let sample = sample(text);
    if sample
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(LEAST_LETTERS)
        .count()
        < LEAST_LETTERS
    {
        return None;
    }
    let detected = whatlang::detect(sample)?;
    if detected.confidence() < LEAST_CONFIDENCE {
        return None;
    }
    let value = parse_language(detected.lang().code()).ok()?;
    Some(Inferred {
        value,
        source: Source::Text,
        page: None,
        text: String::new(),
        confidence: detected.confidence() as f32,
    })
}

/// Text from a little way in: titles and contents are in capitals, names and numbers. Of a short text all is needed.
fn sample(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let start = super::opening::floor_boundary(text, (text.len() / 4).min(SAMPLE_BYTES));
    let end = super::opening::floor_boundary(text, start + SAMPLE_BYTES);
    &text[start..end]
}

fn declared(info: &DocumentInfo) -> Option<Inferred<Language>> {
    let declared = info.language.as_deref()?;
    let value = parse_language(declared).ok()?;
    Some(Inferred {
        value,
        source: Source::PdfInfo,
        page: None,
        text: declared.to_owned(),
        confidence: 0.5,
    })
}
