//! Caches properties of characters, computed a block at a time on first use.
//!
//! The properties are slow to look up, and a program that answers a single query must not compute all of them.

use std::sync::OnceLock;

/// Characters per block.
const BLOCK: usize = 256;

/// Number of cached blocks, up to U+31FF: all alphabets, Indic scripts, Thai, Kana.
const BLOCKS: usize = 0x32;

/// A lazily computed table of a character property.
pub(super) struct CharTable<T: 'static> {
    blocks: [OnceLock<Box<[T]>>; BLOCKS],
    compute: fn(char) -> T,
}

impl<T: Copy> CharTable<T> {
    pub(super) const fn new(compute: fn(char) -> T) -> Self {
        Self {
            blocks: [const { OnceLock::new() }; BLOCKS],
            compute,
        }
    }

    pub(super) fn get(&self, c: char) -> T {
        let code = c as usize;
        match self.blocks.get(code / BLOCK) {
            Some(block) => block.get_or_init(|| self.compute_block(c))[code % BLOCK],
            None => (self.compute)(c),
        }
    }

    fn compute_block(&self, c: char) -> Box<[T]> {
        let first = u32::from(c) / BLOCK as u32 * BLOCK as u32;
        let codes = first..first + BLOCK as u32;
        codes.filter_map(char::from_u32).map(self.compute).collect()
    }
}
