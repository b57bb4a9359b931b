//! Document symbols and other reference numbers.

mod document_number;
mod document_symbol;
mod find;
pub(super) mod implied;
mod parts;
mod reference_numbers;
mod segment;
mod spelling;
mod united_nations;

pub(crate) use document_number::{document_numbers, own_index_number, year_of_index_number};
pub(crate) use document_symbol::{DocumentSymbol, DocumentSymbols, infer};
pub(crate) use find::find_symbols;
pub use find::symbols_in;
pub(crate) use reference_numbers::is_index_number;
pub use spelling::parse_symbol;
pub(crate) use united_nations::is_united_nations;
