//! Detects running headers, footers and page numbers: rows at the edge of a page that recur on neighbouring pages.

use super::flow::Region;
use super::lines::{Line, PageLines};
use super::page::Direction;
use super::tagged;
use crate::text::is_superscript_digit;

/// Header and footer rows examined on each page.
const MAX_ROWS: usize = 4;

/// Number of pages on each side that are searched for a row.
const NEIGHBOURS: usize = 4;

/// In documents with more pages than this, a row must recur twice.
const FEW_PAGES: usize = 5;

/// Tolerance for rows at the same height, in points.
const SAME_HEIGHT: f32 = 3.0;

/// Minimum gap between a running title and the text, in line spacings. Detects titles that change from page to page.
const TITLE_GAP: f32 = 1.4;

/// A row of line pieces at the edge of a page.
struct EdgeRow {
    lines: Vec<usize>,
    y: f32,
    /// The text of each piece, in lower case without spaces.
    texts: Vec<String>,
    /// The text of all pieces with digits replaced by `#`, compared between pages.
    signature: String,
    /// Candidate page numbers.
    numbers: Vec<i32>,
    /// Distance to the next row towards the middle of the page, in points.
    gap: f32,
}

/// The rows at the edges of a page: headers from the top down, footers from the bottom up.
struct Edges {
    header: Vec<EdgeRow>,
    footer: Vec<EdgeRow>,
    line_spacing: f32,
}

/// The furniture of a document.
pub(super) struct Furniture {
    /// For each page and line, the region if the line is furniture.
    pub(super) regions: Vec<Vec<Option<Region>>>,
    /// For each page, the printed page number.
    pub(super) printed: Vec<Option<i32>>,
}

/// Detects the furniture of all pages.
pub(super) fn find(pages: &[PageLines]) -> Furniture {
    let edges: Vec<Edges> = pages.iter().map(edges).collect();
    let opening = if pages.len() <= FEW_PAGES {
        opening(pages)
    } else {
        String::new()
    };
    let mut regions: Vec<Vec<Option<Region>>> = pages
        .iter()
        .map(|page| vec![None; page.lines.len()])
        .collect();
    let mut numbers: Vec<Vec<i32>> = vec![Vec::new(); pages.len()];
    for (side, region) in [
        (Side::Header, Region::Header),
        (Side::Footer, Region::Footer),
    ] {
        let titles = running_title_height(&edges, side);
        for page in 0..edges.len() {
            for row in
                &side.rows(&edges[page])[..furniture_rows(&edges, side, page, titles, &opening)]
            {
                row.lines
                    .iter()
                    .for_each(|line| regions[page][*line] = Some(region));
                numbers[page].extend(&row.numbers);
            }
        }
    }
    tagged::correct_furniture(pages, &mut regions);
    Furniture {
        regions,
        printed: printed_numbers(&numbers),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Header,
    Footer,
}

impl Side {
    fn rows(self, edges: &Edges) -> &[EdgeRow] {
        match self {
            Self::Header => &edges.header,
            Self::Footer => &edges.footer,
        }
    }
}

/// Returns the number of rows, counted from the edge of a page, that are furniture.
fn furniture_rows(
    edges: &[Edges],
    side: Side,
    page: usize,
    titles: Option<f32>,
    opening: &str,
) -> usize {
    let rows = side.rows(&edges[page]);
    let is_title = |row: &EdgeRow| titles.is_some_and(|y| (row.y - y).abs() < SAME_HEIGHT);
    let is_furniture = |at: usize| {
        let outer = at == 0
            && (is_title(&rows[at]) || is_unrepeated(&edges[page], &rows[at], page, opening));
        outer || recurs(edges, side, page, &rows[at])
    };
    // A row between furniture and the edge is furniture too, if it is short, such as a number or a date.
    let last = (0..rows.len()).rev().find(|at| is_furniture(*at));
    match last {
        Some(last)
            if (0..last).all(|at| is_furniture(at) || rows[at].signature.chars().count() < 40) =>
        {
            last + 1
        }
        Some(_) => (0..rows.len()).take_while(|at| is_furniture(*at)).count(),
        None => 0,
    }
}

/// Detects furniture in documents too short for rows to recur: rows set off from the text that hold the page number, or
/// repeat words of the first page.
fn is_unrepeated(edges: &Edges, row: &EdgeRow, page: usize, opening: &str) -> bool {
    let set_off = row.gap > TITLE_GAP * edges.line_spacing && row.gap < f32::MAX;
    if opening.is_empty() || !set_off || row.signature.chars().count() > 80 {
        return false;
    }
    let numbered = row.signature.chars().count() < 12 && row.numbers.contains(&(page as i32 + 1));
    let from_opening = |text: &String| text.chars().count() >= 6 && opening.contains(text.as_str());
    numbered
        || (page > 0 && row.texts.iter().any(from_opening))
        || (page == 0 && is_job_number(row))
}

/// Returns whether a row is a job number of United Nations printing: `GE.18-11470 (E)`.
fn is_job_number(row: &EdgeRow) -> bool {
    let digits = row.signature.chars().filter(|c| *c == '#').count();
    digits >= 6 && row.signature.chars().count() < 40 && digits * 3 > row.signature.chars().count()
}

/// Returns the text of the first page, in lower case without spaces.
fn opening(pages: &[PageLines]) -> String {
    let lines = pages.first().into_iter().flat_map(|page| &page.lines);
    lines
        .flat_map(|line| line.text.split_whitespace())
        .flat_map(|word| word.chars().flat_map(char::to_lowercase))
        .collect()
}

/// Returns whether neighbouring pages have the same row at the same height: two of them, or one in short documents.
fn recurs(edges: &[Edges], side: Side, page: usize, row: &EdgeRow) -> bool {
    let first = page.saturating_sub(NEIGHBOURS);
    let around = (first..edges.len().min(page + NEIGHBOURS + 1)).filter(|other| *other != page);
    let same = around.filter(|other| {
        let step = *other as i32 - page as i32;
        side.rows(&edges[*other])
            .iter()
            .any(|theirs| is_same_row(row, theirs, step))
    });
    same.count() >= if edges.len() > FEW_PAGES { 2 } else { 1 }
}

fn is_same_row(row: &EdgeRow, other: &EdgeRow, step: i32) -> bool {
    if (row.y - other.y).abs() > SAME_HEIGHT || row.signature != other.signature {
        return false;
    }
    // A bare number is a page number only if it increases with the pages; a document number is constant.
    let has_words = row.signature.chars().any(char::is_alphabetic);
    has_words
        || row.texts == other.texts
        || row
            .numbers
            .iter()
            .any(|number| other.numbers.contains(&(number + step)))
}

/// Returns the height of the running title, if most pages have one at the same height, set off from the text by a gap.
fn running_title_height(edges: &[Edges], side: Side) -> Option<f32> {
    let outer: Vec<&EdgeRow> = edges
        .iter()
        .filter_map(|page| side.rows(page).first())
        .collect();
    if outer.len() < 5 {
        return None;
    }
    let mut heights: Vec<f32> = outer.iter().map(|row| row.y).collect();
    heights.sort_by(f32::total_cmp);
    let median = heights[heights.len() / 2];
    let at_height = |row: &&&EdgeRow| (row.y - median).abs() < SAME_HEIGHT;
    let mut gaps: Vec<f32> = edges
        .iter()
        .filter_map(|page| {
            side.rows(page)
                .first()
                .filter(|row| at_height(&row))
                .map(|row| row.gap / page.line_spacing)
        })
        .collect();
    gaps.sort_by(f32::total_cmp);
    let usual = outer.iter().filter(at_height).count() * 10 >= edges.len() * 6;
    let set_off = gaps.get(gaps.len() / 4).is_some_and(|gap| *gap > TITLE_GAP);
    (usual && set_off).then_some(median)
}

/// Returns the printed number of each page: the candidate with the offset to the page index shared by most pages.
fn printed_numbers(numbers: &[Vec<i32>]) -> Vec<Option<i32>> {
    let mut offsets: Vec<(i32, usize)> = Vec::new();
    for (page, numbers) in numbers.iter().enumerate() {
        for number in numbers {
            let offset = number - page as i32;
            match offsets.iter_mut().find(|(known, _)| *known == offset) {
                Some((_, count)) => *count += 1,
                None => offsets.push((offset, 1)),
            }
        }
    }
    let with_numbers = numbers.iter().filter(|numbers| !numbers.is_empty()).count();
    let best = offsets
        .iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count >= 2 && count * 2 > with_numbers);
    let Some((offset, _)) = best else {
        return vec![None; numbers.len()];
    };
    let printed = |(page, numbers): (usize, &Vec<i32>)| {
        let number = page as i32 + offset;
        numbers.contains(&number).then_some(number)
    };
    numbers.iter().enumerate().map(printed).collect()
}

fn edges(page: &PageLines) -> Edges {
    let mut order: Vec<usize> = (0..page.lines.len())
        .filter(|at| page.lines[*at].direction == Direction::Upright)
        .collect();
    order.sort_by(|a, b| page.lines[*b].y.total_cmp(&page.lines[*a].y));
    let line_spacing = line_spacing(&order, &page.lines);
    let header = rows(order.iter().copied(), page, |y| page.in_header_area(y));
    let footer = rows(order.iter().rev().copied(), page, |y| {
        page.in_footer_area(y)
    });
    Edges {
        header,
        footer,
        line_spacing,
    }
}

/// Returns the line spacing of running text on a page, in points: the lower third quantile of the row distances.
fn line_spacing(order: &[usize], lines: &[Line]) -> f32 {
    let distances = order
        .windows(2)
        .map(|pair| lines[pair[0]].y - lines[pair[1]].y);
    let mut distances: Vec<f32> = distances.filter(|distance| *distance > 2.0).collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 3).copied().unwrap_or(12.0)
}

fn rows(
    order: impl Iterator<Item = usize>,
    page: &PageLines,
    at_edge: impl Fn(f32) -> bool,
) -> Vec<EdgeRow> {
    let mut rows: Vec<EdgeRow> = Vec::new();
    for at in order {
        let line = &page.lines[at];
        match rows.last_mut() {
            Some(row) if (row.y - line.y).abs() < 0.5 * line.size => row.lines.push(at),
            last => {
                if let Some(row) = last {
                    row.gap = (row.y - line.y).abs();
                }
                if rows.len() == MAX_ROWS || !at_edge(line.y) {
                    break;
                }
                rows.push(EdgeRow {
                    lines: vec![at],
                    y: line.y,
                    texts: Vec::new(),
                    signature: String::new(),
                    numbers: Vec::new(),
                    gap: f32::MAX,
                });
            }
        }
    }
    for row in &mut rows {
        row.lines
            .sort_by(|a, b| page.lines[*a].x0.total_cmp(&page.lines[*b].x0));
        read_row(row, page);
    }
    rows
}

/// Computes signature, texts and numbers of a row. Its pieces are sorted, so that the row is the same with the page number
/// on the left or on the right.
fn read_row(row: &mut EdgeRow, page: &PageLines) {
    let mut pieces: Vec<(String, String)> = row
        .lines
        .iter()
        .map(|line| read_piece(&page.lines[*line].text, &mut row.numbers))
        .collect();
    pieces.sort();
    for (signature, text) in pieces {
        row.signature.push_str(&signature);
        row.texts.push(text);
    }
}

/// Returns signature and text of a piece, and adds its numbers to `numbers`.
fn read_piece(piece: &str, numbers: &mut Vec<i32>) -> (String, String) {
    let mut signature = String::new();
    let mut text = String::new();
    for word in piece.split_whitespace() {
        if word.is_ascii() {
            text.push_str(word);
            let start = text.len() - word.len();
            text[start..].make_ascii_lowercase();
        } else {
            text.extend(word.chars().flat_map(char::to_lowercase));
        }
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        // `3/41` is page 3 of 41.
        let bare = bare
            .split_once('/')
            .filter(|(_, of)| page_number(of).is_some())
            .map_or(bare, |(page, _)| page);
        match page_number(bare) {
            Some(number) => {
                numbers.push(number);
                signature.push('#');
            }
            None if word.bytes().all(|byte| byte.is_ascii_alphabetic()) => signature.push_str(word),
            None => {
                let kept = word.chars().filter(|c| !is_superscript_digit(*c));
                signature.extend(kept.map(|c| if c.is_numeric() { '#' } else { c }));
            }
        }
    }
    (signature, text)
}

/// Parses a bare number in digits of any script or in Roman numerals.
fn page_number(word: &str) -> Option<i32> {
    if word.is_empty() || word.chars().count() > 5 {
        return None;
    }
    let number = word
        .chars()
        .try_fold(0, |number, c| Some(number * 10 + decimal_digit(c)? as i32));
    number.or_else(|| roman_number(word))
}

fn decimal_digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '\u{0660}'..='\u{0669}' => Some(c as u32 - 0x0660),
        '\u{06F0}'..='\u{06F9}' => Some(c as u32 - 0x06F0),
        '\u{0966}'..='\u{096F}' => Some(c as u32 - 0x0966),
        _ => None,
    }
}

fn roman_number(word: &str) -> Option<i32> {
    let value = |c: char| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let values = word.chars().map(|c| value(c.to_ascii_lowercase()));
    let values = values.collect::<Option<Vec<i32>>>()?;
    let signed = values
        .iter()
        .enumerate()
        .map(|(at, own)| match values.get(at + 1) {
            Some(next) if next > own => -own,
            _ => *own,
        });
    Some(signed.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_read_in_digits_and_roman_numerals() {
        for (word, number) in [
            ("12", Some(12)),
            ("iv", Some(4)),
            ("XII", Some(12)),
            ("٣٤", Some(34)),
            ("A", None),
            ("", None),
        ] {
            assert_eq!(page_number(word), number, "{word}");
        }
    }

    #[test]
    fn printed_numbers_increase_with_the_pages() {
        let numbers = vec![vec![], vec![18, 2], vec![18, 3], vec![18, 4]];
        assert_eq!(printed_numbers(&numbers), [None, Some(2), Some(3), Some(4)]);
    }
}
