//! Writes documents as text for people.

use std::io::{self, Write};

use crate::model::{Conflict, Inferred, Metadata, Skip};
use crate::render::clean;

/// Writes metadata, one value with its evidence per line.
pub(super) fn write_metadata(
    metadata: &Metadata,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    write_values("title", metadata.title.as_slice(), out)?;
    write_values("symbol", &metadata.symbol, out)?;
    write_values("number", &metadata.number, out)?;
    write_values("country", &metadata.country, out)?;
    write_values("author country", &metadata.author_country, out)?;
    write_values("mentions", &metadata.mentions, out)?;
    write_values("session", &metadata.session, out)?;
    let cycles = metadata
        .session
        .iter()
        .map(|session| session.value.upr_cycle());
    if let Some(cycle) = cycles.flatten().next() {
        writeln!(out, "UPR cycle: {cycle}")?;
    }
    write_values("organ", &metadata.organ, out)?;
    write_values("type", metadata.document_type.as_slice(), out)?;
    write_values("organisation", metadata.organisation.as_slice(), out)?;
    write_values("date", metadata.date.as_slice(), out)?;
    write_values("language", metadata.language.as_slice(), out)?;
    if !metadata.language_by_page.is_empty() {
        let runs = metadata
            .language_by_page
            .iter()
            .map(|run| match run.first == run.last {
                true => format!("{} p. {}", run.language, run.first),
                false => format!("{} p. {}–{}", run.language, run.first, run.last),
            });
        let runs: Vec<String> = runs.collect();
        writeln!(out, "languages: {}", runs.join(", "))?;
    }
    if !metadata.recommendations.is_empty() {
        let count = metadata.recommendations.len();
        writeln!(out, "recommendations: {count} (show --recommendations)")?;
    }
    for (name, values) in &metadata.own {
        write_values(&format!("x.{}", clean(name)), values, out)?;
    }
    write_conflicts(&metadata.conflicts, out)?;
    if metadata.cites.is_empty() {
        return Ok(());
    }
    let cites: Vec<&str> = metadata
        .cites
        .iter()
        .map(|symbol| symbol.as_str())
        .collect();
    writeln!(out, "cites: {}", clean(&cites.join(", ")))
}

/// Writes conflicts: `conflict: country Kenya by the inventory, but: AZE (masthead, p. 1, 0.98: "Azerbaijan")`
fn write_conflicts(conflicts: &[Conflict], out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    for conflict in conflicts {
        let (field, source) = (clean(&conflict.field), conflict.source);
        let given = clean(&conflict.given);
        match &conflict.read {
            Some(read) => {
                let of_field = format!("conflict: {field} {given} by the {source}, but");
                write_values(&of_field, std::slice::from_ref(read), out)?;
            }
            None => writeln!(
                out,
                "conflict: {field} {given} by the {source} means nothing and is not taken"
            )?,
        }
    }
    Ok(())
}

/// Writes values: `country: AZE (masthead, p. 1, 0.98: "Azerbaijan")`
fn write_values<T: ToString>(
    field: &str,
    values: &[Inferred<T>],
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    for inferred in values {
        let value = inferred.value.to_string();
        write!(out, "{field}: {} ({}", clean(&value), inferred.source)?;
        if let Some(page) = inferred.page {
            write!(out, ", p. {page}")?;
        }
        write!(out, ", {:.2}", inferred.confidence)?;
        if !inferred.text.is_empty() && inferred.text != value {
            write!(out, ": \"{}\"", clean(&inferred.text))?;
        }
        writeln!(out, ")")?;
    }
    Ok(())
}

/// Writes what could not be read of a document.
pub(super) fn write_partial(partial: &[String], out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut lines = partial.iter();
    lines.try_for_each(|line| writeln!(out, "partial: {}", clean(line)))
}

/// Writes why a file was skipped.
pub(super) fn write_skip(skip: &Skip, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    writeln!(out, "skipped: {}: {}", skip.reason, clean(&skip.detail))
}

/// Writes the text of pages, separated by form feeds.
pub(super) fn write_pages(pages: &[String], out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    for (at, page) in pages.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\x0c")?;
        }
        for line in page.lines() {
            writeln!(out, "{}", clean(line))?;
        }
    }
    Ok(())
}
