//! The order in which a reader takes the lines of a page.

use super::lines::{Line, PageLines};
use super::page::Direction;

/// A column has at least this many lines.
const COLUMN_LINES: usize = 4;

/// Recursion ends here on pages made to go on.
const DEPTH: u32 = 24;

/// Puts the body lines of a page into reading order. Most producers draw in that order: then it is kept as it is.
pub(super) fn reading_order(page: &PageLines, body: Vec<usize>) -> Vec<usize> {
    if drawn_in_order(page, &body) {
        return body;
    }
    let (upright, turned): (Vec<usize>, Vec<usize>) = body
        .into_iter()
        .partition(|at| page.lines[*at].direction == Direction::Upright);
    let mut order = Vec::with_capacity(upright.len() + turned.len());
    cut(page, upright, DEPTH, &mut order);
    order.extend(turned);
    order
}

/// Whether the drawing order can be read: it goes down, and up again only to another column.
fn drawn_in_order(page: &PageLines, body: &[usize]) -> bool {
    if body.len() < 2 {
        return true;
    }
    let broken = body
        .windows(2)
        .filter(|pair| jumps_back(&page.lines[pair[0]], &page.lines[pair[1]]))
        .count();
    let mostly = broken < 3 || broken * 10 < body.len();
    mostly && !is_interleaved(page, body)
}

/// Whether `next` stands above `line` in the same column, or starts a column on the wrong side.
fn jumps_back(line: &Line, next: &Line) -> bool {
    line.direction == next.direction
        && next.y > line.y + 0.6 * line.size.max(next.size)
        && line.overlaps(next)
}

/// Whether two columns of running text were drawn row by row: left line, right line, left line …
fn is_interleaved(page: &PageLines, body: &[usize]) -> bool {
    let pairs = body
        .windows(2)
        .map(|pair| (&page.lines[pair[0]], &page.lines[pair[1]]));
    let rows: Vec<(&Line, &Line)> = pairs.filter(|(_, right)| right.same_row).collect();
    if rows.len() < 8 || rows.len() * 3 < body.len() {
        return false;
    }
    let wide = |line: &Line| line.text.chars().count() >= 22;
    let mut starts: Vec<f32> = rows.iter().map(|(_, right)| right.x0).collect();
    starts.sort_by(f32::total_cmp);
    let gutter = starts[starts.len() / 2];
    let aligned = rows.iter().filter(|(left, right)| {
        wide(left) && wide(right) && (right.x0 - gutter).abs() < 2.0 * right.size
    });
    aligned.count() * 3 >= rows.len() * 2
}

/// Cuts a region into columns where a gutter runs through it, else at the lines that cross the gutter, else reads it
/// from the top down (a recursive cut after Nagy and Seth 1984, with columns tried first).
fn cut(page: &PageLines, mut lines: Vec<usize>, depth: u32, order: &mut Vec<usize>) {
    let gutter = if depth > 0 {
        best_gutter(page, &lines)
    } else {
        None
    };
    let Some(gutter) = gutter else {
        top_down(page, &mut lines);
        order.extend(lines);
        return;
    };
    let crosses =
        |at: &usize| page.lines[*at].x0 < gutter - 1.0 && page.lines[*at].x1 > gutter + 1.0;
    let mut crossing: Vec<usize> = lines.iter().copied().filter(crosses).collect();
    if crossing.is_empty() {
        let right_to_left = lines
            .iter()
            .filter(|at| page.lines[**at].right_to_left)
            .count()
            * 2
            > lines.len();
        let (mut first, mut second): (Vec<usize>, Vec<usize>) = lines
            .into_iter()
            .partition(|at| page.lines[*at].x0 < gutter);
        if right_to_left {
            std::mem::swap(&mut first, &mut second);
        }
        cut(page, first, depth - 1, order);
        cut(page, second, depth - 1, order);
        return;
    }
    top_down(page, &mut crossing);
    let mut rest: Vec<usize> = lines.into_iter().filter(|at| !crosses(at)).collect();
    for line in crossing {
        let y = page.lines[line].y;
        let (above, below) = rest.into_iter().partition(|at| page.lines[*at].y > y);
        cut(page, above, depth - 1, order);
        order.push(line);
        rest = below;
    }
    cut(page, rest, depth - 1, order);
}

/// Sorts lines by the columns they stand in, from the left, each from the top down: the parts of headers and footers.
pub(super) fn by_columns(page: &PageLines, lines: &mut [usize]) {
    let lines_of = &page.lines;
    lines.sort_by(|a, b| lines_of[*a].x0.total_cmp(&lines_of[*b].x0));
    let (mut start, mut end) = (0, f32::MIN);
    for at in 0..lines.len() {
        let line = &lines_of[lines[at]];
        if line.x0 > end {
            lines[start..at].sort_by(|a, b| lines_of[*b].y.total_cmp(&lines_of[*a].y));
            start = at;
        }
        end = end.max(line.x1);
    }
    lines[start..].sort_by(|a, b| lines_of[*b].y.total_cmp(&lines_of[*a].y));
}

/// Sorts lines by rows from the top down, each row in its direction.
fn top_down(page: &PageLines, lines: &mut [usize]) {
    let lines_of = &page.lines;
    lines.sort_by(|a, b| lines_of[*b].y.total_cmp(&lines_of[*a].y));
    // Pieces of one row stand within a fraction of a line's height of each other: order them along the row.
    let mut start = 0;
    while start < lines.len() {
        let first = &lines_of[lines[start]];
        let row = lines[start..]
            .iter()
            .take_while(|at| first.y - lines_of[**at].y < 0.4 * first.size)
            .count();
        lines[start..start + row].sort_by(|a, b| {
            let (a, b) = (&lines_of[*a], &lines_of[*b]);
            if a.right_to_left && b.right_to_left {
                b.x1.total_cmp(&a.x1)
            } else {
                a.x0.total_cmp(&b.x0)
            }
        });
        start += row.max(1);
    }
}

/// The place along the lines that best parts them into two columns side by side.
fn best_gutter(page: &PageLines, lines: &[usize]) -> Option<f32> {
    if lines.len() < 2 * COLUMN_LINES || lines.len() > 2_000 {
        return None;
    }
    let line = |at: &usize| &page.lines[*at];
    let mut candidates: Vec<f32> = lines.iter().map(|at| line(at).x0 - 2.0).collect();
    candidates.sort_by(f32::total_cmp);
    candidates.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    let score = |gutter: f32| -> Option<(usize, f32)> {
        let left = lines.iter().filter(|at| line(at).x1 <= gutter).count();
        let right = lines.iter().filter(|at| line(at).x0 >= gutter).count();
        let crossing = lines.len().saturating_sub(left + right);
        let sides = left.min(right);
        let enough = sides >= COLUMN_LINES && sides > 2 * crossing;
        (enough && stand_side_by_side(page, lines, gutter))
            .then_some((sides.saturating_sub(crossing), gutter))
    };
    candidates
        .into_iter()
        .filter_map(score)
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)))
        .map(|(_, gutter)| gutter)
}

fn stand_side_by_side(page: &PageLines, lines: &[usize], gutter: f32) -> bool {
    let range = |wanted: &dyn Fn(&Line) -> bool| {
        let ys = lines
            .iter()
            .map(|at| &page.lines[*at])
            .filter(|line| wanted(line))
            .map(|line| line.y);
        ys.fold((f32::MAX, f32::MIN), |(low, high), y| {
            (low.min(y), high.max(y))
        })
    };
    let (left_low, left_high) = range(&|line| line.x1 <= gutter);
    let (right_low, right_high) = range(&|line| line.x0 >= gutter);
    let shared = left_high.min(right_high) - left_low.max(right_low);
    shared > 0.3 * (left_high - left_low).min(right_high - right_low)
}
