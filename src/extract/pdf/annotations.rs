//! Extracts the text of annotations: form fields, free text and notes.

use hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream, String as PdfString};
use hayro_syntax::page::Page;

use super::interpret::Interpreter;
use super::matrix::Matrix;
use super::strings::decode_text;
use crate::layout;

/// Maximum number of annotations read per page.
const MAX_ANNOTATIONS: usize = 5_000;

/// Bits of the `F` entry (ISO 32000-1, 12.5.3): Hidden and NoView.
const HIDDEN_FLAGS: u32 = 1 << 1 | 1 << 5;

/// Adds the visible text of the page's annotations to the interpreter's page.
pub(super) fn draw<'a>(interpreter: &mut Interpreter<'a, '_>, page: &Page<'a>) {
    let Some(annotations) = page.raw().get::<Array<'a>>("Annots") else {
        return;
    };
    let mut texts: Vec<String> = Vec::new();
    for annotation in annotations.iter::<Dict<'a>>().take(MAX_ANNOTATIONS) {
        let text = text(interpreter, &annotation);
        // Some files have a field and a copy of it over the whole page.
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
    let hidden = annotation.get::<u32>("F").unwrap_or(0) & HIDDEN_FLAGS != 0;
    if hidden || matches!(subtype.as_str(), "Link" | "Popup") || interpreter.layers.hide(annotation)
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

/// Returns the normal appearance, in its current state if it has several.
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

/// Returns the matrix that moves the form's box onto the annotation's (ISO 32000-1, 12.5.5, algorithm 8.1, without
/// scaling).
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

/// Returns the value of a text field, inherited from the parent if the widget is one of several.
fn field_value<'a>(widget: &Dict<'a>) -> Option<PdfString<'a>> {
    let own = widget.get::<PdfString<'a>>("V");
    own.or_else(|| widget.get::<Dict<'a>>("Parent")?.get::<PdfString<'a>>("V"))
}
