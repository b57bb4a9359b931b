//! Extracts fields from paths by a pattern such as `{country}_{session}_{year}.txt`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A pattern that matches the end of a path: the file name and as many folders as the pattern has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathPattern {
    typed: String,
    parts: Vec<PatternPart>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PatternPart {
    /// These letters, ignoring ASCII case.
    Literal(String),
    /// A value of this field, within one path component.
    Field(String),
    /// Any text within one path component.
    Anything,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatternError {
    /// It has no field.
    #[error("it names no field")]
    NoField,
    /// A brace is unmatched, or a field has no valid name.
    #[error("its braces do not hold one name each")]
    Braces,
    /// Two fields have nothing between them, as in `{country}{session}`.
    #[error("two fields stand without anything between them")]
    Adjacent,
}

impl PathPattern {
    /// Returns the names and values of the fields in a path with `/` as separator; `None` if it does not match.
    pub fn fields<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let folders = self.typed.matches('/').count();
        let start = path.rmatch_indices('/').nth(folders);
        let end = &path[start.map_or(0, |(at, _)| at + 1)..];
        let mut values = Vec::new();
        match_parts(&self.parts, end, &mut values).then_some(values)
    }
}

/// Matches the parts against a whole text, fields as short as possible, by backtracking.
fn match_parts<'a>(
    parts: &'a [PatternPart],
    text: &'a str,
    values: &mut Vec<(&'a str, &'a str)>,
) -> bool {
    let Some((part, rest)) = parts.split_first() else {
        return text.is_empty();
    };
    if let PatternPart::Literal(literal) = part {
        return text
            .get(..literal.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(literal))
            && match_parts(rest, &text[literal.len()..], values);
    }
    let known = values.len();
    let ends = text
        .char_indices()
        .take_while(|(_, c)| *c != '/')
        .map(|(at, c)| at + c.len_utf8());
    for end in ends {
        if let PatternPart::Field(name) = part {
            values.push((name, &text[..end]));
        }
        if match_parts(rest, &text[end..], values) {
            return true;
        }
        values.truncate(known);
    }
    false
}

impl FromStr for PathPattern {
    type Err = PatternError;

    fn from_str(typed: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut rest = typed;
        while let Some(at) = rest.find(['{', '}', '*']) {
            add_literal(&mut parts, &rest[..at]);
            let after = &rest[at + 1..];
            rest = match &rest[at..=at] {
                "*" => {
                    parts.push(PatternPart::Anything);
                    after.trim_start_matches('*')
                }
                "{" => {
                    let (name, after) = after.split_once('}').ok_or(PatternError::Braces)?;
                    let plain = |c: char| c.is_alphanumeric() || "_-. ".contains(c);
                    if name.trim().is_empty() || !name.chars().all(plain) {
                        return Err(PatternError::Braces);
                    }
                    parts.push(PatternPart::Field(name.trim().to_owned()));
                    after
                }
                _ => return Err(PatternError::Braces),
            };
        }
        add_literal(&mut parts, rest);
        let is_literal = |part: &PatternPart| matches!(part, PatternPart::Literal(_));
        if parts.windows(2).any(|pair| !pair.iter().any(is_literal)) {
            return Err(PatternError::Adjacent);
        }
        if !parts
            .iter()
            .any(|part| matches!(part, PatternPart::Field(_)))
        {
            return Err(PatternError::NoField);
        }
        Ok(Self {
            typed: typed.to_owned(),
            parts,
        })
    }
}

fn add_literal(parts: &mut Vec<PatternPart>, text: &str) {
    if !text.is_empty() {
        parts.push(PatternPart::Literal(text.to_owned()));
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.typed)
    }
}

impl From<PathPattern> for String {
    fn from(pattern: PathPattern) -> Self {
        pattern.typed
    }
}

impl TryFrom<String> for PathPattern {
    type Error = PatternError;

    fn try_from(typed: String) -> Result<Self, PatternError> {
        typed.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_read_the_end_of_a_path() {
        let speech = "{country}_{session}_{year}.txt";
        let pairs = |path: &str, pattern: &str| {
            let pattern: PathPattern = pattern.parse().expect("a pattern");
            let fields = pattern.fields(path)?;
            let written = fields.iter().map(|(name, value)| format!("{name}={value}"));
            Some(written.collect::<Vec<_>>().join(" "))
        };
        for (path, pattern, expected) in [
            (
                "s73/AZE_73_2018.txt",
                speech,
                Some("country=AZE session=73 year=2018"),
            ),
            (
                "AZE_73_2018.TXT",
                speech,
                Some("country=AZE session=73 year=2018"),
            ),
            ("AZE_73.txt", speech, None),
            ("AZE_73_2018.txt.pdf", speech, None),
            (
                "kenya/2018/a b.pdf",
                "{country}/{year}/*.pdf",
                Some("country=kenya year=2018"),
            ),
            ("2018/a.pdf", "{country}/{year}/*.pdf", None),
            ("x/é-ü.md", "{a}-{b}.md", Some("a=é b=ü")),
        ] {
            assert_eq!(pairs(path, pattern).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn patterns_that_read_nothing_are_refused() {
        for (typed, error) in [
            ("a.txt", PatternError::NoField),
            ("{country", PatternError::Braces),
            ("{}.txt", PatternError::Braces),
            ("country}.txt", PatternError::Braces),
            ("{country}{year}.txt", PatternError::Adjacent),
            ("{country}*.txt", PatternError::Adjacent),
        ] {
            assert_eq!(typed.parse::<PathPattern>(), Err(error), "{typed}");
        }
    }
}
