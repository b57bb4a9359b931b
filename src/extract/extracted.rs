//! The result of extraction.

use serde::{Deserialize, Serialize};

use crate::layout::Flow;
use crate::model::MediaType;

/// The content of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// The detected media type.
    pub media_type: MediaType,
    /// The text in reading order.
    pub flow: Flow,
    /// The metadata of a PDF; empty for plain text.
    pub info: DocumentInfo,
    /// What could not be read, in words for the user; empty if all was read.
    pub partial: Vec<String>,
}

/// The metadata stored in a file. Often wrong, so `metadata` trusts it least.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentInfo {
    /// The title.
    pub title: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The creation date in the format of the file (`D:20180920…` in a PDF).
    pub created: Option<String>,
    /// The declared language, such as `en-GB`.
    pub language: Option<String>,
}
