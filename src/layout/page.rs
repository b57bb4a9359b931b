//! What a page brings to the layout: glyphs where they were drawn, and the lines ruled between them.

/// Which way a line of text runs. Coordinates of glyphs are given in the frame of their direction: `x` grows along
/// the line, `y` grows towards the lines read before it, so every direction is laid out as if it were upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Along the page's x axis.
    #[default]
    Upright,
    /// Turned by a quarter counter-clockwise: from the bottom up.
    Up,
    /// Upside down.
    Reversed,
    /// Turned by a quarter clockwise: from the top down. Vertical writing too.
    Down,
}

impl Direction {
    /// Page coordinates (y up) to the direction's frame.
    pub fn frame(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Self::Upright => (x, y),
            Self::Up => (y, -x),
            Self::Reversed => (-x, -y),
            Self::Down => (-y, x),
        }
    }

    /// The direction whose writing runs along this vector, to the nearest quarter turn.
    pub fn along(dx: f32, dy: f32) -> Self {
        match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
            (true, true, _) => Self::Upright,
            (true, false, _) => Self::Reversed,
            (false, _, true) => Self::Up,
            (false, _, false) => Self::Down,
        }
    }
}

/// One drawn glyph, or several that stand for one text (`ActualText`). Lengths in points.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    /// Where its text begins in the page's `text`.
    pub text_start: u32,
    /// How many bytes of `text` are its own; 0 where it maps to nothing.
    pub text_len: u16,
    /// Which way its line runs.
    pub direction: Direction,
    /// Set in a bold font.
    pub bold: bool,
    /// Where it begins along the line.
    pub x0: f32,
    /// Where it ends.
    pub x1: f32,
    /// Letter spacing set after it.
    pub spacing: f32,
    /// Its baseline, rise included.
    pub y: f32,
    /// The height of the font's em.
    pub size: f32,
}

/// What a tagged file says of a piece of its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tag {
    /// Nothing.
    #[default]
    Untagged,
    /// It is no part of the text: a running header, a page number, an ornament.
    Artifact,
    /// It is part of the text.
    Content {
        /// Its place in the reading order of the document.
        rank: u32,
        /// It belongs to a footnote or an endnote.
        note: bool,
    },
}

/// A straight line or thin bar, upright pages only. Points, y up.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Left end.
    pub x0: f32,
    /// Right end.
    pub x1: f32,
    /// Height on the page.
    pub y: f32,
}

/// A page as it was drawn.
#[derive(Clone, Debug, Default)]
pub struct PageGlyphs {
    /// Width in points, as displayed.
    pub width: f32,
    /// Height in points, as displayed.
    pub height: f32,
    /// The texts of the glyphs, in the order drawn.
    pub text: String,
    /// The glyphs, in the order drawn.
    pub glyphs: Vec<Glyph>,
    /// Where in `text` what a tagged file says of it changes, ascending.
    pub tags: Vec<(u32, Tag)>,
    /// Horizontal rules.
    pub rules: Vec<Rule>,
    /// Texts laid over the page: notes and form fields.
    pub annotations: Vec<String>,
    /// The label the file gives the page.
    pub label: Option<String>,
    /// How many glyphs map to no text.
    pub unmapped: u32,
}

impl PageGlyphs {
    /// Makes room for a page of so many bytes of text and glyphs, and a little more.
    pub fn reserve_like(&mut self, (bytes, glyphs): (usize, usize)) {
        self.text.reserve(bytes + bytes / 4);
        self.glyphs.reserve(glyphs + glyphs / 4);
    }

    /// Says this of what is drawn from here on.
    pub fn begin_tag(&mut self, tag: Tag) {
        let start = self.text.len() as u32;
        if self.tags.last().is_some_and(|(begun, _)| *begun == start) {
            self.tags.pop();
        }
        let last = self.tags.last().map_or(Tag::Untagged, |(_, tag)| *tag);
        if last != tag {
            self.tags.push((start, tag));
        }
    }

    /// What was said of a glyph.
    pub(super) fn tag(&self, glyph: &Glyph) -> Tag {
        let after = self
            .tags
            .partition_point(|(start, _)| *start <= glyph.text_start);
        match after.checked_sub(1) {
            Some(at) => self.tags[at].1,
            None => Tag::Untagged,
        }
    }
}
