//! Finds the United Nations bodies a document belongs to.

use crate::metadata::front_matter::FrontMatter;
use crate::metadata::symbol::{DocumentSymbols, implied};
use crate::metadata::vocabulary::{find_organs, fold};
use crate::model::{Inferred, Organ, Source};

/// Finds the bodies by symbol, else the last one the masthead names.
pub(crate) fn organs(
    front_matter: &FrontMatter<'_>,
    symbols: &DocumentSymbols,
) -> Vec<Inferred<Organ>> {
    let mut organs: Vec<Inferred<Organ>> = Vec::new();
    for own in &symbols.own {
        for organ in implied::organs(&own.parts) {
            if !organs.iter().any(|known| known.value == organ) {
                organs.push(own.implies(organ, 0.99));
            }
        }
    }
    if organs.is_empty() {
        organs.extend(in_masthead(front_matter));
    }
    organs
}

/// How far into the title block the body may be named, in bytes.
const BODY_BYTES: usize = 300;

fn in_masthead(front_matter: &FrontMatter<'_>) -> Option<Inferred<Organ>> {
    let block = front_matter.title_block()?;
    let head = block.floor_char_boundary(BODY_BYTES);
    let folded = fold(&block[..head]);
    let (value, name) = find_organs(&folded).next_back()?;
    let text = folded[name].to_owned();
    Some(Inferred {
        value,
        source: Source::Masthead,
        page: Some(1),
        text,
        confidence: 0.8,
    })
}
