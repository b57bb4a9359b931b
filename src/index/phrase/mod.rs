//! Phrases with alternatives at each position: what may stand there, where it does, and the query of the engine that matches
//! them.

pub(crate) mod alternatives;
pub(crate) mod cursor;
pub(crate) mod expand;
pub(crate) mod matching;
pub(crate) mod postings;
pub(crate) mod query;
pub(crate) mod term;
pub(crate) mod verbatim;
