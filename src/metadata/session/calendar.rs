//! Checks sessions against the document's date, by a calendar of when sessions were held.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::metadata::vocabulary::rows;
use crate::model::{Date, Inferred, Organ, Session, SessionKind, Source};

/// The calendar. Its comments give the sources, and say which rows were compared with them.
const SESSIONS: &str = include_str!("../data/sessions.tsv");

/// A session with its first and last day, as `yyyymmdd`.
struct SessionPeriod {
    organ: Organ,
    number: u16,
    first: u32,
    last: u32,
}

static CALENDAR: LazyLock<Vec<SessionPeriod>> = LazyLock::new(|| {
    let held = |row: Vec<&str>| {
        Some(SessionPeriod {
            organ: row[0].parse().ok()?,
            number: row[1].parse().ok()?,
            first: row[2].parse::<Date>().ok()?.first_day(),
            last: row[3].parse::<Date>().ok()?.last_day(),
        })
    };
    rows(SESSIONS).filter_map(held).collect()
});

/// Checks sessions against the date of the document. Those that contradict it are dropped, or kept with less confidence where a
/// symbol or the path names them.
pub(crate) fn check_dates(sessions: &mut Vec<Inferred<Session>>, date: Option<&Inferred<Date>>) {
    // The creation date of a PDF is too weak to contradict anything.
    let Some(date) = date.filter(|date| date.source != Source::PdfInfo) else {
        return;
    };
    sessions.retain_mut(|session| {
        let agrees = can_be_of(&session.value, &date.value);
        if !agrees {
            session.confidence = session.confidence.min(CONTRADICTED);
        }
        agrees || matches!(session.source, Source::Symbol | Source::Path)
    });
}

/// The most confidence in a session that contradicts the date.
const CONTRADICTED: f32 = 0.6;

/// How long before and after a session its documents appear: a year and two years, in `yyyymmdd`.
const BEFORE: u32 = 1_00_00;
const AFTER: u32 = 2_00_00;

/// Whether a document of a date can belong to a session; true if the calendar does not have the session.
fn can_be_of(session: &Session, date: &Date) -> bool {
    days(session).is_none_or(|held| {
        let possible = held.start().saturating_sub(BEFORE)..=held.end() + AFTER;
        date.last_day() >= *possible.start() && date.first_day() <= *possible.end()
    })
}

/// Returns the first and last day on which a session can have been held, as `yyyymmdd`.
fn days(session: &Session) -> Option<RangeInclusive<u32>> {
    if session.kind != SessionKind::Regular {
        return None;
    }
    let number = session.number;
    match session.organ {
        // Session N opens in September of the year 1945 + N, and ends when the next opens; the first met in 1946.
        Organ::GeneralAssembly => {
            let year = 1945 + u32::from(number);
            Some(year * 1_00_00 + 901..=(year + 1) * 1_00_00 + 930)
        }
        Organ::CommissionOnHumanRights => Some(year(1944 + number)),
        Organ::SubCommission => Some(year(1948 + number)),
        organ => listed(organ, number),
    }
}

fn year(year: u16) -> RangeInclusive<u32> {
    let date = Date::year(year);
    date.first_day()..=date.last_day()
}

/// Returns the period of a session by the calendar, interpolated between the listed sessions before and after; `None` for one
/// later than all.
fn listed(organ: Organ, number: u16) -> Option<RangeInclusive<u32>> {
    let of_body = || CALENDAR.iter().filter(|held| held.organ == organ);
    let before = of_body().rfind(|held| held.number <= number)?;
    let after = of_body().find(|held| held.number >= number)?;
    Some(before.first..=after.last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slip of the hand must not put a session before an earlier one.
    #[test]
    fn sessions_follow_each_other() {
        for pair in CALENDAR.windows(2) {
            if pair[0].organ == pair[1].organ {
                let in_order = pair[0].number < pair[1].number && pair[0].first <= pair[1].first;
                assert!(in_order, "{:?} {}", pair[1].organ, pair[1].number);
            }
            assert!(pair[0].first < pair[0].last);
        }
        assert_eq!(CALENDAR.len(), rows(SESSIONS).count());
    }

    #[test]
    fn a_date_speaks_for_or_against_a_session() {
        for (session, date, possible) in [
            ("HRC39", "2018-07-11", true),
            ("HRC39", "2018-10-08", true),
            ("HRC39", "2009-09-20", false),
            ("UPR30", "2018-03-12", true),
            ("UPR3", "2018-03-12", false),
            ("GA73", "2018-07-20", true),
            ("GA73", "2019-01-15", true),
            ("GA37", "2018-07-20", false),
            ("CHR61", "2005-01-10", true),
            ("CHR16", "2005-01-10", false),
            ("CCPR123", "2018-09-07", true),
            ("CCPR13", "2018-09-07", false),
            ("CEDAW60", "2015", true),
            ("CRC64", "2013-10-29", true),
            ("CAT99", "2013-10-29", true),
            ("HRC-S3", "2013-10-29", true),
        ] {
            let session = session.to_owned().try_into().expect("a session");
            let date = date.parse().expect("a date");
            assert_eq!(can_be_of(&session, &date), possible, "{session} {date}");
        }
    }

    #[test]
    fn sessions_are_listed_in_their_order() {
        assert_eq!(CALENDAR.len(), rows(SESSIONS).count());
        for pair in CALENDAR
            .windows(2)
            .filter(|pair| pair[0].organ == pair[1].organ)
        {
            assert!(pair[0].number < pair[1].number && pair[0].first <= pair[1].first);
        }
    }
}
