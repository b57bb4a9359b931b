//! Applies the structure tags of a file to its lines, where they agree with the page.

use super::flow::Region;
use super::lines::{Line, PageLines};
use super::page::{Direction, Tag};

impl Line {
    /// Returns its position in the logical order.
    fn rank(&self) -> Option<u32> {
        match self.tag {
            Tag::Content { rank, .. } => Some(rank),
            _ => None,
        }
    }

    fn is_tagged_note(&self) -> bool {
        matches!(self.tag, Tag::Content { note: true, .. })
    }

    fn is_artifact(&self) -> bool {
        self.tag == Tag::Artifact
    }
}

/// Corrects the detected furniture. Artifacts at the edge of a page are furniture; tagged content is not, in files that
/// mark their furniture as artifacts. The letterhead of the first page stays in the text.
pub(super) fn correct_furniture(pages: &[PageLines], regions: &mut [Vec<Option<Region>>]) {
    let marks_furniture = |page: &PageLines| {
        let mut lines = page.lines.iter();
        lines.any(|line| artifact_region(page, line).is_some())
    };
    let marked = pages.iter().filter(|page| marks_furniture(page)).count();
    if marked == 0 {
        return;
    }
    let all_marked = marked * 2 > pages.len();
    for (number, (page, regions)) in (1..).zip(pages.iter().zip(regions)) {
        for (line, region) in page.lines.iter().zip(regions) {
            match artifact_region(page, line) {
                Some(Region::Header) if number == 1 => {}
                Some(edge) => *region = region.or(Some(edge)),
                None if all_marked && line.rank().is_some() && has_words(line) => *region = None,
                None => {}
            }
        }
    }
}

/// Returns the region of an artifact at the edge of a page.
fn artifact_region(page: &PageLines, line: &Line) -> Option<Region> {
    if !line.is_artifact() || line.direction != Direction::Upright {
        return None;
    }
    if page.in_header_area(line.y) {
        Some(Region::Header)
    } else if page.in_footer_area(line.y) {
        Some(Region::Footer)
    } else {
        None
    }
}

fn has_words(line: &Line) -> bool {
    line.text.chars().filter(|c| c.is_alphabetic()).count() > 3
}

/// Returns whether the page has lines tagged as notes. If no page of a file has any, its tags say nothing about notes.
pub(super) fn has_notes(page: &PageLines) -> bool {
    page.lines.iter().any(Line::is_tagged_note)
}

/// Returns for each line of a page whether it belongs to a note, by its tag and if no other text is below it. `None` unless
/// nine in ten lines are tagged.
pub(super) fn notes(page: &PageLines, is_body: impl Fn(usize) -> bool) -> Option<Vec<bool>> {
    let body: Vec<usize> = (0..page.lines.len()).filter(|at| is_body(*at)).collect();
    if !is_tagged(page, &body) {
        return None;
    }
    let text =
        |at: &&usize| !page.lines[**at].is_tagged_note() && page.lines[**at].rank().is_some();
    let text_lines: Vec<&Line> = body
        .iter()
        .filter(text)
        .map(|at| &page.lines[*at])
        .collect();
    let mut notes = vec![false; page.lines.len()];
    for at in body {
        let line = &page.lines[at];
        let below = |other: &&Line| other.y < line.y - 0.5 * line.size && other.overlaps(line);
        notes[at] = line.is_tagged_note() && !text_lines.iter().any(below);
    }
    Some(notes)
}

/// Returns the logical order of the lines, if nine in ten are tagged and it has no more backward jumps than the drawing
/// order.
pub(super) fn reading_order(page: &PageLines, lines: &[usize]) -> Option<Vec<usize>> {
    if !is_tagged(page, lines) {
        return None;
    }
    // The letterhead comes first; an untagged line stays after the one drawn before it.
    let mut rank = 0;
    let mut ranked: Vec<(u32, usize)> = Vec::with_capacity(lines.len());
    for at in lines {
        let line = &page.lines[*at];
        if !line.is_artifact() {
            rank = line.rank().unwrap_or(rank);
        }
        ranked.push((if line.is_artifact() { 0 } else { rank }, *at));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let ranked: Vec<usize> = ranked.into_iter().map(|(_, at)| at).collect();
    (page.backward_jumps(&ranked) <= page.backward_jumps(lines)).then_some(ranked)
}

/// Returns whether nine in ten lines are tagged, and some as content.
fn is_tagged(page: &PageLines, lines: &[usize]) -> bool {
    let count = |wanted: &dyn Fn(&Line) -> bool| {
        let lines = lines.iter().map(|at| &page.lines[*at]);
        lines.filter(|line| wanted(line)).count()
    };
    let untagged = count(&|line| line.tag == Tag::Untagged);
    count(&|line| line.rank().is_some()) > 0 && untagged * 10 <= lines.len()
}
