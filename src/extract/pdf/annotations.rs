//! Texts laid over a page: form fields, free text and notes.

use hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream, String as PdfString};
use hayro_syntax::page::Page;

use super::interpret::Interpreter;
use super::matrix::Matrix;
use super::strings::decode_text;
use crate::layout;

/// Annotations read of one page.
const ANNOTATIONS: usize = 5_000;

/// Bits of an annotation's `F` entry (ISO 32000-1, 12.5.3): hidden, or not to be viewed.
const UNSEEN: u32 = 1 << 1 | 1 << 5;

/// Adds the visible text of the page's annotations to the interpreter's page.
pub(super) fn draw<'a>(interpreter: &mut Interpreter<'a, '_>, page: &Page<'a>) {
    let Some(annotations) = page.raw().get::<Array<'a>>("Annots") else {
        return;
    };
    let mut texts: Vec<String> = Vec::new();
    for annotation in annotations.iter::<Dict<'a>>().take(ANNOTATIONS) {
        let text = text(interpreter, &annotation);
        // A field and its page-wide twin say the same thing twice.
        if !text.trim().is_empty() && texts.last() != Some(&text) {
            texts.push(text);
        }
    }
    interpreter.page.annotations = texts;
}

fn text<'a>(interpreter: &mut Interpreter<'a, '_>, annotation: &Dict<'a>) -> String {
    let subtype = annotation
        .get::<Name<'_>>("Subtype")
        .map(|name| name.as_str().to_owned())
        .unwrap_or_default();
    let unseen = annotation.get::<u32>("F").unwrap_or(0) & UNSEEN != 0;
    if unseen || matches!(subtype.as_str(), "Link" | "Popup") || interpreter.layers.hide(annotation)
    {
        return String::new();
    }
    let drawn = appearance(annotation)
        .map(|form| drawn_text(interpreter, annotation, &form))
        .unwrap_or_default();
    if !drawn.trim().is_empty() {
        return drawn;
    }
    let written = if subtype == "Widget" {
        field_value(annotation)
    } else {
        annotation.get::<PdfString<'_>>("Contents")
    };
    written
        .map(|text| decode_text(text.as_bytes()))
        .unwrap_or_default()
}

/// The normal appearance, in its current state where it has several.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    let appearances = annotation.get::<Dict<'a>>("AP")?;
    match appearances.get::<Object<'a>>("N")? {
        Object::Stream(form) => Some(form),
        Object::Dict(states) => {
            states.get::<Stream<'a>>(annotation.get::<Name<'_>>("AS")?.as_ref())
        }
        _ => None,
    }
}

fn drawn_text<'a>(
    interpreter: &mut Interpreter<'a, '_>,
    annotation: &Dict<'a>,
    form: &Stream<'a>,
) -> String {
    let placement = placement(annotation, form).unwrap_or(Matrix::IDENTITY);
    let glyphs = interpreter.form_text(form, placement);
    layout::plain_text(&glyphs)
}

/// Moves the form's box onto the annotation's (ISO 32000-1, 12.5.5, algorithm 8.1, without its scaling).
fn placement(annotation: &Dict<'_>, form: &Stream<'_>) -> Option<Matrix> {
    let target = annotation.get::<Rect>("Rect")?;
    let bbox = form.dict().get::<Rect>("BBox")?;
    let matrix = form
        .dict()
        .get::<[f64; 6]>("Matrix")
        .map_or(Matrix::IDENTITY, Matrix);
    let (x, y) = matrix.apply(bbox.x0, bbox.y0);
    Some(Matrix([1.0, 0.0, 0.0, 1.0, target.x0 - x, target.y0 - y]))
}

/// A text field's value; inherited from the field where the widget is one of several.
fn field_value<'a>(widget: &Dict<'a>) -> Option<PdfString<'a>> {
    let own = widget.get::<PdfString<'a>>("V");
    own.or_else(|| widget.get::<Dict<'a>>("Parent")?.get::<PdfString<'a>>("V"))
}
