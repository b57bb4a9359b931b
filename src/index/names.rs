//! Numbers words and other short texts, and finds what is known of them: by two numbers that hold all their bytes, which is
//! quicker than to hash bytes and compare them.

use std::ops::Range;

use hashbrown::HashTable;
use rustc_hash::FxHashMap;

/// Names, numbered from 0 in the order in which they came: those that came first stand close together.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashTable<u32>,
    /// All names, by number; a longer one is `Short::EMPTY`.
    short: Vec<Short>,
    /// The numbers of those that are longer.
    long: FxHashMap<Box<str>, u32>,
}

impl Names {
    /// With room for so many.
    pub(super) fn with_room_for(names: usize) -> Self {
        Self {
            numbers: HashTable::with_capacity(names),
            short: Vec::with_capacity(names),
            long: FxHashMap::default(),
        }
    }

    /// The number of a name, which may be new: then it is how many there were.
    #[inline]
    pub(super) fn number(&mut self, name: &str) -> u32 {
        let next = self.short.len() as u32;
        let Some(short) = Short::of(name.as_bytes()) else {
            let number = *self.long.entry(name.into()).or_insert(next);
            if number == next {
                self.short.push(Short::EMPTY);
            }
            return number;
        };
        let is_it = |number: &u32| self.short[*number as usize] == short;
        if let Some(number) = self.numbers.find(short.hash(), is_it) {
            return *number;
        }
        self.short.push(short);
        let hash = |number: &u32| self.short[*number as usize].hash();
        self.numbers.insert_unique(short.hash(), next, hash);
        next
    }
}

/// What is known of names that are looked up seldom each, but many of them: found at one place for each.
#[derive(Debug)]
pub(super) struct NameMap<V> {
    short: HashTable<(Short, V)>,
    long: FxHashMap<Box<str>, V>,
}

impl<V: Copy> NameMap<V> {
    /// Names are given once.
    pub(super) fn of(names: Vec<(&str, V)>) -> Self {
        let mut map = Self {
            short: HashTable::with_capacity(names.len()),
            long: FxHashMap::default(),
        };
        for (name, value) in names {
            match Short::of(name.as_bytes()) {
                Some(short) => {
                    map.short
                        .insert_unique(short.hash(), (short, value), |(short, _)| short.hash());
                }
                None => {
                    map.long.insert(name.into(), value);
                }
            }
        }
        map
    }

    /// What is known of a part of a text.
    #[inline]
    pub(super) fn get(&self, text: &str, part: &Range<usize>) -> Option<V> {
        match Short::within(text.as_bytes(), part) {
            Some(short) => {
                let is_it = |(name, _): &(Short, V)| *name == short;
                self.short
                    .find(short.hash(), is_it)
                    .map(|(_, value)| *value)
            }
            None => self.long.get(&text[part.clone()]).copied(),
        }
    }
}

/// A name of up to `Short::BYTES` with its length, as two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Short {
    /// Its first eight bytes, the lowest first.
    first: u64,
    /// Its other bytes, and the length above them.
    other: u64,
}

impl Short {
    const BYTES: usize = 15;
    const EMPTY: Self = Self { first: 0, other: 0 };

    /// A part of a text; `None` if it is too long.
    #[inline]
    fn within(text: &[u8], part: &Range<usize>) -> Option<Self> {
        let Some(bytes) = text[part.start..].first_chunk() else {
            return Self::of(&text[part.clone()]);
        };
        let beyond = Self::BYTES.checked_sub(part.len())? * 8;
        let kept = u128::from_le_bytes(*bytes) << 8 << beyond >> beyond >> 8;
        Some(Self::with_length(
            kept as u64,
            (kept >> 64) as u64,
            part.len(),
        ))
    }

    /// A whole name; `None` if it is too long.
    #[inline]
    fn of(name: &[u8]) -> Option<Self> {
        let length = name.len();
        let (first, other) = if let (Some(first), Some(last)) = (eight(name), eight_last(name)) {
            let twice = 16_usize.checked_sub(length).filter(|twice| *twice > 0)? * 8;
            (first, last.unbounded_shr(twice as u32))
        } else if let (Some(first), Some(last)) = (name.first_chunk::<4>(), name.last_chunk::<4>())
        {
            let last = u64::from(u32::from_le_bytes(*last)) << ((length - 4) * 8);
            (u64::from(u32::from_le_bytes(*first)) | last, 0)
        } else {
            let byte = |at: usize| u64::from(name[at]) << (at * 8);
            let first = match length {
                0 => 0,
                length => byte(0) | byte(length / 2) | byte(length - 1),
            };
            (first, 0)
        };
        Some(Self::with_length(first, other, length))
    }

    #[inline]
    fn with_length(first: u64, other: u64, length: usize) -> Self {
        let other = other | (length as u64) << 56;
        Self { first, other }
    }

    #[inline]
    fn hash(self) -> u64 {
        // Two halves of a product: as `wyhash` mixes.
        let one = self.first ^ 0xa076_1d64_78bd_642f;
        let product = u128::from(one) * u128::from(self.other ^ 0xe703_7ed1_a0b4_28db);
        product as u64 ^ (product >> 64) as u64
    }
}

fn eight(name: &[u8]) -> Option<u64> {
    name.first_chunk().copied().map(u64::from_le_bytes)
}

fn eight_last(name: &[u8]) -> Option<u64> {
    name.last_chunk().copied().map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_by_all_their_bytes() {
        let text = "aaaabbbbccccddddeeeeffff";
        let parts: Vec<Range<usize>> = (0..text.len())
            .flat_map(|start| (start..=text.len()).map(move |end| start..end))
            .collect();
        let mut seen: Vec<&str> = Vec::new();
        let mut names = Names::with_room_for(0);
        for part in &parts {
            let name = &text[part.clone()];
            let known = seen.iter().position(|other| *other == name);
            let number = known.unwrap_or(seen.len());
            assert_eq!(names.number(name), number as u32, "{name}");
            if known.is_none() {
                seen.push(name);
            }
        }
        let map = NameMap::of(seen.iter().copied().zip(0..).collect());
        for part in &parts {
            let name = &text[part.clone()];
            let number = seen.iter().position(|other| *other == name);
            assert_eq!(map.get(text, part), number, "{name}");
            assert_eq!(map.get(name, &(0..name.len())), number, "{name}");
        }
        for other in ["a\0", "aaaa\0", "g", "aaaabbbbccccddd\u{f}"] {
            assert_eq!(map.get(other, &(0..other.len())), None, "{other:?}");
        }
    }
}
