//! Splits the body of a document into paragraphs.

use std::ops::Range;

use crate::layout::{Flow, Region};

/// Returns the byte ranges of the body's paragraphs, blank ones included.
pub(crate) fn body_paragraphs(flow: &Flow) -> impl Iterator<Item = Range<usize>> {
    let end = flow.marks.iter().find(|mark| mark.region != Region::Body);
    let body = &flow.text[..end.map_or(flow.text.len(), |mark| mark.start)];
    let mut start = 0;
    body.split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end().len();
        start += line.len();
        range
    })
}
