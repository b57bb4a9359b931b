//! Extracts text from PDFs. The only module that uses a PDF library.

mod annotations;
mod content;
mod dictionary_font;
mod font_program;
mod fonts;
mod guard;
mod interpret;
mod labels;
mod layers;
mod matrix;
mod meter;
mod pen;
mod repair;
mod strings;
mod structure;

use hayro_syntax::object::{Dict, Object, Stream, String as PdfString};
use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, Pdf};

use super::budget::Budget;
use super::extracted::{DocumentInfo, Extracted};
use crate::layout::{self, PageGlyphs, PageLines};
use crate::model::{MediaType, Skip, SkipReason};
use fonts::Fonts;
use interpret::Interpreter;
use layers::HiddenLayers;
use meter::Meter;
use strings::decode_text;
use structure::Structure;

/// The share of unmapped glyphs from which a page counts as partly read.
const PARTIAL_SHARE: f32 = 0.05;

/// Extracts the text of a PDF within the budget.
///
/// # Errors
/// A skip if the file is encrypted, broken beyond repair, or without text.
pub(super) fn extract(bytes: Vec<u8>, budget: &Budget) -> Result<Extracted, Skip> {
    guard::check_file(&bytes)?;
    let bytes = std::sync::Arc::new(bytes);
    let first = match Pdf::new(bytes.clone()) {
        Ok(pdf) => read(&pdf, budget),
        Err(LoadPdfError::Decryption(_)) => {
            return Err(Skip::new(SkipReason::Encrypted, "it asks for a password"));
        }
        Err(LoadPdfError::Invalid) => Err(Skip::new(
            SkipReason::Malformed,
            "no PDF structure could be found in it",
        )),
    };
    match first {
        Err(skip) if skip.reason == SkipReason::Malformed => match repair::rewrite(&bytes) {
            Some(pdf) => read(&pdf, budget),
            None => Err(skip),
        },
        done => done,
    }
}

fn read(pdf: &Pdf, budget: &Budget) -> Result<Extracted, Skip> {
    let catalog = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .unwrap_or_else(Dict::empty);
    let mut document = DocumentReader {
        fonts: Fonts::new(),
        layers: HiddenLayers::of(&catalog),
        structure: Structure::of(&catalog, pdf.xref()),
        meter: Meter::new(budget),
        partial: Vec::new(),
        last_page: (0, 0),
    };
    let labels = labels::page_labels(&catalog, pdf.pages().len());
    let mut pages = Vec::new();
    for (at, page) in pdf.pages().iter().enumerate().take(budget.pages as usize) {
        let mut glyphs = document.page(page, at + 1);
        glyphs.label = labels.get(at).cloned().flatten();
        pages.push(layout::lines(glyphs));
        document.meter.check_time();
        if document.meter.spent.is_some() {
            break;
        }
    }
    finish(pdf, &catalog, document, pages)
}

fn finish(
    pdf: &Pdf,
    catalog: &Dict<'_>,
    document: DocumentReader<'_>,
    pages: Vec<PageLines>,
) -> Result<Extracted, Skip> {
    let DocumentReader {
        mut partial, meter, ..
    } = document;
    let count = pdf.pages().len();
    if count == 0 {
        return Err(Skip::new(SkipReason::Malformed, "it has no pages"));
    }
    if let Some(limit) = meter.spent {
        partial.push(format!(
            "only {} of {count} pages were read: {limit}",
            pages.len()
        ));
    }
    let flow = layout::flow(pages);
    if flow.text.trim().is_empty() {
        return Err(match meter.spent {
            Some(limit) => Skip::new(SkipReason::TimedOut, limit),
            None => Skip::new(SkipReason::NoText, no_text(count, &partial)),
        });
    }
    Ok(Extracted {
        media_type: MediaType::Pdf,
        flow,
        info: info(pdf, catalog),
        partial,
    })
}

fn no_text(pages: usize, partial: &[String]) -> String {
    let pages = if pages == 1 {
        "its only page holds".to_owned()
    } else {
        format!("its {pages} pages hold")
    };
    match partial.first() {
        Some(why) => format!("{pages} no readable text ({why})"),
        None => format!("{pages} no text, only pictures or nothing"),
    }
}

/// The state shared by all pages of a document.
struct DocumentReader<'a> {
    fonts: Fonts<'a>,
    layers: HiddenLayers,
    structure: Structure,
    meter: Meter,
    partial: Vec<String>,
    /// Text bytes and glyph count of the previous page, to estimate the size of the next.
    last_page: (usize, usize),
}

impl<'a> DocumentReader<'a> {
    /// Interprets a page (from 1) and records what could not be read.
    fn page(&mut self, page: &Page<'a>, number: usize) -> PageGlyphs {
        let content = content(page);
        let mut interpreter = Interpreter::new(
            &mut self.fonts,
            &self.layers,
            &mut self.meter,
            &self.structure,
            page,
        );
        interpreter.page.reserve_like(self.last_page);
        match &content {
            Some(content) => interpreter.run(content, page.resources(), 0),
            None => self.partial.push(format!(
                "page {number}: its content cannot be decompressed within bounds"
            )),
        }
        annotations::draw(&mut interpreter, page);
        let glyphs = interpreter.page;
        self.last_page = (glyphs.text.len(), glyphs.glyphs.len());
        let share =
            glyphs.unmapped as f32 / (glyphs.unmapped as usize + glyphs.glyphs.len()).max(1) as f32;
        if share > PARTIAL_SHARE && glyphs.unmapped > 3 {
            self.partial.push(format!(
                "page {number}: {:.0} % of its glyphs map to no text",
                share * 100.0
            ));
        }
        glyphs
    }
}

/// Returns the joined content streams of a page, or `None` if one exceeds the limits. Not cached, unlike the library's
/// copy.
fn content(page: &Page<'_>) -> Option<Vec<u8>> {
    let streams: Vec<Stream<'_>> = match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(array)) => array.iter().collect(),
        _ => Vec::new(),
    };
    let mut content = Vec::new();
    for stream in streams {
        if !guard::stream_is_safe(&stream) {
            return None;
        }
        if let Ok(data) = stream.decoded_data() {
            content.extend_from_slice(&data);
            content.push(b' ');
        }
    }
    Some(content)
}

fn info(pdf: &Pdf, catalog: &Dict<'_>) -> DocumentInfo {
    let metadata = pdf.metadata();
    let created = metadata
        .creation_date
        .map(|date| format!("D:{:04}{:02}{:02}", date.year, date.month, date.day));
    let text = |bytes: &Option<Box<[u8]>>| {
        let text = bytes.as_deref().map(decode_text)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let language = catalog
        .get::<PdfString<'_>>("Lang")
        .map(|tag| decode_text(tag.as_bytes()));
    DocumentInfo {
        title: text(&metadata.title),
        author: text(&metadata.author),
        created,
        language: language.filter(|tag| !tag.trim().is_empty()),
    }
}

#[cfg(test)]
mod tests;
