//! Detects compounds, which are written as one word or as several: `non-governmental`, `Qur'an`, `1,000`, `N.G.O.`

use super::normal::fold_word;
use super::tokens::{Token, for_each_token};

/// How the parts of a compound are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joint {
    /// With a hyphen within a line; the parts are also indexed as separate words.
    Hyphen,
    /// With an apostrophe, a thousands separator, or a hyphen at a line end that may split a word. Applies to this
    /// occurrence only.
    Tight,
    /// As initials with full stops.
    Initials,
    /// As one word of two capital letters, that is, two initials without full stops.
    Capitals,
}

/// A compound of one or more words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compound<'a> {
    /// The compound as one token: the position of its first word, its bytes, and its joined parts as term.
    pub whole: Token<'a>,
    /// Number of words it spans in this text.
    pub width: u32,
    /// Lengths of the normal forms of all parts but the last, in characters.
    pub lengths: &'a [usize],
    /// How the parts are written.
    pub joint: Joint,
}

/// A word or a compound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<'a> {
    /// A word.
    Word(Token<'a>),
    /// A compound of preceding words.
    Compound(Compound<'a>),
}

/// Maximum number of parts of a compound.
const MAX_PARTS: usize = 4;

/// Prefixes that are not words themselves.
const BOUND_PREFIXES: [&str; 26] = [
    "afro", "anti", "bio", "co", "counter", "cyber", "eco", "euro", "geo", "hyper", "infra",
    "inter", "intra", "macro", "micro", "multi", "neo", "non", "pre", "pro", "pseudo", "quasi",
    "semi", "socio", "sub", "ultra",
];

/// Minimum number of characters after a prefix; before shorter rests it is likely chance.
const MIN_AFTER_PREFIX: usize = 4;

/// Returns the length in bytes of the longest bound prefix of a word.
pub fn prefix_length(term: &str) -> Option<usize> {
    let fitting = BOUND_PREFIXES.iter().filter(|prefix| {
        let rest = term.strip_prefix(**prefix);
        rest.is_some_and(|rest| rest.chars().count() >= MIN_AFTER_PREFIX)
    });
    fitting.map(|prefix| prefix.len()).max()
}

/// Returns whether a term is a bound prefix.
pub fn is_bound_prefix(term: &str) -> bool {
    BOUND_PREFIXES.contains(&term)
}

/// Calls `each` for every word in order (`for_each_token`), and for every compound at some point after its last word.
/// Compounds of the same spelling come in order.
pub fn for_each_term(text: &str, breaks: &[usize], mut each: impl FnMut(Term<'_>)) {
    let mut chain = Chain {
        text,
        parts: Vec::new(),
        link: None,
    };
    for_each_token(text, breaks, |token| {
        let part = Component {
            position: token.position,
            start: token.start,
            end: token.end,
        };
        chain.add(part, &mut each);
        each(Term::Word(token));
        if is_two_capitals(&text[token.start..token.end]) {
            each(Term::Compound(Compound {
                whole: token,
                width: 1,
                lengths: &[],
                joint: Joint::Capitals,
            }));
        }
    });
    chain.flush(&mut each);
}

fn is_two_capitals(word: &str) -> bool {
    let mut letters = word.chars();
    word.len() <= 4
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_none()
}

#[derive(Clone, Copy)]
struct Component {
    position: u32,
    start: usize,
    end: usize,
}

/// The separator of two parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Hyphen,
    LineEnd,
    Apostrophe,
    Stop,
    Thousands(char),
}

impl Link {
    /// Returns whether both links can occur in one compound.
    fn is_compatible(self, other: Self) -> bool {
        let inside_words = |link| matches!(link, Self::Hyphen | Self::LineEnd | Self::Apostrophe);
        self == other || inside_words(self) && inside_words(other)
    }
}

/// A chain of linked words, candidates for the parts of a compound.
struct Chain<'a> {
    text: &'a str,
    /// Each with its link to the previous one.
    parts: Vec<(Component, Option<Link>)>,
    /// How the parts are linked.
    link: Option<Link>,
}

impl Chain<'_> {
    fn add(&mut self, part: Component, each: &mut impl FnMut(Term<'_>)) {
        let Some((before, _)) = self.parts.last().copied() else {
            self.parts.push((part, None));
            return;
        };
        let link = match is_separated_by_space(self.text, &before, &part) {
            true => None,
            false => link(self.text, before, part),
        };
        if link.is_none() && self.link.is_none() {
            self.parts[0] = (part, None);
            return;
        }
        let fits = |link: &Link| self.link.is_none_or(|known| known.is_compatible(*link));
        let Some(link) = link.filter(fits) else {
            self.flush(each);
            self.link = link;
            if link.is_some() {
                self.parts.push((before, None));
            }
            self.parts.push((part, link));
            return;
        };
        self.link = Some(link);
        self.parts.push((part, Some(link)));
    }

    /// Emits the compounds of the chain, and begins a new chain.
    fn flush(&mut self, each: &mut impl FnMut(Term<'_>)) {
        let count = self.parts.len();
        if let Some(link) = self.link.filter(|_| count > 1) {
            let whole_only = matches!(link, Link::Stop | Link::Thousands(_));
            for from in 0..count - 1 {
                for to in from + 2..=count.min(from + MAX_PARTS) {
                    if !whole_only || (from, to) == (0, count) {
                        self.emit(&self.parts[from..to], each);
                    }
                }
            }
        }
        self.parts.clear();
        self.link = None;
    }

    fn emit(&self, parts: &[(Component, Option<Link>)], each: &mut impl FnMut(Term<'_>)) {
        let (mut term, mut accented) = (String::new(), String::new());
        let mut lengths = Vec::with_capacity(parts.len());
        let (mut folded, mut lower) = (String::new(), String::new());
        for (part, _) in parts {
            let word = &self.text[part.start..part.end];
            folded.clear();
            lower.clear();
            if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                folded.push_str(word);
                folded.make_ascii_lowercase();
                lower.push_str(&folded);
            } else {
                fold_word(word, &mut folded, &mut lower);
            }
            lengths.push(folded.chars().count());
            term.push_str(&folded);
            accented.push_str(&lower);
        }
        lengths.pop();
        let links = || parts[1..].iter().filter_map(|(_, link)| *link);
        let joint = match () {
            () if links().all(|link| link == Link::Hyphen) => Joint::Hyphen,
            () if links().all(|link| link == Link::Stop) => Joint::Initials,
            () => Joint::Tight,
        };
        let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else {
            return;
        };
        each(Term::Compound(Compound {
            whole: Token {
                position: first.position,
                start: first.start,
                end: last.end,
                term: &term,
                accented: &accented,
            },
            width: last.position - first.position + 1,
            lengths: &lengths,
            joint,
        }));
    }
}

/// A fast check for the common case of two words without a link: one space between them, and no number.
#[inline]
fn is_separated_by_space(text: &str, before: &Component, part: &Component) -> bool {
    let bytes = text.as_bytes();
    part.start == before.end + 1
        && bytes[before.end] == b' '
        && !bytes[before.start].is_ascii_digit()
}

fn link(text: &str, before: Component, part: Component) -> Option<Link> {
    let between = text.get(before.end..part.start)?;
    // The longest separator is a hyphen and a line end.
    if part.position != before.position + 1 || between.is_empty() || between.len() > 6 {
        return None;
    }
    let (one, other) = (&text[before.start..before.end], &text[part.start..part.end]);
    let mut signs = between.chars();
    match (signs.next()?, signs.next(), signs.next()) {
        ('-' | '\u{2010}' | '\u{2011}', None, _) => {
            makes_a_word(one, other).then_some(Link::Hyphen)
        }
        ('-' | '\u{2010}' | '\u{2011}', Some('\u{2028}' | '\n'), None) => {
            makes_a_word(one, other).then_some(Link::LineEnd)
        }
        ('\'' | '’' | '‘' | '`' | 'ʼ' | 'ʻ' | 'ʾ' | 'ʿ', None, _) if !is_digits(one) => {
            is_optional_apostrophe(one, other).then_some(Link::Apostrophe)
        }
        ('.', None, _) if is_letter(one) && is_letter(other) => Some(Link::Stop),
        (sign @ (',' | '.' | '\'' | '’' | ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}'), None, _) => {
            groups_digits(text, before, other).then_some(Link::Thousands(sign))
        }
        _ => None,
    }
}

/// Returns whether a hyphen between the parts makes a compound: not between numbers.
fn makes_a_word(one: &str, other: &str) -> bool {
    let has_letter = |part: &str| part.chars().any(char::is_alphabetic);
    has_letter(one) || has_letter(other)
}

/// Returns whether the apostrophe is optional: in `Qur'an` and `Sana'a`, not in `l'eau` or `Kenya's`.
fn is_optional_apostrophe(one: &str, other: &str) -> bool {
    const ENDINGS: [&str; 7] = ["s", "t", "re", "ve", "ll", "d", "m"];
    one.chars().count() > 2 && !ENDINGS.contains(&other.to_lowercase().as_str())
}

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// Returns whether the parts are groups of one number, such as `1 000 000`: one to three digits, then groups of three.
fn groups_digits(text: &str, before: Component, other: &str) -> bool {
    let one = &text[before.start..before.end];
    is_digits(one) && is_digits(other) && other.len() == 3 && one.len() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The compounds of a text: `term joint lengths position+width`.
    fn compounds(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for_each_term(text, &[], |term| {
            if let Term::Compound(compound) = term {
                found.push(format!(
                    "{} {:?} {:?} {}+{}",
                    compound.whole.term,
                    compound.joint,
                    compound.lengths,
                    compound.whole.position,
                    compound.width
                ));
            }
        });
        found
    }

    #[test]
    fn compounds_are_found() {
        let table: &[(&str, &[&str])] = &[
            (
                "a non-governmental body",
                &["nongovernmental Hyphen [3] 1+2"],
            ),
            (
                "non\u{2011}governmental",
                &["nongovernmental Hyphen [3] 0+2"],
            ),
            (
                "non-\u{2028}governmental",
                &["nongovernmental Tight [3] 0+2"],
            ),
            (
                "non governmental, non - governmental, non–governmental",
                &[],
            ),
            (
                "non-self-governing",
                &[
                    "nonself Hyphen [3] 0+2",
                    "nonselfgoverning Hyphen [3, 4] 0+3",
                    "selfgoverning Hyphen [4] 1+2",
                ],
            ),
            ("Covid-19 in 2018-19", &["covid19 Hyphen [5] 0+2"]),
            (
                "the Qur’an of Sana'a",
                &["quran Tight [3] 1+2", "sanaa Tight [4] 4+2"],
            ),
            ("l'eau, Kenya's, don't, d’Ivoire", &[]),
            (
                "1,000 and 12 345 678",
                &["1000 Tight [1] 0+2", "12345678 Tight [2, 3] 3+3"],
            ),
            ("39, 140; 2018,300; 3.14; 1.5000", &[]),
            (
                "U.N. and N.G.O.s",
                &["un Initials [1] 0+2", "ngos Initials [1, 1, 1] 3+4"],
            ),
            ("N.G.O. law", &["ngo Initials [1, 1] 0+3"]),
            ("the UN, the UNO", &["un Capitals [] 1+1"]),
            (
                "социально-экономический",
                &["социальноэкономический Hyphen [9] 0+2"],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(compounds(text), *expected, "{text}");
        }
    }

    #[test]
    fn no_compound_crosses_a_break() {
        let mut count = 0;
        for_each_term("non-governmental", &[4], |term| {
            count += u32::from(matches!(term, Term::Compound(_)))
        });
        assert_eq!(count, 0);
    }

    #[test]
    fn prefixes_are_separated() {
        assert_eq!(prefix_length("nongovernmental"), Some(3));
        assert_eq!(prefix_length("cooperate"), Some(2));
        assert_eq!(prefix_length("counterproductive"), Some(7));
        assert_eq!(prefix_length("nonce"), None);
        assert_eq!(prefix_length("therapist"), None);
    }
}
