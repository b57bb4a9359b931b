//! Finds the title of a document.

use std::sync::LazyLock;

use crate::extract::DocumentInfo;
use crate::layout::Flow;
use crate::metadata::date::is_month;
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::snippet::snippet;
use crate::metadata::symbol::find_symbols;
use crate::metadata::vocabulary::{fold, ordinal, phrases, without_organ_names};
use crate::model::{Inferred, Source};

const PHRASES: &str = include_str!("data/title_phrases.tsv");

/// The longest title, in characters.
const LONGEST: usize = 300;
/// How far into the text a heading may be the title, in bytes.
const TITLE_BYTES: usize = 2_000;

/// Finds the title in the title block of the masthead, else the first heading, the file's metadata, or the first line.
pub(crate) fn infer(
    front_matter: &FrontMatter<'_>,
    flow: &Flow,
    info: &DocumentInfo,
) -> Option<Inferred<String>> {
    in_masthead(front_matter)
        .or_else(|| heading(flow))
        .or_else(|| declared(info))
        .or_else(|| first_line(front_matter))
}

/// Returns the first run of lines of the title block that are not masthead lines.
fn in_masthead(front_matter: &FrontMatter<'_>) -> Option<Inferred<String>> {
    let lines = front_matter
        .title_block()?
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let after_masthead = lines
        .skip_while(|line| !is_masthead_line(line))
        .skip_while(|line| is_masthead_line(line));
    let lines = after_masthead
        .take_while(|line| !is_masthead_line(line))
        .take(MOST_LINES);
    let mut title = String::new();
    for line in lines.take_while(|line| line.len() < LONGEST) {
        if title.len() + line.len() < LONGEST {
            title.push_str(line);
            title.push(' ');
        }
    }
    let title = title_of(without_masthead(&title))?;
    Some(inferred(&title, Source::Masthead, Some(1), 0.85))
}

/// Strips the end of a masthead from a title on the same line: "Thirty-ninth session Agenda item 6 Report of …".
fn without_masthead(title: &str) -> &str {
    let Some(agenda) = title.find("genda item ").map(|at| at + "genda item ".len()) else {
        return title;
    };
    let number = title[agenda..]
        .find(' ')
        .map_or(title.len(), |at| agenda + at + 1);
    let rest = title[number..].trim_start();
    let rest = rest
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(") "))
        .map_or(rest, |(_, rest)| rest);
    if is_masthead_line(
        title[..agenda]
            .trim_end_matches("Agenda item ")
            .trim_end_matches("agenda item "),
    ) {
        rest
    } else {
        title
    }
}

/// The most lines of a title.
const MOST_LINES: usize = 6;

/// Folded headings that are no title.
static NOT_TITLES: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "not-title"));

/// Folded beginnings of masthead lines on the agenda or the printing.
static MASTHEAD_STARTS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "masthead-start"));

/// Folded words of mastheads, beside names of bodies, numbers and months.
static MASTHEAD_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases(PHRASES, "masthead-word"));

/// The longest masthead line, in bytes; extraction may join a whole masthead into one.
const LONGEST_MASTHEAD_LINE: usize = 1_000;

/// Whether a line consists of what mastheads are made of: bodies, symbols, dates, sessions, languages, agenda items.
fn is_masthead_line(line: &str) -> bool {
    if line.len() > LONGEST_MASTHEAD_LINE {
        return false;
    }
    let folded = fold(line);
    if MASTHEAD_STARTS
        .iter()
        .any(|start| folded.starts_with(start))
        || find_symbols(line)
            .first()
            .is_some_and(|found| line.len() - (found.end - found.start) < 20)
    {
        return true;
    }
    let rest = without_organ_names(&folded);
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    let title_of_review = folded.contains("universal periodic review")
        && folded.len() == "universal periodic review".len();
    let plain = |at: usize| {
        let word = words[at];
        word.chars().any(|c| c.is_ascii_digit())
            || MASTHEAD_WORDS.contains(&word)
            || is_month(word)
            || ordinal(&words[at..]).is_some()
            || is_part_of_ordinal(word)
    };
    title_of_review || (0..words.len()).all(plain)
}

/// Whether a word is the first part of an ordinal: "thirty" of "thirty-ninth".
fn is_part_of_ordinal(word: &str) -> bool {
    ordinal(&[word, "first"]).is_some() || ordinal(&[word, "premiere"]).is_some()
}

fn heading(flow: &Flow) -> Option<Inferred<String>> {
    let early = flow
        .headings
        .iter()
        .take_while(|range| range.start < TITLE_BYTES);
    let mut titles =
        early.filter_map(|range| Some((range, title_of(flow.text.get(range.clone())?)?)));
    let (range, title) = titles.find(|(_, title)| !is_masthead_line(title))?;
    Some(inferred(
        &title,
        Source::Heading,
        flow.mark_at(range.start).map(|mark| mark.page),
        0.7,
    ))
}

/// Returns the title in the file's metadata, unless it is one that word processors make up from the file name.
fn declared(info: &DocumentInfo) -> Option<Inferred<String>> {
    let title = title_of(info.title.as_deref()?)?;
    let lower = title.to_lowercase();
    let junk = lower.starts_with("microsoft word")
        || lower.contains("untitled")
        || lower.ends_with(".doc")
        || lower.ends_with(".docx")
        || lower.ends_with(".pdf")
        || !title.contains(' ');
    (!junk).then(|| inferred(&title, Source::PdfInfo, None, 0.5))
}

fn first_line(front_matter: &FrontMatter<'_>) -> Option<Inferred<String>> {
    let line = front_matter
        .first_page
        .lines()
        .map(str::trim)
        .find(|line| {
            let letters = line.chars().filter(|c| c.is_alphabetic());
            letters.take(4).count() > 3 && !is_masthead_line(line)
        })?;
    let title = title_of(line)?;
    let sentence = title.ends_with(['.', ';', ',', ':']) || title.chars().count() > LONGEST_LINE;
    (!sentence).then(|| inferred(&title, Source::Text, Some(1), 0.4))
}

/// The longest first line that is no paragraph, in characters.
const LONGEST_LINE: usize = 200;

/// The longest title in any script, with all its spaces, in bytes.
const LONGEST_TITLE_BYTES: usize = 4 * LONGEST;

/// Returns a text on one line, without note marks, if it can be a title.
fn title_of(text: &str) -> Option<String> {
    if text.len() > LONGEST_TITLE_BYTES {
        return None;
    }
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = title.trim_matches(|c: char| matches!(c, '*' | '#' | '_' | ' '));
    let possible = (4..LONGEST).contains(&title.chars().count())
        && !NOT_TITLES.contains(&fold(title).as_str());
    possible.then(|| title.to_owned())
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
