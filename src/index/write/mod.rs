//! Brings an index up to date with folders and files.

mod document;
pub(crate) mod options;
mod plan;
mod supplied;
pub(crate) mod update;
mod writer;
