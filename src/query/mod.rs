//! Parses queries, query files and drafts into plain data. Uses no types of the search engine.

mod ast;
mod batch_file;
#[cfg(test)]
mod batch_file_tests;
mod batch_row;
mod delimited;
mod describe;
mod draft;
mod error;
mod fields;
mod parse;
#[cfg(test)]
mod parse_tests;
mod quotations;
#[cfg(test)]
mod quotations_tests;
mod request;
#[cfg(test)]
mod syntax_tests;
mod words;

pub use ast::{
    EVERY, Filter, Grouping, Joined, Pattern, Phrase, Query, Recommended, Request, SessionFilter,
    Sort, TextField, Word,
};
pub use batch_file::{BatchError, BatchFileError, BatchQuery, BatchRows, read_batch};
pub use batch_row::RowError;
pub use describe::describe;
pub use error::{Problem, QueryError};
pub use fields::Field;
pub use parse::{ParseOptions, Parsed, parse};
pub use quotations::{Quotation, Quotations, quotations};
pub use request::{FACETS, ParsedRequest, RequestError, TypedRequest, parse_request};
