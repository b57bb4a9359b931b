//! A plain index of the search engine, to compare with: one field of text in its default tokenizer.

use std::fs;
use std::path::Path;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::PhraseQuery;
use tantivy::schema::{Field, STORED, STRING, Schema, TEXT, Value};
use tantivy::{Searcher, TantivyDocument, Term, doc};

use super::Outcome;

/// The index, opened for searching.
pub(crate) struct Bare {
    searcher: Searcher,
    path: Field,
    text: Field,
}

impl Bare {
    /// Indexes texts in a new folder.
    pub(crate) fn of(texts: impl Iterator<Item = Outcome<String>>, folder: &Path) -> Outcome<Self> {
        let mut schema = Schema::builder();
        let (path, text) = (
            schema.add_text_field("path", STRING | STORED),
            schema.add_text_field("text", TEXT),
        );
        fs::create_dir(folder)?;
        let engine = tantivy::Index::create_in_dir(folder, schema.build())?;
        let mut writer = engine.writer_with_num_threads(1, 200_000_000)?;
        for (number, words) in texts.enumerate() {
            writer.add_document(doc!(path => number.to_string(), text => words?))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let searcher = engine.reader()?.searcher();
        Ok(Self {
            searcher,
            path,
            text,
        })
    }

    /// Answers a phrase: reads the paths of the ten best documents and counts all; returns a checksum of the answer.
    pub(crate) fn answer(&self, phrase: &str) -> tantivy::Result<usize> {
        let words = phrase.split(' ');
        let terms = words.map(|word| Term::from_field_text(self.text, word));
        let query = PhraseQuery::new(terms.collect());
        let best = TopDocs::with_limit(10).order_by_score();
        let (best, mut found) = self.searcher.search(&query, &(best, Count))?;
        for (_, address) in best {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let path = document.get_first(self.path);
            found += path.and_then(|path| path.as_str()).map_or(0, str::len);
        }
        Ok(found)
    }
}
