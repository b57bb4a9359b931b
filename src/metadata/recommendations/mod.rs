//! The recommendations of a Universal Periodic Review, and the responses of the state under review.

mod addendum;
mod item_label;
mod item_replies;
mod list_replies;
mod number_list;
mod paragraphs;
mod recommending_states;
mod reply;
mod report;
mod responses;

use crate::layout::Flow;
use crate::model::{DocumentType, Recommendation};

/// Finds the recommendations of a report of the Working Group, or the replies of an addendum to one; none in any other document.
pub(super) fn infer(flow: &Flow, kind: Option<DocumentType>) -> Vec<Recommendation> {
    use DocumentType::{UprAddendum, UprReport};
    if !matches!(kind, Some(UprReport | UprAddendum)) {
        return Vec::new();
    }
    let listed = report::listed(flow);
    if listed.is_empty() && kind == Some(UprAddendum) {
        return addendum::replies(flow);
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::sample_flow::flow;

    #[test]
    fn other_documents_make_none() {
        let text = "1. The following recommendations enjoy support:\n1.1 Ratify (France);\n";
        assert_eq!(infer(&flow(text), Some(DocumentType::Report)), []);
        assert_eq!(infer(&flow(text), Some(DocumentType::UprReport)).len(), 1);
    }
}
