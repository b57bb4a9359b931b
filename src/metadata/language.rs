//! Detects the language of a document, and the pages in other languages.

use std::ops::Range;

use crate::extract::DocumentInfo;
use crate::layout::{Flow, Region};
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::vocabulary::{function_word_share, parse_language};
use crate::model::{Inferred, Language, PagesIn, Source};

/// How much text is sampled; more does not change the result.
const SAMPLE_BYTES: usize = 1_000;
/// The fewest letters that are enough evidence.
const LEAST_LETTERS: usize = 20;

/// The least confidence of the detector; below it the text usually is in a language the detector does not know.
const LEAST_CONFIDENCE: f64 = 0.65;

/// The least share of English function words with which the detector is skipped; no other language has as many.
const SURELY_ENGLISH: f32 = 0.28;

/// Detects the language of the text, else returns the one the file declares.
pub(crate) fn infer(
    front_matter: &FrontMatter<'_>,
    info: &DocumentInfo,
) -> Option<Inferred<Language>> {
    of_text(front_matter.body_start).or_else(|| declared(info))
}

fn of_text(text: &str) -> Option<Inferred<Language>> {
    let sample = sample(text, SAMPLE_BYTES);
    if function_word_share(sample, "en").is_some_and(|share| share > SURELY_ENGLISH) {
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

/// Returns a sample from some way into a text, past titles and contents; all of a short text.
fn sample(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let start = text.floor_char_boundary((text.len() / 4).min(bytes));
    let end = text.floor_char_boundary(start + bytes);
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

/// How much of a page is sampled.
const PAGE_BYTES: usize = 500;
/// A page with fewer letters, such as a table or cover, takes the language of the page before.
const LEAST_PAGE_LETTERS: usize = 150;
/// The least share of function words of a page in the document's language.
const SAME_LANGUAGE: f32 = 0.12;
/// The least confidence in another language.
const SURE: f64 = 0.98;
/// The most calls of the detector for the pages of a document; it is slow.
const MOST_DETECTED: usize = 12;

/// Returns the languages of the pages as runs of pages; empty if all are in the document's own. A page whose second half is in
/// another language, as where two columns hold a text and its translation, is in both.
pub(crate) fn by_page(flow: &Flow, own: Option<&Language>) -> Vec<PagesIn> {
    let Some(own) = own else {
        return Vec::new();
    };
    let mut pages = PageLanguages::default();
    let mut before = own.clone();
    for (page, text) in body_pages(flow) {
        let sample = sample(text, PAGE_BYTES);
        let language = if is_in(sample, own) {
            own.clone()
        } else {
            pages.detect_confidently(sample).unwrap_or(before)
        };
        pages.add(language.clone(), page);
        if let Some(other) = pages.of_second_half(text, &language) {
            pages.add(other, page);
        }
        before = language;
    }
    if pages.runs.iter().all(|run| run.language == *own) {
        pages.runs.clear();
    }
    pages.runs
}

/// The languages of the pages so far.
#[derive(Default)]
struct PageLanguages {
    runs: Vec<PagesIn>,
    /// How often the detector was called.
    calls: usize,
}

impl PageLanguages {
    fn add(&mut self, language: Language, page: u32) {
        let going_on = |run: &&mut PagesIn| run.language == language && run.last + 1 >= page;
        match self.runs.iter_mut().rev().find(going_on) {
            Some(run) => run.last = page,
            None => self.runs.push(PagesIn {
                language,
                first: page,
                last: page,
            }),
        }
    }

    /// Detects the language of a page, if the detector is confident and has calls left.
    fn detect_confidently(&mut self, sample: &str) -> Option<Language> {
        if self.calls == MOST_DETECTED || !has_letters(sample, LEAST_PAGE_LETTERS) {
            return None;
        }
        self.calls += 1;
        detected(sample)
            .filter(|(language, confidence)| *confidence >= SURE && is_in(sample, language))
            .map(|(language, _)| language)
    }

    /// Detects the language of the second half of a page, if two samples of it agree on another language than the first's.
    fn of_second_half(&mut self, text: &str, first: &Language) -> Option<Language> {
        if text.len() < 4 * PAGE_BYTES {
            return None;
        }
        let at = |eighths: usize| {
            let start = text.floor_char_boundary(text.len() / 8 * eighths);
            &text[start..text.floor_char_boundary(start + PAGE_BYTES)]
        };
        let (early, late) = (at(5), at(7));
        if is_in(late, first) || is_in(early, first) {
            return None;
        }
        let language = self.detect_confidently(late)?;
        (language != *first && is_in(early, &language)).then_some(language)
    }
}

/// Returns the body text of each page, in order.
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

/// Whether a text is in a language, by its function words or, where the script decides, by its letters.
fn is_in(text: &str, language: &Language) -> bool {
    let own_script = match language.code() {
        "ar" | "fa" | "ur" => |c: char| matches!(c, '\u{600}'..='\u{6ff}'),
        "zh" => |c: char| matches!(c, '\u{4e00}'..='\u{9fff}'),
        "th" => |c: char| matches!(c, '\u{e00}'..='\u{e7f}'),
        code => return function_word_share(text, code).is_none_or(|share| share >= SAME_LANGUAGE),
    };
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (own, all) = letters.fold((0, 0), |(own, all), c| {
        (own + usize::from(own_script(c)), all + 1)
    });
    own * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::sample_flow::flow;

    const ENGLISH: &str = "The committee said that it was concerned by the number of those who had been held for more than a year in prisons of the north, and that their families were not told of it. ";
    const FRENCH: &str = "Le comité dit qu'il est préoccupé par le nombre de ceux qui ont été détenus pendant plus d'un an dans les prisons du nord, et que leurs familles ne sont pas informées. ";

    #[test]
    fn pages_in_two_languages_are_in_both() {
        let both = ENGLISH.repeat(10) + "\n" + &FRENCH.repeat(10);
        let quoting = ENGLISH.repeat(16) + "\n" + &FRENCH.repeat(4);
        for (text, expected) in [
            (both.clone(), "en 1-1 fr 1-1"),
            (format!("{both}\u{c}{both}"), "en 1-2 fr 1-2"),
            (
                format!("{both}\u{c}{}\u{c}{}", FRENCH.repeat(9), ENGLISH.repeat(9)),
                "en 1-1 fr 1-2 en 3-3",
            ),
            (quoting, ""),
            (ENGLISH.repeat(20), ""),
        ] {
            let own = Language::from_code("en");
            let runs = by_page(&flow(&text), own.as_ref());
            let shown: Vec<String> = runs
                .iter()
                .map(|run| format!("{} {}-{}", run.language, run.first, run.last))
                .collect();
            assert_eq!(shown.join(" "), expected);
        }
    }
}
