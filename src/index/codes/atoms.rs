//! The words and separators that texts have often, in groups: those of a group stand after the same words, and about as
//! often. A code tells the group, and which of its members it is.

use std::cmp::Reverse;
use std::iter;
use std::ops::Range;

use super::FIRST_GROUP;
use crate::index::names::{NameMap, Names};
use crate::text;

/// How many have codes, at most. What stands less often in the texts that codes are made of has none.
pub(super) const MOST: usize = 16 << 10;
const TIMES: u32 = 2;

/// Longer words and separators, in bytes, have none.
pub(super) const MAX_BYTES: usize = 31;

/// From the most frequent on: how many groups have so many members each.
const BANDS: [(usize, usize); 4] = [(128, 1), (64, 8), (64, 32), (MOST, 256)];

/// What stands before others tells what kind they are, if it is one of so many most frequent.
const LEADERS: u16 = 128;

/// Stands for what has no code.
const GAP: u16 = u16::MAX;

/// Ends each where they are listed.
const END: u8 = 0;

/// Where an atom is found, and how it is written between others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    /// As a symbol.
    pub(super) group: u16,
    pub(super) member: u8,
    pub(super) is_word: bool,
    /// Whether it is a word that is expected to stand behind a space, and before one: not in scripts that are written
    /// without.
    pub(super) behind_space: bool,
    pub(super) before_space: bool,
}

/// Separators begin with other characters.
fn is_word(atom: &str) -> bool {
    atom.starts_with(char::is_alphanumeric)
}

/// The sizes of the groups of so many atoms, as powers of two.
pub(super) fn member_bits(atoms: usize) -> impl Iterator<Item = u8> {
    let bands = BANDS.iter();
    let sizes = bands.flat_map(|(groups, size)| iter::repeat_n(*size, *groups));
    let mut left = atoms;
    sizes
        .take_while(move |size| {
            let has_members = left > 0;
            left = left.saturating_sub(*size);
            has_members
        })
        .map(|size| size.trailing_zeros() as u8)
}

/// Atoms where they are listed.
pub(super) fn listed(list: &str) -> Vec<&str> {
    let mut atoms = Vec::new();
    let mut rest = list;
    // They are short: quicker byte by byte than with a searcher.
    while let Some(end) = rest.bytes().position(|byte| byte == END) {
        let (atom, behind) = rest.split_at(end);
        atoms.push(atom);
        rest = &behind[1..];
    }
    atoms
}

/// How many atoms are listed, and how long the longest is, in bytes.
pub(super) fn count_and_longest(list: &str) -> (usize, usize) {
    let (mut count, mut longest, mut length) = (0, 0, 0);
    for byte in list.bytes() {
        if byte == END {
            count += 1;
            longest = longest.max(length);
            length = 0;
        } else {
            length += 1;
        }
    }
    (count, longest)
}

/// What is known of atoms, each by itself and its place among them.
pub(super) fn known(atoms: &[&str]) -> impl Iterator<Item = Atom> {
    let bits = member_bits(atoms.len());
    let places = (FIRST_GROUP..).zip(bits).flat_map(|(group, bits)| {
        let members = 0..=((1_u32 << bits) - 1) as u8;
        members.map(move |member| (group, member))
    });
    let is_unspaced = |c: char| !c.is_ascii() && text::is_unspaced(c);
    atoms
        .iter()
        .zip(places)
        .map(move |(atom, (group, member))| {
            let is_word = is_word(atom);
            Atom {
                group,
                member,
                is_word,
                behind_space: is_word && !atom.starts_with(is_unspaced),
                before_space: is_word && !atom.ends_with(is_unspaced),
            }
        })
}

/// Finds atoms.
pub(super) fn found(atoms: &[&str]) -> NameMap<Atom> {
    NameMap::of(atoms.iter().copied().zip(known(atoms)).collect())
}

/// The atoms of these texts, by group, as they are listed.
pub(super) fn list_of_texts(texts: &[&str]) -> String {
    let mut seen = Seen::default();
    for text in texts {
        seen.read(text);
    }
    let (atoms, read) = seen.frequent();
    let mut kinds: Vec<(bool, u16)> = atoms.iter().map(|atom| (is_word(atom), GAP)).collect();
    for (atom, leader) in leaders(&read) {
        kinds[usize::from(atom)].1 = leader;
    }
    let mut atoms: Vec<(&str, (bool, u16))> = atoms.into_iter().zip(kinds).collect();
    let mut rest = &mut atoms[..];
    for (groups, size) in BANDS {
        let (band, behind) = rest.split_at_mut(rest.len().min(groups * size));
        if size > 1 {
            band.sort_by_key(|(_, kind)| *kind);
        }
        rest = behind;
    }
    let atoms = atoms.into_iter();
    atoms.flat_map(|(atom, _)| [atom, "\0"]).collect()
}

/// Words and separators in the order in which texts first have them.
#[derive(Default)]
struct Seen<'a> {
    numbers: Names,
    /// Each with how often it was read.
    atoms: Vec<(&'a str, u32)>,
    /// The numbers of those that were read; `None` for what has no code.
    read: Vec<Option<u32>>,
}

impl<'a> Seen<'a> {
    fn read(&mut self, text: &'a str) {
        let mut end = 0;
        text::for_each_token(text, &[], |token| {
            self.see_separator(text, end..token.start);
            self.see(&text[token.start..token.end]);
            end = token.end;
        });
        self.see_separator(text, end..text.len());
        self.read.push(None);
    }

    fn see_separator(&mut self, text: &'a str, separator: Range<usize>) {
        match &text[separator] {
            "" | " " => {}
            // It needs no code.
            single if single.len() == 1 => self.read.push(None),
            longer => self.see(longer),
        }
    }

    fn see(&mut self, atom: &'a str) {
        let gets_code = atom.len() <= MAX_BYTES && !atom.contains(char::from(END));
        let number = gets_code.then(|| {
            let number = self.numbers.number(atom);
            if number as usize == self.atoms.len() {
                self.atoms.push((atom, 0));
            }
            self.atoms[number as usize].1 += 1;
            number
        });
        self.read.push(number);
    }

    /// The most frequent first, and what was read with each as its number among them.
    fn frequent(self) -> (Vec<&'a str>, Vec<u16>) {
        let mut frequent: Vec<usize> = (0..self.atoms.len()).collect();
        frequent.retain(|number| self.atoms[*number].1 >= TIMES);
        frequent.sort_by_key(|number| Reverse(self.atoms[*number].1));
        frequent.truncate(MOST);
        let mut new_numbers = vec![GAP; self.atoms.len()];
        for (number, new) in frequent.iter().zip(0..) {
            new_numbers[*number] = new;
        }
        let renumbered = |number: &Option<u32>| number.map_or(GAP, |n| new_numbers[n as usize]);
        let read = self.read.iter().map(renumbered).collect();
        let atoms = frequent.iter().map(|number| self.atoms[*number].0);
        (atoms.collect(), read)
    }
}

/// Of what was read: each with what stands before it most often, if that is a leader.
fn leaders(read: &[u16]) -> Vec<(u16, u16)> {
    let pairs = read.windows(2).map(|pair| (pair[1], pair[0]));
    let mut pairs: Vec<(u16, u16)> = pairs
        .filter(|(atom, before)| *atom != GAP && *before < LEADERS)
        .collect();
    pairs.sort_unstable();
    let of_atoms = pairs.chunk_by(|one, other| one.0 == other.0);
    of_atoms
        .filter_map(|pairs| pairs.chunk_by(PartialEq::eq).max_by_key(|same| same.len()))
        .map(|same| same[0])
        .collect()
}
