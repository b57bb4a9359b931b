//! The sessions a document belongs to.

mod body;
mod calendar;
mod document_session;
mod find;
mod mention;
mod typed;

pub(crate) use calendar::check_dates;
pub(crate) use document_session::infer;
pub use typed::{TypedSession, parse_session};
