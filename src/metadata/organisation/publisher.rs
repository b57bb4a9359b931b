//! Finds the organisation that published a document, where it is not a United Nations body.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::extract::DocumentInfo;
use crate::metadata::front_matter::FrontMatter;
use crate::metadata::snippet::snippet;
use crate::metadata::symbol::is_index_number;
use crate::metadata::vocabulary::{fold, rows};
use crate::model::{Inferred, Source, Symbol};

/// Names of organisations that publish on human rights.
const ORGANISATIONS: &str = include_str!("../data/organisations.tsv");

/// Display names by folded name.
static NAMES: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let names = rows(ORGANISATIONS).flat_map(|row| {
        let also = row[1].split('|').filter(|name| !name.is_empty());
        std::iter::once(row[0])
            .chain(also)
            .map(move |name| (fold(name), row[0]))
    });
    names.collect()
});

/// Finds the organisation that submitted a statement to a United Nations body; else the one with an index number or the
/// copyright, or a known organisation that a line of the first page or the file's author names.
pub(crate) fn publisher(
    front_matter: &FrontMatter<'_>,
    info: &DocumentInfo,
    own: &[Inferred<Symbol>],
) -> Option<Inferred<String>> {
    if front_matter.distribution.is_some() {
        return submitter(&front_matter.first_page);
    }
    of_index_number(own)
        .or_else(|| copyright_holder(front_matter))
        .or_else(|| in_lines(front_matter))
        .or_else(|| author(info))
}

fn inferred(
    value: &str,
    source: Source,
    page: Option<u32>,
    text: String,
    confidence: f32,
) -> Inferred<String> {
    Inferred {
        value: value.to_owned(),
        source,
        page,
        text,
        confidence,
    }
}

/// Words before the organisation that submits a written statement to a United Nations body, and words after it.
const SUBMITTED: &[&str] = &[
    "statement submitted by ",
    "statement* submitted by ",
    "statement * submitted by ",
];
const STATUS: &[&str] = &[
    "a non-governmental organi",
    "an organi",
    "non-governmental organi",
];
/// How far after these words the status may stand, in bytes; farther, there are many organisations with a joint statement.
const SUBMITTER_BYTES: usize = 200;

/// Finds the submitter: "Written statement submitted by X, a non-governmental organization in special consultative status".
fn submitter(top: &str) -> Option<Inferred<String>> {
    let (at, words) = SUBMITTED
        .iter()
        .find_map(|words| Some((top.find(words)?, words)))?;
    let start = at + words.len();
    let rest = &top[start..top.floor_char_boundary(start + SUBMITTER_BYTES)];
    let end = STATUS.iter().filter_map(|status| rest.find(status)).min()?;
    let name = one_line(
        rest[..end]
            .trim_end_matches([' ', ',', '\n'])
            .trim_start_matches("the "),
    );
    let name = name.trim_end_matches('*');
    let whole = name.starts_with(char::is_uppercase) && !name.is_empty();
    whole.then(|| {
        inferred(
            &shown(name),
            Source::Masthead,
            Some(1),
            snippet(top, at..start + end),
            0.95,
        )
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the display name of a known organisation, else the name as given.
fn shown(name: &str) -> String {
    NAMES
        .get(&fold(name))
        .map_or_else(|| name.to_owned(), |known| (*known).to_owned())
}

/// Returns Amnesty International for a document with an index number.
fn of_index_number(own: &[Inferred<Symbol>]) -> Option<Inferred<String>> {
    let symbol = own.first()?;
    let number = symbol.value.as_str();
    is_index_number(number).then(|| {
        inferred(
            "Amnesty International",
            symbol.source,
            symbol.page,
            number.to_owned(),
            symbol.confidence,
        )
    })
}

/// Finds the copyright holder: "© 2018 Human Rights Watch", "Copyright Amnesty International, 2018".
fn copyright_holder(front_matter: &FrontMatter<'_>) -> Option<Inferred<String>> {
    let first = (1, front_matter.first_page.as_str());
    let places = std::iter::once(first)
        .chain(front_matter.running_headers.iter().copied())
        .chain(front_matter.footnotes.iter().copied());
    let in_place = |(page, text): (u32, &str)| {
        let sign = text
            .match_indices('©')
            .chain(text.match_indices("Copyright"));
        sign.into_iter().find_map(|(at, mark)| {
            let start = at + mark.len();
            let rest = text[start..].lines().next().unwrap_or_default();
            let known = known_start(rest)?;
            Some(inferred(
                known,
                Source::Header,
                Some(page),
                snippet(text, at..start + rest.len()),
                0.9,
            ))
        })
    };
    let mut found = places.filter_map(in_place);
    found.next()
}

/// Returns the known organisation at the start of a text, after a year and punctuation.
fn known_start(text: &str) -> Option<&'static str> {
    let rest = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let folded = fold(&rest[..rest.floor_char_boundary(LONGEST_NAME)]);
    let ends = folded
        .match_indices(' ')
        .map(|(at, _)| at)
        .chain([folded.len()]);
    let mut starts: Vec<usize> = ends.collect();
    starts.reverse();
    starts
        .into_iter()
        .find_map(|end| NAMES.get(&folded[..end]).copied())
}

/// The longest name, in bytes.
const LONGEST_NAME: usize = 120;
/// How far into the first page an organisation may be named as publisher, in bytes.
const NAME_LINE_BYTES: usize = 1_200;

/// Returns the known organisation whose name is a line by itself, if there is only one.
fn in_lines(front_matter: &FrontMatter<'_>) -> Option<Inferred<String>> {
    let lines = front_matter.lines(NAME_LINE_BYTES, LONGEST_NAME);
    let mut found: Option<Inferred<String>> = None;
    for (line, folded) in lines {
        let Some(known) = NAMES.get(folded).copied() else {
            continue;
        };
        match &found {
            Some(other) if other.value != known => return None,
            _ => {
                found = Some(inferred(
                    known,
                    Source::Heading,
                    Some(1),
                    line.to_owned(),
                    0.8,
                ))
            }
        }
    }
    found
}

/// Returns the known organisation that the file's metadata names as author.
fn author(info: &DocumentInfo) -> Option<Inferred<String>> {
    let author = info.author.as_deref()?;
    let known = NAMES.get(&fold(author))?;
    Some(inferred(
        known,
        Source::PdfInfo,
        None,
        author.to_owned(),
        0.7,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::front_matter::FrontMatter;
    use crate::metadata::sample_flow::flow;

    #[test]
    fn organisations_sign_their_documents() {
        for (text, expected) in [
            (
                "United Nations A/HRC/39/NGO/45\nGeneral Assembly Distr.: General\n31 August 2018\nEnglish only\nHuman Rights Council\nThirty-ninth session\nWritten statement* submitted by the Friends of the River,\na non-governmental organization in special consultative status\nThe Secretary-General has received the following written statement.",
                Some("Friends of the River"),
            ),
            (
                "Behind closed doors\n© 2018 Human Rights Watch\nAll rights reserved.",
                Some("Human Rights Watch"),
            ),
            (
                "Still in prison\nPublished 2018\nCopyright Amnesty International Ltd",
                Some("Amnesty International"),
            ),
            (
                "Corte Interamericana de Derechos Humanos\nCaso X Vs. Y\nSentencia de 3 de mayo de 2018",
                Some("Inter-American Court of Human Rights"),
            ),
            (
                "Joint letter\nHuman Rights Watch\nAmnesty International\nWe write to you.",
                None,
            ),
            (
                "We spoke to Human Rights Watch and to others about what they saw.",
                None,
            ),
        ] {
            let flow = flow(text);
            let found = publisher(&FrontMatter::new(&flow), &DocumentInfo::default(), &[]);
            assert_eq!(
                found.map(|found| found.value).as_deref(),
                expected,
                "{text}"
            );
        }
    }
}
