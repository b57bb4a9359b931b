//! Maps character codes to text and widths, with a cache per font.

use std::rc::Rc;

use hayro_syntax::object::{Dict, Name, ObjectIdentifier};
use rustc_hash::FxHashMap;

use super::dictionary_font::DictionaryFont;
use super::font_program::{FontProgram, Loader};

/// The fonts of a document, identified by their index, which is stable.
pub(super) struct Fonts<'a> {
    loader: Rc<Loader<'a>>,
    loaded: Vec<LoadedFont<'a>>,
    by_object: FxHashMap<ObjectIdentifier, usize>,
    by_data: FxHashMap<(usize, usize), usize>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            loader: Rc::new(Loader::new()),
            loaded: Vec::new(),
            by_object: FxHashMap::default(),
            by_data: FxHashMap::default(),
        }
    }

    /// Returns the index of a font that is loaded already. Parsing a font dictionary costs more than drawing with it.
    pub(super) fn loaded(&self, object: ObjectIdentifier) -> Option<usize> {
        self.by_object.get(&object).copied()
    }

    /// Returns the index of the font described by a dictionary, and loads it if necessary.
    pub(super) fn load(&mut self, dict: &Dict<'a>) -> usize {
        let next = self.loaded.len();
        let data = (dict.data().as_ptr() as usize, dict.data().len());
        let index = match dict.obj_id() {
            Some(id) => *self.by_object.entry(id).or_insert(next),
            None => *self.by_data.entry(data).or_insert(next),
        };
        if index == next {
            self.loaded.push(LoadedFont::new(dict, &self.loader));
        }
        index
    }

    pub(super) fn get(&mut self, index: usize) -> &mut LoadedFont<'a> {
        &mut self.loaded[index]
    }
}

/// The width and text of a character code.
#[derive(Clone, Copy)]
pub(super) struct MappedCode {
    /// Advance along the line, in ems; negative for vertical writing.
    pub(super) advance: f32,
    text_start: u32,
    text_len: u16,
    /// Its text, if that is one ASCII character.
    pub(super) ascii: Option<u8>,
    /// It draws a glyph, but no text is known for it.
    pub(super) unmapped: bool,
}

impl MappedCode {
    /// Returns whether it has no text.
    #[inline]
    pub(super) fn has_no_text(self) -> bool {
        self.text_len == 0
    }
}

/// Cached codes: those of one and two bytes in pages of 256, longer ones in a hash map.
#[derive(Default)]
struct CodeCache {
    pages: Vec<Option<Box<[Option<MappedCode>; 256]>>>,
    long: FxHashMap<u32, MappedCode>,
}

impl CodeCache {
    #[inline]
    fn get(&self, code: u32) -> Option<MappedCode> {
        match self.pages.get((code >> 8) as usize) {
            Some(page) => page.as_ref()?[(code & 0xFF) as usize],
            None => self.long.get(&code).copied(),
        }
    }

    fn insert(&mut self, code: u32, known: MappedCode) {
        let page = (code >> 8) as usize;
        if page > 0xFF {
            self.long.insert(code, known);
            return;
        }
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([None; 256]))[(code & 0xFF) as usize] =
            Some(known);
    }
}

/// A loaded font with its cached codes.
pub(super) struct LoadedFont<'a> {
    dict: Dict<'a>,
    loader: Rc<Loader<'a>>,
    /// Widths and texts from the dictionary, used first.
    from_dictionary: Option<DictionaryFont>,
    /// Loaded only if the dictionary is not sufficient.
    program: Option<FontProgram<'a>>,
    length: CodeLength,
    symbols: bool,
    codes: CodeCache,
    texts: String,
    pub(super) bold: bool,
    pub(super) vertical: bool,
    /// Ems per unit of font size; not 1 for Type 3 fonts, which have a coordinate system of their own.
    pub(super) em: f32,
}

/// The number of bytes of a code.
#[derive(Clone, Copy)]
enum CodeLength {
    One,
    Two,
    /// Defined by the font's CMap.
    Mapped,
}

impl<'a> LoadedFont<'a> {
    fn new(dict: &Dict<'a>, loader: &Rc<Loader<'a>>) -> Self {
        let text = |key: &str| {
            let name = dict.get::<Name<'_>>(key);
            name.map(|name| name.as_str().to_owned())
                .unwrap_or_default()
        };
        let (name, subtype) = (text("BaseFont"), text("Subtype"));
        let symbols = is_symbol_font(&name);
        let from_dictionary = match symbols {
            true => None,
            false => DictionaryFont::of(dict, loader),
        };
        let program = match from_dictionary {
            Some(_) => None,
            None => Some(FontProgram::load(dict, loader)),
        };
        Self {
            length: match subtype.as_str() {
                "Type0" if text("Encoding").starts_with("Identity") => CodeLength::Two,
                "Type0" => CodeLength::Mapped,
                _ => CodeLength::One,
            },
            symbols,
            codes: CodeCache::default(),
            texts: String::new(),
            bold: is_bold(&name),
            vertical: program.as_ref().is_some_and(FontProgram::is_vertical),
            em: if subtype == "Type3" {
                type3_em(dict)
            } else {
                1.0
            },
            dict: dict.clone(),
            loader: loader.clone(),
            from_dictionary,
            program,
        }
    }

    /// Returns the next code of a string and its length in bytes.
    #[inline]
    pub(super) fn read_code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let first = u32::from(bytes[at]);
        let two = || match bytes.get(at + 1) {
            Some(low) => (first << 8 | u32::from(*low), 2),
            None => (first, 1),
        };
        match self.length {
            CodeLength::One => (first, 1),
            CodeLength::Two => two(),
            CodeLength::Mapped => {
                let program = self.program.as_ref();
                let mapped = program.and_then(|program| program.read_code(bytes, at));
                mapped.unwrap_or_else(two)
            }
        }
    }

    /// Returns the width and text of a code, cached.
    #[inline]
    pub(super) fn code(&mut self, code: u32) -> MappedCode {
        if let Some(known) = self.codes.get(code) {
            return known;
        }
        let looked_up = self.look_up(code);
        self.codes.insert(code, looked_up);
        looked_up
    }

    /// Returns the text of a code.
    #[inline]
    pub(super) fn text(&self, code: MappedCode) -> &str {
        let start = code.text_start as usize;
        &self.texts[start..start + usize::from(code.text_len)]
    }

    fn look_up(&mut self, code: u32) -> MappedCode {
        let (advance, text) = self.advance_and_text(code);
        let text_start = self.texts.len();
        let mut unmapped = text.is_none() && advance.abs() > 0.01;
        for c in text.iter().flat_map(|text| text.chars()) {
            match map_char(c, self.symbols) {
                CharMapping::As(c) => self.texts.push(c),
                CharMapping::Expanded(plain) => self.texts.push_str(&plain),
                CharMapping::Ornament => {}
                CharMapping::Unknown => unmapped = true,
            }
        }
        let text_len = u16::try_from(self.texts.len() - text_start).unwrap_or(0);
        unmapped &= text_len == 0;
        let ascii = match self.texts.as_bytes()[text_start..] {
            [byte] if byte.is_ascii() => Some(byte),
            _ => None,
        };
        let text_start = u32::try_from(text_start).unwrap_or(0);
        MappedCode {
            advance,
            text_start,
            text_len,
            ascii,
            unmapped,
        }
    }

    fn advance_and_text(&mut self, code: u32) -> (f32, Option<String>) {
        let found = self
            .from_dictionary
            .as_ref()
            .and_then(|font| font.look_up(code));
        if let Some((advance, text)) = found {
            return (advance, Some(text));
        }
        let program = self
            .program
            .get_or_insert_with(|| FontProgram::load(&self.dict, &self.loader));
        (program.advance(code), program.unicode(code))
    }
}

/// How a mapped character is stored as text.
enum CharMapping {
    As(char),
    Expanded(String),
    /// A bullet or picture without text.
    Ornament,
    Unknown,
}

fn map_char(c: char, symbols: bool) -> CharMapping {
    match c {
        '\t' | '\n' | '\r' | '\u{A0}' => CharMapping::As(' '),
        '\u{FFFD}' | '\u{FFFF}' => CharMapping::Unknown,
        c if c.is_control() => CharMapping::Unknown,
        // Symbolic TrueType fonts have their codes at U+F000; text fonts made symbolic by a subsetter hold plain letters.
        '\u{F020}'..='\u{F07E}' if !symbols => {
            char::from_u32(c as u32 - 0xF000).map_or(CharMapping::Ornament, CharMapping::As)
        }
        '\u{E000}'..='\u{F8FF}' => CharMapping::Ornament,
        // Ligatures and Arabic presentation forms are decomposed to letters.
        '\u{FB00}'..='\u{FB06}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            use unicode_normalization::UnicodeNormalization;
            CharMapping::Expanded(std::iter::once(c).nfkc().collect())
        }
        c => CharMapping::As(c),
    }
}

fn is_bold(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bold", "black", "heavy", "semibold", "demi"]
        .iter()
        .any(|weight| name.contains(weight))
}

fn is_symbol_font(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["symbol", "wingding", "webding", "dingbat"]
        .iter()
        .any(|kind| name.contains(kind))
}

/// Returns the em of a Type 3 font in units of font size, from its matrix and bounding box.
fn type3_em(dict: &Dict<'_>) -> f32 {
    let matrix = dict
        .get::<[f32; 6]>("FontMatrix")
        .unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
    let unit = matrix[3].abs().max(matrix[2].abs());
    let height = dict
        .get::<[f32; 4]>("FontBBox")
        .map_or(0.0, |bbox| (bbox[3] - bbox[1]).abs());
    let em = if height > 0.0 {
        unit * height
    } else {
        unit * 1000.0
    };
    em.clamp(0.05, 20.0)
}
