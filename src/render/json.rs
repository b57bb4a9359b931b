//! Renders answers as JSON lines.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::ser::Formatter;

use super::answered::Answered;
use super::clean::controls_terminal;
use crate::model::{Coverage, Facet, Help, Hit};

/// Writes a value as one line of JSON. Characters that control a terminal are escaped as `\u….`.
///
/// # Errors
/// Those of `out`.
pub fn json_line(value: &impl Serialize, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(
        &mut *out,
        SafeFormatter,
    ))?;
    out.write_all(b"\n")
}

pub(super) fn write_answer(
    answered: &Answered<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let answer = answered.outcome.ok();
    json_line(
        &AnswerLine {
            id: answered.id,
            query: answered.query,
            status: answered.status(),
            error: answered.outcome.err(),
            total: answer.map_or(0, |answer| answer.total),
            hits: answer.map_or(&[], |answer| &answer.hits),
            facets: Facets(answer.map_or(&[], |answer| &answer.facets)),
            coverage: answer.map(|answer| answer.coverage),
            notes: answer.map_or(&[], |answer| &answer.notes),
            understood: answer.and_then(|answer| answer.understood.as_deref()),
            help: answer.and_then(|answer| answer.help.as_ref()),
        },
        out,
    )
}

pub(super) fn write_hits(
    answered: &Answered<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let hits = answered.outcome.map_or(&[][..], |answer| &answer.hits);
    hits.iter().try_for_each(|hit| json_line(hit, out))
}

#[derive(Serialize)]
struct AnswerLine<'a> {
    id: &'a str,
    query: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    total: u64,
    hits: &'a [Hit],
    facets: Facets<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Coverage>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a Help>,
}

/// Serialises facets by field: `{"country":[["AZE",12]]}`.
struct Facets<'a>(&'a [Facet]);

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for facet in self.0 {
            map.serialize_entry(&facet.field, &facet.counts)?;
        }
        map.end()
    }
}

/// Formats compact JSON. By default `serde_json` escapes C0 controls only.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Fast path: in ASCII, only DEL is left to escape.
        if fragment.is_ascii() && !fragment.contains('\u{7F}') {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(controls_terminal) {
            out.write_all(&rest.as_bytes()[..at])?;
            let c = rest[at..].chars().next().unwrap_or_default();
            write!(out, "\\u{:04x}", u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}
