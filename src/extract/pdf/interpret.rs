//! Runs a page's drawing operators for their text alone: where each glyph stands and what it says.

use std::time::Instant;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::fonts::Fonts;
use super::guard;
use super::layers::HiddenLayers;
use super::matrix::Matrix;
use super::strings::decode_text;
use crate::extract::Budget;
use crate::layout::{Direction, Glyph, PageGlyphs, Rule};

/// Forms within forms, and forms of annotations.
const FORM_DEPTH: u32 = 24;

/// Saved graphics states; deeper ones are not saved, as viewers do.
const STATE_DEPTH: usize = 512;

/// Rules kept of one page: maps and charts draw thousands, footnotes need one.
const RULES: usize = 400;

/// What one file may still cost.
pub(super) struct Meter {
    operators: u64,
    glyphs: u64,
    deadline: Instant,
    /// Set once a limit was reached; nothing more is drawn.
    pub(super) spent: Option<&'static str>,
}

impl Meter {
    pub(super) fn new(budget: &Budget) -> Self {
        Self {
            operators: budget.operators,
            glyphs: budget.glyphs,
            deadline: Instant::now() + budget.time,
            spent: None,
        }
    }

    /// Counts one operator; false once the file may cost no more.
    #[inline]
    fn operator(&mut self) -> bool {
        self.operators = self.operators.saturating_sub(1);
        if self.operators == 0 {
            self.spent = Some("too many drawing operators");
        } else if self.operators.is_multiple_of(1024) {
            self.check_time();
        }
        self.spent.is_none()
    }

    #[inline]
    fn glyph(&mut self) -> bool {
        self.glyphs = self.glyphs.saturating_sub(1);
        if self.glyphs == 0 {
            self.spent = Some("too many glyphs");
        }
        self.spent.is_none()
    }

    pub(super) fn check_time(&mut self) {
        if Instant::now() > self.deadline {
            self.spent = Some("the time limit was reached");
        }
    }
}

/// The part of the graphics state that text depends on.
#[derive(Clone, Copy)]
struct State {
    ctm: Matrix,
    font: Option<usize>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    horizontal_scale: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn new(ctm: Matrix) -> Self {
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

/// A marked-content sequence that is open.
enum Marked {
    Plain,
    /// It belongs to a layer that is not shown.
    Hidden,
    /// Its glyphs, from this one on, stand for this text.
    Actual(usize, String),
}

/// Draws into a page's list of glyphs.
pub(super) struct Interpreter<'a, 'd> {
    pub(super) fonts: &'d mut Fonts<'a>,
    pub(super) layers: &'d HiddenLayers,
    pub(super) meter: &'d mut Meter,
    pub(super) page: PageGlyphs,
    state: State,
    saved: Vec<State>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    marked: Vec<Marked>,
    hidden: usize,
    actual: usize,
    path: Vec<Rule>,
    point: (f64, f64),
}

impl<'a, 'd> Interpreter<'a, 'd> {
    /// An interpreter for a page of this size, whose user space is placed by `ctm`.
    pub(super) fn new(
        fonts: &'d mut Fonts<'a>,
        layers: &'d HiddenLayers,
        meter: &'d mut Meter,
        page: &Page<'a>,
    ) -> Self {
        let (width, height) = page.render_dimensions();
        Self {
            fonts,
            layers,
            meter,
            page: PageGlyphs {
                width,
                height,
                ..PageGlyphs::default()
            },
            state: State::new(Matrix(page.initial_transform(false).as_coeffs())),
            saved: Vec::new(),
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            marked: Vec::new(),
            hidden: 0,
            actual: 0,
            path: Vec::new(),
            point: (0.0, 0.0),
        }
    }

    /// Draws a form with its own matrix under `placement`, as viewers draw annotations, and gives its text apart.
    pub(super) fn form_text(&mut self, form: &Stream<'a>, placement: Matrix) -> PageGlyphs {
        let drawn = std::mem::take(&mut self.page);
        (self.page.width, self.page.height) = (drawn.width, drawn.height);
        let outer = self.state;
        self.state = State::new(placement.then(outer.ctm));
        self.draw_form(form, &Resources::new(Dict::empty()), 0);
        self.state = outer;
        std::mem::replace(&mut self.page, drawn)
    }

    /// Runs the operators of a content stream.
    pub(super) fn run(&mut self, content: &[u8], resources: &Resources<'a>, depth: u32) {
        let mut operators = TypedIter::new(content);
        // A form closes what it opened, and only that.
        let (saved, marked) = (self.saved.len(), self.marked.len());
        while let Some(operator) = operators.next() {
            if !self.meter.operator() {
                break;
            }
            self.operate(operator, resources, depth, saved, marked);
        }
        while self.marked.len() > marked {
            self.end_marked();
        }
        if let Some(outer) = self.saved.get(saved).copied() {
            self.state = outer;
            self.saved.truncate(saved);
        }
    }

    fn operate(
        &mut self,
        operator: TypedInstruction<'_, '_>,
        resources: &Resources<'a>,
        depth: u32,
        saved: usize,
        marked: usize,
    ) {
        use TypedInstruction as Op;
        match operator {
            Op::ShowText(text) => self.show(text.0.as_bytes()),
            Op::ShowTexts(texts) => self.show_all(texts.0),
            Op::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes());
            }
            Op::ShowTextWithParameters(text) => {
                self.state.word_spacing = text.0.as_f64();
                self.state.character_spacing = text.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes());
            }
            Op::BeginText(_) => {
                (self.text_matrix, self.line_matrix) = (Matrix::IDENTITY, Matrix::IDENTITY)
            }
            Op::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::SetTextMatrix(m) => {
                let matrix = Matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64()));
                (self.text_matrix, self.line_matrix) = (matrix, matrix);
            }
            Op::TextFont(font) => self.set_font(resources, font.0, font.1.as_f64()),
            Op::CharacterSpacing(spacing) => self.state.character_spacing = spacing.0.as_f64(),
            Op::WordSpacing(spacing) => self.state.word_spacing = spacing.0.as_f64(),
            Op::HorizontalScaling(percent) => {
                self.state.horizontal_scale = percent.0.as_f64() / 100.0
            }
            Op::TextLeading(leading) => self.state.leading = leading.0.as_f64(),
            Op::TextRise(rise) => self.state.rise = rise.0.as_f64(),
            Op::SetGraphicsState(name) => self.set_graphics_state(resources, name.0),
            Op::SaveState(_) if self.saved.len() < STATE_DEPTH => self.saved.push(self.state),
            Op::RestoreState(_) if self.saved.len() > saved => {
                self.state = self.saved.pop().expect("just seen to be there");
            }
            Op::Transform(m) => {
                let matrix = Matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64()));
                self.state.ctm = matrix.then(self.state.ctm);
            }
            Op::XObject(name) => self.draw_object(resources, name.0, depth),
            Op::BeginMarkedContent(_) => self.marked.push(Marked::Plain),
            Op::BeginMarkedContentWithProperties(content) => {
                self.begin_marked(resources, content.0, content.1)
            }
            Op::EndMarkedContent(_) if self.marked.len() > marked => self.end_marked(),
            other => self.trace(other),
        }
    }

    /// Follows paths only for the horizontal rules among them.
    fn trace(&mut self, operator: TypedInstruction<'_, '_>) {
        use TypedInstruction as Op;
        match operator {
            Op::MoveTo(to) => self.point = (to.0.as_f64(), to.1.as_f64()),
            Op::LineTo(to) => {
                let end = (to.0.as_f64(), to.1.as_f64());
                self.add_rule(self.point, end);
                self.point = end;
            }
            Op::RectPath(rect) => {
                let [x, y, width, height] =
                    [rect.0, rect.1, rect.2, rect.3].map(|number| number.as_f64());
                self.add_rule((x, y), (x + width, y + height));
            }
            Op::EndPath(_) => self.path.clear(),
            Op::StrokePath(_)
            | Op::CloseAndStrokePath(_)
            | Op::FillPathNonZero(_)
            | Op::FillPathNonZeroCompatibility(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => self.page.rules.append(&mut self.path),
            _ => {}
        }
    }

    /// Keeps the box between two corners if it is as flat as a rule.
    fn add_rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        if self.page.rules.len() + self.path.len() >= RULES {
            return;
        }
        let (x0, y0) = self.state.ctm.apply(from.0, from.1);
        let (x1, y1) = self.state.ctm.apply(to.0, to.1);
        if (y1 - y0).abs() < 2.5 && (x1 - x0).abs() > 18.0 {
            self.path.push(Rule {
                x0: x0.min(x1) as f32,
                x1: x0.max(x1) as f32,
                y: y0 as f32,
            });
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = self.line_matrix.translated(x, y);
        self.text_matrix = self.line_matrix;
    }

    fn set_font(&mut self, resources: &Resources<'a>, name: &Name<'_>, size: f64) {
        self.state.size = size;
        self.state.font = resources
            .fonts
            .get::<Dict<'a>>(name)
            .map(|dict| self.fonts.load(&dict));
    }

    fn set_graphics_state(&mut self, resources: &Resources<'a>, name: &Name<'_>) {
        let Some(state) = resources.ext_g_states.get::<Dict<'a>>(name) else {
            return;
        };
        let Some(font) = state.get::<Array<'a>>("Font") else {
            return;
        };
        let dict = font.iter::<Object<'a>>().next().and_then(Object::into_dict);
        let size = font.iter::<Object<'a>>().nth(1).and_then(Object::into_f32);
        if let (Some(dict), Some(size)) = (dict, size) {
            self.state.font = Some(self.fonts.load(&dict));
            self.state.size = f64::from(size);
        }
    }

    fn show_all(&mut self, texts: &Array<'_>) {
        for item in texts.iter::<Object<'_>>() {
            match item {
                Object::String(text) => self.show(text.as_bytes()),
                Object::Number(number) => self.kern(number.as_f64()),
                _ => {}
            }
        }
    }

    /// Moves back by thousandths of an em.
    fn kern(&mut self, thousandths: f64) {
        let by = -thousandths / 1000.0 * self.state.size;
        let vertical = self
            .state
            .font
            .is_some_and(|font| self.fonts.get(font).vertical);
        self.text_matrix = match vertical {
            true => self.text_matrix.translated(0.0, by),
            false => self
                .text_matrix
                .translated(by * self.state.horizontal_scale, 0.0),
        };
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(place) = self.state.font else { return };
        let State {
            size,
            character_spacing,
            word_spacing,
            horizontal_scale,
            rise,
            ctm,
            ..
        } = self.state;
        let font = self.fonts.get(place);
        let Matrix([a, b, c, d, mut x, mut y]) = self.text_matrix.then(ctm);
        let em = (size * c.hypot(d)).abs() * f64::from(font.em);
        let sign = if font.vertical {
            -1.0
        } else {
            (size * horizontal_scale).signum()
        };
        let (dx, dy) = if font.vertical { (c, d) } else { (a, b) };
        let frame = Frame::along(dx * sign, dy * sign);
        let letter_spacing = (character_spacing * horizontal_scale * dx.hypot(dy)).max(0.0);
        let (raised_x, raised_y) = (rise * c, rise * d);
        let (mut moved, mut at) = (0.0, 0);
        while at < bytes.len() {
            let (code, length) = font.read_code(bytes, at);
            at += length;
            let code_info = font.code(code);
            let spacing = character_spacing
                + if length == 1 && code == 32 {
                    word_spacing
                } else {
                    0.0
                };
            let width = f64::from(code_info.advance) * size;
            let (own, advance) = match font.vertical {
                true => (width, width - spacing),
                false => (
                    width * horizontal_scale,
                    (width + spacing) * horizontal_scale,
                ),
            };
            let (next_x, next_y) = (x + advance * dx, y + advance * dy);
            if self.hidden == 0 {
                self.page.unmapped += u32::from(code_info.unmapped && self.actual == 0);
                let (x0, baseline) = frame.place(x + raised_x, y + raised_y);
                let (x1, _) = frame.place(x + raised_x + own * dx, y + raised_y + own * dy);
                let text_start = self.page.text.len();
                self.page.text.push_str(font.text(code_info));
                let text_len = self.page.text.len() - text_start;
                let visible = x > -em
                    && x < f64::from(self.page.width) + em
                    && y > -em
                    && y < f64::from(self.page.height) + em;
                // Under an `ActualText` even glyphs without text count: they are part of what it stands for.
                if (text_len > 0 || self.actual > 0) && visible && self.meter.glyph() {
                    self.page.glyphs.push(Glyph {
                        text_start: text_start as u32,
                        text_len: text_len as u16,
                        direction: frame.direction,
                        bold: font.bold,
                        x0: x0.min(x1) as f32,
                        x1: x0.max(x1) as f32,
                        spacing: letter_spacing as f32,
                        y: baseline as f32,
                        size: em as f32,
                    });
                }
            }
            (x, y) = (next_x, next_y);
            moved += advance;
        }
        self.text_matrix = match font.vertical {
            true => self.text_matrix.translated(0.0, moved),
            false => self.text_matrix.translated(moved, 0.0),
        };
    }

    fn draw_object(&mut self, resources: &Resources<'a>, name: &Name<'_>, depth: u32) {
        let Some(object) = resources.x_objects.get::<Stream<'a>>(name) else {
            return;
        };
        let is_form = object
            .dict()
            .get::<Name<'_>>("Subtype")
            .is_some_and(|subtype| subtype.as_str() == "Form");
        if is_form && depth < FORM_DEPTH && !self.layers.hide(object.dict()) {
            self.draw_form(&object, resources, depth);
        }
    }

    fn draw_form(&mut self, form: &Stream<'a>, outer: &Resources<'a>, depth: u32) {
        if !guard::stream_is_safe(form) {
            return;
        }
        let Ok(content) = form.decoded_data() else {
            return;
        };
        let state = self.state;
        let texts = (self.text_matrix, self.line_matrix);
        if let Some(matrix) = form.dict().get::<[f64; 6]>("Matrix") {
            self.state.ctm = Matrix(matrix).then(self.state.ctm);
        }
        match form.dict().get::<Dict<'a>>("Resources") {
            Some(own) => self.run(&content, &Resources::new(own), depth + 1),
            None => self.run(&content, outer, depth + 1),
        }
        self.state = state;
        (self.text_matrix, self.line_matrix) = texts;
    }

    fn begin_marked(&mut self, resources: &Resources<'a>, tag: &Name<'_>, properties: &Object<'_>) {
        let named = match properties {
            Object::Name(name) => resources.properties.get::<Dict<'a>>(name),
            _ => None,
        };
        if tag.as_str() == "OC" {
            let hidden = named.is_some_and(|layer| self.layers.hide_layer(&layer));
            self.hidden += usize::from(hidden);
            self.marked.push(if hidden {
                Marked::Hidden
            } else {
                Marked::Plain
            });
            return;
        }
        let actual = match properties {
            Object::Dict(direct) => actual_text(direct),
            _ => named.as_ref().and_then(actual_text),
        };
        // The outermost text stands for all that is drawn within.
        match actual.filter(|_| self.actual == 0) {
            Some(text) => {
                self.actual += 1;
                self.marked
                    .push(Marked::Actual(self.page.glyphs.len(), text));
            }
            None => self.marked.push(Marked::Plain),
        }
    }

    fn end_marked(&mut self) {
        match self.marked.pop() {
            Some(Marked::Hidden) => self.hidden -= 1,
            Some(Marked::Actual(first, text)) => {
                self.actual -= 1;
                self.replace_glyphs(first, &text);
            }
            Some(Marked::Plain) | None => {}
        }
    }

    /// Puts one glyph with this text in the place of all from `first` on.
    fn replace_glyphs(&mut self, first: usize, text: &str) {
        let Some(mut whole) = self.page.glyphs.get(first).copied() else {
            return;
        };
        let same_line = self.page.glyphs[first..]
            .iter()
            .filter(|glyph| (glyph.y - whole.y).abs() < whole.size * 0.5);
        let (x0, x1) = same_line.fold((whole.x0, whole.x1), |(x0, x1), glyph| {
            (x0.min(glyph.x0), x1.max(glyph.x1))
        });
        self.page.glyphs.truncate(first);
        let text_start = self.page.text.len();
        self.page.text.push_str(text);
        (whole.x0, whole.x1) = (x0, x1);
        whole.text_start = text_start as u32;
        whole.text_len = u16::try_from(text.len()).unwrap_or(0);
        if whole.text_len > 0 {
            self.page.glyphs.push(whole);
        }
    }
}

fn actual_text(properties: &Dict<'_>) -> Option<String> {
    let text = properties.get::<hayro_syntax::object::String<'_>>("ActualText")?;
    Some(decode_text(text.as_bytes()))
}

/// Turns page coordinates into those of a line's direction.
struct Frame {
    direction: Direction,
    /// Cosine and sine of the writing angle, for lines that run at no right angle (watermarks).
    slant: Option<(f64, f64)>,
}

impl Frame {
    fn along(dx: f64, dy: f64) -> Self {
        let direction = Direction::along(dx as f32, dy as f32);
        let length = dx.hypot(dy);
        let straight = dx.abs().min(dy.abs()) <= 0.05 * length || length == 0.0;
        Self {
            direction,
            slant: (!straight).then(|| (dx / length, dy / length)),
        }
    }

    #[inline]
    fn place(&self, x: f64, y: f64) -> (f64, f64) {
        match (self.slant, self.direction) {
            (None, Direction::Upright) => (x, y),
            (None, Direction::Up) => (y, -x),
            (None, Direction::Reversed) => (-x, -y),
            (None, Direction::Down) => (-y, x),
            (Some((cos, sin)), _) => (x * cos + y * sin, y * cos - x * sin),
        }
    }
}
