//! Places the glyphs of a string on the page.

use super::fonts::LoadedFont;
use super::matrix::Matrix;
use crate::layout::{Direction, Glyph, PageGlyphs};

/// The part of the graphics state that text depends on.
#[derive(Clone, Copy)]
pub(super) struct TextState {
    pub(super) ctm: Matrix,
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    pub(super) character_spacing: f64,
    pub(super) word_spacing: f64,
    pub(super) horizontal_scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
}

impl TextState {
    pub(super) fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            font: None,
            size: 1.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            horizontal_scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// Returns the length of a vector, with a fast path for axis-parallel ones.
#[inline]
fn length(x: f64, y: f64) -> f64 {
    if x == 0.0 {
        y.abs()
    } else if y == 0.0 {
        x.abs()
    } else {
        x.hypot(y)
    }
}

/// The placement of a string's glyphs. Lengths along the string are in text space, before the text matrix.
pub(super) struct Pen {
    /// Start of the string on the page.
    start: (f64, f64),
    /// Page vector of a unit along the string.
    step: (f64, f64),
    frame: Frame,
    /// It runs along the page's x axis.
    level: bool,
    /// Width of an em along the string.
    pub(super) unit: f64,
    pub(super) spacing: f64,
    pub(super) word_spacing: f64,
    /// Letter spacing on the page.
    drawn_spacing: f32,
    /// Height of an em on the page.
    em: f64,
    bold: bool,
}

impl Pen {
    pub(super) fn new(state: &TextState, placed: Matrix, font: &LoadedFont<'_>) -> Self {
        let Matrix([a, b, c, d, x, y]) = placed;
        let horizontal = if font.vertical {
            1.0
        } else {
            state.horizontal_scale
        };
        // Vertical writing advances downwards, including its spacing.
        let (step, sign) = if font.vertical {
            ((c, d), -1.0)
        } else {
            ((a, b), (state.size * horizontal).signum())
        };
        let spacing = if font.vertical { -1.0 } else { horizontal };
        let frame = Frame::along(step.0 * sign, step.1 * sign);
        Self {
            start: (x + state.rise * c, y + state.rise * d),
            step,
            level: frame.slant.is_none() && frame.direction == Direction::Upright,
            frame,
            unit: state.size * horizontal,
            spacing: state.character_spacing * spacing,
            drawn_spacing: (state.character_spacing * spacing * length(step.0, step.1)).max(0.0)
                as f32,
            word_spacing: state.word_spacing * spacing,
            em: (state.size * length(c, d)).abs() * f64::from(font.em),
            bold: font.bold,
        }
    }

    /// Adds a glyph that extends between two positions along the string, unless it is off the page. `write` appends its text.
    #[inline]
    pub(super) fn draw(
        &self,
        page: &mut PageGlyphs,
        write: impl FnOnce(&mut String),
        from: f64,
        to: f64,
    ) {
        let at = |along: f64| {
            (
                self.start.0 + along * self.step.0,
                self.start.1 + along * self.step.1,
            )
        };
        let (x, y) = at(from);
        let margin = self.em;
        let inside = |at: f64, size: f32| at > -margin && at < f64::from(size) + margin;
        if !inside(x, page.width) || !inside(y, page.height) {
            return;
        }
        let (x0, baseline, x1) = if self.level {
            (x, y, self.start.0 + to * self.step.0)
        } else {
            let ((x0, baseline), end) = (self.frame.place(x, y), at(to));
            (x0, baseline, self.frame.place(end.0, end.1).0)
        };
        let text_start = page.text.len();
        write(&mut page.text);
        page.glyphs.push(Glyph {
            text_start: text_start as u32,
            text_len: (page.text.len() - text_start) as u16,
            direction: self.frame.direction,
            bold: self.bold,
            x0: x0.min(x1) as f32,
            x1: x0.max(x1) as f32,
            spacing: self.drawn_spacing,
            y: baseline as f32,
            size: self.em as f32,
        });
    }
}

/// Converts page coordinates to the frame of a line's direction.
pub(super) struct Frame {
    direction: Direction,
    /// Cosine and sine of the writing angle, for oblique lines (watermarks).
    slant: Option<(f64, f64)>,
}

impl Frame {
    pub(super) fn along(dx: f64, dy: f64) -> Self {
        let direction = Direction::along(dx as f32, dy as f32);
        let length = length(dx, dy);
        let straight = dx.abs().min(dy.abs()) <= 0.05 * length || length == 0.0;
        Self {
            direction,
            slant: (!straight).then(|| (dx / length, dy / length)),
        }
    }

    #[inline]
    pub(super) fn place(&self, x: f64, y: f64) -> (f64, f64) {
        match (self.slant, self.direction) {
            (None, Direction::Upright) => (x, y),
            (None, Direction::Up) => (y, -x),
            (None, Direction::Reversed) => (-x, -y),
            (None, Direction::Down) => (-y, x),
            (Some((cos, sin)), _) => (x * cos + y * sin, y * cos - x * sin),
        }
    }
}
