//! Reads fields off the paths of an archive that names its files by a pattern: `{country}_{session}_{year}.txt`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A pattern over the end of a path: as many folders as it names, and the file's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathPattern {
    typed: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// These letters, in any case.
    Literal(String),
    /// A value of this field, within one folder's or file's name.
    Field(String),
    /// Anything, within one name.
    Anything,
}

/// A pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatternError {
    /// Nothing in it is a field.
    #[error("it names no field")]
    NoField,
    /// A brace without its partner, or nothing between two.
    #[error("its braces do not hold one name each")]
    Braces,
    /// `{country}{session}`: no letter tells where one ends.
    #[error("two fields stand without anything between them")]
    Adjacent,
}

impl PathPattern {
    /// The fields of a path, each with its value; `None` if the path is not as the pattern says. `/` in paths.
    pub fn fields<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let folders = self.typed.matches('/').count();
        let start = path.rmatch_indices('/').nth(folders);
        let end = &path[start.map_or(0, |(at, _)| at + 1)..];
        let mut values = Vec::new();
        take(&self.parts, end, &mut values).then_some(values)
    }
}

/// Matches the parts against the whole text; each field takes as little as it can.
fn take<'a>(parts: &'a [Part], text: &'a str, values: &mut Vec<(&'a str, &'a str)>) -> bool {
    let Some((part, rest)) = parts.split_first() else {
        return text.is_empty();
    };
    if let Part::Literal(literal) = part {
        return text
            .get(..literal.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(literal))
            && take(rest, &text[literal.len()..], values);
    }
    let known = values.len();
    let ends = text
        .char_indices()
        .take_while(|(_, c)| *c != '/')
        .map(|(at, c)| at + c.len_utf8());
    for end in ends {
        if let Part::Field(name) = part {
            values.push((name, &text[..end]));
        }
        if take(rest, &text[end..], values) {
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
                    parts.push(Part::Anything);
                    after.trim_start_matches('*')
                }
                "{" => {
                    let (name, after) = after.split_once('}').ok_or(PatternError::Braces)?;
                    let plain = |c: char| c.is_alphanumeric() || "_-. ".contains(c);
                    if name.trim().is_empty() || !name.chars().all(plain) {
                        return Err(PatternError::Braces);
                    }
                    parts.push(Part::Field(name.trim().to_owned()));
                    after
                }
                _ => return Err(PatternError::Braces),
            };
        }
        add_literal(&mut parts, rest);
        let is_literal = |part: &Part| matches!(part, Part::Literal(_));
        if parts.windows(2).any(|pair| !pair.iter().any(is_literal)) {
            return Err(PatternError::Adjacent);
        }
        if !parts.iter().any(|part| matches!(part, Part::Field(_))) {
            return Err(PatternError::NoField);
        }
        Ok(Self {
            typed: typed.to_owned(),
            parts,
        })
    }
}

fn add_literal(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Literal(text.to_owned()));
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
