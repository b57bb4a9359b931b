//! From character codes to text and widths, each font's codes looked up once.

use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier, Stream, String as PdfString};
use rustc_hash::FxHashMap;
use skrifa::MetadataProvider;

use super::guard;

/// The fonts of one document. A font is named by its place in the list, which is stable.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    cmaps: CMapResolverFn,
    loaded: Vec<LoadedFont<'a>>,
    by_object: FxHashMap<ObjectIdentifier, usize>,
    by_data: FxHashMap<(usize, usize), usize>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            programs: Arc::new(standard_program),
            cmaps: Arc::new(hayro_cmap::load_embedded),
            loaded: Vec::new(),
            by_object: FxHashMap::default(),
            by_data: FxHashMap::default(),
        }
    }

    /// The place of a font loaded before. Asked first: reading a dictionary again costs more than drawing with it.
    pub(super) fn loaded(&self, object: ObjectIdentifier) -> Option<usize> {
        self.by_object.get(&object).copied()
    }

    /// The place of the font that this dictionary describes.
    pub(super) fn load(&mut self, dict: &Dict<'a>) -> usize {
        let next = self.loaded.len();
        let data = (dict.data().as_ptr() as usize, dict.data().len());
        let place = match dict.obj_id() {
            Some(id) => *self.by_object.entry(id).or_insert(next),
            None => *self.by_data.entry(data).or_insert(next),
        };
        if place == next {
            let font = guard::font_is_safe(dict)
                .then(|| self.cache.font(dict, &self.programs, &self.cmaps))
                .flatten();
            self.loaded.push(LoadedFont::new(dict, font, &self.cmaps));
        }
        place
    }

    pub(super) fn get(&mut self, place: usize) -> &mut LoadedFont<'a> {
        &mut self.loaded[place]
    }
}

/// Metrics for fonts that are not embedded: one of the standard fourteen.
fn standard_program(query: &FontQuery) -> Option<(hayro_font::FontData, u32)> {
    Some(match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
    })
}

/// What a code stands for.
#[derive(Clone, Copy)]
pub(super) struct Code {
    /// How far it moves the pen along the line, in ems; negative for vertical writing.
    pub(super) advance: f32,
    text_start: u32,
    text_len: u16,
    /// Its text, if that is one ASCII character.
    pub(super) ascii: Option<u8>,
    /// It draws something, yet no text is known for it.
    pub(super) unmapped: bool,
}

impl Code {
    /// Whether it has no text.
    #[inline]
    pub(super) fn is_silent(self) -> bool {
        self.text_len == 0
    }
}

/// Codes looked up so far: those of one and two bytes by place, longer ones by hash.
#[derive(Default)]
struct Codes {
    pages: Vec<Option<Box<[Option<Code>; 256]>>>,
    long: FxHashMap<u32, Code>,
}

impl Codes {
    #[inline]
    fn get(&self, code: u32) -> Option<Code> {
        match self.pages.get((code >> 8) as usize) {
            Some(page) => page.as_ref()?[(code & 0xFF) as usize],
            None => self.long.get(&code).copied(),
        }
    }

    fn insert(&mut self, code: u32, known: Code) {
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

/// A font with the codes met so far.
pub(super) struct LoadedFont<'a> {
    font: Option<Font<'a>>,
    to_unicode: Option<CMap>,
    by_glyph: Option<FxHashMap<u32, char>>,
    collection: Option<CMap>,
    encoding: CodeEncoding,
    two_byte: bool,
    one_byte: bool,
    /// A composite font without a program in the file or a map to text.
    unembedded: bool,
    symbols: bool,
    codes: Codes,
    texts: String,
    pub(super) bold: bool,
    pub(super) vertical: bool,
    /// Type 3 fonts draw in a space of their own: ems per unit of font size.
    pub(super) em: f32,
}

/// What the codes of a composite font are, where that alone gives their text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CodeEncoding {
    /// Glyph numbers, or anything that a table must translate.
    Opaque,
    /// UTF-16 code units or UCS-2.
    Unicode,
}

impl<'a> LoadedFont<'a> {
    fn new(dict: &Dict<'a>, font: Option<Font<'a>>, cmaps: &CMapResolverFn) -> Self {
        let name = dict
            .get::<Name<'_>>("BaseFont")
            .map(|name| name.as_str().to_owned())
            .unwrap_or_default();
        let subtype = dict
            .get::<Name<'_>>("Subtype")
            .map(|name| name.as_str().to_owned())
            .unwrap_or_default();
        let composite = subtype == "Type0";
        let encoding = dict
            .get::<Name<'_>>("Encoding")
            .map(|name| name.as_str().to_owned())
            .unwrap_or_default();
        let unicode = encoding.contains("UCS2") || encoding.contains("UTF16");
        Self {
            to_unicode: font.is_none().then(|| to_unicode(dict, cmaps)).flatten(),
            by_glyph: None,
            collection: composite.then(|| collection_cmap(dict, cmaps)).flatten(),
            encoding: if unicode {
                CodeEncoding::Unicode
            } else {
                CodeEncoding::Opaque
            },
            two_byte: composite && (font.is_none() || encoding.starts_with("Identity")),
            one_byte: !composite,
            unembedded: composite && !has_program(dict),
            symbols: is_symbol_font(&name),
            codes: Codes::default(),
            texts: String::new(),
            bold: is_bold(&name),
            vertical: font.as_ref().is_some_and(|font| !font.is_horizontal()),
            em: if subtype == "Type3" {
                type3_em(dict)
            } else {
                1.0
            },
            font,
        }
    }

    /// The next code of a shown string and how many bytes it takes.
    #[inline]
    pub(super) fn read_code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        if self.one_byte {
            return (u32::from(bytes[at]), 1);
        }
        if self.two_byte {
            let low = bytes.get(at + 1).copied();
            return match low {
                Some(low) => (u32::from(bytes[at]) << 8 | u32::from(low), 2),
                None => (u32::from(bytes[at]), 1),
            };
        }
        self.font
            .as_ref()
            .map_or((u32::from(bytes[at]), 1), |font| font.read_code(bytes, at))
    }

    /// What a code stands for; looked up in the font the first time.
    #[inline]
    pub(super) fn code(&mut self, code: u32) -> Code {
        if let Some(known) = self.codes.get(code) {
            return known;
        }
        let looked_up = self.look_up(code);
        self.codes.insert(code, looked_up);
        looked_up
    }

    /// The text of a code.
    #[inline]
    pub(super) fn text(&self, code: Code) -> &str {
        let start = code.text_start as usize;
        &self.texts[start..start + usize::from(code.text_len)]
    }

    fn look_up(&mut self, code: u32) -> Code {
        let advance = self.advance(code);
        let text = self.unicode(code);
        let text_start = self.texts.len();
        let mut unmapped = text.is_none() && advance.abs() > 0.01;
        for c in text.iter().flat_map(|text| text.chars()) {
            match displayed(c, self.symbols) {
                Displayed::As(c) => self.texts.push(c),
                Displayed::Expanded(plain) => self.texts.push_str(&plain),
                Displayed::Ornament => {}
                Displayed::Unknown => unmapped = true,
            }
        }
        let text_len = u16::try_from(self.texts.len() - text_start).unwrap_or(0);
        unmapped &= text_len == 0;
        let ascii = match self.texts.as_bytes()[text_start..] {
            [byte] if byte.is_ascii() => Some(byte),
            _ => None,
        };
        let text_start = u32::try_from(text_start).unwrap_or(0);
        Code {
            advance,
            text_start,
            text_len,
            ascii,
            unmapped,
        }
    }

    fn advance(&self, code: u32) -> f32 {
        let Some(font) = &self.font else { return 0.5 };
        let advance = font.code_advance(code);
        (if self.vertical { advance.y } else { advance.x }) as f32 / 1000.0
    }

    /// `ToUnicode` first, then encodings and glyph names (all in hayro-font), then the font's collection, then the
    /// character map of the embedded program read backwards.
    fn unicode(&mut self, code: u32) -> Option<String> {
        let Some(font) = &self.font else {
            let mapped = self
                .to_unicode
                .as_ref()
                .and_then(|cmap| cmap.lookup_bf_string(code))
                .map(string);
            return mapped.or_else(|| (!self.two_byte).then(|| latin1(code)).flatten());
        };
        let glyph_id = font.map_code(code);
        let glyph = font.glyph(glyph_id, code);
        let named = match &glyph {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        if let Some(text) = named
            .map(string)
            .filter(|text| text.chars().any(|c| c != '\0' && c != '\u{FFFD}'))
        {
            return Some(text);
        }
        if self.encoding == CodeEncoding::Unicode {
            return char::from_u32(code).map(String::from);
        }
        if let Some(text) = self
            .collection
            .as_ref()
            .and_then(|cmap| cmap.lookup_bf_string(code))
        {
            return Some(string(text));
        }
        if self.unembedded {
            // Only the names of its codes are left, and whoever writes such a font counts by Unicode.
            return char::from_u32(code)
                .filter(|c| !c.is_control())
                .map(String::from);
        }
        let FontGlyph::Outline(glyph) = glyph else {
            return None;
        };
        let by_glyph = self
            .by_glyph
            .get_or_insert_with(|| reversed_character_map(&glyph).unwrap_or_default());
        by_glyph.get(&glyph_id.to_u32()).map(|c| c.to_string())
    }
}

fn string(text: BfString) -> String {
    match text {
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    }
}

fn latin1(code: u32) -> Option<String> {
    Some(super::strings::decode_text(&[u8::try_from(code).ok()?]))
}

/// How a character that a font maps to is kept.
enum Displayed {
    As(char),
    Expanded(String),
    /// A bullet or picture: drawn, but no text.
    Ornament,
    Unknown,
}

fn displayed(c: char, symbols: bool) -> Displayed {
    match c {
        '\t' | '\n' | '\r' | '\u{A0}' => Displayed::As(' '),
        '\u{FFFD}' | '\u{FFFF}' => Displayed::Unknown,
        c if c.is_control() => Displayed::Unknown,
        // Symbolic TrueType fonts put their codes at F000; text fonts made symbolic by a subsetter hold plain letters.
        '\u{F020}'..='\u{F07E}' if !symbols => {
            char::from_u32(c as u32 - 0xF000).map_or(Displayed::Ornament, Displayed::As)
        }
        '\u{E000}'..='\u{F8FF}' => Displayed::Ornament,
        // Ligatures and the shapes of Arabic letters, back to letters.
        '\u{FB00}'..='\u{FB06}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            use unicode_normalization::UnicodeNormalization;
            Displayed::Expanded(std::iter::once(c).nfkc().collect())
        }
        c => Displayed::As(c),
    }
}

/// The `ToUnicode` map of a font that could not be loaded otherwise.
fn to_unicode(dict: &Dict<'_>, cmaps: &CMapResolverFn) -> Option<CMap> {
    let data = dict
        .get::<Stream<'_>>("ToUnicode")
        .filter(guard::stream_is_safe)?
        .decoded_data()
        .ok()?;
    let cmaps = cmaps.clone();
    CMap::parse(&data, move |name| cmaps(name))
}

/// The map from glyph numbers of an Adobe character collection to text, for fonts encoded by the collection itself.
fn collection_cmap(dict: &Dict<'_>, cmaps: &CMapResolverFn) -> Option<CMap> {
    if dict.contains_key("ToUnicode") {
        return None;
    }
    let descendant = dict
        .get::<Array<'_>>("DescendantFonts")?
        .iter::<Dict<'_>>()
        .next()?;
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>("Registry")?;
    let ordering = info.get::<PdfString<'_>>("Ordering")?;
    let name: CMapName<'static> =
        CidFamily::from_registry_ordering(&registry, &ordering).ucs2_cmap()?;
    let cmaps = cmaps.clone();
    CMap::parse(cmaps(name)?, move |name| cmaps(name))
}

/// The embedded program's own character map, from glyph to character.
fn reversed_character_map(glyph: &hayro_font::OutlineGlyph) -> Option<FxHashMap<u32, char>> {
    let program = glyph.font_data()?;
    let font = skrifa::FontRef::new((*program.data).as_ref()).ok()?;
    let mut by_glyph = FxHashMap::default();
    for (code, glyph) in font.charmap().mappings() {
        if let Some(c) = char::from_u32(code) {
            by_glyph.entry(glyph.to_u32()).or_insert(c);
        }
    }
    Some(by_glyph)
}

/// Whether the program of a composite font is embedded in the file.
fn has_program(dict: &Dict<'_>) -> bool {
    let descendant = dict
        .get::<Array<'_>>("DescendantFonts")
        .and_then(|all| all.iter::<Dict<'_>>().next());
    let descriptor = descendant.and_then(|font| font.get::<Dict<'_>>("FontDescriptor"));
    descriptor.is_some_and(|dict| {
        ["FontFile", "FontFile2", "FontFile3"]
            .iter()
            .any(|key| dict.contains_key(key))
    })
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

/// A Type 3 font's em in units of font size, from its matrix: a thousandth for fonts that follow Type 1.
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
