//! The text of glyphs in a row: where spaces stand among them, what is raised above them, what is laid over them.

use unicode_normalization::char::{compose, is_combining_mark};

use super::page::Glyph;

/// A gap between glyphs is a space from this share of the em on. Kerning stays below, the tightest justified line above.
const SPACE: f32 = 0.12;

/// Between characters written without spaces, only a gap this wide is one.
const IDEOGRAPHIC_SPACE: f32 = 0.7;

/// Glyphs smaller than this share of their line's size may be raised or lowered marks.
pub(super) const MARK_SIZE: f32 = 0.85;

/// How far a mark's baseline stands above its line's, in the line's ems.
const MARK_RISE: f32 = 0.12;

/// How the glyphs of a piece are set.
pub(super) struct Setting<'t> {
    /// The page's text, which the glyphs point into.
    pub(super) text: &'t str,
    /// The size most of them are set in.
    pub(super) size: f32,
    /// The baseline of those.
    pub(super) baseline: f32,
}

/// The words of a left-to-right piece, and how many bytes of them are a raised mark that it begins with.
pub(super) fn words(glyphs: &[Glyph], setting: &Setting<'_>) -> (String, usize) {
    let space = space_width(glyphs, setting);
    let mut words = String::with_capacity(glyphs.len() + glyphs.len() / 8);
    let mut leading_mark = 0;
    let mut accent = None;
    for (at, glyph) in glyphs.iter().enumerate() {
        let own = glyph_text(glyph, setting.text);
        // Most glyphs are letters that touch the one before.
        if let [letter @ (b'a'..=b'z' | b'A'..=b'Z')] = own.as_bytes()
            && (at == 0 || gap(&glyphs[at - 1], glyph) <= space)
            && accent.is_none()
            && !setting.raises(glyph)
        {
            words.push(char::from(*letter));
            continue;
        }
        let apart = at > 0 && !words.ends_with(' ') && !own.starts_with(' ');
        if apart && accent.is_none() && gap_is_space(&glyphs[at - 1], glyph, setting, space) {
            words.push(' ');
        }
        if own == " " && words.ends_with(' ') {
            continue;
        }
        if setting.raises(glyph) {
            let leads = leading_mark == words.trim_end().len();
            words.extend(own.chars().map(superscript));
            if leads {
                leading_mark = words.trim_end().len();
            }
        } else if let Some(mark) = accent.take() {
            push_accented(&mut words, own, mark);
        } else if let Some(mark) = combining(own) {
            let stands_on = |other: &&Glyph| stands_on(glyph, other);
            if glyphs.get(at + 1).is_some_and(|next| stands_on(&next)) {
                accent = Some(mark);
            } else if let Some(last) = at
                .checked_sub(1)
                .map(|last| &glyphs[last])
                .filter(stands_on)
            {
                let letter = glyph_text(last, setting.text);
                words.truncate(words.trim_end().len() - letter.len().min(words.trim_end().len()));
                push_accented(&mut words, letter, mark);
            } else {
                words.push_str(own);
            }
        } else {
            words.push_str(own);
        }
    }
    (words, leading_mark)
}

/// The same glyphs as separate texts, spaces among them, for reordering.
pub(super) fn cells(glyphs: &[Glyph], setting: &Setting<'_>) -> Vec<String> {
    let space = space_width(glyphs, setting);
    let mut cells = Vec::with_capacity(glyphs.len() * 2);
    for (at, glyph) in glyphs.iter().enumerate() {
        if at > 0 && gap_is_space(&glyphs[at - 1], glyph, setting, space) {
            cells.push(" ".to_owned());
        }
        let own = glyph_text(glyph, setting.text);
        cells.push(if setting.raises(glyph) {
            own.chars().map(superscript).collect()
        } else {
            own.to_owned()
        });
    }
    cells
}

impl Setting<'_> {
    fn raises(&self, glyph: &Glyph) -> bool {
        glyph.size < MARK_SIZE * self.size && glyph.y > self.baseline + MARK_RISE * self.size
    }
}

/// The combining form of an accent that stands for itself, as old TeX fonts draw it over the letter.
fn combining(accent: &str) -> Option<char> {
    Some(match accent {
        "´" => '\u{301}',
        "`" => '\u{300}',
        "ˆ" => '\u{302}',
        "˜" => '\u{303}',
        "¨" => '\u{308}',
        "¸" => '\u{327}',
        "ˇ" => '\u{30C}',
        "˘" => '\u{306}',
        "˚" => '\u{30A}',
        "˙" => '\u{307}',
        "¯" => '\u{304}',
        "˝" => '\u{30B}',
        "˛" => '\u{328}',
        _ => return None,
    })
}

/// Whether the accent was drawn over the letter, not beside it.
fn stands_on(accent: &Glyph, letter: &Glyph) -> bool {
    let middle = (accent.x0 + accent.x1) / 2.0;
    letter.x0 <= middle && middle <= letter.x1
}

/// Writes a letter with its accent: `e` and U+0301 as `é`. A dotless i is an i under its accent.
fn push_accented(words: &mut String, letter: &str, mark: char) {
    let mut letters = letter.chars();
    let Some(first) = letters.next() else { return };
    let plain = if first == 'ı' { 'i' } else { first };
    match compose(plain, mark) {
        Some(whole) => words.push(whole),
        None => words.extend([plain, mark]),
    }
    words.push_str(letters.as_str());
}

/// The gap from which on two glyphs of this piece are apart: wider where the letters themselves are spaced.
fn space_width(glyphs: &[Glyph], setting: &Setting<'_>) -> f32 {
    let usual = SPACE * setting.size;
    let wide = glyphs
        .windows(2)
        .filter(|pair| gap(&pair[0], &pair[1]) > 0.5 * usual)
        .count();
    if glyphs.len() < 5 || wide * 2 < glyphs.len() {
        return usual;
    }
    let is_letter = |glyph: &Glyph| !glyph_text(glyph, setting.text).trim().is_empty();
    let letters = glyphs
        .windows(2)
        .filter(|pair| is_letter(&pair[0]) && is_letter(&pair[1]));
    let mut gaps: Vec<f32> = letters.map(|pair| gap(&pair[0], &pair[1])).collect();
    gaps.sort_by(f32::total_cmp);
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    usual.max(median * 1.3 + 0.1 * setting.size)
}

fn gap_is_space(last: &Glyph, glyph: &Glyph, setting: &Setting<'_>, space: f32) -> bool {
    let gap = gap(last, glyph);
    if gap <= space {
        return false;
    }
    let before = glyph_text(last, setting.text).chars().next_back();
    let after = glyph_text(glyph, setting.text).chars().next();
    let spaceless = before.is_some_and(is_ideographic) && after.is_some_and(is_ideographic);
    !after.is_some_and(is_attached) && (!spaceless || gap > IDEOGRAPHIC_SPACE * setting.size)
}

/// Whether the character never begins a word: a combining mark, or a vowel written after its consonant.
fn is_attached(c: char) -> bool {
    !c.is_ascii()
        && (is_combining_mark(c)
            || matches!(c, '\u{0E30}'..='\u{0E33}' | '\u{0E45}'..='\u{0E4E}' | '\u{0EB0}'..='\u{0EB3}'))
}

/// Whether the character belongs to a script that is written without spaces and set on a grid.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A digit as its superscript form, other characters as they are.
fn superscript(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32('\u{2070}' as u32 + c as u32 - '0' as u32)
            .expect("superscript digits are assigned"),
        c => c,
    }
}

/// The room between two glyphs, without the letter spacing set between them (some producers take it back at once).
pub(super) fn gap(last: &Glyph, glyph: &Glyph) -> f32 {
    let gap = glyph.x0 - last.x1;
    if last.spacing > 0.0 && gap > last.spacing - 0.05 * last.size {
        gap - last.spacing
    } else {
        gap
    }
}

/// The text of a glyph in its page's text.
pub(super) fn glyph_text<'t>(glyph: &Glyph, text: &'t str) -> &'t str {
    let start = glyph.text_start as usize;
    &text[start..start + usize::from(glyph.text_len)]
}

/// Drops marks that repeat the text of the letter they stand on: some producers give every glyph of a cluster the
/// text of the whole cluster.
pub(super) fn drop_echoes(glyphs: &mut Vec<Glyph>, text: &str) {
    let is_mark = |glyph: &Glyph| {
        glyph.x1 - glyph.x0 < 0.02 * glyph.size && glyph_text(glyph, text).chars().nth(1).is_some()
    };
    if !glyphs.iter().any(is_mark) {
        return;
    }
    let echoes = |at: usize| {
        let own = glyph_text(&glyphs[at], text);
        let says_it = |other: &&Glyph| glyph_text(other, text).ends_with(own);
        let before = at
            .checked_sub(1)
            .and_then(|before| glyphs.get(before))
            .filter(says_it);
        let after = glyphs
            .get(at + 1)
            .filter(says_it)
            .filter(|after| !is_mark(after));
        is_mark(&glyphs[at]) && (before.is_some() || after.is_some())
    };
    let kept: Vec<bool> = (0..glyphs.len()).map(|at| !echoes(at)).collect();
    let mut kept = kept.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
}
