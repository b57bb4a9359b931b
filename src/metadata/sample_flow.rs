//! Builds flows from text, for tests.

use crate::layout::{Flow, Mark, Region};

/// A document of one page, or of several separated by form feeds, without marked headers.
pub(super) fn flow(text: &str) -> Flow {
    let mut flow = Flow::default();
    for (at, page) in text.split('\u{c}').enumerate() {
        let number = u32::try_from(at + 1).expect("few pages");
        flow.marks.push(Mark {
            start: flow.text.len(),
            page: number,
            region: Region::Body,
            paragraph: None,
        });
        flow.text.push_str(page);
        flow.text.push('\n');
        flow.page_labels.push(number.to_string());
    }
    flow.repeats_from = flow.text.len();
    flow
}
