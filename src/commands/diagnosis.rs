//! Diagnoses errors of the search engine.

use std::path::Path;

use super::Failure;
use crate::index;

/// Replaces an engine failure by its cause, if the index is damaged or the disk is full.
pub fn diagnose(failure: Failure, index: &Path, writing: bool) -> Failure {
    match &failure {
        Failure::Engine { .. } => index::diagnose(index, writing).map_or(failure, Failure::from),
        _ => failure,
    }
}
