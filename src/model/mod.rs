//! The types of the domain: documents, metadata, answers. Does no I/O and knows no file format or search engine.

mod answer;
mod country;
mod date;
mod document;
mod file_name;
mod language;
mod metadata;
mod organ;
mod quotation;
mod recommendation;
mod session;
mod skip;
mod symbol;

pub use answer::{
    Answer, Coverage, Excerpt, Facet, Help, Hit, Match, Overview, PhraseHelp, Reason, Spelling,
    Version,
};
pub use country::Country;
pub use date::Date;
pub use document::{Archive, DocumentId, MediaType, Sha256, SourceFile};
pub use file_name::{name_to_text, text_to_name};
pub use language::{Language, PagesIn};
pub use metadata::{Conflict, Inferred, Metadata, Source};
pub use organ::{DocumentType, Organ};
pub use quotation::{Citation, Difference, Finding, Place, Verdict};
pub use recommendation::{Recommendation, Response};
pub use session::{Session, SessionKind};
pub use skip::{Skip, SkipReason};
pub use symbol::Symbol;
