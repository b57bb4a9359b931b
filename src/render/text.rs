//! Renders answers as text for people.

use std::io::{self, Write};

use super::answered::Answered;
use super::clean::clean;
use super::paint::{Ink, Paint};
use crate::model::{Answer, Excerpt, Facet, Hit, Match};

pub(super) fn write_answer(
    answered: &Answered<'_>,
    paint: Paint,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    match answered.outcome {
        Ok(answer) => write_hits(answer, paint, out),
        Err(error) => writeln!(out, "{}: {}", clean(answered.id), clean(error)),
    }
}

fn write_hits(answer: &Answer, paint: Paint, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    for (at, hit) in answer.hits.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_hit(hit, paint, out)?;
    }
    for facet in &answer.facets {
        writeln!(out)?;
        write_facet(facet, paint, out)?;
    }
    Ok(())
}

fn write_hit(hit: &Hit, paint: Paint, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let rank = format!("{}. ", hit.rank);
    let indent = " ".repeat(rank.len());
    let about = about(hit);
    if hit.title.is_empty() {
        writeln!(
            out,
            "{rank}{}{}",
            paint.ink(Ink::Path, &hit.path),
            paint.ink(Ink::Quiet, &about)
        )?;
    } else {
        writeln!(out, "{rank}{}", paint.ink(Ink::Title, &hit.title))?;
        writeln!(
            out,
            "{indent}{}{}",
            paint.ink(Ink::Path, &hit.path),
            paint.ink(Ink::Quiet, &about)
        )?;
    }
    for found in &hit.matches {
        let place = paint.ink(Ink::Quiet, &place(found, hit.pages));
        writeln!(out, "{indent}{place}  {}", marked(&found.excerpt, paint))?;
    }
    write_others(hit, &indent, paint, out)?;
    let more = hit.match_count.saturating_sub(hit.matches.len() as u64);
    match more {
        0 => Ok(()),
        _ if hit.matches.is_empty() => Ok(()),
        1 => writeln!(out, "{indent}{}", paint.ink(Ink::Quiet, "and 1 more match")),
        _ => writeln!(
            out,
            "{indent}{}",
            paint.ink(Ink::Quiet, &format!("and {more} more matches"))
        ),
    }
}

/// Writes the copies and versions of a hit, and the parts of its score.
fn write_others(
    hit: &Hit,
    indent: &str,
    paint: Paint,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let copies = hit.copies.iter().map(|path| format!("also {path}"));
    let versions = hit
        .versions
        .iter()
        .map(|version| format!("{:2}   {}", version.language, version.path));
    let reasons = hit
        .explanation
        .iter()
        .map(|reason| format!("{:.3}  {}", reason.score, reason.part));
    for line in copies.chain(versions).chain(reasons) {
        writeln!(out, "{indent}{}", paint.ink(Ink::Quiet, &line))?;
    }
    Ok(())
}

/// Formats the metadata of a hit on one line: ` · A/HRC/39/14 · AZE · HRC39, UPR30 · 2018-09-20 · fr`.
fn about(hit: &Hit) -> String {
    let lists = [
        joined(&hit.symbol),
        joined(&hit.country),
        joined(&hit.session),
        joined(hit.date.as_slice()),
        joined(hit.language.as_slice()),
    ];
    lists
        .iter()
        .filter(|list| !list.is_empty())
        .map(|list| format!(" · {list}"))
        .collect()
}

fn joined<T: ToString>(values: &[T]) -> String {
    values
        .iter()
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Formats the location of a match: `p. iv (4 of 12), ¶ 14` or `p. 4, footnote 8`.
fn place(found: &Match, pages: u32) -> String {
    let number = found.page.to_string();
    let mut place = match found.page_label == number || found.page_label.is_empty() {
        true => format!("p. {number}"),
        false => format!("p. {} ({number} of {pages})", found.page_label),
    };
    match (found.region, &found.paragraph) {
        ("body", None) => {}
        ("body", Some(paragraph)) => place.push_str(&format!(", ¶ {paragraph}")),
        // A footnote's paragraph is its number.
        (region, None) => place.push_str(&format!(", {region}")),
        (region, Some(number)) => place.push_str(&format!(", {region} {number}")),
    }
    place
}

/// Returns the excerpt with coloured marks.
fn marked(excerpt: &Excerpt, paint: Paint) -> String {
    let chars: Vec<char> = excerpt.text.chars().collect();
    let piece = |from: usize, to: usize| {
        chars[from.min(chars.len())..to.min(chars.len())]
            .iter()
            .collect::<String>()
    };
    let mut text = String::with_capacity(excerpt.text.len());
    let mut at = 0;
    for &(start, end) in &excerpt.marks {
        text.push_str(&clean(&piece(at, start.max(at))));
        text.push_str(&paint.ink(Ink::Mark, &piece(start.max(at), end.max(at))));
        at = end.max(at);
    }
    text.push_str(&clean(&piece(at, chars.len())));
    text
}

fn write_facet(facet: &Facet, paint: Paint, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    writeln!(out, "{}", paint.ink(Ink::Title, &facet.field))?;
    let width = facet
        .counts
        .first()
        .map_or(0, |(_, count)| count.to_string().len());
    for (value, count) in &facet.counts {
        writeln!(out, "  {count:>width$}  {}", clean(value))?;
    }
    Ok(())
}
