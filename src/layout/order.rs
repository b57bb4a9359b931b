//! Determines the reading order of the lines of a page.

use super::lines::{Line, PageLines};
use super::page::Direction;
use super::tagged;

/// Minimum number of lines of a column.
const MIN_COLUMN_LINES: usize = 4;

/// Pages with more blocks are drawings and are not searched for columns.
const MAX_BLOCKS: usize = 2_000;

/// Recursion limit for hostile pages.
const MAX_DEPTH: u32 = 24;

/// Consecutive lines and their bounding box.
struct Block {
    lines: Vec<usize>,
    x0: f32,
    x1: f32,
    /// Highest and lowest baseline.
    top: f32,
    bottom: f32,
    size: f32,
    right_to_left: bool,
}

impl Block {
    fn of(page: &PageLines, lines: Vec<usize>) -> Self {
        let line = |at: &usize| &page.lines[*at];
        let first = &page.lines[lines[0]];
        Self {
            x0: lines.iter().map(|at| line(at).x0).fold(first.x0, f32::min),
            x1: lines.iter().map(|at| line(at).x1).fold(first.x1, f32::max),
            top: lines.iter().map(|at| line(at).y).fold(first.y, f32::max),
            bottom: lines.iter().map(|at| line(at).y).fold(first.y, f32::min),
            size: first.size,
            right_to_left: first.right_to_left,
            lines,
        }
    }
}

/// Sorts the body lines of a page into reading order.
///
/// Takes the order of the structure tree if the file is tagged, else the drawing order, which is right for most
/// producers. Blocks drawn out of order are sorted; columns drawn row by row are separated line by line.
pub(super) fn reading_order(page: &PageLines, body: Vec<usize>) -> Vec<usize> {
    if let Some(order) = tagged::reading_order(page, &body) {
        return order;
    }
    let interleaved = is_interleaved(page, &body);
    if !interleaved && drawn_in_order(page, &body) {
        return body;
    }
    let (upright, turned): (Vec<usize>, Vec<usize>) = body
        .into_iter()
        .partition(|at| page.lines[*at].direction == Direction::Upright);
    let blocks = if interleaved {
        single_lines(page, &upright)
    } else {
        drawn_blocks(page, &upright)
    };
    let mut order = Vec::with_capacity(upright.len() + turned.len());
    cut(blocks, MAX_DEPTH, &mut order);
    order.extend(turned);
    order
}

fn single_lines(page: &PageLines, lines: &[usize]) -> Vec<Block> {
    lines.iter().map(|at| Block::of(page, vec![*at])).collect()
}

/// Splits the lines into blocks where the drawing order jumps up or sideways.
fn drawn_blocks(page: &PageLines, lines: &[usize]) -> Vec<Block> {
    let goes_on = |last: &usize, next: &usize| {
        let (last, next) = (&page.lines[*last], &page.lines[*next]);
        let down = last.y - next.y;
        last.overlaps(next) && (0.0..3.0 * last.size.max(next.size)).contains(&down)
            || next.same_row
    };
    lines
        .chunk_by(goes_on)
        .map(|block| Block::of(page, block.to_vec()))
        .collect()
}

/// Returns whether the drawing order is a reading order: it goes down, and up only to another column.
fn drawn_in_order(page: &PageLines, body: &[usize]) -> bool {
    let jumps = page.backward_jumps(body);
    jumps < 3 || jumps * 10 < body.len()
}

/// Returns whether two columns of running text were drawn row by row: left line, right line, left line …
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

/// Cuts a region into columns at a gutter, or into parts at the blocks that cross the gutter, and reads a region without
/// gutter from the top down (a recursive XY-cut after Nagy and Seth 1984, with columns tried first).
fn cut(mut blocks: Vec<Block>, depth: u32, order: &mut Vec<usize>) {
    let gutter = if depth > 0 {
        best_gutter(&blocks)
    } else {
        None
    };
    let Some(gutter) = gutter else {
        top_down(&mut blocks);
        order.extend(blocks.into_iter().flat_map(|block| block.lines));
        return;
    };
    let (mut crossing, rest): (Vec<Block>, Vec<Block>) = blocks
        .into_iter()
        .partition(|block| block.x0 < gutter - 1.0 && block.x1 > gutter + 1.0);
    if crossing.is_empty() {
        let right_to_left =
            rest.iter().filter(|block| block.right_to_left).count() * 2 > rest.len();
        let (mut first, mut second): (Vec<Block>, Vec<Block>) =
            rest.into_iter().partition(|block| block.x0 < gutter);
        if right_to_left {
            std::mem::swap(&mut first, &mut second);
        }
        cut(first, depth - 1, order);
        cut(second, depth - 1, order);
        return;
    }
    top_down(&mut crossing);
    let mut rest = rest;
    for block in crossing {
        let (above, below) = rest.into_iter().partition(|other| other.top > block.top);
        cut(above, depth - 1, order);
        order.extend(block.lines);
        rest = below;
    }
    cut(rest, depth - 1, order);
}

/// Sorts blocks into rows from the top down, and each row in its writing direction. The blocks of a row start within a
/// fraction of a line's height.
fn top_down(blocks: &mut [Block]) {
    blocks.sort_by(|a, b| b.top.total_cmp(&a.top));
    let mut start = 0;
    while start < blocks.len() {
        let first = &blocks[start];
        let row = blocks[start..]
            .iter()
            .take_while(|block| first.top - block.top < 0.4 * first.size)
            .count()
            .max(1);
        blocks[start..start + row].sort_by(|a, b| {
            if a.right_to_left && b.right_to_left {
                b.x1.total_cmp(&a.x1)
            } else {
                a.x0.total_cmp(&b.x0)
            }
        });
        start += row;
    }
}

/// Sorts lines into columns from the left, each from the top down. Used for the parts of headers and footers.
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

/// Returns the x coordinate that best separates the blocks into two columns.
fn best_gutter(blocks: &[Block]) -> Option<f32> {
    let lines: usize = blocks.iter().map(|block| block.lines.len()).sum();
    if lines < 2 * MIN_COLUMN_LINES || blocks.len() > MAX_BLOCKS {
        return None;
    }
    let mut candidates: Vec<f32> = blocks.iter().map(|block| block.x0 - 2.0).collect();
    candidates.sort_by(f32::total_cmp);
    candidates.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    let count = |wanted: &dyn Fn(&Block) -> bool| -> usize {
        blocks
            .iter()
            .filter(|block| wanted(block))
            .map(|block| block.lines.len())
            .sum()
    };
    let score = |gutter: f32| -> Option<(usize, f32)> {
        let left = count(&|block| block.x1 <= gutter);
        let right = count(&|block| block.x0 >= gutter);
        let crossing = lines.saturating_sub(left + right);
        let sides = left.min(right);
        let enough = sides >= MIN_COLUMN_LINES && sides > 2 * crossing;
        (enough && are_side_by_side(blocks, gutter))
            .then_some((sides.saturating_sub(crossing), gutter))
    };
    let best = candidates
        .into_iter()
        .filter_map(score)
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    best.map(|(_, gutter)| gutter)
}

/// Returns whether the blocks left and right of a gutter overlap vertically.
fn are_side_by_side(blocks: &[Block], gutter: f32) -> bool {
    let range = |wanted: &dyn Fn(&Block) -> bool| {
        let wanted = blocks.iter().filter(|block| wanted(block));
        wanted.fold((f32::MAX, f32::MIN), |(low, high), block| {
            (low.min(block.bottom), high.max(block.top))
        })
    };
    let (left_low, left_high) = range(&|block| block.x1 <= gutter);
    let (right_low, right_high) = range(&|block| block.x0 >= gutter);
    let shared = left_high.min(right_high) - left_low.max(right_low);
    shared > 0.3 * (left_high - left_low).min(right_high - right_low)
}
