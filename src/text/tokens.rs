//! The tokenizer: splits a text into words with positions and byte offsets.
//!
//! A word is a run of letters, digits and combining marks. Everything else separates words: white space, punctuation,
//! hyphens, emoji, and apostrophes, so that `the Government's` is found by `government`, `l'eau` by `eau`, and phrases
//! match whichever apostrophe is used. Invisible characters are ignored. In scripts written without spaces every
//! character (with its marks) is a word, and a run of them is searched as a phrase.

use unicode_normalization::char::is_combining_mark;

use super::ascii;
use super::char_table::CharTable;
use super::normal::{fold_word, is_invisible};

/// The position gap at a break; no phrase or proximity query matches across it.
pub const BREAK_GAP: u32 = 1000;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Position in the text, from 0, with gaps at breaks.
    pub position: u32,
    /// Start, as a byte offset in the original text.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// The normal form (`normal_form`), never empty.
    pub term: &'a str,
    /// The lower-case form with accents, the input of `stem`.
    pub accented: &'a str,
}

/// Calls `each` for every word in order. `breaks` are ascending byte offsets at which words end and positions jump by
/// `BREAK_GAP`; offsets within a character are rounded down.
pub fn for_each_token(text: &str, breaks: &[usize], each: impl FnMut(Token<'_>)) {
    let mut tokenizer = Tokenizer {
        next_position: 0,
        term: String::new(),
        accented: String::new(),
        each,
    };
    let mut start = 0;
    for &offset in breaks {
        let end = text.floor_char_boundary(offset);
        if start < end {
            tokenizer.tokenize(text, start, end);
            start = end;
        }
        tokenizer.jump();
    }
    tokenizer.tokenize(text, start, text.len());
}

struct Tokenizer<F> {
    next_position: u32,
    term: String,
    accented: String,
    each: F,
}

impl<F: FnMut(Token<'_>)> Tokenizer<F> {
    fn tokenize(&mut self, text: &str, start: usize, end: usize) {
        let bytes = &text.as_bytes()[..end];
        let mut words = ascii::Words::new(bytes);
        let mut at = words.next(start);
        while at < end {
            let (word_end, has_capitals) = words.end_of_word(at);
            let after = bytes.get(word_end).copied().unwrap_or(b' ');
            let next = if after.is_ascii() {
                self.ascii_word(text, at, word_end, has_capitals);
                word_end
            } else {
                self.unicode_word(&text[..end], at)
            };
            at = words.next(next);
        }
    }

    #[inline]
    fn ascii_word(&mut self, text: &str, start: usize, end: usize, has_capitals: bool) {
        let mut term = &text[start..end];
        if has_capitals {
            self.term.clear();
            self.term.push_str(term);
            self.term.make_ascii_lowercase();
            term = &self.term;
        }
        (self.each)(Token {
            position: self.next_position,
            start,
            end,
            term,
            accented: term,
        });
        self.next_position = self.next_position.saturating_add(1);
    }

    /// Reads the word or separator at `start`, and returns the start of the next one.
    fn unicode_word(&mut self, text: &str, start: usize) -> usize {
        let (end, next) = word_bounds(text, start);
        if start < end && text[start..end].is_ascii() {
            self.ascii_word(text, start, end, true);
            return next;
        }
        self.term.clear();
        self.accented.clear();
        fold_word(&text[start..end], &mut self.term, &mut self.accented);
        if !self.term.is_empty() {
            (self.each)(Token {
                position: self.next_position,
                start,
                end,
                term: &self.term,
                accented: &self.accented,
            });
            self.next_position = self.next_position.saturating_add(1);
        }
        next
    }

    fn jump(&mut self) {
        self.next_position = self.next_position.saturating_add(BREAK_GAP);
    }
}

/// Returns the end of the word at `start` without trailing invisible characters (`start` itself if there is no word), and
/// the position to continue at.
fn word_bounds(text: &str, start: usize) -> (usize, usize) {
    let mut rest = text[start..]
        .char_indices()
        .map(|(at, c)| (start + at, c))
        .peekable();
    let Some((_, first)) = rest.next() else {
        return (start, start);
    };
    let class = CHAR_CLASSES.get(first);
    let mut end = start;
    if matches!(class, CharClass::Letter | CharClass::Unspaced) {
        end = start + first.len_utf8();
    }
    let mut last = first;
    while let Some(&(at, c)) = rest.peek() {
        let goes_on = match (class, CHAR_CLASSES.get(c)) {
            (CharClass::Letter, CharClass::Letter | CharClass::Mark) => true,
            (CharClass::Unspaced, CharClass::Mark) => true,
            (CharClass::Unspaced, CharClass::Unspaced) => completes_sara_am(last, c),
            (CharClass::Letter | CharClass::Unspaced, CharClass::Invisible) => {
                rest.next();
                continue;
            }
            _ => false,
        };
        if !goes_on {
            return (end, at);
        }
        end = at + c.len_utf8();
        last = c;
        rest.next();
    }
    (end, text.len())
}

/// Returns whether both characters form Thai or Lao `am`, which is written as one character or as sign and letter.
fn completes_sara_am(last: char, c: char) -> bool {
    matches!((last, c), ('\u{E4D}', '\u{E32}') | ('\u{ECD}', '\u{EB2}'))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CharClass {
    /// A letter or digit.
    Letter,
    /// A letter of a script written without spaces.
    Unspaced,
    /// A combining mark.
    Mark,
    /// Not visible.
    Invisible,
    /// Anything else.
    Separator,
}

/// Returns whether the character is a letter of a script written without spaces.
pub fn is_unspaced(c: char) -> bool {
    CHAR_CLASSES.get(c) == CharClass::Unspaced
}

static CHAR_CLASSES: CharTable<CharClass> = CharTable::new(char_class);

fn char_class(c: char) -> CharClass {
    // The two large blocks outside the cached table.
    if matches!(c, '\u{4E00}'..='\u{9FFF}') {
        CharClass::Unspaced
    } else if matches!(c, '\u{AC00}'..='\u{D7A3}') {
        CharClass::Letter
    } else if is_invisible(c) {
        CharClass::Invisible
    } else if is_apostrophe_letter(c) {
        CharClass::Separator
    } else if is_combining_mark(c) || is_mark_by_use(c) {
        CharClass::Mark
    } else if !c.is_alphanumeric() {
        CharClass::Separator
    } else if is_of_unspaced_script(c) && !c.is_numeric() {
        CharClass::Unspaced
    } else {
        CharClass::Letter
    }
}

/// Returns whether the character is a letter in Unicode but used as an apostrophe: `здоровʼя`, `Qurʾan`, `Hawaiʻi`.
fn is_apostrophe_letter(c: char) -> bool {
    matches!(
        c,
        '\u{2B9}'..='\u{2BF}' | '\u{2C8}' | '\u{2EE}' | '\u{A78B}' | '\u{A78C}'
    )
}

/// Returns whether the character is Thai or Lao `am`, which ends its syllable, or a half-width voicing mark.
fn is_mark_by_use(c: char) -> bool {
    matches!(c, '\u{E33}' | '\u{EB3}' | '\u{FF9E}' | '\u{FF9F}')
}

fn is_of_unspaced_script(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}'                                  // Thai, Lao
        | '\u{1000}'..='\u{109F}' | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}' // Myanmar
        | '\u{1780}'..='\u{17FF}'                              // Khmer
        | '\u{2E80}'..='\u{312F}' | '\u{31A0}'..='\u{31FF}'    // radicals, Hiragana, Katakana, Bopomofo
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'    // Han
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'
        | '\u{FF66}'..='\u{FF9D}' | '\u{1AFF0}'..='\u{1B16F}') // half-width and old Kana
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> String {
        let mut terms = Vec::new();
        for_each_token(text, &[], |token| terms.push(token.term.to_owned()));
        terms.join("|")
    }

    #[test]
    fn words_are_found() {
        let table = [
            ("", ""),
            (" .,–—\t\r\n", ""),
            ("Human Rights Council", "human|rights|council"),
            ("the Government's", "the|government|s"),
            ("the Government’s", "the|government|s"),
            ("don't; l'eau, l’eau", "don|t|l|eau|l|eau"),
            ("здоровʼя здоров'я", "здоров|я|здоров|я"),
            (
                "long-term well\u{2010}being non\u{2011}state",
                "long|term|well|being|non|state",
            ),
            (
                "prose\u{AD}cution zero\u{200B}width",
                "prosecution|zerowidth",
            ),
            ("U.S.-led (2018)", "u|s|led|2018"),
            ("A/HRC/39/14", "a|hrc|39|14"),
            ("snake_case", "snake|case"),
            ("assembly¹ and care.²", "assembly|and|care"),
            (
                "Détention arbitraire à l’étranger",
                "detention|arbitraire|a|l|etranger",
            ),
            ("права человека", "права|человека"),
            ("حقوقُ الإنسانِ", "حقوق|الانسان"),
            ("人权理事会。", "人|权|理|事|会"),
            ("第39届会议", "第|39|届|会|议"),
            ("人権はHRCの", "人|権|は|hrc|の"),
            ("バンコク ﾊﾞﾝ", "バ|ン|コ|ク|バ|ン"),
            ("นำ นํา", "นํา|นํา"),
            ("ความ", "ค|ว|า|ม"),
            ("សិទ្ធិ", "សិ|ទ្|ធិ"),
            ("अधिकारों की", "अधिकारों|की"),
            ("한국어 문서", "한국어|문서"),
            ("👍🏽 done 1️⃣", "done|1"),
            ("e\u{301}tat", "etat"),
            ("\u{301}x", "x"),
            ("a\u{FE0F}b", "ab"),
            ("xÀb€c", "xab|c"),
            ("ـــ", ""),
        ];
        for (text, expected) in table {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn offsets_refer_to_the_original_text() {
        let text = "«Le Dro\u{AD}it\u{AD}» d’être: 人权!";
        let mut words = Vec::new();
        for_each_token(text, &[], |token| words.push(&text[token.start..token.end]));
        assert_eq!(words, ["Le", "Dro\u{AD}it", "d", "être", "人", "权"]);
    }

    #[test]
    fn positions_have_gaps_at_breaks_only() {
        let text = "one two\nthree\u{c}four12 five";
        let header = text.find("12").expect("in the text");
        let mut seen = Vec::new();
        for_each_token(text, &[header, header + 3], |token| {
            seen.push((token.term.to_owned(), token.position));
        });
        let expected = [
            ("one", 0),
            ("two", 1),
            ("three", 2),
            ("four", 3),
            ("12", 1004),
            ("five", 2005),
        ];
        assert_eq!(seen, expected.map(|(term, at)| (term.to_owned(), at)));
    }

    #[test]
    fn breaks_may_be_repeated_or_out_of_bounds() {
        let mut count = 0;
        for_each_token("é é", &[0, 1, 1, 4, 99], |_| count += 1);
        assert_eq!(count, 2);
    }

    #[test]
    fn accents_are_kept_for_stemmers() {
        let mut seen = String::new();
        for_each_token("Arrêtées", &[], |token| seen.push_str(token.accented));
        assert_eq!(seen, "arrêtées");
    }
}
