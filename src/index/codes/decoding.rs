//! From codes to the text that was spelt with them.

use std::io;

use super::atoms;
use super::bits::BitReader;
use super::contexts;
use super::prefix_code::Decoder;
use super::{Codes, FIRST_GROUP};

/// So many bytes are copied at once: an atom with a space before it, or with what comes after it.
const COPIED: usize = 1 + atoms::MAX_BYTES;

/// What symbols stand for.
#[derive(Debug)]
pub(super) struct Meanings {
    rows: Vec<Decoder>,
    /// By symbol.
    symbols: Vec<Symbol>,
    /// What symbols and members stand for: bytes, nothing, and atoms.
    spelt_out: Vec<SpeltOut>,
    /// The letters of all, a space before each, and a few more behind them.
    letters: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Symbol {
    /// In which row the one behind it is.
    row: u16,
    /// The first member of its group, and how many bits tell which other is meant.
    first: u32,
    member_bits: u8,
}

#[derive(Clone, Copy, Debug)]
struct SpeltOut {
    start: u32,
    length: u8,
    /// As of its `Atom`.
    behind_space: bool,
    before_space: bool,
}

impl Meanings {
    pub(super) fn of(codes: &Codes) -> Self {
        let atoms = codes.atoms();
        let mut letters =
            Vec::with_capacity(codes.atoms.len() + 2 * usize::from(FIRST_GROUP) + COPIED);
        let mut spelt_out = Vec::with_capacity(atoms.len() + usize::from(FIRST_GROUP));
        let mut spell_out = |name: &[u8], behind_space, before_space| {
            letters.push(b' ');
            spelt_out.push(SpeltOut {
                start: letters.len() as u32,
                length: name.len() as u8,
                behind_space,
                before_space,
            });
            letters.extend_from_slice(name);
        };
        for byte in 0..=u8::MAX {
            spell_out(&[byte], false, false);
        }
        // Where words are joined nothing is written, and no space expected.
        spell_out(&[], false, false);
        for (atom, known) in atoms.iter().zip(atoms::known(&atoms)) {
            spell_out(atom.as_bytes(), known.behind_space, known.before_space);
        }
        letters.resize(letters.len() + COPIED, 0);
        let mut first = 0;
        let symbols = codes.contexts.iter();
        let symbols = symbols.zip(contexts::member_bits(atoms.len()));
        let symbols = symbols.map(|(context, member_bits)| {
            let members_before = first;
            first += 1_u32 << member_bits;
            Symbol {
                row: *context,
                first: members_before,
                member_bits,
            }
        });
        let rows = codes.lengths.chunks(codes.contexts.len());
        Self {
            symbols: symbols.collect(),
            rows: rows.map(Decoder::of_lengths).collect(),
            spelt_out,
            letters,
        }
    }

    /// A text of so many bytes.
    pub(super) fn decode(&self, coded: &[u8], text_bytes: usize) -> io::Result<Vec<u8>> {
        if text_bytes / 8 / COPIED > coded.len() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut text = vec![0; text_bytes + COPIED];
        let mut bits = BitReader::new(coded);
        let mut row = 0;
        let mut before_space = false;
        let mut end = 0;
        while end < text_bytes {
            bits.refill()?;
            let symbol = self.rows[usize::from(row)].read(&mut bits);
            let symbol = self.symbols[usize::from(symbol)];
            row = symbol.row;
            let member = bits.read(u32::from(symbol.member_bits));
            let spelt_out = self.spelt_out.get(symbol.first as usize + member as usize);
            let spelt_out = spelt_out.ok_or(io::ErrorKind::InvalidData)?;
            let space = usize::from(before_space & spelt_out.behind_space);
            before_space = spelt_out.before_space;
            // Everything is listed behind a space.
            let letters = self.letters[spelt_out.start as usize - space..].first_chunk::<COPIED>();
            let out = text[end..].first_chunk_mut::<COPIED>();
            let (Some(letters), Some(out)) = (letters, out) else {
                break;
            };
            *out = *letters;
            end += usize::from(spelt_out.length) + space;
        }
        if end != text_bytes {
            return Err(io::ErrorKind::InvalidData.into());
        }
        text.truncate(end);
        Ok(text)
    }
}
