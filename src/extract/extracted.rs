//! The result of extraction.

use serde::{Deserialize, Serialize};

use crate::layout::Flow;
use crate::model::MediaType;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// What the file is.
    pub media_type: MediaType,
    /// Its text in reading order.
    pub flow: Flow,
    /// What a PDF says of itself; empty for plain files.
    pub info: DocumentInfo,
    /// What could not be read of it, in words for the user; empty when all was.
    pub partial: Vec<String>,
}

/// What the file says of itself. Often wrong: metadata trusts it last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentInfo {
    /// The title it gives itself.
    pub title: Option<String>,
    /// Who it says wrote it.
    pub author: Option<String>,
    /// When it says it was made, as it writes dates (`D:20180920…` in a PDF).
    pub created: Option<String>,
    /// The language it declares, such as `en-GB`.
    pub language: Option<String>,
}
