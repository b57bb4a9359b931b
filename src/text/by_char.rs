//! What is known of a character? Worked out a block of characters at a time, when the first of them comes up.
//!
//! The properties of characters are slow to look up, and a program that answers one query must not work out all of them.

use std::sync::OnceLock;

/// Characters of a block.
const BLOCK: usize = 256;

/// Blocks up to U+31FF: all alphabets, Indic scripts, Thai, Kana.
const BLOCKS: usize = 0x32;

/// A property of characters.
pub(super) struct ByChar<T: 'static> {
    blocks: [OnceLock<Box<[T]>>; BLOCKS],
    work_out: fn(char) -> T,
}

impl<T: Copy> ByChar<T> {
    pub(super) const fn new(work_out: fn(char) -> T) -> Self {
        Self {
            blocks: [const { OnceLock::new() }; BLOCKS],
            work_out,
        }
    }

    pub(super) fn of(&self, c: char) -> T {
        let code = c as usize;
        match self.blocks.get(code / BLOCK) {
            Some(block) => block.get_or_init(|| self.block_of(c))[code % BLOCK],
            None => (self.work_out)(c),
        }
    }

    fn block_of(&self, c: char) -> Box<[T]> {
        let first = u32::from(c) / BLOCK as u32 * BLOCK as u32;
        let codes = first..first + BLOCK as u32;
        codes
            .filter_map(char::from_u32)
            .map(self.work_out)
            .collect()
    }
}
