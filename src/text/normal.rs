//! When are two spellings the same word? When their normal forms agree.
//!
//! The normal form is NFKC, case folded, without diacritics (Latin, Greek, Hebrew, Arabic …) and with letters that are
//! written one for the other made one. Signs that spell a sound of their own stay: Indic vowel signs, Thai tone
//! marks, Japanese voicing marks, Cyrillic `й`, `ў` and `ї`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The normal form of a text; characters that are no letters stay (compatibility forms replaced), invisible ones go.
pub fn normal_form(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_slowly(text, &mut folded);
    folded
}

/// Appends a word's normal form to `term`, and to `accented` its lower-case NFKC form that stemmers read.
pub(super) fn fold_word(word: &str, term: &mut String, accented: &mut String) {
    let table = &*SIMPLE_FORMS;
    let simple = word.chars().all(|c| match simple_form(table, c) {
        Some(form) => {
            term.extend(form.folded.into_iter().flatten());
            accented.extend(form.lower);
            true
        }
        None => false,
    });
    if !simple {
        term.clear();
        accented.clear();
        fold_slowly(word, term);
        let visible = word.chars().filter(|&c| !is_invisible(c));
        accented.extend(visible.nfkc().flat_map(char::to_lowercase));
    }
    term.retain(is_word_sign);
}

/// Letters, digits and the signs that belong to them.
fn is_word_sign(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

fn fold_slowly(text: &str, folded: &mut String) {
    let mut bare = String::with_capacity(text.len());
    let mut base = '\0';
    let visible = text.chars().filter(|&c| !is_invisible(c));
    for c in visible.nfkd().filter(|&c| !is_invisible(c)) {
        if is_diacritic(c) {
            if spells_a_letter(base, c) {
                bare.push(c);
            }
            continue;
        }
        base = c;
        c.to_lowercase()
            .for_each(|lower| push_letter(lower, &mut bare));
    }
    folded.extend(bare.nfc());
}

/// The one letter that stands for all that are written in its place.
fn push_letter(c: char, out: &mut String) {
    let one = match c {
        'ß' => return out.push_str("ss"),
        'æ' => return out.push_str("ae"),
        'œ' => return out.push_str("oe"),
        'þ' => return out.push_str("th"),
        'ı' => 'i',
        'ø' => 'o',
        'đ' | 'ð' => 'd',
        'ł' => 'l',
        'ħ' => 'h',
        'ŧ' => 't',
        'ς' => 'σ',
        'ٱ' => 'ا',
        'ى' | 'ی' | 'ے' => 'ي',
        'ة' | 'ہ' | 'ە' | 'ھ' => 'ه',
        'ک' => 'ك',
        _ => ascii_digit(c),
    };
    out.push(one);
}

/// The zeros of the scripts whose digits people mix with 0 to 9.
const ZEROS: [char; 12] = ['٠', '۰', '०', '০', '੦', '૦', '௦', '๐', '໐', '༠', '၀', '០'];

fn ascii_digit(c: char) -> char {
    let value = |zero: char| (c as u32).wrapping_sub(zero as u32);
    let found = ZEROS.into_iter().map(value).find(|&value| value < 10);
    found
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// Accents, points and harakat, told by their combining class; classes of vowel signs, viramas, tone and voicing
/// marks are left out.
fn is_diacritic(c: char) -> bool {
    (c as u32) >= 0x300
        && (matches!(canonical_combining_class(c), 1 | 7 | 10..=36 | 202..=240)
            || matches!(c, '\u{20D0}'..='\u{20FF}'))
}

/// Cyrillic й, ў and ї are letters of the alphabet, not accented ones.
fn spells_a_letter(base: char, mark: char) -> bool {
    matches!(
        (base, mark),
        ('и' | 'И' | 'у' | 'У', '\u{306}') | ('і' | 'І', '\u{308}')
    )
}

/// Characters without a shape: soft hyphens, joiners, marks of direction, variation selectors. Tatweel, which only
/// stretches a word, and superscript digits, which are footnote marks, count with them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{640}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
        | '²' | '³' | '¹' | '⁰' | '⁴'..='⁹')
}

/// What a character that no neighbour can change becomes.
#[derive(Clone, Copy)]
struct SimpleForm {
    folded: [Option<char>; 2],
    lower: Option<char>,
}

/// Up to here characters have their forms in a table: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic.
const TABLE_END: u32 = 0x700;

static SIMPLE_FORMS: LazyLock<Vec<Option<SimpleForm>>> =
    LazyLock::new(|| (0..TABLE_END).map(work_out_simple_form).collect());

fn simple_form(table: &[Option<SimpleForm>], c: char) -> Option<SimpleForm> {
    match c {
        '\u{4E00}'..='\u{9FFF}' => Some(SimpleForm {
            folded: [Some(c), None],
            lower: Some(c),
        }),
        _ => table.get(c as usize).copied().flatten(),
    }
}

fn work_out_simple_form(code: u32) -> Option<SimpleForm> {
    let c = char::from_u32(code)?;
    if unicode_normalization::char::is_combining_mark(c) {
        return None;
    }
    let mut folded = String::new();
    fold_slowly(c.encode_utf8(&mut [0; 4]), &mut folded);
    let mut folded = folded.chars();
    let mut lower = std::iter::once(c)
        .filter(|&c| !is_invisible(c))
        .nfkc()
        .flat_map(char::to_lowercase);
    let form = SimpleForm {
        folded: [folded.next(), folded.next()],
        lower: lower.next(),
    };
    (folded.next().is_none() && lower.next().is_none()).then_some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_agree() {
        let table = [
            ("Article", "article"),
            ("détention", "detention"),
            ("de\u{301}tention", "detention"),
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("STRAẞE", "strasse"),
            ("İstanbul", "istanbul"),
            ("ISTANBUL", "istanbul"),
            ("Diyarbakır", "diyarbakir"),
            ("Łódź", "lodz"),
            ("Đặng", "dang"),
            ("œuvre", "oeuvre"),
            ("ﬁnding", "finding"),
            ("ＨＲＣ３９", "hrc39"),
            ("ﾊﾞﾝｺｸ", "バンコク"),
            ("ёлка", "елка"),
            ("РОССИЙСКОЙ", "российской"),
            ("российскои\u{306}", "российской"),
            ("Україна", "україна"),
            ("права\u{301}", "права"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("Σίσυφος", "σισυφοσ"),
            ("حُقُوقُ", "حقوق"),
            ("الإنسان", "الانسان"),
            ("الأمم", "الامم"),
            ("الآن", "الان"),
            ("حـــقوق", "حقوق"),
            ("ﺣﻘﻮﻕ", "حقوق"),
            ("المتحدة", "المتحده"),
            ("على", "علي"),
            ("ایران", "ايران"),
            ("٣٩", "39"),
            ("۳۹", "39"),
            ("שָׁלוֹם", "שלום"),
            ("ज़मीन", "जमीन"),
            ("अधिकार", "अधिकार"),
            ("한국", "한국"),
            ("\u{1112}\u{1161}\u{11AB}국", "한국"),
            ("prose\u{AD}cution", "prosecution"),
            ("می\u{200C}شود", "ميشود"),
            ("assembly³", "assembly"),
            ("CO₂", "co2"),
            ("人权", "人权"),
        ];
        for (written, normal) in table {
            assert_eq!(normal_form(written), normal, "{written}");
            let (mut term, mut accented) = (String::new(), String::new());
            fold_word(written, &mut term, &mut accented);
            assert_eq!(term, normal, "{written} as a word");
        }
    }

    #[test]
    fn the_normal_form_is_its_own_normal_form() {
        for code in 0..=0x2FFFF {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            let once = normal_form(&c.to_string());
            assert_eq!(normal_form(&once), once, "U+{code:04X}");
        }
    }

    #[test]
    fn the_table_says_what_the_slow_way_says() {
        for code in 0x80..TABLE_END {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            let word = format!("a{c}b");
            let (mut term, mut accented) = (String::new(), String::new());
            fold_word(&word, &mut term, &mut accented);
            let mut slow = String::new();
            fold_slowly(&word, &mut slow);
            slow.retain(is_word_sign);
            assert_eq!(term, slow, "U+{code:04X}");
        }
    }

    #[test]
    fn stemmers_are_given_the_accents() {
        let (mut term, mut accented) = (String::new(), String::new());
        fold_word("Négociée", &mut term, &mut accented);
        assert_eq!((&*term, &*accented), ("negociee", "négociée"));
    }
}
