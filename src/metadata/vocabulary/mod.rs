//! Words in many languages: spelling, number words, and names of countries, bodies, languages and document types.

mod country_names;
mod document_type_names;
mod folding;
mod function_words;
mod language_names;
mod ordinals;
mod organ_names;
mod table;
mod unknown;
mod word_filter;

pub(crate) use country_names::{
    COUNTRY_NAME_LANGUAGES, CountryName, country_by_code, country_by_name, country_names,
};
pub use country_names::{country_name, parse_country};
pub use document_type_names::parse_document_type;
pub(crate) use folding::{Folded, fold};
pub(crate) use function_words::function_word_share;
pub use language_names::parse_language;
pub(crate) use ordinals::{chinese_number, chinese_ordinal, ordinal};
pub use organ_names::parse_organ;
pub(crate) use organ_names::{
    find_organs, holds_sessions, nearest_organs, organ_names, without_organ_names,
};
pub(crate) use table::{phrases, rows};
pub use unknown::Unknown;
pub(crate) use unknown::nearest;
pub(crate) use word_filter::WordFilter;
