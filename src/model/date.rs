//! Dates with a precision of a day, a month or a year.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A date of the proleptic Gregorian calendar with its precision: `2018-09-20`, `2018-09` or `2018`.
///
/// Dates order by their earliest day, less precise first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// Returns a date with day precision, or `None` if the calendar has no such day.
    pub fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        let valid = (1..=days_in_month(year, month)).contains(&day);
        valid.then_some(Self {
            year,
            month: Some(month),
            day: Some(day),
        })
    }

    /// Returns a date with month precision, or `None` if the month is not 1 to 12.
    pub fn month(year: u16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self {
            year,
            month: Some(month),
            day: None,
        })
    }

    /// Returns a date with year precision.
    pub fn year(year: u16) -> Self {
        Self {
            year,
            month: None,
            day: None,
        }
    }

    /// Returns year, month and day, as far as they are known.
    pub fn parts(&self) -> (u16, Option<u8>, Option<u8>) {
        (self.year, self.month, self.day)
    }

    /// Returns the earliest day the date can mean, as `yyyymmdd`, for comparison in range filters.
    pub fn first_day(&self) -> u32 {
        self.packed(self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// Returns the latest day the date can mean, as `yyyymmdd`.
    pub fn last_day(&self) -> u32 {
        let month = self.month.unwrap_or(12);
        self.packed(
            month,
            self.day.unwrap_or_else(|| days_in_month(self.year, month)),
        )
    }

    fn packed(&self, month: u8, day: u8) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(month) * 100 + u32::from(day)
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year)?;
        self.month
            .map_or(Ok(()), |month| write!(out, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(out, "-{day:02}"))
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<u16>().ok()).flatten()
        };
        let parts: Vec<&str> = typed.split('-').collect();
        let small = |part: &str| number(part, 2).and_then(|n| u8::try_from(n).ok());
        let date = match parts[..] {
            [year] => number(year, 4).map(Self::year),
            [year, month] => number(year, 4)
                .zip(small(month))
                .and_then(|(y, m)| Self::month(y, m)),
            [year, month, day] => number(year, 4)
                .zip(small(month))
                .zip(small(day))
                .and_then(|((y, m), d)| Self::day(y, m, d)),
            _ => None,
        };
        date.ok_or_else(|| format!("not a date: {typed} (write 2018, 2018-09 or 2018-09-20)"))
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2018", "2018-09", "2018-09-20", "2020-02-29"] {
            assert_eq!(text.parse::<Date>().map(String::from).as_deref(), Ok(text));
        }
        for text in [
            "",
            "18",
            "2018-13",
            "2018-02-30",
            "2019-02-29",
            "2018-9-1",
            "20 May 2018",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_spans_its_days() {
        let february = Date::month(2020, 2).expect("a month");
        assert_eq!(
            (february.first_day(), february.last_day()),
            (20_200_201, 20_200_229)
        );
    }
}
