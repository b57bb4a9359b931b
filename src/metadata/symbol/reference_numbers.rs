//! Parses reference numbers that are no symbols: index numbers of Amnesty International, application numbers of courts, and
//! job numbers of the United Nations.

use crate::model::Symbol;

/// A reference number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NumberMention {
    /// The number in canonical spelling.
    pub(crate) value: String,
    /// Byte range in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Regions and document classes of Amnesty International, the first part of its index numbers.
const AMNESTY_CLASSES: &[&str] = &[
    "ACT", "AFR", "AMR", "ASA", "DOC", "EUR", "FIN", "IOR", "MDE", "NWS", "ORG", "POL", "PRE",
];

/// Finds the index numbers of Amnesty International in a text: `EUR 55/9115/2018`, in older documents `EUR 55/01/98`.
pub(crate) fn index_numbers(text: &str) -> Vec<NumberMention> {
    let mut found: Vec<NumberMention> = Vec::new();
    for (slash, _) in text.match_indices('/') {
        if found.last().is_none_or(|last| slash >= last.end) {
            found.extend(index_number_around(text, slash));
        }
    }
    found
}

fn index_number_around(text: &str, slash: usize) -> Option<NumberMention> {
    let before = &text[..slash];
    let group = digits_before(before).filter(|group| group.len() == 2)?;
    let region_end = before[..slash - group.len()].trim_end_matches([' ', '\u{a0}']);
    let start = region_end.len().checked_sub(3)?;
    let region = region_end
        .get(start..)
        .filter(|region| AMNESTY_CLASSES.contains(region))?;
    let word = text[..start].ends_with(|c: char| c.is_alphanumeric());
    let after = &text[slash + 1..];
    let serial = digits_of(after);
    let year = digits_of(after[serial.len()..].strip_prefix('/')?);
    let whole = matches!(serial.len(), 2..=5) && matches!(year.len(), 2 | 4) && !word;
    whole.then(|| NumberMention {
        value: format!("{region} {group}/{serial}/{year}"),
        start,
        end: slash + 1 + serial.len() + 1 + year.len(),
    })
}

/// Returns the digits at the start of a text.
fn digits_of(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Returns the digits at the end of a text.
fn digits_before(text: &str) -> Option<&str> {
    let count = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    (count > 0).then(|| &text[text.len() - count..])
}

/// Parses the index number that a file name spells: `EUR5591152018ENGLISH.pdf`, `asa010012000en.pdf`.
pub(crate) fn index_number_in_file_name(path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?;
    let region = name.get(..3)?.to_ascii_uppercase();
    let digits = digits_of(&name[3..]);
    let rest = name[3 + digits.len()..].to_ascii_lowercase();
    let marked = rest.starts_with('.')
        || FILE_LANGUAGES
            .iter()
            .any(|language| rest.starts_with(language));
    let (group, digits) = digits.split_at_checked(2)?;
    let (serial, year) = digits.split_at_checked(digits.len().checked_sub(4)?)?;
    let plausible = year.starts_with("19") || year.starts_with("20");
    let whole = AMNESTY_CLASSES.contains(&region.as_str())
        && matches!(serial.len(), 3..=4)
        && plausible
        && marked;
    whole.then(|| format!("{region} {group}/{serial}/{year}"))
}

/// Languages that such file names give after the number.
const FILE_LANGUAGES: &[&str] = &[
    "english", "french", "spanish", "arabic", "en", "fr", "es", "ar",
];

/// Whether a symbol is an index number, such as `EUR 55/9115/2018`.
pub(crate) fn is_index_number(symbol: &str) -> bool {
    symbol
        .split_once(' ')
        .is_some_and(|(region, _)| AMNESTY_CLASSES.contains(&region))
}

/// Finds the application numbers after their label, and those joined to them: `Applications nos. 1234/05 and 2345/06`.
pub(super) fn applications(text: &str) -> Vec<NumberMention> {
    let mut found: Vec<NumberMention> = Vec::new();
    for (slash, _) in text.match_indices('/') {
        let Some(number) = application_around(text, slash) else {
            continue;
        };
        let joined = found.last().is_some_and(|last| {
            let between = text[last.end..number.start].trim();
            matches!(between, "," | "and" | "et" | "y" | "&" | ", and")
        });
        if joined || follows_separate_label(&text[..number.start], APPLICATION_LABELS) {
            found.push(number);
        }
    }
    found
}

fn application_around(text: &str, slash: usize) -> Option<NumberMention> {
    let serial = digits_before(&text[..slash]).filter(|serial| serial.len() <= 6)?;
    let year = digits_of(&text[slash + 1..]);
    matches!(year.len(), 2 | 4).then(|| NumberMention {
        value: format!("{serial}/{year}"),
        start: slash - serial.len(),
        end: slash + 1 + year.len(),
    })
}

/// Prefixes of job numbers by duty station: Geneva, Vienna, Nairobi, and none for New York.
const DUTY_STATIONS: &[&str] = &["GE.", "V.", "K.", ""];

/// Finds the first job number: two digits of the year, a serial number, the language. `GE.18-11470(E)`, `18-08267 (E)`,
/// `V.25-09303 (E)`.
pub(super) fn job_number(text: &str) -> Option<NumberMention> {
    text.match_indices('-').find_map(|(dash, _)| {
        let year = digits_before(&text[..dash]).filter(|year| year.len() == 2)?;
        let after = &text[dash + 1..];
        let serial_at = after.len() - after.trim_start_matches(' ').len();
        let serial = digits_of(&after[serial_at..]);
        let rest = after[serial_at + serial.len()..].trim_start();
        let start = dash - year.len();
        let station = DUTY_STATIONS
            .iter()
            .find(|prefix| text[..start].ends_with(**prefix))?;
        let language = matches!(
            rest.as_bytes(),
            [b'(', b'A' | b'C' | b'E' | b'F' | b'R' | b'S', b')', ..]
        );
        let whole = serial.len() == 5 && serial_at < 2 && (language || *station == "GE.");
        whole.then(|| NumberMention {
            value: format!("{station}{year}-{serial}"),
            start: start - station.len(),
            end: dash + 1 + serial_at + serial.len(),
        })
    })
}

/// Parses a reference number as people type it: `EUR 55/9115/2018`, `eur 55/*`, `15172/13`, `GE.18-11470(E)`.
pub(crate) fn parse_typed(typed: &str) -> Option<Symbol> {
    let upper = typed.trim().to_uppercase();
    let canonical = index_number_as_typed(&upper)
        .or_else(|| job_as_typed(&upper))
        .or_else(|| application_as_typed(&upper))?;
    Some(Symbol::from_canonical(canonical))
}

fn index_number_as_typed(upper: &str) -> Option<String> {
    let (region, rest) = upper.split_at_checked(3)?;
    let rest = rest.trim_start_matches([' ', '-', '_']);
    let whole = rest.strip_suffix('*').unwrap_or(rest);
    let plain = whole.bytes().all(|b| b.is_ascii_digit() || b == b'/');
    let known = AMNESTY_CLASSES.contains(&region) && plain && !rest.is_empty();
    known.then(|| format!("{region} {rest}"))
}

fn job_as_typed(upper: &str) -> Option<String> {
    let plain = upper.split('(').next().unwrap_or_default().trim();
    let found = job_number(&format!("{plain} (E)"))?;
    (found.value.len() == plain.len()).then_some(found.value)
}

fn application_as_typed(upper: &str) -> Option<String> {
    let (serial, year) = upper.split_once('/')?;
    let digits =
        |part: &str, least: usize| part.len() >= least && part.bytes().all(|b| b.is_ascii_digit());
    let whole =
        digits(serial, 3) && serial.len() <= 6 && digits(year, 2) && matches!(year.len(), 2 | 4);
    whole.then(|| upper.to_owned())
}

/// Labels before a document's own index number, in lower case.
const INDEX_LABELS: &[&str] = &[
    "index",
    "index number",
    "index no",
    "index:",
    "índice",
    "index ai",
];
/// Labels before the number of an application to a court, in lower case.
const APPLICATION_LABELS: &[&str] = &[
    "application no",
    "application nos",
    "application number",
    "applications no",
    "applications nos",
    "requête no",
    "requête n°",
    "requêtes nos",
    "requêtes n°",
    "requête nº",
    "demanda núm",
];

/// Whether a text ends with the label of an index number.
pub(super) fn follows_index_label(before: &str) -> bool {
    before_label(before, INDEX_LABELS).is_some()
}

/// Whether a text ends with a label that starts a line or parenthesis. Within a sentence the number is another document's:
/// "a judgment with regard to application No. 41216/13".
fn follows_separate_label(before: &str, labels: &[&str]) -> bool {
    before_label(before, labels).is_some_and(|before| !before.ends_with(' '))
}

/// Strips the label at the end of a text; returns what precedes it, in lower case.
fn before_label(before: &str, labels: &[&str]) -> Option<String> {
    let from = before.floor_char_boundary(before.len().saturating_sub(LABEL_BYTES));
    let before = before[from..].to_lowercase();
    let before = before.trim_end_matches([' ', ':', '.', '\n', '\u{a0}']);
    let found = labels.iter().find_map(|label| before.strip_suffix(label));
    found.map(str::to_owned)
}

/// The longest label, in bytes.
const LABEL_BYTES: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn values(found: Vec<NumberMention>) -> Vec<String> {
        found.into_iter().map(|number| number.value).collect()
    }

    #[test]
    fn index_numbers_are_found() {
        for (text, expected) in [
            ("AI Index: EUR 55/9115/2018", &["EUR 55/9115/2018"][..]),
            (
                "see ASA 33/001/2010 and AFR 54/01/98.",
                &["ASA 33/001/2010", "AFR 54/01/98"],
            ),
            ("(Index number: MDE\u{a0}24/016/2012)", &["MDE 24/016/2012"]),
            (
                "EUR 55 and 12/3/2018; XEUR 55/9115/2018; EUR 5/9115/2018",
                &[],
            ),
        ] {
            assert_eq!(values(index_numbers(text)), expected, "{text}");
        }
        for (path, expected) in [
            ("a/EUR5591152018ENGLISH.pdf", Some("EUR 55/9115/2018")),
            ("afr250012018en.pdf", Some("AFR 25/001/2018")),
            ("EUR55.pdf", None),
            ("euro2018.pdf", None),
        ] {
            assert_eq!(
                index_number_in_file_name(path).as_deref(),
                expected,
                "{path}"
            );
        }
    }

    #[test]
    fn applications_to_courts_are_found() {
        for (text, expected) in [
            (
                "CASE OF X v. Y\n(Application no. 15172/13)\n",
                &["15172/13"][..],
            ),
            (
                "(Applications nos. 1234/05, 2345/06 and 34567/07)",
                &["1234/05", "2345/06", "34567/07"],
            ),
            ("(Requête no 43835/11)", &["43835/11"]),
            ("Application No. 001/2015", &["001/2015"]),
            ("on 22/08/2014, and/or 12345/06", &[]),
            ("a judgment on application No. 41216/13", &[]),
        ] {
            assert_eq!(values(applications(text)), expected, "{text}");
        }
    }

    #[test]
    fn job_numbers_are_found() {
        for (text, expected) in [
            ("GE.18-11470(E)", Some("GE.18-11470")),
            ("GE.10- 12013", Some("GE.10-12013")),
            ("GE.04-10500 (E) 300104", Some("GE.04-10500")),
            ("Original: English 25-11035 (E) 090725", Some("25-11035")),
            ("V.25-09303 (E) 230625", Some("V.25-09303")),
            ("pages 10-12013 and 18-20", None),
        ] {
            assert_eq!(
                job_number(text).map(|number| number.value).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn reference_numbers_are_parsed_as_typed() {
        for (asked, expected) in [
            ("eur 55/9115/2018", Some("EUR 55/9115/2018")),
            ("EUR55/9115/2018", Some("EUR 55/9115/2018")),
            ("EUR 55/*", Some("EUR 55/*")),
            ("GE.18-11470(E)", Some("GE.18-11470")),
            ("15172/13", Some("15172/13")),
            ("39/14", None),
            ("EUR/HRC/1", None),
        ] {
            assert_eq!(
                parse_typed(asked)
                    .map(|symbol| symbol.to_string())
                    .as_deref(),
                expected,
                "{asked}"
            );
        }
    }
}
