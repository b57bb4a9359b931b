//! How symbols are written behind one another: what stands before tells how likely each is, so each has its code there.

use super::atoms;
use super::bits::BitWriter;
use super::prefix_code::{self, Code};
use super::spelling::Symbol;
use super::{Codes, FIRST_GROUP};

/// Symbols that were seen less often share the codes behind them, as does the start of a text.
const SEEN: u64 = 500;
const SHARED: u16 = 0;

/// Behind each symbol others are taken to have been seen so often as they are seen anywhere, beside how often they were
/// seen there.
const SEEN_ANYWHERE: u64 = 20;

/// How many symbols there are with so many atoms.
pub(super) fn symbols(atoms: usize) -> usize {
    usize::from(FIRST_GROUP) + atoms::member_bits(atoms).count()
}

/// How many bits tell the member, by symbol.
pub(super) fn member_bits(atoms: usize) -> Vec<u8> {
    let none = [0; FIRST_GROUP as usize];
    none.into_iter().chain(atoms::member_bits(atoms)).collect()
}

/// How often symbols stand behind each other.
pub(super) struct Counts {
    /// By symbol, the symbols behind it.
    behind: Vec<Vec<u64>>,
}

impl Counts {
    pub(super) fn new(symbols: usize) -> Self {
        Self {
            behind: vec![vec![0; symbols]; symbols],
        }
    }

    pub(super) fn add(&mut self, spelt: &[Symbol]) {
        for pair in spelt.windows(2) {
            let [before, behind] = [pair[0], pair[1]].map(|symbol| usize::from(symbol.number));
            self.behind[before][behind] += 1;
        }
    }

    /// Which codes stand behind each symbol, and how long they are.
    pub(super) fn contexts(self) -> (Vec<u16>, Vec<u8>) {
        let mut contexts = Vec::with_capacity(self.behind.len());
        let mut seen = vec![vec![0; self.behind.len()]];
        for behind in &self.behind {
            let own = behind.iter().sum::<u64>() >= SEEN;
            let context = if own { seen.len() as u16 } else { SHARED };
            contexts.push(context);
            match own {
                true => seen.push(behind.clone()),
                false => add(&mut seen[usize::from(SHARED)], behind),
            }
        }
        // Any symbol may come, and may come anywhere.
        let mut anywhere = vec![1; self.behind.len()];
        seen.iter().for_each(|behind| add(&mut anywhere, behind));
        let all: u64 = anywhere.iter().sum();
        let lengths = seen.iter().flat_map(|behind| {
            let times = behind.iter().zip(&anywhere);
            let times = times.map(|(behind, anywhere)| behind * all + SEEN_ANYWHERE * anywhere);
            prefix_code::lengths(&times.collect::<Vec<u64>>())
        });
        let lengths = lengths.collect();
        (contexts, lengths)
    }
}

fn add(sums: &mut [u64], numbers: &[u64]) {
    for (sum, number) in sums.iter_mut().zip(numbers) {
        *sum += number;
    }
}

/// The codes of all symbols behind each.
#[derive(Debug)]
pub(super) struct Rows {
    /// Row after row, by symbol.
    codes: Vec<Code>,
    /// By symbol, where the row begins of what stands behind it, and how many bits tell its member.
    symbols: Vec<(u32, u8)>,
}

impl Rows {
    pub(super) fn of(codes: &Codes) -> Self {
        let width = codes.contexts.len();
        let starts = codes.contexts.iter();
        let starts = starts.map(|context| u32::from(*context) * width as u32);
        let bits = member_bits(codes.atoms().len());
        Self {
            codes: codes
                .lengths
                .chunks(width)
                .flat_map(prefix_code::codes)
                .collect(),
            symbols: starts.zip(bits).collect(),
        }
    }

    /// Writes the symbols of a text.
    pub(super) fn write(&self, symbols: &[Symbol], bits: &mut BitWriter) {
        let mut row = usize::from(SHARED);
        for symbol in symbols {
            let code = self.codes[row + usize::from(symbol.number)];
            let (row_behind, member_bits) = self.symbols[usize::from(symbol.number)];
            let number = u32::from(code.bits) << member_bits | u32::from(symbol.member);
            bits.write(number, u32::from(code.length) + u32::from(member_bits));
            row = row_behind as usize;
        }
    }
}
