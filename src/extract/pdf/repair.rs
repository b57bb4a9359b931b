//! A second try with lopdf at files the first reader finds no page in: it rebuilds the file, the first reads it again.

use hayro_syntax::Pdf;
use lopdf::Document;

/// Broken files larger than this are not rebuilt: lopdf holds every object in memory.
const REBUILT_BYTES: usize = 64 << 20;

/// The file as lopdf understands it, written anew and opened; `None` if that finds no page either.
pub(super) fn rewrite(bytes: &[u8]) -> Option<Pdf> {
    if bytes.len() > REBUILT_BYTES {
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
