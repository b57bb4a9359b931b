//! Finds the bodies a document belongs to.

use super::opening::Opening;
use super::organ_names;
use super::own_symbol::OwnSymbols;
use super::{evident, symbol_facts};
use crate::model::{Inferred, Organ, Source};

/// Bodies by the symbol, else the one the masthead names.
pub(super) fn infer(opening: &Opening<'_>, symbols: &OwnSymbols) -> Vec<Inferred<Organ>> {
    let mut organs: Vec<Inferred<Organ>> = Vec::new();
    for own in &symbols.own {
        for organ in symbol_facts::organs(&own.parts) {
            if !organs.iter().any(|known| known.value == organ) {
                organs.push(evident(own, organ, 0.99));
            }
        }
    }
    if organs.is_empty() {
        organs.extend(in_masthead(opening));
    }
    organs
}

/// How much of the title block may name the body.
const BODY_BYTES: usize = 300;

fn in_masthead(opening: &Opening<'_>) -> Option<Inferred<Organ>> {
    let block = opening.title_block()?;
    let head = block.floor_char_boundary(BODY_BYTES);
    let folded = super::fold::fold(&block[..head]);
    let (value, name) = organ_names::named(&folded).next_back()?;
    let text = folded[name].to_owned();
    Some(Inferred {
        value,
        source: Source::Masthead,
        page: Some(1),
        text,
        confidence: 0.8,
    })
}
