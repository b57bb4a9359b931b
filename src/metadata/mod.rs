//! What a document is about, inferred from its text and path, every value with where it came from. Opens no file.
