//! Puts the glyphs of a page together to lines of words.

use super::bidi;
use super::page::{Direction, Glyph, PageGlyphs, Rule, Tag};
use super::words::{MARK_SIZE, Setting, cells, drop_echoes, gap, glyph_text, words};
use crate::text::is_superscript_digit;

/// A gap wider than this ends a piece of a line: a tab, a table cell, another column.
const PIECE_GAP: f32 = 1.6;

/// A piece of a line: words on one baseline without a wide gap. Points, in the frame of its direction.
#[derive(Clone, Debug)]
pub struct Line {
    /// The words in logical order; raised digits as superscript digits.
    pub text: String,
    /// Which way it runs.
    pub direction: Direction,
    /// Where it begins along its direction.
    pub x0: f32,
    /// Where it ends.
    pub x1: f32,
    /// The baseline.
    pub y: f32,
    /// The size most of it is set in.
    pub size: f32,
    /// Most of it is bold.
    pub bold: bool,
    /// It is read from right to left.
    pub right_to_left: bool,
    /// It stands on the baseline of the line before it, further along: a cell of the same row.
    pub same_row: bool,
    /// It begins with a raised mark of this many bytes, as footnotes do.
    pub leading_mark: usize,
    /// What a tagged file says of where it begins.
    pub tag: Tag,
}

impl Line {
    /// Whether the two share part of their extent along the line.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1
    }
}

/// The lines of a page in the order they were drawn.
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
    /// Texts laid over the page.
    pub annotations: Vec<String>,
    /// The label the file gives the page.
    pub label: Option<String>,
}

/// The text of some glyphs, a line a line.
pub fn plain_text(page: &PageGlyphs) -> String {
    let lines: Vec<String> = pieces(page).into_iter().map(|line| line.text).collect();
    lines.join("\n")
}

/// Puts the glyphs of a page together to lines.
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
    let mut piece = Piece::new(&page.text, right_to_left);
    // On right-to-left pages, words are drawn from the right, each from its left end: pieces wait for their neighbour.
    let mut pending = Piece::new(&page.text, right_to_left);
    let mut at = 0;
    while let Some(glyph) = page.glyphs.get(at) {
        if piece.repeats(glyph, &page.text) {
            at += 1;
            continue;
        }
        if !piece.takes(glyph, &page.text) {
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

/// How many glyphs from the first one on stand right behind each other, set alike and perhaps kerned: most of a line.
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

fn finish(piece: &mut Piece, page: &PageGlyphs, lines: &mut Vec<Line>) {
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

/// Whether most letters of the text are of a right-to-left script.
fn is_right_to_left(text: &str) -> bool {
    if !bidi::has_right_to_left(text) {
        return false;
    }
    let right = text.chars().filter(|c| bidi::is_right_to_left(*c)).count();
    right * 2 > text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether the line was drawn before a hair's breadth away: bold by overprinting, or a shadow.
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

/// Glyphs in a row, on their way to a line.
struct Piece {
    glyphs: Vec<Glyph>,
    /// The largest glyph so far: the others may be marks on its line.
    base: Glyph,
    x0: f32,
    x1: f32,
    right_to_left: bool,
    right_to_left_page: bool,
    /// Some text of the page is of a right-to-left script.
    may_turn: bool,
}

impl Piece {
    /// An empty piece of a page with this text, most of which reads from right to left, or not.
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
            may_turn: bidi::has_right_to_left(text),
        }
    }

    /// Whether the glyph is the last one drawn again in its place.
    fn repeats(&self, glyph: &Glyph, text: &str) -> bool {
        self.glyphs.last().is_some_and(|last| {
            last.direction == glyph.direction
                && (last.x0 - glyph.x0).abs() < 0.2 * glyph.size.min((last.x1 - last.x0).abs())
                && (last.y - glyph.y).abs() < 0.2 * glyph.size
                && glyph_text(last, text) == glyph_text(glyph, text)
        })
    }

    fn takes(&self, glyph: &Glyph, text: &str) -> bool {
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

    /// Takes the other piece in if it goes on where this one ends, on either side; else finishes this one and takes
    /// the other's place.
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

    /// Whether the glyph stands on the line, or is a mark raised or lowered on it, or the line is a mark on its own.
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
        // Text on a curve leaves the baseline step by step.
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
        self.right_to_left |= self.may_turn && bidi::has_right_to_left(glyph_text(&glyph, text));
        self.glyphs.push(glyph);
    }

    /// Adds glyphs that are set alike.
    fn push_run(&mut self, run: &[Glyph], text: &str) {
        let [first, rest @ ..] = run else { return };
        self.push(*first, text);
        for glyph in rest {
            (self.x0, self.x1) = (self.x0.min(glyph.x0), self.x1.max(glyph.x1));
        }
        self.right_to_left |= self.may_turn
            && rest
                .iter()
                .any(|glyph| bidi::has_right_to_left(glyph_text(glyph, text)));
        self.glyphs.extend_from_slice(rest);
    }

    fn line(&mut self, text: &str) -> Option<Line> {
        let size = dominant_size(&self.glyphs)?;
        let base = self.glyphs.iter().find(|glyph| glyph.size == size)?.y;
        let right_to_left = self.right_to_left;
        if right_to_left {
            self.glyphs
                .sort_by(|a, b| (a.x0 + a.x1).total_cmp(&(b.x0 + b.x1)));
        }
        drop_echoes(&mut self.glyphs, text);
        let setting = Setting {
            text,
            size,
            baseline: base,
        };
        let (mut words, leading_mark) = if right_to_left {
            let words = bidi::logical(&cells(&self.glyphs, &setting), self.right_to_left_page);
            let mark = words.len() - words.trim_start_matches(is_superscript_digit).len();
            (words, mark)
        } else {
            words(&self.glyphs, &setting)
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

/// The size that most glyphs are set in.
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
    // Of two equally frequent the larger: a mark and the one letter before it.
    sizes
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(a.0.total_cmp(&b.0)))
        .map(|(size, _)| size)
}
