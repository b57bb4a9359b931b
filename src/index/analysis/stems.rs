//! The stem of a word in a language of the archive.

use crate::model::Language;
use crate::text;

/// Separates the name of the stemmer from the stem; no word contains a control character.
pub(crate) const STEMMER_SEPARATOR: char = '\u{1D}';

/// The stem of a word in documents of one language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Stem {
    /// The name of the stemmer and the stem, so that a French stem never matches an English word.
    pub(crate) key: String,
    pub(crate) stemmer: &'static str,
}

impl Stem {
    /// Stems a word in the form that `text::stem` takes: lower case with its accents.
    pub(crate) fn of(accented: &str, language: Option<&Language>) -> Self {
        let stemmer = stemmer_name(language);
        let stem = match language {
            Some(language) => text::stem(accented, language),
            None => text::normal_form(accented).into(),
        };
        Self {
            key: format!("{stemmer}{STEMMER_SEPARATOR}{stem}"),
            stemmer,
        }
    }

    /// The stem without the name of the stemmer.
    pub(crate) fn bare(&self) -> &str {
        &self.key[self.stemmer.len() + STEMMER_SEPARATOR.len_utf8()..]
    }
}

/// The name of the stemmer for documents in a language; `-` if there is none.
pub(crate) fn stemmer_name(language: Option<&Language>) -> &'static str {
    language.and_then(text::stemmer_name).unwrap_or("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_of_different_languages_differ() {
        let english = Language::from_code("en").expect("a code");
        let stem = |word| Stem::of(word, Some(&english));
        assert_eq!(stem("recommendations"), stem("recommended"));
        assert_eq!(stem("rights").bare(), "right");
        assert_eq!(Stem::of("rights", None).bare(), "rights");
        assert_ne!(stem("right"), Stem::of("right", None));
    }
}
