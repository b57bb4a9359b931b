//! Finds a document's title.

use super::opening::Opening;
use super::snippet;
use crate::extract::DocumentInfo;
use crate::layout::Flow;
use crate::model::{Inferred, Source};

/// Titles are shorter than this, in characters.
const LONGEST: usize = 300;
/// How far into a text its title may stand.
const TITLE_BYTES: usize = 2_000;

/// The title block of a masthead, else the first heading, else what the file says, else a first line that can be one.
pub(super) fn infer(
    opening: &Opening<'_>,
    flow: &Flow,
    info: &DocumentInfo,
) -> Option<Inferred<String>> {
    in_masthead(opening)
        .or_else(|| heading(flow))
        .or_else(|| declared(info))
        .or_else(|| first_line(opening))
}

/// What the title follows in a United Nations masthead: the agenda item, the session's days, the original's language.
fn in_masthead(opening: &Opening<'_>) -> Option<Inferred<String>> {
    let block = opening.title_block()?;
    let lines: Vec<&str> = block
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let last_of_masthead = lines.iter().rposition(|line| is_masthead_line(line))?;
    let title = lines[last_of_masthead + 1..].join(" ");
    let title = title.trim_matches(|c: char| c == '*' || c.is_whitespace());
    let sensible = (4..LONGEST).contains(&title.chars().count());
    sensible.then(|| inferred(title, Source::Masthead, Some(1), 0.85))
}

fn is_masthead_line(line: &str) -> bool {
    let folded = super::fold::fold(line);
    let starts = [
        "original",
        "agenda item",
        "distr",
        "item ",
        "point ",
        "tema ",
        "пункт",
        "البند",
        "english",
        "session",
    ];
    let ends = ["session", "sesiones", "сессия", "только", "only"];
    starts.iter().any(|start| folded.starts_with(start))
        || ends.iter().any(|end| folded.ends_with(end))
        || folded.starts_with("议程项目")
        || is_days(&folded)
}

/// "Geneva, 8-19 February 2010", "25 July 2024–30 July 2025".
fn is_days(folded: &str) -> bool {
    let ends_in_year = folded
        .rsplit(' ')
        .next()
        .is_some_and(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
    ends_in_year && folded.split(' ').count() <= 8
}

fn heading(flow: &Flow) -> Option<Inferred<String>> {
    let range = flow
        .headings
        .iter()
        .find(|range| range.start < TITLE_BYTES && range.len() > 3)?;
    let title = snippet_of_title(flow.text.get(range.clone())?)?;
    let page = flow.mark_at(range.start).map(|mark| mark.page);
    Some(inferred(&title, Source::Heading, page, 0.7))
}

/// Word processors put the file's name or nothing into the title; such a title says less than none.
fn declared(info: &DocumentInfo) -> Option<Inferred<String>> {
    let title = snippet_of_title(info.title.as_deref()?)?;
    let lower = title.to_lowercase();
    let junk = lower.starts_with("microsoft word")
        || lower.contains("untitled")
        || lower.ends_with(".doc")
        || lower.ends_with(".docx")
        || lower.ends_with(".pdf")
        || !title.contains(' ');
    (!junk).then(|| inferred(&title, Source::PdfInfo, None, 0.5))
}

fn first_line(opening: &Opening<'_>) -> Option<Inferred<String>> {
    let line = opening
        .top
        .lines()
        .map(str::trim)
        .find(|line| line.chars().filter(|c| c.is_alphabetic()).count() > 3)?;
    let title = line.trim_start_matches(['#', '*', ' ']);
    let sentence = title.ends_with(['.', ';', ',', ':']) || title.chars().count() > 200;
    (!sentence).then(|| inferred(title, Source::Text, Some(1), 0.4))
}

fn snippet_of_title(text: &str) -> Option<String> {
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (4..LONGEST)
        .contains(&title.chars().count())
        .then_some(title)
}

fn inferred(title: &str, source: Source, page: Option<u32>, confidence: f32) -> Inferred<String> {
    Inferred {
        value: title.to_owned(),
        source,
        page,
        text: snippet(title, 0..title.len()),
        confidence,
    }
}
