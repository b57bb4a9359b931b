//! The date of a document.

mod document_date;
mod find;

pub(crate) use document_date::infer;
pub(crate) use find::is_month;
