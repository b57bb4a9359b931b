//! A recommendation that states made to a state in its Universal Periodic Review.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Country;

/// A recommendation as a report of the Working Group gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The paragraph and its number there: `122.5`; reports of the first cycle print the `5` alone.
    pub number: String,
    /// Its wording, on one line, without the states at its end.
    pub text: String,
    /// The states that made it.
    pub by: Vec<Country>,
    /// What the state under review said to it, where the report tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// The page it starts on, from 1.
    pub page: u32,
}

/// What a state under review says to a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// It enjoys the state's support.
    Supported,
    /// It does not, and is only noted.
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

/// Reads a response as people type it.
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
