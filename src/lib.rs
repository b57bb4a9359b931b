//! Plenary searches human-rights archives and cites the documents, pages and paragraphs it finds.
//!
//! An archive is indexed once; queries are then parsed and answered from the index:
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use plenary::index::{self, Index, UpdateOptions};
//! use plenary::query::{TypedRequest, read_batch};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let place = folder.path().join(".plenary");
//! // Bring an index up to date with a folder; a second run reads only new and changed files.
//! let options = UpdateOptions {
//!     paths: vec!["sample_docs".into()],
//!     ..UpdateOptions::default()
//! };
//! let summary = index::update(&place, &options, &AtomicBool::new(false), &mut |_| {})?;
//! assert!(summary.indexed > 0);
//!
//! // Answer a file of queries; a row that cannot be parsed is reported, and the batch goes on.
//! let queries = "id\tquery\tcountry\n\
//!                plan\t\"that 179 recommendations were accepted\"\tazerbaijan\n\
//!                open\t\"never closed\t\n";
//! let index = Index::open(&place)?;
//! let mut answered = Vec::new();
//! for row in read_batch(queries.as_bytes(), TypedRequest::default())? {
//!     match row {
//!         Ok(query) => {
//!             let answer = index.search(&query.request)?;
//!             let hit = answer.hits.first().ok_or("nothing found")?;
//!             answered.push(format!("{}: {}, page {}", query.id, hit.path, hit.matches[0].page));
//!         }
//!         Err(error) => answered.push(error.to_string()),
//!     }
//! }
//! assert_eq!(answered[0], "plan: 2018/azerbaijan-adoption-statement.pdf, page 1");
//! assert!(answered[1].starts_with("line 3 (open): cannot read the query"));
//! # Ok(())
//! # }
//! ```
//!
//! [`query::parse_request`] parses a single query, [`render`] writes answers in the program's output formats, and
//! [`commands`] runs the subcommands, for other front ends.
//!
//! A module may use those listed before it, never those after it (`docs/architecture.md`; a test checks it).

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
