//! Arguments of `plenary show`.

use std::path::PathBuf;

use clap::Args;
use plenary::commands::show::{Part, ShowRequest};

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// A path, the end of one, a symbol, or the first digits of a hash
    #[arg(value_name = "DOC")]
    document: String,
    /// Only this page
    #[arg(long, value_name = "N", group = "part")]
    page: Option<u32>,
    /// Only where each value was read: source, page, words and confidence
    #[arg(long, group = "part")]
    why: bool,
    /// Only the recommendations of a review: number, response, states, page and wording
    #[arg(long, group = "part")]
    recommendations: bool,
}

impl ShowArgs {
    pub(super) fn request(self, index: PathBuf) -> ShowRequest {
        ShowRequest {
            index,
            document: self.document,
            part: match (self.page, self.why, self.recommendations) {
                (Some(page), _, _) => Part::Page(page),
                (None, true, _) => Part::Why,
                (None, false, true) => Part::Recommendations,
                (None, false, false) => Part::All,
            },
        }
    }
}
