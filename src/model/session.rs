//! A session: a number that means something only with its body.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Organ;

/// The count a session number belongs to: each body numbers its kinds of session apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionKind {
    /// A regular session: `HRC39`.
    Regular,
    /// A special session: `HRC-S33`.
    Special,
    /// An emergency special session of the General Assembly: `GA-ES10`.
    EmergencySpecial,
}

/// A session of a body, written `HRC39`, `UPR30`, `HRC-S33`, `GA-ES10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Session {
    /// The body that met.
    pub organ: Organ,
    /// Which of the body's counts the number belongs to.
    pub kind: SessionKind,
    /// The number; for the Commission on Human Rights too, although its symbols carry years.
    pub number: u16,
}

impl Session {
    /// A regular session.
    pub fn regular(organ: Organ, number: u16) -> Self {
        Self {
            organ,
            kind: SessionKind::Regular,
            number,
        }
    }
}

impl fmt::Display for Session {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            SessionKind::Regular => "",
            SessionKind::Special => "-S",
            SessionKind::EmergencySpecial => "-ES",
        };
        write!(out, "{}{kind}{}", self.organ, self.number)
    }
}

/// Reads the written form only; what people type is read by `metadata::session`.
impl FromStr for Session {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let not_one = || format!("not a session: {text}");
        let digits = text
            .find(|c: char| c.is_ascii_digit())
            .ok_or_else(not_one)?;
        let (body, number) = text.split_at(digits);
        let (code, kind) = if let Some(code) = body.strip_suffix("-ES") {
            (code, SessionKind::EmergencySpecial)
        } else if let Some(code) = body.strip_suffix("-S") {
            (code, SessionKind::Special)
        } else {
            (body, SessionKind::Regular)
        };
        let organ = code.parse().map_err(|_| not_one())?;
        Ok(Self {
            organ,
            kind,
            number: number.parse().map_err(|_| not_one())?,
        })
    }
}

impl From<Session> for String {
    fn from(session: Session) -> Self {
        session.to_string()
    }
}

impl TryFrom<String> for Session {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_read_what_they_write() {
        for text in ["HRC39", "UPR30", "HRC-S33", "GA-ES10", "CESCR64"] {
            assert_eq!(
                text.parse::<Session>().map(String::from).as_deref(),
                Ok(text)
            );
        }
        for text in ["", "HRC", "39", "XYZ39", "HRC39b", "HRC-S"] {
            assert!(text.parse::<Session>().is_err(), "{text}");
        }
    }
}
