//! Plenary finds words in human-rights archives and cites where they stand.
//!
//! A module may use those listed before it, never those after it (`docs/architecture.md`; `tests/` enforces it).

pub mod model;

pub mod text;

pub mod layout;

pub mod extract;

pub mod metadata;

pub mod query;

pub mod ingest;

pub mod index;

pub mod render;

pub mod commands;
