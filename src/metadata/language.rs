//! Finds the language a text is written in, and where another takes over.

use std::ops::Range;

use crate::extract::DocumentInfo;
use crate::layout::{Flow, Region};
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::vocabulary::function_word_share;
use crate::metadata::vocabulary::parse_language;
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

/// Text from a little way in: titles and contents are in capitals, names and numbers. Of a short text all is needed.
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

/// The languages of the pages, in runs, where they are not all in the document's own. A page whose second half is in another
/// language, as where two columns hold a text and its translation, is in both.
pub(crate) fn by_page(flow: &Flow, own: Option<&Language>) -> Vec<PagesIn> {
    let Some(own) = own else {
        return Vec::new();
    };
    let mut pages = Pages::default();
    let mut before = own.clone();
    for (page, text) in body_pages(flow) {
        let sample = sample(text, PAGE_BYTES);
        let language = if is_still(sample, own) {
            own.clone()
        } else {
            pages.surely(sample).unwrap_or(before)
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

/// The pages seen so far.
#[derive(Default)]
struct Pages {
    runs: Vec<PagesIn>,
    /// How often the detector was asked.
    asked: usize,
}

impl Pages {
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

    /// The language of a page's text, where the detector is sure and may still be asked.
    fn surely(&mut self, sample: &str) -> Option<Language> {
        if self.asked == MOST_DETECTED || !has_letters(sample, LEAST_PAGE_LETTERS) {
            return None;
        }
        self.asked += 1;
        detected(sample)
            .filter(|(language, confidence)| *confidence >= SURE && is_still(sample, language))
            .map(|(language, _)| language)
    }

    /// The language of the second half of a page, if it is another, and the same at two places.
    fn of_second_half(&mut self, text: &str, first: &Language) -> Option<Language> {
        if text.len() < 4 * PAGE_BYTES {
            return None;
        }
        let at = |eighths: usize| {
            let start = text.floor_char_boundary(text.len() / 8 * eighths);
            &text[start..text.floor_char_boundary(start + PAGE_BYTES)]
        };
        let (early, late) = (at(5), at(7));
        if is_still(late, first) || is_still(early, first) {
            return None;
        }
        let language = self.surely(late)?;
        (language != *first && is_still(early, &language)).then_some(language)
    }
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
