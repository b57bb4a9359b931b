//! Writes texts with what stands in them often as codes of a few bits: smaller than a packer of bytes makes them, and
//! as quick.
//!
//! A text is spelt with frequent words and separators (`atoms`) and bytes (`spelling`); how each is written depends on what
//! stands before it (`contexts`), in codes that are short for what is likely there (`prefix_code`).

mod atoms;
mod bits;
mod contexts;
mod decoding;
mod prefix_code;
mod spelling;

use std::io;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::names::NameMap;
pub(super) use spelling::Written;

use atoms::Atom;
use bits::BitWriter;
use contexts::{Counts, Rows};
use decoding::Meanings;

/// Stands between two words with nothing between them. What is below stands for a byte.
const JOINED: u16 = 256;

/// The symbol of the first group of atoms.
const FIRST_GROUP: u16 = 257;

/// What codes stand for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Codes {
    /// Words and separators, as `atoms` lists them.
    atoms: String,
    /// By symbol, the context of what stands behind it.
    contexts: Vec<u16>,
    /// By context, how long the code of each symbol is, in bits.
    #[serde(with = "serde_bytes")]
    lengths: Vec<u8>,
    #[serde(skip)]
    writing: OnceLock<(NameMap<Atom>, Rows)>,
    #[serde(skip)]
    meanings: OnceLock<Meanings>,
}

impl Codes {
    /// For what stands often in these texts.
    pub(super) fn of_texts(texts: &[&str]) -> Self {
        let list = atoms::list_of_texts(texts);
        let listed = atoms::listed(&list);
        let atoms = atoms::found(&listed);
        let mut counts = Counts::new(contexts::symbols(listed.len()));
        for text in texts {
            counts.add(&spelling::spell(text, &[], &atoms));
        }
        let (contexts, lengths) = counts.contexts();
        Self {
            atoms: list,
            contexts,
            lengths,
            ..Self::default()
        }
    }

    /// Whether they are such as texts can be written in, as they are unless they were damaged.
    pub(super) fn hold_together(&self) -> bool {
        if self.are_none() {
            return true;
        }
        let (atoms, longest) = atoms::count_and_longest(&self.atoms);
        let symbols = contexts::symbols(atoms);
        let rows = self.lengths.chunks_exact(symbols);
        self.contexts.len() == symbols
            && rows.remainder().is_empty()
            && self
                .contexts
                .iter()
                .all(|context| usize::from(*context) < rows.len())
            && atoms <= atoms::MOST
            && longest <= atoms::MAX_BYTES
            && rows.into_iter().all(prefix_code::are_complete)
    }

    pub(super) fn are_none(&self) -> bool {
        self.contexts.is_empty()
    }

    /// Writes a text, some of whose words are known: the first ones, in order.
    pub(super) fn encode(&self, text: &str, words: &[Written]) -> Vec<u8> {
        let write = || (atoms::found(&self.atoms()), Rows::of(self));
        let (atoms, rows) = self.writing.get_or_init(write);
        let mut bits = BitWriter::with_capacity(text.len() / 4);
        rows.write(&spelling::spell(text, words, atoms), &mut bits);
        bits.finish()
    }

    /// The bytes of a text of so many; an error if what is given was not encoded with these.
    pub(super) fn decode(&self, coded: &[u8], text_bytes: usize) -> io::Result<Vec<u8>> {
        let meanings = self.meanings.get_or_init(|| Meanings::of(self));
        meanings.decode(coded, text_bytes)
    }

    fn atoms(&self) -> Vec<&str> {
        atoms::listed(&self.atoms)
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::Names;
    use super::*;
    use crate::text;

    const KNOWN: &str = "the rule of law, the rule of law; interrelationships of interrelationships, \
                         права человека и права человека – l’été, l’été 人权理事会。人权理事会。第39届会议";

    /// As words are given where documents are indexed.
    fn encode(codes: &Codes, text: &str, breaks: &[usize]) -> Vec<u8> {
        let mut numbers = Names::with_room_for(0);
        let mut words = Vec::new();
        text::for_each_token(text, breaks, |token| {
            let number = numbers.number(&text[token.start..token.end]);
            words.push(Written {
                start: token.start as u32,
                end: token.end as u32,
                number: [number, Written::ANY][words.len() % 3 / 2],
            });
        });
        codes.encode(text, &words)
    }

    #[test]
    fn texts_come_back_as_they_were() {
        let codes = Codes::of_texts(&[KNOWN, KNOWN]);
        assert!(codes.hold_together());
        for text in [
            "",
            " ",
            "the",
            " the ",
            "the rule of law",
            "the  rule\nof law ",
            "the other rule, of the law",
            "the interrelationships, interrelationships interrelationship",
            "права rule человека the другие 人权 of the law, été",
            "ÿ\u{80}the\u{7FF}x the",
            "人权the rule人权",
            "人 权 理事会",
            "the\0 rule,\0 of",
            "\u{301}the ـــ rule\u{AD} of\u{AD}law",
            KNOWN,
        ] {
            for breaks in [&[][..], &[2], &[4, 9, 9, 12]] {
                let coded = encode(&codes, text, breaks);
                let decoded = codes.decode(&coded, text.len());
                assert_eq!(
                    decoded.expect("codes").as_slice(),
                    text.as_bytes(),
                    "{text}"
                );
            }
            let coded = codes.encode(text, &[]);
            let decoded = codes.decode(&coded, text.len());
            assert_eq!(
                decoded.expect("codes").as_slice(),
                text.as_bytes(),
                "{text}"
            );
            assert!(codes.decode(&coded, text.len() + 80).is_err(), "{text}");
        }
        assert!(encode(&codes, KNOWN, &[]).len() * 4 < KNOWN.len());
    }

    #[test]
    fn texts_of_anything_come_back() {
        let codes = Codes::of_texts(&[KNOWN, KNOWN]);
        let pieces: Vec<&str> = [
            "the",
            "rule",
            "unheard",
            "人",
            "权",
            "会议",
            "été",
            "39",
            "สิทธิ",
            "х",
        ]
        .into_iter()
        .chain([
            " ",
            "",
            ", ",
            "  ",
            "\n",
            "\u{301}",
            "\u{AD}",
            "\0",
            "ـ",
            "’",
            "; ",
            "\u{10FFFF}",
        ])
        .collect();
        let mut state = 1_usize;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..3000 {
            let text: String = (0..next(30)).map(|_| pieces[next(pieces.len())]).collect();
            let mut breaks: Vec<usize> = (0..next(4)).map(|_| next(text.len() + 1)).collect();
            breaks.sort_unstable();
            let coded = encode(&codes, &text, &breaks);
            let decoded = codes.decode(&coded, text.len()).expect("codes");
            assert_eq!(decoded.as_slice(), text.as_bytes(), "{text:?} {breaks:?}");
        }
    }

    #[test]
    fn what_is_likely_takes_few_bits() {
        let known =
            "The Committee notes with concern that the State party has no such law. ".repeat(1000);
        let codes = Codes::of_texts(&[&known]);
        let bits = 8 * codes.encode(&known, &[]).len();
        assert!(bits < 1000 * 20, "{bits}");
        let unlikely = known.replace(' ', "~");
        let coded = codes.encode(&unlikely, &[]);
        assert!(coded.len() < 2 * unlikely.len());
    }

    #[test]
    fn damaged_codes_are_told() {
        let sound = || Codes::of_texts(&[KNOWN, KNOWN]);
        assert!(sound().hold_together());
        let damages: [fn(&mut Codes); 6] = [
            |codes| codes.atoms.push_str(&"x\0".repeat(300)),
            |codes| codes.contexts[3] = 9,
            |codes| codes.lengths[3] += 1,
            |codes| codes.lengths.truncate(100),
            |codes| codes.contexts.push(0),
            |codes| codes.atoms.insert_str(0, &"x".repeat(90)),
        ];
        for damage in damages {
            let mut codes = sound();
            damage(&mut codes);
            assert!(!codes.hold_together(), "{codes:?}");
        }
    }

    #[test]
    fn many_words_have_codes() {
        let words: Vec<String> = (0..atoms::MOST as u32 + 100)
            .map(|number| {
                let letter = |by: u32| char::from(b'a' + (number / by % 26) as u8);
                [letter(1), letter(26), letter(676)].iter().collect()
            })
            .collect();
        let text = words.join(" ");
        let codes = Codes::of_texts(&[&text, &text]);
        assert!(codes.hold_together());
        assert_eq!(codes.atoms().len(), atoms::MOST);
        let coded = encode(&codes, &text, &[]);
        assert!(coded.len() * 2 < text.len());
        let decoded = codes.decode(&coded, text.len());
        assert_eq!(decoded.expect("codes").as_slice(), text.as_bytes());
    }
}
