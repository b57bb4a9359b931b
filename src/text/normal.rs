//! The normal form of words, in which different spellings of a word agree.
//!
//! The normal form is NFKC, case folded, without diacritics (Latin, Greek, Hebrew, Arabic …) and with interchangeable
//! letters unified. Signs that change the sound stay: Indic vowel signs, Thai tone marks, Japanese voicing marks, Cyrillic
//! `й`, `ў` and `ї`.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkd_quick};

use super::char_table::CharTable;

/// Returns the normal form of a text. Characters other than letters stay (in compatibility form), invisible ones are
/// removed.
pub fn normal_form(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_by_decomposition(text, &mut folded);
    folded
}

/// Appends a word's normal form to `term`, and its lower-case NFKC form, the input of stemmers, to `accented`.
pub(super) fn fold_word(word: &str, term: &mut String, accented: &mut String) {
    if fold_by_table(word, term, accented) {
        return;
    }
    term.clear();
    accented.clear();
    fold_by_decomposition(word, term);
    term.retain(is_word_sign);
    let visible = word.chars().filter(|&c| !is_invisible(c));
    accented.extend(visible.nfkc().flat_map(char::to_lowercase));
}

/// Folds a word character by character. Returns `false`, with part of the word written, if its characters interact.
fn fold_by_table(word: &str, term: &mut String, accented: &mut String) -> bool {
    let mut after_mark = false;
    for c in word.chars() {
        match SIMPLE_FORMS.get(c) {
            Some(form) if !(after_mark && form.is_mark) => {
                term.extend(form.folded.into_iter().flatten());
                accented.extend(form.lower);
                after_mark = form.is_mark;
            }
            _ => return false,
        }
    }
    true
}

/// Returns whether the character can be part of a word: a letter, a digit or a combining mark.
fn is_word_sign(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn fold_by_decomposition(text: &str, folded: &mut String) {
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
        if canonical_combining_class(c) == 0 {
            base = c;
        }
        c.to_lowercase()
            .for_each(|lower| push_letter(lower, &mut bare));
    }
    folded.extend(bare.nfc());
}

/// Appends the representative of a letter's class of interchangeable letters.
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

/// The zeros of scripts whose digits are used interchangeably with 0 to 9.
const ZEROS: [char; 12] = ['٠', '۰', '०', '০', '੦', '૦', '௦', '๐', '໐', '༠', '၀', '០'];

fn ascii_digit(c: char) -> char {
    let value = |zero: char| (c as u32).wrapping_sub(zero as u32);
    let found = ZEROS.into_iter().map(value).find(|&value| value < 10);
    found
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// Returns whether the character is an accent, point or haraka, by its combining class. Vowel signs, viramas, tone and
/// voicing marks have other classes.
fn is_diacritic(c: char) -> bool {
    (c as u32) >= 0x300
        && (matches!(canonical_combining_class(c), 1 | 7 | 10..=36 | 202..=240)
            || matches!(c, '\u{20D0}'..='\u{20FF}'))
}

/// Returns whether base and mark form Cyrillic й, ў or ї, which are letters of their own.
fn spells_a_letter(base: char, mark: char) -> bool {
    matches!(
        (base, mark),
        ('и' | 'И' | 'у' | 'У', '\u{306}') | ('і' | 'І', '\u{308}')
    )
}

/// Returns whether the character is ignored: soft hyphens, joiners, direction marks, variation selectors, tatweel, and
/// superscript digits, which are footnote marks.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{640}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
        || is_superscript_digit(c)
}

/// Returns whether the character is a superscript digit, in a flow the mark of a footnote.
pub fn is_superscript_digit(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// The folded forms of a character that does not interact with its neighbours.
#[derive(Clone, Copy)]
struct SimpleForm {
    folded: [Option<char>; 2],
    lower: Option<char>,
    /// Two marks in a row may have to be reordered.
    is_mark: bool,
}

/// `None` for characters that can interact with their neighbours, or have more than two characters in folded form.
static SIMPLE_FORMS: CharTable<Option<SimpleForm>> = CharTable::new(simple_form);

fn simple_form(c: char) -> Option<SimpleForm> {
    if matches!(c, '\u{4E00}'..='\u{9FFF}') {
        return Some(SimpleForm {
            folded: [Some(c), None],
            lower: Some(c),
            is_mark: false,
        });
    }
    let is_mark = is_combining_mark(c);
    let one = || std::iter::once(c);
    let composes = is_nfc_quick(one()) == IsNormalized::Maybe;
    if composes || is_mark && (is_diacritic(c) || is_nfkd_quick(one()) != IsNormalized::Yes) {
        return None;
    }
    let mut folded = String::new();
    fold_by_decomposition(c.encode_utf8(&mut [0; 4]), &mut folded);
    folded.retain(is_word_sign);
    // A letter that becomes a mark (half-width kana), or a letter and a mark, interacts with its neighbour.
    if folded.chars().any(|c| is_combining_mark(c) != is_mark) {
        return None;
    }
    let mut folded = folded.chars();
    let visible = one().filter(|&c| !is_invisible(c));
    let mut lower = visible.nfkc().flat_map(char::to_lowercase);
    let form = SimpleForm {
        folded: [folded.next(), folded.next()],
        lower: lower.next(),
        is_mark,
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
    fn normalisation_is_idempotent() {
        for code in 0..=0x2FFFF {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            let once = normal_form(&c.to_string());
            assert_eq!(normal_form(&once), once, "U+{code:04X}");
        }
    }

    #[test]
    fn folding_by_table_agrees_with_decomposition() {
        let marks = [
            '\u{301}', '\u{308}', '\u{E48}', '\u{E38}', '\u{94D}', '\u{9BE}', '\u{64E}', 'b',
        ];
        for c in (0x80..0x3200).filter_map(char::from_u32) {
            for mark in marks {
                let word = format!("a{c}{mark}к{mark}{c}");
                let (mut term, mut accented) = (String::new(), String::new());
                fold_word(&word, &mut term, &mut accented);
                let mut slow = String::new();
                fold_by_decomposition(&word, &mut slow);
                slow.retain(is_word_sign);
                let visible = word.chars().filter(|&c| !is_invisible(c));
                let lower: String = visible.nfkc().flat_map(char::to_lowercase).collect();
                assert_eq!(
                    (term, accented),
                    (slow, lower),
                    "U+{:04X} {mark:?}",
                    u32::from(c)
                );
            }
        }
    }

    #[test]
    fn accented_forms_keep_their_accents() {
        let (mut term, mut accented) = (String::new(), String::new());
        fold_word("Négociée", &mut term, &mut accented);
        assert_eq!((&*term, &*accented), ("negociee", "négociée"));
    }
}
