//! What is behind an error that the search engine cannot explain?

use std::path::Path;

use super::Failure;
use crate::index;

/// A command that failed or panicked over an index: looks whether its files are damaged or its disk is full.
pub fn diagnose(failure: Failure, index: &Path, writing: bool) -> Failure {
    match &failure {
        Failure::Engine { .. } => index::diagnose(index, writing).map_or(failure, Failure::from),
        _ => failure,
    }
}
