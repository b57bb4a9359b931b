//! Interprets the drawing operators of a page for their text: the position and text of each glyph.

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::content::{Content, Operand};
use super::fonts::Fonts;
use super::guard;
use super::layers::HiddenLayers;
use super::matrix::Matrix;
use super::meter::Meter;
use super::pen::{Pen, TextState};
use super::strings::decode_text;
use super::structure::Structure;
use crate::layout::{PageGlyphs, Rule, Tag};

/// Maximum nesting of form XObjects.
const MAX_FORM_DEPTH: u32 = 24;

/// Maximum number of saved graphics states; further ones are not saved, as in viewers.
const MAX_SAVED_STATES: usize = 512;

/// Maximum number of rules kept per page: maps and charts draw thousands, footnotes need one.
const MAX_RULES: usize = 400;

/// The nesting of a content stream. At its end, states and marked content are unwound to the counts at its start.
#[derive(Clone, Copy)]
struct Form {
    depth: u32,
    /// Saved states at its start.
    saved: usize,
    /// Open marked-content sequences at its start.
    marked: usize,
}

/// An open marked-content sequence.
enum MarkedContent {
    Plain,
    /// It belongs to a hidden layer.
    Hidden,
    /// It has an `ActualText`, which replaces the glyphs from this index on.
    Actual(usize, String),
}

/// Interprets content streams and collects the glyphs of a page.
pub(super) struct Interpreter<'a, 'd> {
    pub(super) fonts: &'d mut Fonts<'a>,
    pub(super) layers: &'d HiddenLayers,
    pub(super) meter: &'d mut Meter,
    pub(super) page: PageGlyphs,
    state: TextState,
    saved: Vec<TextState>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    structure: &'d Structure,
    /// The page's object number.
    number: u32,
    /// The open sequences, each with the tag to restore at its end.
    marked: Vec<(MarkedContent, Tag)>,
    tag: Tag,
    hidden: usize,
    actual: usize,
    path: Vec<Rule>,
    point: (f64, f64),
}

impl<'a, 'd> Interpreter<'a, 'd> {
    /// Creates an interpreter for a page.
    pub(super) fn new(
        fonts: &'d mut Fonts<'a>,
        layers: &'d HiddenLayers,
        meter: &'d mut Meter,
        structure: &'d Structure,
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
            state: TextState::new(Matrix(page.initial_transform(false).as_coeffs())),
            saved: Vec::new(),
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            structure,
            number: page.raw().obj_id().map_or(0, |id| id.obj_number),
            marked: Vec::new(),
            tag: Tag::Untagged,
            hidden: 0,
            actual: 0,
            path: Vec::new(),
            point: (0.0, 0.0),
        }
    }

    /// Draws a form with its own matrix under `placement`, as viewers draw annotations, and returns its glyphs separately.
    pub(super) fn form_text(&mut self, form: &Stream<'a>, placement: Matrix) -> PageGlyphs {
        let drawn = std::mem::take(&mut self.page);
        (self.page.width, self.page.height) = (drawn.width, drawn.height);
        let outer = self.state;
        self.state = TextState::new(placement.then(outer.ctm));
        self.draw_form(form, &Resources::new(Dict::empty()), 0);
        self.state = outer;
        std::mem::replace(&mut self.page, drawn)
    }

    /// Interprets a content stream.
    pub(super) fn run(&mut self, content: &[u8], resources: &Resources<'a>, depth: u32) {
        let mut content = Content::new(content);
        let form = Form {
            depth,
            saved: self.saved.len(),
            marked: self.marked.len(),
        };
        while let Some(operator) = content.next_operator() {
            if !self.meter.operator() {
                break;
            }
            self.operate(operator, &content, resources, form);
        }
        while self.marked.len() > form.marked {
            self.end_marked();
        }
        if let Some(outer) = self.saved.get(form.saved).copied() {
            self.state = outer;
            self.saved.truncate(form.saved);
        }
    }

    fn operate(
        &mut self,
        operator: &[u8],
        content: &Content<'_>,
        resources: &Resources<'a>,
        form: Form,
    ) {
        match operator {
            b"Tj" => self.show_last(content),
            b"TJ" => self.show(content, content.operands()),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show_last(content);
            }
            b"\"" => {
                if let [Operand::Number(word), Operand::Number(character), _] = content.operands() {
                    (self.state.word_spacing, self.state.character_spacing) = (*word, *character);
                }
                self.next_line(0.0, -self.state.leading);
                self.show_last(content);
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"BT" => (self.text_matrix, self.line_matrix) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"q" if self.saved.len() < MAX_SAVED_STATES => self.saved.push(self.state),
            b"Q" if self.saved.len() > form.saved => {
                self.state = self.saved.pop().expect("just seen to be there");
            }
            b"Tf" => self.set_font(resources, content),
            b"gs" => self.set_graphics_state(resources, content),
            b"Do" => self.draw_object(resources, content, form.depth),
            b"BMC" => self.open_marked(MarkedContent::Plain, artifact(content)),
            b"BDC" => self.begin_marked(resources, content, form.depth),
            b"EMC" if self.marked.len() > form.marked => self.end_marked(),
            b"n" => self.path.clear(),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                self.page.rules.append(&mut self.path)
            }
            _ => self.operate_on_numbers(operator, content),
        }
    }

    /// Runs operators with numeric operands only.
    fn operate_on_numbers(&mut self, operator: &[u8], content: &Content<'_>) {
        if let Some([x, y]) = content.numbers() {
            match operator {
                b"Td" => return self.next_line(x, y),
                b"TD" => {
                    self.state.leading = -y;
                    return self.next_line(x, y);
                }
                b"m" => return self.point = (x, y),
                b"l" => {
                    self.add_rule(self.point, (x, y));
                    return self.point = (x, y);
                }
                _ => {}
            }
        }
        if let Some(matrix) = content.numbers::<6>().map(Matrix) {
            match operator {
                b"Tm" => return (self.text_matrix, self.line_matrix) = (matrix, matrix),
                b"cm" => return self.state.ctm = matrix.then(self.state.ctm),
                _ => {}
            }
        }
        match (operator, content.numbers(), content.numbers()) {
            (b"re", Some([x, y, width, height]), _) => {
                self.add_rule((x, y), (x + width, y + height))
            }
            (b"Tc", _, Some([spacing])) => self.state.character_spacing = spacing,
            (b"Tw", _, Some([spacing])) => self.state.word_spacing = spacing,
            (b"Tz", _, Some([percent])) => self.state.horizontal_scale = percent / 100.0,
            (b"TL", _, Some([leading])) => self.state.leading = leading,
            (b"Ts", _, Some([rise])) => self.state.rise = rise,
            _ => {}
        }
    }

    /// Adds the box between two corners as a rule, if it is flat.
    fn add_rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        if self.page.rules.len() + self.path.len() >= MAX_RULES {
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

    fn set_font(&mut self, resources: &Resources<'a>, content: &Content<'_>) {
        if let Some([size]) = content.numbers() {
            self.state.size = size;
        }
        self.state.font = content
            .name()
            .and_then(|name| self.font(Name::new(name)?, resources));
    }

    fn font(&mut self, name: Name<'_>, resources: &Resources<'a>) -> Option<usize> {
        let known = resources
            .fonts
            .get_ref(&*name)
            .and_then(|object| self.fonts.loaded(object.into()));
        if known.is_some() {
            return known;
        }
        let dict = resources.fonts.get::<Dict<'a>>(&*name)?;
        Some(self.fonts.load(&dict))
    }

    fn set_graphics_state(&mut self, resources: &Resources<'a>, content: &Content<'_>) {
        let state = content
            .name()
            .and_then(|name| resources.ext_g_states.get::<Dict<'a>>(Name::new(name)?));
        let Some(font) = state.and_then(|state| state.get::<Array<'a>>("Font")) else {
            return;
        };
        let mut items = font.iter::<Object<'a>>();
        let dict = items.next().and_then(Object::into_dict);
        let size = items.next().and_then(Object::into_f32);
        if let (Some(dict), Some(size)) = (dict, size) {
            self.state.font = Some(self.fonts.load(&dict));
            self.state.size = f64::from(size);
        }
    }

    fn show_last(&mut self, content: &Content<'_>) {
        if let Some(last) = content.operands().last() {
            self.show(content, std::slice::from_ref(last));
        }
    }

    /// Shows strings with kerns between them, and moves the text matrix once at the end.
    fn show(&mut self, content: &Content<'_>, operands: &[Operand<'_>]) {
        let Some(font) = self.state.font else { return };
        let placed = self.text_matrix.then(self.state.ctm);
        let pen = Pen::new(&self.state, placed, self.fonts.get(font));
        let mut moved = 0.0;
        for operand in operands {
            match (operand, content.text(operand)) {
                (_, Some(text)) => moved = self.show_string(text, &pen, font, moved),
                (Operand::Number(thousandths), _) => moved -= thousandths / 1000.0 * pen.unit,
                _ => {}
            }
        }
        self.text_matrix = match self.fonts.get(font).vertical {
            true => self.text_matrix.translated(0.0, moved),
            false => self.text_matrix.translated(moved, 0.0),
        };
    }

    /// Draws a string along the pen's line, and returns the position of its end.
    fn show_string(&mut self, bytes: &[u8], pen: &Pen, font: usize, from: f64) -> f64 {
        let font = self.fonts.get(font);
        let (mut moved, mut at) = (from, 0);
        while at < bytes.len() {
            let (code, length) = font.read_code(bytes, at);
            at += length;
            let known = font.code(code);
            let width = f64::from(known.advance) * pen.unit;
            if self.hidden == 0 {
                // Glyphs without text are kept within an `ActualText`, since they belong to its extent.
                let kept = !known.has_no_text() || self.actual > 0;
                if kept && self.meter.glyph() {
                    let text = |page: &mut String| match known.ascii {
                        Some(byte) => page.push(char::from(byte)),
                        None => page.push_str(font.text(known)),
                    };
                    pen.draw(&mut self.page, text, moved, moved + width);
                }
                self.page.unmapped += u32::from(known.unmapped && self.actual == 0);
            }
            moved += width + pen.spacing;
            if length == 1 && code == 32 {
                moved += pen.word_spacing;
            }
        }
        moved
    }

    fn draw_object(&mut self, resources: &Resources<'a>, content: &Content<'_>, depth: u32) {
        let object = content
            .name()
            .and_then(|name| resources.x_objects.get::<Stream<'a>>(Name::new(name)?));
        let Some(object) = object else { return };
        let is_form = object
            .dict()
            .get::<Name<'_>>("Subtype")
            .is_some_and(|subtype| subtype.as_str() == "Form");
        if is_form && depth < MAX_FORM_DEPTH && !self.layers.hide(object.dict()) {
            self.draw_form(&object, resources, depth);
        }
    }

    fn draw_form(&mut self, form: &Stream<'a>, outer: &Resources<'a>, depth: u32) {
        if !self.meter.form() || !guard::stream_is_safe(form) {
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

    fn begin_marked(&mut self, resources: &Resources<'a>, content: &Content<'_>, depth: u32) {
        let named = match content.operands() {
            [.., Operand::Name(_), Operand::Name(name)] => {
                Name::new(name).and_then(|name| resources.properties.get::<Dict<'a>>(name))
            }
            _ => None,
        };
        if content.name() == Some(b"OC") {
            let hidden = named.is_some_and(|layer| self.layers.hide_layer(&layer));
            self.hidden += usize::from(hidden);
            let marked = if hidden {
                MarkedContent::Hidden
            } else {
                MarkedContent::Plain
            };
            return self.open_marked(marked, None);
        }
        let (actual, identifier) = match content.operands().last() {
            Some(Operand::Dict(direct)) => (inline_actual_text(direct), inline_identifier(direct)),
            _ => (
                named.as_ref().and_then(actual_text),
                named.as_ref().and_then(|named| named.get("MCID")),
            ),
        };
        // In forms, identifiers are local to the form.
        let tag = artifact(content).or_else(|| {
            identifier
                .filter(|_| depth == 0)
                .map(|identifier| self.structure.tag(self.number, identifier))
        });
        // The outermost `ActualText` applies to all content within.
        match actual.filter(|_| self.actual == 0) {
            Some(text) => {
                self.actual += 1;
                self.open_marked(MarkedContent::Actual(self.page.glyphs.len(), text), tag);
            }
            None => self.open_marked(MarkedContent::Plain, tag),
        }
    }

    /// Opens a sequence with a tag, or with the tag of the content around it.
    fn open_marked(&mut self, marked: MarkedContent, tag: Option<Tag>) {
        self.marked.push((marked, self.tag));
        self.set_tag(tag.unwrap_or(self.tag));
    }

    fn set_tag(&mut self, tag: Tag) {
        if tag != self.tag {
            self.tag = tag;
            self.page.begin_tag(tag);
        }
    }

    fn end_marked(&mut self) {
        let Some((marked, around)) = self.marked.pop() else {
            return;
        };
        match marked {
            MarkedContent::Hidden => self.hidden -= 1,
            MarkedContent::Actual(first, text) => {
                self.actual -= 1;
                self.replace_glyphs(first, &text);
            }
            MarkedContent::Plain => {}
        }
        self.set_tag(around);
    }

    /// Replaces the glyphs from `first` on by one glyph with this text.
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

fn artifact(content: &Content<'_>) -> Option<Tag> {
    (content.name() == Some(b"Artifact")).then_some(Tag::Artifact)
}

/// Returns the marked-content identifier of an inline property list.
fn inline_identifier(list: &[u8]) -> Option<i32> {
    let after = &list[memchr::memmem::find(list, b"/MCID")? + 5..];
    let digits = after.trim_ascii_start();
    let end = digits
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(digits.len());
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

/// Returns the `ActualText` of an inline property list.
fn inline_actual_text(list: &[u8]) -> Option<String> {
    memchr::memmem::find(list, b"ActualText")?;
    let sequence = [b"/Span ", list, b" BDC"].concat();
    match TypedIter::new(&sequence).next()? {
        TypedInstruction::BeginMarkedContentWithProperties(begun) => match begun.1 {
            Object::Dict(properties) => actual_text(properties),
            _ => None,
        },
        _ => None,
    }
}

fn actual_text(properties: &Dict<'_>) -> Option<String> {
    let text = properties.get::<hayro_syntax::object::String<'_>>("ActualText")?;
    Some(decode_text(text.as_bytes()))
}
