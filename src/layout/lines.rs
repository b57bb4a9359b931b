//! Groups the glyphs of a page into lines.

use super::bidi;
use super::page::{Direction, Glyph, PageGlyphs, Rule, Tag};
use super::words::{LineStyle, MARK_SIZE, cells, drop_repeated_clusters, gap, glyph_text, words};
use crate::text::is_superscript_digit;

/// Widest gap within a line, in ems. A wider one is a tab, the border of a table cell, or a column gutter.
const PIECE_GAP: f32 = 1.6;

/// Words on one baseline without a wide gap. A typeset line with tabs or table cells is several of these.
///
/// Coordinates are points in the frame of the line's direction.
#[derive(Clone, Debug)]
pub struct Line {
    /// The text in logical order; raised digits as superscript digits.
    pub text: String,
    /// Writing direction.
    pub direction: Direction,
    /// Start along its direction.
    pub x0: f32,
    /// End along its direction.
    pub x1: f32,
    /// Baseline.
    pub y: f32,
    /// Font size of most glyphs.
    pub size: f32,
    /// Most glyphs are bold.
    pub bold: bool,
    /// It has right-to-left text.
    pub right_to_left: bool,
    /// It continues the baseline of the previous line: a cell of the same row.
    pub same_row: bool,
    /// Length in bytes of a superscript mark at its start, as in footnotes.
    pub leading_mark: usize,
    /// The structure tag of its first glyph.
    pub tag: Tag,
}

impl Line {
    /// Returns whether the lines overlap horizontally.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1
    }
}

/// The lines of a page in drawing order.
#[derive(Clone, Debug, Default)]
pub struct PageLines {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// The lines.
    pub lines: Vec<Line>,
    /// Horizontal rules.
    pub rules: Vec<Rule>,
    /// Texts of annotations.
    pub annotations: Vec<String>,
    /// The page label given by the file.
    pub label: Option<String>,
}

/// Returns the text of a page in drawing order, without layout analysis.
pub fn plain_text(page: &PageGlyphs) -> String {
    let lines: Vec<String> = pieces(page).into_iter().map(|line| line.text).collect();
    lines.join("\n")
}

/// The share of a page's height at its top and bottom that can hold headers and footers.
const EDGE: f32 = 0.22;

impl PageLines {
    /// Returns whether a baseline is in the area of running headers.
    pub(super) fn in_header_area(&self, y: f32) -> bool {
        y > (1.0 - EDGE) * self.height
    }

    /// Returns whether a baseline is in the area of running footers.
    pub(super) fn in_footer_area(&self, y: f32) -> bool {
        y < EDGE * self.height
    }

    /// Counts the lines of an order that are above their predecessor in the same column.
    pub(super) fn backward_jumps(&self, order: &[usize]) -> usize {
        let jumps = |pair: &&[usize]| {
            let (line, next) = (&self.lines[pair[0]], &self.lines[pair[1]]);
            line.direction == next.direction
                && next.y > line.y + 0.6 * line.size.max(next.size)
                && line.overlaps(next)
        };
        order.windows(2).filter(jumps).count()
    }
}

/// Groups the glyphs of a page into lines.
pub fn lines(page: PageGlyphs) -> PageLines {
    PageLines {
        width: page.width,
        height: page.height,
        lines: pieces(&page),
        rules: page.rules,
        annotations: page.annotations,
        label: page.label,
    }
}

fn pieces(page: &PageGlyphs) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let right_to_left = is_right_to_left(&page.text);
    let mut piece = LineBuilder::new(&page.text, right_to_left);
    // On right-to-left pages, producers draw words from the right, each from its left end: a piece waits for its neighbour.
    let mut pending = LineBuilder::new(&page.text, right_to_left);
    let mut at = 0;
    while let Some(glyph) = page.glyphs.get(at) {
        if piece.repeats(glyph, &page.text) {
            at += 1;
            continue;
        }
        if !piece.accepts(glyph, &page.text) {
            if right_to_left {
                pending.absorb(&mut piece, page, &mut lines);
            } else {
                finish(&mut piece, page, &mut lines);
            }
        }
        let run = run_length(&page.glyphs[at..]);
        piece.push_run(&page.glyphs[at..at + run], &page.text);
        at += run;
    }
    if right_to_left {
        pending.absorb(&mut piece, page, &mut lines);
        finish(&mut pending, page, &mut lines);
    }
    finish(&mut piece, page, &mut lines);
    lines
}

/// Returns the length of the first run of adjacent glyphs of one size and baseline, kerning allowed: mostly a whole line.
fn run_length(glyphs: &[Glyph]) -> usize {
    let follows = |last: &Glyph, glyph: &Glyph| {
        let kern = 0.3 * (last.x1 - last.x0).min(last.size);
        last.y == glyph.y
            && last.size == glyph.size
            && last.direction == glyph.direction
            && (last.x1 - kern..last.x1 + PIECE_GAP * glyph.size).contains(&glyph.x0)
    };
    let pairs = glyphs.windows(2);
    1 + pairs.take_while(|pair| follows(&pair[0], &pair[1])).count()
}

fn finish(piece: &mut LineBuilder, page: &PageGlyphs, lines: &mut Vec<Line>) {
    let tag = piece
        .glyphs
        .first()
        .map_or(Tag::Untagged, |glyph| page.tag(glyph));
    if let Some(mut line) = piece.line(&page.text)
        && !is_overprint(&line, lines)
    {
        line.same_row = lines
            .last()
            .is_some_and(|last| continues_row(last, &line, piece.right_to_left_page));
        line.tag = tag;
        lines.push(line);
    }
    piece.glyphs.clear();
}

fn continues_row(last: &Line, line: &Line, right_to_left_page: bool) -> bool {
    let level = (last.y - line.y).abs() < 0.3 * last.size.max(line.size);
    let further = if line.right_to_left || right_to_left_page {
        line.x1 <= last.x0 + last.size
    } else {
        line.x0 >= last.x1 - last.size
    };
    last.direction == line.direction && level && further
}

/// Returns whether most letters of the text are of a right-to-left script.
fn is_right_to_left(text: &str) -> bool {
    if !bidi::has_right_to_left(text) {
        return false;
    }
    let right = text.chars().filter(|c| bidi::is_right_to_left(*c)).count();
    right * 2 > text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Returns whether a recent line has the same text at almost the same place: fake bold, or a shadow.
fn is_overprint(line: &Line, lines: &[Line]) -> bool {
    let close = |a: f32, b: f32| (a - b).abs() < 0.2 * line.size;
    lines.iter().rev().take(6).any(|earlier| {
        earlier.direction == line.direction
            && close(earlier.y, line.y)
            && close(earlier.x0, line.x0)
            && close(earlier.x1, line.x1)
            && earlier.text == line.text
    })
}

/// Collects adjacent glyphs into a line.
struct LineBuilder {
    glyphs: Vec<Glyph>,
    /// The largest glyph so far; smaller ones may be superscripts of its line.
    base: Glyph,
    x0: f32,
    x1: f32,
    right_to_left: bool,
    right_to_left_page: bool,
    /// The page has right-to-left text.
    page_has_right_to_left: bool,
}

impl LineBuilder {
    /// Creates an empty builder for a page with this text.
    fn new(text: &str, right_to_left_page: bool) -> Self {
        let base = Glyph {
            text_start: 0,
            text_len: 0,
            direction: Direction::Upright,
            bold: false,
            x0: 0.0,
            x1: 0.0,
            spacing: 0.0,
            y: 0.0,
            size: 0.0,
        };
        Self {
            glyphs: Vec::new(),
            base,
            x0: 0.0,
            x1: 0.0,
            right_to_left: false,
            right_to_left_page,
            page_has_right_to_left: bidi::has_right_to_left(text),
        }
    }

    /// Returns whether the glyph repeats the last one at the same place.
    fn repeats(&self, glyph: &Glyph, text: &str) -> bool {
        self.glyphs.last().is_some_and(|last| {
            last.direction == glyph.direction
                && (last.x0 - glyph.x0).abs() < 0.2 * glyph.size.min((last.x1 - last.x0).abs())
                && (last.y - glyph.y).abs() < 0.2 * glyph.size
                && glyph_text(last, text) == glyph_text(glyph, text)
        })
    }

    /// Returns whether the glyph continues the line.
    fn accepts(&self, glyph: &Glyph, text: &str) -> bool {
        let Some(last) = self.glyphs.last() else {
            return true;
        };
        if last.direction != glyph.direction || !self.is_level(glyph) {
            return false;
        }
        let reach = last.size.max(glyph.size);
        let onward = gap(last, glyph);
        if (-0.6 * reach..PIECE_GAP * reach).contains(&onward) {
            return true;
        }
        let turned = self.right_to_left
            || self.right_to_left_page
            || bidi::has_right_to_left(glyph_text(glyph, text));
        turned && glyph.x0 < self.x1 + PIECE_GAP * reach && glyph.x1 > self.x0 - PIECE_GAP * reach
    }

    /// Appends the glyphs of `other`. If they do not adjoin this line on either side, finishes it first.
    fn absorb(&mut self, other: &mut Self, page: &PageGlyphs, lines: &mut Vec<Line>) {
        if other.glyphs.is_empty() {
            return;
        }
        let reach = self.base.size.max(other.base.size);
        let beside = |gap: f32| (-0.6 * reach..PIECE_GAP * reach).contains(&gap);
        let goes_on = !self.glyphs.is_empty()
            && self.base.direction == other.base.direction
            && self.is_level(&other.base)
            && (beside(self.x0 - other.x1) || beside(other.x0 - self.x1));
        if !goes_on {
            finish(self, page, lines);
        }
        for glyph in other.glyphs.drain(..) {
            self.push(glyph, &page.text);
        }
    }

    /// Returns whether the glyph is on the baseline, or glyph and line are related as superscript or subscript and base.
    fn is_level(&self, glyph: &Glyph) -> bool {
        let (small, large) = if glyph.size <= self.base.size {
            (glyph, &self.base)
        } else {
            (&self.base, glyph)
        };
        let rise = (small.y - large.y) / large.size.max(0.1);
        if small.size < MARK_SIZE * large.size {
            return (-0.35..0.8).contains(&rise);
        }
        // Text on a curve drifts off the baseline step by step.
        let level = |y: f32| (glyph.y - y).abs() < 0.3 * large.size;
        level(self.base.y)
            || self
                .glyphs
                .last()
                .is_some_and(|last| last.size == glyph.size && level(last.y))
    }

    fn push(&mut self, glyph: Glyph, text: &str) {
        if self.glyphs.is_empty() {
            (self.base, self.x0, self.x1, self.right_to_left) = (glyph, glyph.x0, glyph.x1, false);
        } else {
            (self.x0, self.x1) = (self.x0.min(glyph.x0), self.x1.max(glyph.x1));
            if glyph.size > self.base.size * 1.05 {
                self.base = glyph;
            }
        }
        self.right_to_left |=
            self.page_has_right_to_left && bidi::has_right_to_left(glyph_text(&glyph, text));
        self.glyphs.push(glyph);
    }

    /// Adds a run of glyphs of one size and baseline.
    fn push_run(&mut self, run: &[Glyph], text: &str) {
        let [first, rest @ ..] = run else { return };
        self.push(*first, text);
        for glyph in rest {
            (self.x0, self.x1) = (self.x0.min(glyph.x0), self.x1.max(glyph.x1));
        }
        self.right_to_left |= self.page_has_right_to_left
            && rest
                .iter()
                .any(|glyph| bidi::has_right_to_left(glyph_text(glyph, text)));
        self.glyphs.extend_from_slice(rest);
    }

    /// Builds the line; `None` if it has no text.
    fn line(&mut self, text: &str) -> Option<Line> {
        let size = dominant_size(&self.glyphs)?;
        let base = self.glyphs.iter().find(|glyph| glyph.size == size)?.y;
        let right_to_left = self.right_to_left;
        if right_to_left {
            self.glyphs
                .sort_by(|a, b| (a.x0 + a.x1).total_cmp(&(b.x0 + b.x1)));
        }
        drop_repeated_clusters(&mut self.glyphs, text);
        let style = LineStyle {
            text,
            size,
            baseline: base,
        };
        let (mut words, leading_mark) = if right_to_left {
            let words = bidi::logical(&cells(&self.glyphs, &style), self.right_to_left_page);
            let mark = words.len() - words.trim_start_matches(is_superscript_digit).len();
            (words, mark)
        } else {
            words(&self.glyphs, &style)
        };
        words.truncate(words.trim_end().len());
        if words.is_empty() {
            return None;
        }
        let leading_mark = leading_mark.min(words.len());
        let bold = self.glyphs.iter().filter(|glyph| glyph.bold).count() * 2 > self.glyphs.len();
        if leading_mark == 0 && words.starts_with(' ') {
            words.drain(..words.len() - words.trim_start().len());
        }
        Some(Line {
            text: words,
            direction: self.base.direction,
            x0: self.x0,
            x1: self.x1,
            y: base,
            size,
            bold,
            right_to_left,
            same_row: false,
            leading_mark,
            tag: Tag::Untagged,
        })
    }
}

/// Returns the font size of most glyphs.
fn dominant_size(glyphs: &[Glyph]) -> Option<f32> {
    let first = glyphs.first()?.size;
    if glyphs.iter().all(|glyph| glyph.size == first) {
        return Some(first);
    }
    let mut sizes: Vec<(f32, usize)> = Vec::new();
    for glyph in glyphs {
        match sizes.iter_mut().find(|(size, _)| *size == glyph.size) {
            Some((_, count)) => *count += 1,
            None => sizes.push((glyph.size, 1)),
        }
    }
    // Ties go to the larger size: a superscript and the one letter before it.
    sizes
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(a.0.total_cmp(&b.0)))
        .map(|(size, _)| size)
}
