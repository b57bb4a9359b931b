//! Turns the glyphs of a line into text: spaces, superscripts, and accents drawn over letters.

use unicode_normalization::char::{compose, is_combining_mark};

use super::page::Glyph;

/// Minimum gap of a space, in ems. Kerning is narrower, spaces in the tightest justified lines are wider.
const SPACE: f32 = 0.12;

/// Minimum gap of a space between ideographs, in ems.
const IDEOGRAPHIC_SPACE: f32 = 0.7;

/// Glyphs below this share of their line's font size may be superscripts or subscripts.
pub(super) const MARK_SIZE: f32 = 0.85;

/// Minimum rise of a superscript, in ems of its line.
const MARK_RISE: f32 = 0.12;

/// The text and dominant style of a line's glyphs.
pub(super) struct LineStyle<'t> {
    /// The page's text, which the glyphs point into.
    pub(super) text: &'t str,
    /// Font size of most glyphs.
    pub(super) size: f32,
    /// Baseline of those glyphs.
    pub(super) baseline: f32,
}

/// Returns the text of a left-to-right line, and the length in bytes of the superscript mark at its start.
pub(super) fn words(glyphs: &[Glyph], style: &LineStyle<'_>) -> (String, usize) {
    let space = space_width(glyphs, style);
    let mut words = String::with_capacity(glyphs.len() + glyphs.len() / 8);
    let mut leading_mark = 0;
    let mut accent = None;
    for (at, glyph) in glyphs.iter().enumerate() {
        let own = glyph_text(glyph, style.text);
        // Fast path: most glyphs are letters without a space before them.
        if let [letter @ (b'a'..=b'z' | b'A'..=b'Z')] = own.as_bytes()
            && (at == 0 || gap(&glyphs[at - 1], glyph) <= space)
            && accent.is_none()
            && !style.is_superscript(glyph)
        {
            words.push(char::from(*letter));
            continue;
        }
        let apart = at > 0 && !words.ends_with(' ') && !own.starts_with(' ');
        if apart && accent.is_none() && gap_is_space(&glyphs[at - 1], glyph, style, space) {
            words.push(' ');
        }
        if own == " " && words.ends_with(' ') {
            continue;
        }
        if style.is_superscript(glyph) {
            let leads = leading_mark == words.trim_end().len();
            words.extend(own.chars().map(superscript));
            if leads {
                leading_mark = words.trim_end().len();
            }
        } else if let Some(mark) = accent.take() {
            push_accented(&mut words, own, mark);
        } else if let Some(mark) = combining(own) {
            let is_over = |other: &&Glyph| is_over(glyph, other);
            if glyphs.get(at + 1).is_some_and(|next| is_over(&next)) {
                accent = Some(mark);
            } else if let Some(last) = at.checked_sub(1).map(|last| &glyphs[last]).filter(is_over) {
                let letter = glyph_text(last, style.text);
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

/// Returns the text of each glyph, with spaces as separate cells, for reordering.
pub(super) fn cells(glyphs: &[Glyph], style: &LineStyle<'_>) -> Vec<String> {
    let space = space_width(glyphs, style);
    let mut cells = Vec::with_capacity(glyphs.len() * 2);
    for (at, glyph) in glyphs.iter().enumerate() {
        if at > 0 && gap_is_space(&glyphs[at - 1], glyph, style, space) {
            cells.push(" ".to_owned());
        }
        let own = glyph_text(glyph, style.text);
        cells.push(if style.is_superscript(glyph) {
            own.chars().map(superscript).collect()
        } else {
            own.to_owned()
        });
    }
    cells
}

impl LineStyle<'_> {
    fn is_superscript(&self, glyph: &Glyph) -> bool {
        glyph.size < MARK_SIZE * self.size && glyph.y > self.baseline + MARK_RISE * self.size
    }
}

/// Returns the combining form of a spacing accent, which old TeX fonts draw over the letter.
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

/// Returns whether the accent was drawn over the letter, not beside it.
fn is_over(accent: &Glyph, letter: &Glyph) -> bool {
    let middle = (accent.x0 + accent.x1) / 2.0;
    letter.x0 <= middle && middle <= letter.x1
}

/// Appends a letter with its accent: `e` and U+0301 as `é`. A dotless i with an accent becomes an i.
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

/// Returns the minimum gap of a space in this line; it is wider if the letters are spaced out.
fn space_width(glyphs: &[Glyph], style: &LineStyle<'_>) -> f32 {
    let usual = SPACE * style.size;
    let wide = glyphs
        .windows(2)
        .filter(|pair| gap(&pair[0], &pair[1]) > 0.5 * usual)
        .count();
    if glyphs.len() < 5 || wide * 2 < glyphs.len() {
        return usual;
    }
    let is_letter = |glyph: &Glyph| !glyph_text(glyph, style.text).trim().is_empty();
    let letters = glyphs
        .windows(2)
        .filter(|pair| is_letter(&pair[0]) && is_letter(&pair[1]));
    let mut gaps: Vec<f32> = letters.map(|pair| gap(&pair[0], &pair[1])).collect();
    gaps.sort_by(f32::total_cmp);
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    usual.max(median * 1.3 + 0.1 * style.size)
}

fn gap_is_space(last: &Glyph, glyph: &Glyph, style: &LineStyle<'_>, space: f32) -> bool {
    let gap = gap(last, glyph);
    if gap <= space {
        return false;
    }
    let before = glyph_text(last, style.text).chars().next_back();
    let after = glyph_text(glyph, style.text).chars().next();
    let spaceless = before.is_some_and(is_ideographic) && after.is_some_and(is_ideographic);
    !after.is_some_and(is_attached) && (!spaceless || gap > IDEOGRAPHIC_SPACE * style.size)
}

/// Returns whether the character never begins a word: a combining mark, or a vowel sign written after its consonant.
fn is_attached(c: char) -> bool {
    !c.is_ascii()
        && (is_combining_mark(c)
            || matches!(c, '\u{0E30}'..='\u{0E33}' | '\u{0E45}'..='\u{0E4E}' | '\u{0EB0}'..='\u{0EB3}'))
}

/// Returns whether the character belongs to a script that is written without spaces and set on a grid.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Maps digits to superscript digits, and leaves other characters.
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

/// Returns the gap between two glyphs without the letter spacing between them (some producers cancel it at once).
pub(super) fn gap(last: &Glyph, glyph: &Glyph) -> f32 {
    let gap = glyph.x0 - last.x1;
    if last.spacing > 0.0 && gap > last.spacing - 0.05 * last.size {
        gap - last.spacing
    } else {
        gap
    }
}

/// Returns the text of a glyph.
pub(super) fn glyph_text<'t>(glyph: &Glyph, text: &'t str) -> &'t str {
    let start = glyph.text_start as usize;
    &text[start..start + usize::from(glyph.text_len)]
}

/// Drops marks that repeat the text of their letter: some producers give every glyph of a cluster the text of the whole
/// cluster.
pub(super) fn drop_repeated_clusters(glyphs: &mut Vec<Glyph>, text: &str) {
    let is_mark = |glyph: &Glyph| {
        glyph.x1 - glyph.x0 < 0.02 * glyph.size && glyph_text(glyph, text).chars().nth(1).is_some()
    };
    if !glyphs.iter().any(is_mark) {
        return;
    }
    let is_repeated = |at: usize| {
        let own = glyph_text(&glyphs[at], text);
        let has_text = |other: &&Glyph| glyph_text(other, text).ends_with(own);
        let before = at
            .checked_sub(1)
            .and_then(|before| glyphs.get(before))
            .filter(has_text);
        let after = glyphs
            .get(at + 1)
            .filter(has_text)
            .filter(|after| !is_mark(after));
        is_mark(&glyphs[at]) && (before.is_some() || after.is_some())
    };
    let kept: Vec<bool> = (0..glyphs.len()).map(|at| !is_repeated(at)).collect();
    let mut kept = kept.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
}
