//! Detects the media type of a file from its bytes. Names and extensions are unreliable and not used.

use crate::model::MediaType;

/// The header of a PDF is searched in this many bytes (ISO 32000-1, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;

/// A detected file type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A supported type.
    Readable(MediaType),
    /// A known type that is not supported, in words for the user.
    Unsupported(&'static str),
}

/// Detects the type from signatures in the first bytes. Files without one are taken for plain text, to be checked by the
/// decoder.
pub(super) fn sniff(bytes: &[u8]) -> FileKind {
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    if is_pdf(head, bytes) {
        return FileKind::Readable(MediaType::Pdf);
    }
    let signature = SIGNATURES.iter().find(|(bytes, _)| head.starts_with(bytes));
    match signature {
        Some((b"PK\x03\x04", _)) => FileKind::Unsupported(inside_zip(bytes)),
        Some((b"RIFF", _)) if head.get(8..12) == Some(b"WEBP") => FileKind::Unsupported("an image"),
        Some((_, name)) => FileKind::Unsupported(name),
        None if head.get(4..8) == Some(b"ftyp") => FileKind::Unsupported("a video or audio file"),
        None => markup(head).map_or(FileKind::Readable(MediaType::Plain), FileKind::Unsupported),
    }
}

/// Returns whether the first bytes contain a PDF header. A text that mentions one does not begin a line with it, and does
/// not end like a PDF.
fn is_pdf(head: &[u8], bytes: &[u8]) -> bool {
    let Some(at) = head.windows(5).position(|window| window == b"%PDF-") else {
        return false;
    };
    let in_a_line = at > 0 && matches!(head[at - 1], b' '..=b'~');
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    !in_a_line || tail.windows(5).any(|window| window == b"%%EOF")
}

/// Signatures of unsupported types.
static SIGNATURES: [(&[u8], &str); 26] = [
    (b"PK\x03\x04", "a ZIP archive"),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an old Word, Excel or PowerPoint file",
    ),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"GIF8", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"AT&TFORM", "a DjVu file"),
    (b"%!PS", "a PostScript file"),
    (b"\x1F\x8B", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xFD7zXZ", "a compressed file"),
    (b"\x28\xB5\x2F\xFD", "a compressed file"),
    (b"7z\xBC\xAF\x27\x1C", "a compressed archive"),
    (b"Rar!\x1A\x07", "a compressed archive"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xCA\xFE\xBA\xBE", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"!BDN", "an Outlook mail folder"),
    (b"OggS", "a video or audio file"),
    (b"ID3", "a video or audio file"),
    (b"fLaC", "a video or audio file"),
    (b"\x1A\x45\xDF\xA3", "a video or audio file"),
    (b"RIFF", "a video or audio file"),
];

/// Detects the type of a ZIP archive from the names of its members, which are stored uncompressed.
fn inside_zip(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(8192)];
    let members: [(&[u8], &str); 6] = [
        (b"word/", "a Word (DOCX) file"),
        (b"xl/", "an Excel (XLSX) file"),
        (b"ppt/", "a PowerPoint (PPTX) file"),
        (b"application/epub", "an e-book (EPUB)"),
        (b"opendocument.text", "an OpenDocument text (ODT)"),
        (b"[Content_Types].xml", "a Microsoft Office file"),
    ];
    let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    let found = members.iter().find(|(name, _)| holds(name));
    found.map_or("a ZIP archive", |(_, kind)| kind)
}

/// Detects HTML and XML by their start, after white space, a byte order mark and comments.
fn markup(head: &[u8]) -> Option<&'static str> {
    let lossy = String::from_utf8_lossy(head);
    let mut text = lossy.trim_start_matches('\u{FEFF}').trim_start();
    while let Some(rest) = text.strip_prefix("<!--") {
        text = rest.split_once("-->")?.1.trim_start();
    }
    let starts = |tag: &str| {
        text.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    if ["<!doctype html", "<html", "<head", "<body"]
        .into_iter()
        .any(starts)
    {
        return Some("a web page (HTML)");
    }
    starts("<?xml").then_some("an XML file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_detected_from_bytes() {
        let late_pdf = [&b"junk\n".repeat(100)[..], b"%PDF-1.4\n"].concat();
        let too_late_pdf = [&b"junk\n".repeat(300)[..], b"%PDF-1.4\n"].concat();
        let pdf = FileKind::Readable(MediaType::Pdf);
        let plain = FileKind::Readable(MediaType::Plain);
        for (bytes, kind) in [
            (&b"%PDF-1.7\n"[..], pdf),
            (&late_pdf, pdf),
            (&too_late_pdf, plain),
            (b"", plain),
            (b"A file that starts with %PDF- is a PDF.", plain),
            (b"junk%PDF-1.4 ... %%EOF", pdf),
            (b"Human rights", plain),
            (b"# A heading", plain),
            (
                b"PK\x03\x04....word/document.xml",
                FileKind::Unsupported("a Word (DOCX) file"),
            ),
            (
                b"PK\x03\x04....notes.txt",
                FileKind::Unsupported("a ZIP archive"),
            ),
            (
                b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
                FileKind::Unsupported("an old Word, Excel or PowerPoint file"),
            ),
            (
                b"\xEF\xBB\xBF\n<!-- c --> <HTML lang=en>",
                FileKind::Unsupported("a web page (HTML)"),
            ),
            (
                b"<!DOCTYPE html>",
                FileKind::Unsupported("a web page (HTML)"),
            ),
            (
                b"<?xml version='1.0'?>",
                FileKind::Unsupported("an XML file"),
            ),
            (b"<3 human rights", plain),
        ] {
            assert_eq!(sniff(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
