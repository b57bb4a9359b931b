//! Stores documents and finds them again. The only user of tantivy.
