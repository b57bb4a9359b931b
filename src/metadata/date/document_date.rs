//! Finds the date of a document, as opposed to those of events it mentions.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::find::{DateMention, find_dates, is_plausible};
use crate::extract::DocumentInfo;
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::snippet::snippet;
use crate::metadata::vocabulary::{fold, phrases};
use crate::model::{Date, Inferred, Source};

/// Finds the document's date: in the masthead, else the title or dateline, a publication line, or the PDF's metadata.
pub(crate) fn infer(front_matter: &FrontMatter<'_>, info: &DocumentInfo) -> Option<Inferred<Date>> {
    let found = find_dates(&front_matter.first_page, &front_matter.folded_first_page);
    let inferred = |found: &DateMention, source, confidence| Inferred {
        value: found.date,
        source,
        page: Some(1),
        text: snippet(&front_matter.first_page, found.start..found.end),
        confidence,
    };
    let month_alone = || months(&found).find(|found| is_alone(found, front_matter));
    if let Some(distribution) = front_matter.distribution {
        let to_the_day = in_masthead(&found, distribution);
        let to_the_day = to_the_day.map(|found| inferred(found, Source::Masthead, 0.98));
        return to_the_day.or_else(|| Some(inferred(month_alone()?, Source::Masthead, 0.7)));
    }
    dateline(&found, front_matter)
        .map(|found| inferred(found, Source::Heading, 0.7))
        .or_else(|| Some(inferred(month_alone()?, Source::Heading, 0.6)))
        .or_else(|| year_of_publication(front_matter))
        .or_else(|| pdf_date(front_matter, info))
}

/// Returns the dates near the top that have a month and no day: "September 2018".
fn months(found: &[DateMention]) -> impl Iterator<Item = &DateMention> {
    found
        .iter()
        .filter(|found| found.start < DATELINE_BYTES && !found.span && !is_to_the_day(found.date))
}

/// How far from the distribution line the date of a masthead may stand, in bytes.
const MASTHEAD_REACH: usize = 300;

/// Finds the first full date after the distribution line; where columns were extracted in another order, the last before it.
fn in_masthead(found: &[DateMention], distribution: usize) -> Option<&DateMention> {
    let near = |found: &&DateMention| {
        found.start.abs_diff(distribution) < MASTHEAD_REACH
            && !found.span
            && is_to_the_day(found.date)
    };
    let (before, after): (Vec<&DateMention>, Vec<&DateMention>) = found
        .iter()
        .filter(near)
        .partition(|found| found.start < distribution);
    after.first().or(before.last()).copied()
}

/// How far into a document without a masthead its dateline or dated title may stand, in bytes.
const DATELINE_BYTES: usize = 1_000;

/// Finds a date alone on its line, perhaps after a place ("Geneva, 20 September 2018"), or in a title in capitals.
fn dateline<'f>(
    found: &'f [DateMention],
    front_matter: &FrontMatter<'_>,
) -> Option<&'f DateMention> {
    let candidates = found
        .iter()
        .filter(|found| found.start < DATELINE_BYTES && !found.span && is_to_the_day(found.date));
    candidates
        .into_iter()
        .find(|found| is_alone(found, front_matter) || is_capitals(line_of(found, front_matter).1))
}

/// Whether a line holds nothing but a date, a place, an hour, or a word that introduces a date.
fn is_alone(found: &DateMention, front_matter: &FrontMatter<'_>) -> bool {
    let (start, line) = line_of(found, front_matter);
    let before = line[..found.start - start].trim();
    let after = line[found.end - start..].trim();
    (is_blank(after) || is_hour(after) || is_year_word(after))
        && (is_blank(before) || is_place(before) || is_dated(before))
}

/// Returns the line of a date, with its offset.
fn line_of<'o>(found: &DateMention, front_matter: &'o FrontMatter<'_>) -> (usize, &'o str) {
    let top = &front_matter.first_page;
    let start = top[..found.start].rfind('\n').map_or(0, |at| at + 1);
    let end = top[found.end..].find('\n');
    (
        start,
        &top[start..end.map_or(top.len(), |at| found.end + at)],
    )
}

/// Whether only the Russian word for "year" follows: "20 сентября 2018 года", "20 сентября 2018 г."
fn is_year_word(after: &str) -> bool {
    matches!(after.trim_matches(['.', ',', ' ']), "года" | "год" | "г")
}

fn is_blank(beside: &str) -> bool {
    !beside.contains(char::is_alphanumeric)
}

/// Whether an hour follows, as in records of meetings: ", 10 a.m.", "à 15 heures".
fn is_hour(after: &str) -> bool {
    let rest = after.trim_start_matches([',', ' ']);
    let rest = ["at ", "à ", "a las "]
        .iter()
        .find_map(|at| rest.strip_prefix(at))
        .unwrap_or(rest);
    rest.starts_with(|c: char| c.is_ascii_digit()) && rest.chars().count() < LONGEST_HOUR
}

/// The longest hour, "10.05 a.m. (New York time)", in characters.
const LONGEST_HOUR: usize = 30;

/// Folded words that introduce the date of a document.
static DATED: LazyLock<Vec<&str>> =
    LazyLock::new(|| phrases(include_str!("../data/date_phrases.tsv"), "dated"));

fn is_dated(before: &str) -> bool {
    DATED.contains(&&*fold(before))
}

/// Whether a text is a place: one to four words and a comma or parenthesis, "New York," "(Geneva,".
fn is_place(before: &str) -> bool {
    before.chars().count() < 40
        && before.ends_with([',', ':', '-', '–', '('])
        && before.split_whitespace().count() <= 4
}

fn is_capitals(line: &str) -> bool {
    let lower = line.chars().filter(|c| c.is_lowercase()).count();
    let upper = line.chars().filter(|c| c.is_uppercase()).count();
    upper > 10 && lower * 10 < upper
}

fn is_to_the_day(date: Date) -> bool {
    date.parts().2.is_some()
}

/// Words before the year of publication.
static PUBLISHED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = ["©", "Copyright ", "ublished ", "ublié en ", "ublicado en "];
    AhoCorasick::new(words).ok()
});

/// Finds the year of a copyright or publication line, "© 2018", "First published in 2018 by", if the first page has only one.
fn year_of_publication(front_matter: &FrontMatter<'_>) -> Option<Inferred<Date>> {
    let top = front_matter.first_page.as_str();
    let publication_words = PUBLISHED.as_ref()?.find_iter(top);
    let mut years = publication_words.filter_map(|words| {
        let rest = &top[words.end()..];
        let rest = rest.strip_prefix("in ").unwrap_or(rest);
        let start = rest.len() - rest.trim_start_matches([' ', '©', '(', 'c', ')']).len();
        let digits = rest[start..].bytes().take_while(u8::is_ascii_digit).count();
        let year = rest[start..start + digits]
            .parse()
            .ok()
            .filter(|_| digits == 4)?;
        let end = top.len() - rest.len() + start + digits;
        Some((Date::year(year), words.start()..end)).filter(|(date, _)| is_plausible(*date))
    });
    let (value, place) = years.next()?;
    years.all(|(date, _)| date == value).then(|| Inferred {
        value,
        source: Source::Heading,
        page: Some(1),
        text: snippet(top, place),
        confidence: 0.6,
    })
}

/// Parses the creation date of the PDF, `D:20180920…`. Files are often scanned or saved long after the document was written, so
/// the date counts only if its year is printed on the first pages.
fn pdf_date(front_matter: &FrontMatter<'_>, info: &DocumentInfo) -> Option<Inferred<Date>> {
    let created = info.created.as_deref()?;
    let digits: String = created
        .trim_start_matches("D:")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let part = |range: Range<usize>| digits.get(range)?.parse::<u16>().ok();
    let date = Date::day(
        part(0..4)?,
        u8::try_from(part(4..6)?).ok()?,
        u8::try_from(part(6..8)?).ok()?,
    )?;
    let year = date.parts().0.to_string();
    let running = || {
        front_matter
            .running_headers
            .iter()
            .any(|(_, text)| text.contains(&year))
    };
    let corroborated = front_matter.first_page.contains(&year) || running();
    (is_plausible(date) && corroborated).then(|| Inferred {
        value: date,
        source: Source::PdfInfo,
        page: None,
        text: created.to_owned(),
        confidence: 0.3,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::sample_flow::flow;

    #[test]
    fn documents_are_dated_as_far_as_they_tell() {
        for (text, expected) in [
            (
                "Still in prison\nSeptember 2018\nThe prisons are full.",
                "2018-09",
            ),
            (
                "Toujours en prison\nGenève, septembre 2018\nLes prisons.",
                "2018-09",
            ),
            (
                "Todavía presos\nseptiembre de 2018\nLas cárceles.",
                "2018-09",
            ),
            (
                "Все еще в тюрьме\nсентябрь 2018 года\nТюрьмы полны.",
                "2018-09",
            ),
            (
                "Все еще в тюрьме\n20 сентября 2018 года\nТюрьмы полны.",
                "2018-09-20",
            ),
            (
                "ما زالوا في السجن\nأيلول/سبتمبر 2018\nالسجون ممتلئة.",
                "2018-09",
            ),
            ("仍在狱中\n2018年9月\n监狱已满。", "2018-09"),
            (
                "Report of September 2018\nGeneva, 3 May 2019\nText.",
                "2019-05-03",
            ),
            (
                "United Nations\nE/1994/1\nDistr.\nGENERAL\nMarch 1994\nENGLISH\nText.",
                "1994-03",
            ),
            (
                "Still in prison\nFirst published in 2018 by Amnesty International Ltd\n© Amnesty International 2018\nText.",
                "2018",
            ),
            ("Still in prison\n© 2018 Human Rights Watch\nText.", "2018"),
            (
                "Still in prison\n© 2017, © 2018 Human Rights Watch\nText.",
                "",
            ),
            (
                "Prisons in September 2018\nIn September 2018 they were full.",
                "",
            ),
            ("Still in prison\nJanuary–June 2018\nText.", ""),
        ] {
            let flow = flow(text);
            let found = infer(&FrontMatter::new(&flow), &DocumentInfo::default());
            let shown = found.map_or(String::new(), |found| found.value.to_string());
            assert_eq!(shown, expected, "{text}");
        }
    }
}
