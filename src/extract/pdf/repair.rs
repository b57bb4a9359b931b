//! Repairs broken files: lopdf parses and rewrites files in which hayro-syntax finds no page.

use hayro_syntax::Pdf;
use lopdf::Document;

/// Maximum size of a file to repair; lopdf holds every object in memory.
const MAX_BYTES: usize = 64 << 20;

/// Rewrites a file with lopdf and opens the result; `None` if lopdf finds no page either.
pub(super) fn rewrite(bytes: &[u8]) -> Option<Pdf> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let mut document = Document::load_mem(bytes).ok()?;
    if document.get_pages().is_empty() {
        return None;
    }
    let mut rebuilt = Vec::new();
    document.save_to(&mut rebuilt).ok()?;
    Pdf::new(rebuilt).ok()
}
