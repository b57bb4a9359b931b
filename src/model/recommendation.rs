//! Recommendations of the Universal Periodic Review.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Country;

/// A recommendation as printed in a report of the Working Group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Paragraph and item number: `122.5`; reports of the first cycle print only the `5`.
    pub number: String,
    /// The wording on one line, without the list of states at its end.
    pub text: String,
    /// The recommending states.
    pub by: Vec<Country>,
    /// The response of the state under review, if the report gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// The page it starts on, from 1.
    pub page: u32,
}

/// The response of a state under review to a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// It enjoys the state's support.
    Supported,
    /// It is noted, without support.
    Noted,
    /// The state will answer later, in an addendum.
    Open,
}

impl fmt::Display for Response {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Supported => "supported",
            Self::Noted => "noted",
            Self::Open => "open",
        })
    }
}

/// Parses a response as typed by users.
impl FromStr for Response {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        Ok(match typed.trim().to_lowercase().as_str() {
            "supported" | "accepted" => Self::Supported,
            "noted" | "rejected" => Self::Noted,
            "open" | "pending" => Self::Open,
            _ => {
                return Err(format!(
                    "{typed} is no response; write supported, noted or open"
                ));
            }
        })
    }
}
