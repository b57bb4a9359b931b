//! What a document is about, inferred from its text and path, every value with where it came from. Opens no file.

mod country_names;
mod document_type_names;
mod fold;
mod language_names;
mod ordinal;
mod organ_names;
mod symbol;
mod table;
mod typed_session;
mod unknown;

pub use country_names::{country_name, parse_country};
pub use document_type_names::parse_document_type;
pub use language_names::parse_language;
pub use organ_names::parse_organ;
pub use symbol::parse_symbol;
pub use typed_session::{TypedSession, parse_session};
pub use unknown::Unknown;
