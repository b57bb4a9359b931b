//! Finds the language a text is written in, and where another takes over.

use std::ops::Range;

use super::function_words::share;
use super::language_names::parse_language;
use super::opening::{Opening, floor_boundary};
use crate::extract::DocumentInfo;
use crate::layout::{Flow, Region};
use crate::model::{Inferred, Language, PagesIn, Source};

/// How much text is looked at: more changes no answer.
const SAMPLE_BYTES: usize = 1_000;
/// Fewer letters than this tell nothing.
const LEAST_LETTERS: usize = 20;

/// Below this the text is usually in a language the detector does not know.
const LEAST_CONFIDENCE: f64 = 0.65;

/// No other language has so many of the small words of English: the detector need not be asked.
const SURELY_ENGLISH: f32 = 0.28;

/// The language of the text, else the one the file declares.
pub(super) fn infer(opening: &Opening<'_>, info: &DocumentInfo) -> Option<Inferred<Language>> {
    of_text(opening.start).or_else(|| declared(info))
}

fn of_text(text: &str) -> Option<Inferred<Language>> {
    let sample = sample(text, SAMPLE_BYTES);
    if share(sample, "en").is_some_and(|share| share > SURELY_ENGLISH) {
        return Some(of_sample(Language::from_code("en")?, 1.0));
    }
    if !has_letters(sample, LEAST_LETTERS) {
        return None;
    }
    let (language, confidence) = detected(sample)?;
    (confidence >= LEAST_CONFIDENCE).then(|| of_sample(language, confidence as f32))
}

fn of_sample(value: Language, confidence: f32) -> Inferred<Language> {
    Inferred {
        value,
        source: Source::Text,
        page: None,
        text: String::new(),
        confidence,
    }
}

fn detected(sample: &str) -> Option<(Language, f64)> {
    let detected = whatlang::detect(sample)?;
    let language = parse_language(detected.lang().code()).ok()?;
    Some((language, detected.confidence()))
}

fn has_letters(text: &str, least: usize) -> bool {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .take(least)
        .count()
        == least
}

/// Text from a little way in: titles and contents are in capitals, names and numbers. Of a short text all is needed.
fn sample(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let start = floor_boundary(text, (text.len() / 4).min(bytes));
    let end = floor_boundary(text, start + bytes);
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

/// How much of a page is looked at.
const PAGE_BYTES: usize = 500;
/// A page with fewer letters of text goes with the one before it: a table, a cover.
const LEAST_PAGE_LETTERS: usize = 150;
/// A page with so many of the small words of the document's language is in it.
const SAME_LANGUAGE: f32 = 0.12;
/// Another language must be as sure as this.
const SURE: f64 = 0.98;
/// The detector is slow: it is asked for no more pages of a document than this.
const MOST_DETECTED: usize = 12;

/// The languages of the pages, in runs, where they are not all in the document's own.
pub(super) fn by_page(flow: &Flow, own: Option<&Language>) -> Vec<PagesIn> {
    let Some(own) = own else {
        return Vec::new();
    };
    let mut asked = 0;
    let mut runs: Vec<PagesIn> = Vec::new();
    for (page, text) in body_pages(flow) {
        let sample = sample(text, PAGE_BYTES);
        let before = || {
            runs.last()
                .map_or_else(|| own.clone(), |run| run.language.clone())
        };
        let language = if is_still(sample, own) {
            own.clone()
        } else if asked < MOST_DETECTED && has_letters(sample, LEAST_PAGE_LETTERS) {
            asked += 1;
            let surely = detected(sample)
                .filter(|(language, confidence)| *confidence >= SURE && is_still(sample, language));
            surely.map_or_else(before, |(language, _)| language)
        } else {
            before()
        };
        match runs.last_mut() {
            Some(run) if run.language == language => run.last = page,
            _ => runs.push(PagesIn {
                language,
                first: page,
                last: page,
            }),
        }
    }
    if runs.iter().all(|run| run.language == *own) {
        runs.clear();
    }
    runs
}

/// The body text of each page, in their order.
fn body_pages(flow: &Flow) -> Vec<(u32, &str)> {
    let mut pages: Vec<(u32, Range<usize>)> = Vec::new();
    let ends = flow.marks.iter().skip(1).map(|mark| mark.start);
    let ends = ends.chain(std::iter::once(flow.text.len()));
    for (mark, end) in flow.marks.iter().zip(ends) {
        if mark.region != Region::Body {
            break;
        }
        match pages.last_mut() {
            Some((page, range)) if *page == mark.page => range.end = end,
            _ => pages.push((mark.page, mark.start..end)),
        }
    }
    let text = |(page, range)| (page, &flow.text[range]);
    pages.into_iter().map(text).collect()
}

/// Whether a text is in this language, by its small words, or by a script that hardly another language here shares.
fn is_still(text: &str, language: &Language) -> bool {
    let own_script = match language.code() {
        "ar" | "fa" | "ur" => |c: char| matches!(c, '\u{600}'..='\u{6ff}'),
        "zh" => |c: char| matches!(c, '\u{4e00}'..='\u{9fff}'),
        "th" => |c: char| matches!(c, '\u{e00}'..='\u{e7f}'),
        code => return share(text, code).is_none_or(|share| share >= SAME_LANGUAGE),
    };
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (own, all) = letters.fold((0, 0), |(own, all), c| {
        (own + usize::from(own_script(c)), all + 1)
    });
    own * 2 >= all
}
