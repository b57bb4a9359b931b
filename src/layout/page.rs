//! The input of layout analysis: the glyphs and rules of a page with their positions.

/// The writing direction of a line. Coordinates of glyphs are given in the frame of their direction: `x` grows along
/// the line, `y` grows towards the previous lines, so that every direction is laid out as if it were upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Along the page's x axis.
    #[default]
    Upright,
    /// Rotated by 90° counter-clockwise: from the bottom up.
    Up,
    /// Upside down.
    Reversed,
    /// Rotated by 90° clockwise: from the top down. Also vertical writing.
    Down,
}

impl Direction {
    /// Converts page coordinates (y up) to the direction's frame.
    pub fn frame(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Self::Upright => (x, y),
            Self::Up => (y, -x),
            Self::Reversed => (-x, -y),
            Self::Down => (-y, x),
        }
    }

    /// Returns the direction nearest to a vector along the line.
    pub fn along(dx: f32, dy: f32) -> Self {
        match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
            (true, true, _) => Self::Upright,
            (true, false, _) => Self::Reversed,
            (false, _, true) => Self::Up,
            (false, _, false) => Self::Down,
        }
    }
}

/// A drawn glyph, or several glyphs with one `ActualText`. Lengths in points.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    /// Start of its text in the page's `text`.
    pub text_start: u32,
    /// Length of its text in bytes; 0 if it maps to no text.
    pub text_len: u16,
    /// Writing direction.
    pub direction: Direction,
    /// The font is bold.
    pub bold: bool,
    /// Start along the line.
    pub x0: f32,
    /// End along the line.
    pub x1: f32,
    /// Letter spacing after it.
    pub spacing: f32,
    /// Baseline, including rise.
    pub y: f32,
    /// Height of the em.
    pub size: f32,
}

/// The structure tag of a piece of content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tag {
    /// No tag.
    #[default]
    Untagged,
    /// Not part of the text: a running header, a page number, an ornament.
    Artifact,
    /// Part of the text.
    Content {
        /// Position in the document's logical order.
        rank: u32,
        /// Part of a footnote or endnote.
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
    /// Vertical position.
    pub y: f32,
}

/// The content of a page in drawing order.
#[derive(Clone, Debug, Default)]
pub struct PageGlyphs {
    /// Width in points, as displayed.
    pub width: f32,
    /// Height in points, as displayed.
    pub height: f32,
    /// The text of all glyphs, in drawing order.
    pub text: String,
    /// The glyphs, in drawing order.
    pub glyphs: Vec<Glyph>,
    /// Offsets in `text` at which the tag changes, ascending.
    pub tags: Vec<(u32, Tag)>,
    /// Horizontal rules.
    pub rules: Vec<Rule>,
    /// Texts of annotations and form fields.
    pub annotations: Vec<String>,
    /// The page label given by the file.
    pub label: Option<String>,
    /// Number of glyphs that map to no text.
    pub unmapped: u32,
}

impl PageGlyphs {
    /// Reserves space for a page of about this many bytes of text and glyphs.
    pub fn reserve_like(&mut self, (bytes, glyphs): (usize, usize)) {
        self.text.reserve(bytes + bytes / 4);
        self.glyphs.reserve(glyphs + glyphs / 4);
    }

    /// Sets the tag of the content drawn from here on.
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

    /// Returns the tag of a glyph.
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
