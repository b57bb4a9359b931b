//! Words typed to plain data. Names no search engine's type.

mod ast;

pub use ast::{Filter, Pattern, Phrase, Query, Request, SessionFilter, Sort, TextField};
