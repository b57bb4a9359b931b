//! Widths and text of character codes from the font program, for any kind of font.

use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name, Stream, String as PdfString};
use rustc_hash::FxHashMap;
use skrifa::MetadataProvider;

use super::guard;

/// Loads the fonts of a document.
pub(super) struct Loader<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    cmaps: CMapResolverFn,
}

impl<'a> Loader<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            programs: Arc::new(standard_program),
            cmaps: Arc::new(hayro_cmap::load_embedded),
        }
    }

    /// Parses a CMap.
    pub(super) fn cmap(&self, data: &[u8]) -> Option<CMap> {
        let cmaps = self.cmaps.clone();
        CMap::parse(data, move |name| cmaps(name))
    }

    /// Returns the `ToUnicode` map of a font, if it is a stream within the limits.
    pub(super) fn to_unicode(&self, dict: &Dict<'_>) -> Option<CMap> {
        let stream = dict.get::<Stream<'_>>("ToUnicode");
        let data = stream.filter(guard::stream_is_safe)?.decoded_data().ok()?;
        self.cmap(&data)
    }

    fn font(&self, dict: &Dict<'a>) -> Option<Font<'a>> {
        if !guard::font_is_safe(dict) {
            return None;
        }
        self.cache.font(dict, &self.programs, &self.cmaps)
    }

    /// Returns the map from CIDs of an Adobe character collection to text, for fonts without `ToUnicode`.
    fn collection(&self, dict: &Dict<'_>) -> Option<CMap> {
        if dict.contains_key("ToUnicode") {
            return None;
        }
        let info = descendant(dict)?.get::<Dict<'_>>("CIDSystemInfo")?;
        let registry = info.get::<PdfString<'_>>("Registry")?;
        let ordering = info.get::<PdfString<'_>>("Ordering")?;
        let name: CMapName<'static> =
            CidFamily::from_registry_ordering(&registry, &ordering).ucs2_cmap()?;
        self.cmap((self.cmaps)(name)?)
    }
}

/// Returns one of the standard 14 fonts, for the metrics of fonts that are not embedded.
fn standard_program(query: &FontQuery) -> Option<(hayro_font::FontData, u32)> {
    Some(match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
    })
}

/// Returns the descendant font of a composite font.
pub(super) fn descendant<'a>(dict: &Dict<'a>) -> Option<Dict<'a>> {
    dict.get::<Array<'a>>("DescendantFonts")?
        .iter::<Dict<'a>>()
        .next()
}

/// A font program with all sources for the text of its codes.
pub(super) struct FontProgram<'a> {
    /// `None` if the library cannot parse it.
    font: Option<Font<'a>>,
    to_unicode: Option<CMap>,
    by_glyph: Option<FxHashMap<u32, char>>,
    collection: Option<CMap>,
    composite: bool,
    /// Codes are UTF-16 code units or UCS-2.
    codes_are_unicode: bool,
    /// A composite font without an embedded program.
    unembedded: bool,
}

impl<'a> FontProgram<'a> {
    pub(super) fn load(dict: &Dict<'a>, loader: &Loader<'a>) -> Self {
        let name = |key: &str| dict.get::<Name<'_>>(key);
        let composite = name("Subtype").is_some_and(|subtype| subtype.as_str() == "Type0");
        let font = loader.font(dict);
        let codes_are_unicode = name("Encoding").is_some_and(|encoding| {
            encoding.as_str().contains("UCS2") || encoding.as_str().contains("UTF16")
        });
        Self {
            to_unicode: match &font {
                Some(_) => None,
                None => loader.to_unicode(dict),
            },
            by_glyph: None,
            collection: if composite {
                loader.collection(dict)
            } else {
                None
            },
            composite,
            codes_are_unicode,
            unembedded: composite && !has_program(dict),
            font,
        }
    }

    pub(super) fn is_vertical(&self) -> bool {
        self.font.as_ref().is_some_and(|font| !font.is_horizontal())
    }

    /// Returns the next code of a string and its length in bytes, by the font's own CMap.
    pub(super) fn read_code(&self, bytes: &[u8], at: usize) -> Option<(u32, usize)> {
        self.font.as_ref().map(|font| font.read_code(bytes, at))
    }

    /// Returns the advance of a code along the line, in ems.
    pub(super) fn advance(&self, code: u32) -> f32 {
        let Some(font) = &self.font else { return 0.5 };
        let advance = font.code_advance(code);
        let along = if font.is_horizontal() {
            advance.x
        } else {
            advance.y
        };
        along as f32 / 1000.0
    }

    /// Returns the text of a code: from `ToUnicode`, then encodings and glyph names (all in hayro-font), then the character
    /// collection, then the inverted character map of the embedded program.
    pub(super) fn unicode(&mut self, code: u32) -> Option<String> {
        let Some(font) = &self.font else {
            let mapped = self
                .to_unicode
                .as_ref()
                .and_then(|cmap| cmap.lookup_bf_string(code));
            return match mapped {
                Some(text) => Some(string(text)),
                None if self.composite => None,
                None => latin1(code),
            };
        };
        let glyph_id = font.map_code(code);
        let glyph = font.glyph(glyph_id, code);
        let named = match &glyph {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        if let Some(text) = named.and_then(meaningful) {
            return Some(text);
        }
        if self.codes_are_unicode {
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
            // Producers that do not embed the program mostly use Unicode as codes.
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

/// Returns a mapped text, unless it consists of NUL and replacement characters, which producers write for unknown codes.
pub(super) fn meaningful(text: BfString) -> Option<String> {
    let text = string(text);
    let is_known = text.chars().any(|c| c != '\0' && c != '\u{FFFD}');
    is_known.then_some(text)
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

/// Inverts the character map of the embedded program, from glyph to character.
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

/// Returns whether the program of a composite font is embedded.
fn has_program(dict: &Dict<'_>) -> bool {
    let descriptor = descendant(dict).and_then(|font| font.get::<Dict<'_>>("FontDescriptor"));
    descriptor.is_some_and(|dict| {
        ["FontFile", "FontFile2", "FontFile3"]
            .iter()
            .any(|key| dict.contains_key(key))
    })
}
