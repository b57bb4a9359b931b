//! What a tagged file says of its own lines, taken at its word where the page bears it out.

use super::flow::Region;
use super::furniture::EDGE;
use super::lines::{Line, PageLines};
use super::order;
use super::page::{Direction, Tag};

impl Line {
    /// Its place in the structure's order.
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

/// Corrects what was found of headers and footers. What is marked as no part of the text, at the edge of a page, is
/// furniture; what is marked as text is none, in files that mark their furniture. A letterhead stays: it is read.
pub(super) fn correct_furniture(pages: &[PageLines], regions: &mut [Vec<Option<Region>>]) {
    let marks_furniture =
        |page: &PageLines| page.lines.iter().any(|line| at_edge(page, line).is_some());
    let marked = pages.iter().filter(|page| marks_furniture(page)).count();
    if marked == 0 {
        return;
    }
    let all_marked = marked * 2 > pages.len();
    for (number, (page, regions)) in (1..).zip(pages.iter().zip(regions)) {
        for (line, region) in page.lines.iter().zip(regions) {
            match at_edge(page, line) {
                Some(Region::Header) if number == 1 => {}
                Some(edge) => *region = region.or(Some(edge)),
                None if all_marked && line.rank().is_some() && has_words(line) => *region = None,
                None => {}
            }
        }
    }
}

/// The region of a line marked as an artifact, if it stands where furniture does.
fn at_edge(page: &PageLines, line: &Line) -> Option<Region> {
    if !line.is_artifact() || line.direction != Direction::Upright {
        return None;
    }
    if line.y > (1.0 - EDGE) * page.height {
        Some(Region::Header)
    } else if line.y < EDGE * page.height {
        Some(Region::Footer)
    } else {
        None
    }
}

fn has_words(line: &Line) -> bool {
    line.text.chars().filter(|c| c.is_alphabetic()).count() > 3
}

/// Whether some line of the page is marked as a note's: a file without such marks says nothing about notes.
pub(super) fn has_notes(page: &PageLines) -> bool {
    page.lines.iter().any(Line::is_tagged_note)
}

/// The lines of a page that belong to notes, if nine in ten of its lines are tagged: those marked so with no other text below them.
pub(super) fn notes(page: &PageLines, is_body: impl Fn(usize) -> bool) -> Option<Vec<bool>> {
    let body: Vec<usize> = (0..page.lines.len()).filter(|at| is_body(*at)).collect();
    if !is_tagged(page, &body) {
        return None;
    }
    let text =
        |at: &&usize| !page.lines[**at].is_tagged_note() && page.lines[**at].rank().is_some();
    let lowest_text: Vec<&Line> = body
        .iter()
        .filter(text)
        .map(|at| &page.lines[*at])
        .collect();
    let mut notes = vec![false; page.lines.len()];
    for at in body {
        let line = &page.lines[at];
        let below = |other: &&Line| other.y < line.y - 0.5 * line.size && other.overlaps(line);
        notes[at] = line.is_tagged_note() && !lowest_text.iter().any(below);
    }
    Some(notes)
}

/// The structure's order of these lines, if nine in ten are tagged and it reads at least as well as the order they
/// were drawn in.
pub(super) fn reading_order(page: &PageLines, lines: &[usize]) -> Option<Vec<usize>> {
    if !is_tagged(page, lines) {
        return None;
    }
    // A letterhead comes first; a line that is not tagged stays with the one drawn before it.
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
    (order::jumps_back(page, &ranked) <= order::jumps_back(page, lines)).then_some(ranked)
}

fn is_tagged(page: &PageLines, lines: &[usize]) -> bool {
    let count = |wanted: &dyn Fn(&Line) -> bool| {
        let lines = lines.iter().map(|at| &page.lines[*at]);
        lines.filter(|line| wanted(line)).count()
    };
    let untagged = count(&|line| line.tag == Tag::Untagged);
    count(&|line| line.rank().is_some()) > 0 && untagged * 10 <= lines.len()
}
