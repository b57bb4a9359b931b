//! Detects footnotes: small lines at the foot of a page or column that begin with a mark or follow a rule.

use super::lines::{Line, PageLines};
use super::page::Direction;
use crate::text::is_superscript_digit;

/// Largest font size of footnotes, relative to the body's.
const SMALL: f32 = 0.94;

/// Pages with more lines are tables or drawings and are not searched for notes.
const MAX_LINES: usize = 1_200;

/// Returns for each line of a page whether it belongs to a footnote.
///
/// `is_body` is false for furniture; `body_size` is the font size of most of the document.
pub(super) fn find(page: &PageLines, is_body: impl Fn(usize) -> bool, body_size: f32) -> Vec<bool> {
    let mut notes = vec![false; page.lines.len()];
    let upright = |at: &usize| is_body(*at) && page.lines[*at].direction == Direction::Upright;
    let lines: Vec<usize> = (0..page.lines.len()).filter(upright).collect();
    if lines.len() > MAX_LINES {
        return notes;
    }
    for column in foot_columns(page, &lines, body_size) {
        if let Some(first) = column
            .iter()
            .position(|at| begins_notes(page, *at, &lines, body_size))
        {
            let top = page.lines[column[first]].y + 0.6 * page.lines[column[first]].size;
            column
                .iter()
                .filter(|at| page.lines[**at].y <= top)
                .for_each(|at| notes[*at] = true);
        }
    }
    notes
}

/// Returns the label at the start of a footnote's first line: `12` or `*`.
pub(super) fn label(line: &Line) -> Option<String> {
    if line.leading_mark > 0 {
        let mark = line.text[..line.leading_mark].trim();
        return (!mark.is_empty()).then(|| mark.chars().map(plain_digit).collect());
    }
    leading_number(&line.text)
}

fn plain_digit(c: char) -> char {
    match c {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁰' | '⁴'..='⁹' => char::from(b'0' + (c as u32 - 0x2070) as u8),
        c => c,
    }
}

/// Returns the number at the start of a text, if white space follows it.
fn leading_number(text: &str) -> Option<String> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let after = text[digits.len()..].chars().next();
    let plausible = (1..=3).contains(&digits.len()) && after.is_some_and(char::is_whitespace);
    plausible.then_some(digits)
}

/// Groups lines that have no larger text below them by column, each column from the top down.
fn foot_columns(page: &PageLines, lines: &[usize], body_size: f32) -> Vec<Vec<usize>> {
    let small = |line: &Line| line.size < SMALL * body_size;
    let has_body_below = |line: &Line| {
        let below = |other: &Line| other.y < line.y - 0.5 * line.size && line.overlaps(other);
        lines
            .iter()
            .map(|at| &page.lines[*at])
            .any(|other| !small(other) && other.text.len() > 2 && below(other))
    };
    let rule_y = lowest_note_rule(page, lines);
    let under_rule = |line: &Line| rule_y.is_some_and(|y| line.y < y);
    let mut foot: Vec<usize> = lines
        .iter()
        .copied()
        .filter(|at| {
            let line = &page.lines[*at];
            (small(line) && !has_body_below(line)) || under_rule(line)
        })
        .collect();
    foot.sort_by(|a, b| page.lines[*b].y.total_cmp(&page.lines[*a].y));
    let mut columns: Vec<(f32, f32, Vec<usize>)> = Vec::new();
    for at in foot {
        let line = &page.lines[at];
        match columns
            .iter_mut()
            .find(|(x0, x1, _)| line.x0 < *x1 && *x0 < line.x1)
        {
            Some((x0, x1, column)) => {
                (*x0, *x1) = (x0.min(line.x0), x1.max(line.x1));
                column.push(at);
            }
            None => columns.push((line.x0, line.x1, vec![at])),
        }
    }
    join_columns(columns, page)
}

/// Merges columns that overlap (such as a note's mark set apart from its text), and sorts the lines of each.
fn join_columns(mut columns: Vec<(f32, f32, Vec<usize>)>, page: &PageLines) -> Vec<Vec<usize>> {
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Vec<(f32, f32, Vec<usize>)> = Vec::new();
    for (x0, x1, lines) in columns {
        match joined.last_mut() {
            Some((_, end, column))
                if x0 < *end + 18.0 && (x0 < *end || column.len() * 2 <= lines.len() * 3) =>
            {
                *end = end.max(x1);
                column.extend(lines);
            }
            _ => joined.push((x0, x1, lines)),
        }
    }
    let in_order = |(_, _, mut column): (f32, f32, Vec<usize>)| {
        column.sort_by(|a, b| {
            page.lines[*b]
                .y
                .total_cmp(&page.lines[*a].y)
                .then(page.lines[*a].x0.total_cmp(&page.lines[*b].x0))
        });
        column
    };
    joined.into_iter().map(in_order).collect()
}

/// Returns the height of the lowest short rule, if the first line below it begins with a mark: notes in body size.
fn lowest_note_rule(page: &PageLines, lines: &[usize]) -> Option<f32> {
    let rule = page
        .rules
        .iter()
        .filter(|rule| is_note_rule(page, rule.x0, rule.x1))
        .min_by(|a, b| a.y.total_cmp(&b.y))?;
    let below: Vec<&Line> = lines
        .iter()
        .map(|at| &page.lines[*at])
        .filter(|line| line.y < rule.y)
        .collect();
    let first = below.iter().max_by(|a, b| a.y.total_cmp(&b.y))?;
    let close = rule.y - first.y < 3.0 * first.size;
    let low = rule.y < 0.6 * page.height;
    (close && low && first.leading_mark > 0).then_some(rule.y)
}

fn is_note_rule(page: &PageLines, x0: f32, x1: f32) -> bool {
    x1 - x0 < 0.62 * page.width
}

/// Returns whether a line is the first of the notes: it begins with a mark or follows a rule.
fn begins_notes(page: &PageLines, at: usize, lines: &[usize], body_size: f32) -> bool {
    let line = &page.lines[at];
    if line.leading_mark > 0 || line.text.starts_with(['*', '†', '‡', '§']) {
        return true;
    }
    let under_rule = page.rules.iter().any(|rule| {
        let above = (0.3 * line.size..3.2 * line.size).contains(&(rule.y - line.y));
        above
            && rule.x0 < line.x0 + 24.0
            && rule.x1 > line.x0
            && is_note_rule(page, rule.x0, rule.x1)
    });
    if under_rule {
        // The last rows of a table follow a rule too, but are short.
        return leading_number(&line.text).is_some() || line.text.len() > 24;
    }
    let small = line.size < SMALL * body_size;
    small
        && leading_number(&line.text).is_some_and(|number| is_referenced(page, lines, at, &number))
}

/// Returns whether another line of the page has a superscript mark with this number.
fn is_referenced(page: &PageLines, lines: &[usize], note: usize, number: &str) -> bool {
    lines.iter().filter(|at| **at != note).any(|at| {
        let text = &page.lines[*at].text;
        let runs = text
            .split(|c: char| !is_superscript_digit(c))
            .filter(|run| !run.is_empty());
        runs.map(|run| run.chars().map(plain_digit).collect::<String>())
            .any(|run| run == number)
    })
}
