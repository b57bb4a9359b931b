//! Sessions of a body: a number that is unique only together with body and kind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Organ;

/// The kind of a session. Each body numbers its kinds separately.
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
    /// The kind of session; each kind has its own numbering.
    pub kind: SessionKind,
    /// The session number, also for the Commission on Human Rights, whose symbols carry years.
    pub number: u16,
}

impl Session {
    /// Returns a regular session.
    pub fn regular(organ: Organ, number: u16) -> Self {
        Self {
            organ,
            kind: SessionKind::Regular,
            number,
        }
    }
}

/// The first and last sessions of the Working Group on the Universal Periodic Review in each cycle that is over or has its
/// end fixed: 2008–2011, 2012–2016, 2017–2022 (Human Rights Council resolutions 5/1 and 16/21, decision 17/119).
const UPR_CYCLES: [(u16, u16); 3] = [(1, 12), (13, 26), (27, 40)];

/// An upper bound for session numbers of the Working Group, decades away.
const LAST_UPR_SESSION: u16 = 99;

impl Session {
    /// Returns the cycle of the Universal Periodic Review, or `None` if this is no session of its Working Group.
    pub fn upr_cycle(&self) -> Option<u16> {
        let upr = self.organ == Organ::UniversalPeriodicReview && self.kind == SessionKind::Regular;
        let known = (1..)
            .zip(UPR_CYCLES)
            .find(|(_, cycle)| self.number <= cycle.1);
        upr.then(|| known.map_or(4, |(cycle, _)| cycle))
    }

    /// Returns the first and last session of a cycle of the Universal Periodic Review; the fourth is open-ended from 41.
    pub fn of_upr_cycle(cycle: u16) -> Option<(Self, Self)> {
        let upr = |number| Self::regular(Organ::UniversalPeriodicReview, number);
        let known = UPR_CYCLES.get(usize::from(cycle.checked_sub(1)?)).copied();
        let (first, last) = known.or((cycle == 4).then_some((41, LAST_UPR_SESSION)))?;
        Some((upr(first), upr(last)))
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

/// Parses the canonical form only; `metadata::session` parses what users type.
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
    fn sessions_belong_to_cycles() {
        for (text, cycle) in [
            ("UPR1", Some(1)),
            ("UPR12", Some(1)),
            ("UPR13", Some(2)),
            ("UPR30", Some(3)),
            ("UPR41", Some(4)),
            ("HRC30", None),
        ] {
            let session: Session = text.parse().expect("a session");
            assert_eq!(session.upr_cycle(), cycle, "{text}");
            let bounds = cycle.and_then(Session::of_upr_cycle);
            assert!(bounds.is_none_or(|(first, last)| first <= session && session <= last));
        }
        assert_eq!(Session::of_upr_cycle(0), None);
        assert_eq!(Session::of_upr_cycle(5), None);
    }

    #[test]
    fn sessions_round_trip() {
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
