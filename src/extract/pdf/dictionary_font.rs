//! Fonts whose dictionaries define the width and text of all codes. Not inflating and parsing their programs saves a tenth
//! of the time for a file.

use hayro_cmap::CMap;
use hayro_syntax::object::{Array, Dict, Name};
use rustc_hash::FxHashMap;

use super::font_program::{Loader, descendant, meaningful};
use super::guard;

/// Widths and texts from a font dictionary. For horizontal fonts with one-byte codes or two-byte glyph numbers.
pub(super) struct DictionaryFont {
    widths: Widths,
    to_unicode: Option<CMap>,
    /// Codes are in Windows code page 1252 (`WinAnsiEncoding`).
    win_ansi: bool,
}

/// Widths in thousandths of an em.
enum Widths {
    /// Widths of consecutive codes, with the first code.
    Row(u32, Vec<f32>),
    /// Widths by glyph number, and the default width.
    Table(FxHashMap<u32, f32>, f32),
}

impl DictionaryFont {
    /// Reads a font dictionary; `None` if it is not sufficient.
    pub(super) fn of(dict: &Dict<'_>, loader: &Loader<'_>) -> Option<Self> {
        let name = |key: &str| dict.get::<Name<'_>>(key);
        let encoding = name("Encoding");
        let encoded = |as_: &str| encoding.as_ref().is_some_and(|name| name.as_str() == as_);
        match name("Subtype")?.as_str() {
            "TrueType" | "Type1" => {
                let to_unicode = loader.to_unicode(dict);
                let win_ansi = encoded("WinAnsiEncoding");
                (to_unicode.is_some() || win_ansi).then_some(Self {
                    widths: row_of_widths(dict)?,
                    to_unicode,
                    win_ansi,
                })
            }
            "Type0" if encoded("Identity-H") => Some(Self {
                widths: table_of_widths(&descendant(dict)?)?,
                to_unicode: Some(loader.to_unicode(dict)?),
                win_ansi: false,
            }),
            _ => None,
        }
    }

    /// Returns the advance of a code in ems and its text; `None` if the dictionary does not define both.
    pub(super) fn look_up(&self, code: u32) -> Option<(f32, String)> {
        let width = match &self.widths {
            Widths::Row(first, row) => *row.get(code.checked_sub(*first)? as usize)?,
            Widths::Table(table, default) => table.get(&code).copied().unwrap_or(*default),
        };
        let mapped = self
            .to_unicode
            .as_ref()
            .and_then(|cmap| cmap.lookup_bf_string(code));
        let text = match mapped {
            Some(text) => meaningful(text)?,
            None if self.win_ansi => win_ansi(code)?.to_string(),
            None => return None,
        };
        Some((width / 1000.0, text))
    }
}

fn row_of_widths(dict: &Dict<'_>) -> Option<Widths> {
    let first = dict.get::<u32>("FirstChar")?;
    let count = dict
        .get::<u32>("LastChar")?
        .checked_sub(first)?
        .checked_add(1)?;
    let row = dict.get::<Array<'_>>("Widths")?;
    Some(Widths::Row(
        first,
        row.iter::<f32>().take(count.min(256) as usize).collect(),
    ))
}

/// Parses `W` (ISO 32000-1, 9.7.4.3): `first [width …]`, or `first last width`.
fn table_of_widths(descendant: &Dict<'_>) -> Option<Widths> {
    if !guard::widths_are_sane(descendant) {
        return None;
    }
    let mut table = FxHashMap::default();
    if let Some(entries) = descendant.get::<Array<'_>>("W") {
        let mut entries = entries.flex_iter();
        loop {
            if let Some((first, row)) = entries.next::<(u32, Array<'_>)>() {
                table.extend((first..).zip(row.iter::<f32>()));
            } else if let Some((first, last, width)) = entries.next::<(u32, u32, f32)>() {
                table.extend((first..=last.min(0xFFFF)).map(|glyph| (glyph, width)));
            } else {
                break;
            }
        }
    }
    let default = descendant.get::<f32>("DW").unwrap_or(1000.0);
    Some(Widths::Table(table, default))
}

/// Returns a printable character of Windows code page 1252. The soft hyphen is drawn as a hyphen.
fn win_ansi(code: u32) -> Option<char> {
    let byte = u8::try_from(code).ok().filter(|byte| *byte >= 0x20)?;
    if byte == 0xAD {
        return Some('-');
    }
    let byte = [byte];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
    text.chars().next().filter(|c| !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn win_ansi_codes_are_mapped_as_drawn() {
        for (code, drawn) in [
            (0x41, Some('A')),
            (0x92, Some('\u{2019}')),
            (0xE9, Some('é')),
            (0xAD, Some('-')),
            (0x81, None),
            (0x07, None),
            (0x141, None),
        ] {
            assert_eq!(win_ansi(code), drawn, "{code:#x}");
        }
    }
}
