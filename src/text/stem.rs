//! Stems words with the Snowball algorithms, corrected for Arabic, French and Portuguese.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};

use super::normal_form;
use crate::model::Language;

/// Returns the stem of a word in normal form, or the word's normal form if the language has no stemmer.
///
/// `word` is in lower case with accents (`Token::accented`), which stemmers need for endings such as `-ção` or `-ée`.
/// Without accents the stem is mostly the same.
pub fn stem<'a>(word: &'a str, language: &Language) -> Cow<'a, str> {
    let stem = match algorithm(language) {
        Some(Algorithm::Arabic) => arabic_stem(word),
        Some(Algorithm::French) => Stemmer::new(Algorithm::French).stem(french_singular(word)),
        Some(Algorithm::Portuguese) => portuguese_stem(word),
        Some(algorithm) => Stemmer::new(algorithm).stem(word),
        None => Cow::Borrowed(word),
    };
    if stem.is_ascii() {
        stem
    } else {
        Cow::Owned(normal_form(&stem))
    }
}

/// Returns the Snowball stem without the conjunction before an article and without a final ه written for ة, both of which
/// Snowball keeps and Larkey's light stemmer removes.
fn arabic_stem(word: &str) -> Cow<'_, str> {
    let without_and = word.strip_prefix(['و', 'ف']);
    let word = without_and
        .filter(|rest| rest.starts_with("ال") && rest.chars().count() > 4)
        .unwrap_or(word);
    let stem = Stemmer::new(Algorithm::Arabic).stem(word);
    match stem.strip_suffix('ه') {
        Some(bare) if bare.chars().count() > 2 => Cow::Owned(bare.to_owned()),
        _ => stem,
    }
}

/// Removes the plural ending from words in -us, which Snowball keeps: détenus, disparus.
fn french_singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(singular) if singular.ends_with('u') && singular.chars().count() > 3 => singular,
        _ => word,
    }
}

/// Returns the Snowball stem, with plurals in -ões and -ães stemmed like their singular in -ão: comissões, decisões.
fn portuguese_stem(word: &str) -> Cow<'_, str> {
    let stemmer = Stemmer::new(Algorithm::Portuguese);
    let root = word
        .strip_suffix("ões")
        .or_else(|| word.strip_suffix("ães"));
    match root {
        Some(root) => Cow::Owned(stemmer.stem(&format!("{root}ão")).into_owned()),
        None => stemmer.stem(word),
    }
}

/// Returns the name of the Snowball stemmer used by [`stem`] for a language, or `None` if it has none.
pub fn stemmer_name(language: &Language) -> Option<&'static str> {
    algorithm(language).map(Algorithm::name)
}

fn algorithm(language: &Language) -> Option<Algorithm> {
    Some(match language.code() {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "eo" => Algorithm::Esperanto,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "no" => Algorithm::Norwegian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(language: &str, words: &[&'static str]) -> Vec<Cow<'static, str>> {
        let language = Language::from_code(language).expect("a code");
        words.iter().map(|word| stem(word, &language)).collect()
    }

    #[test]
    fn inflections_share_a_stem() {
        let table: &[(&str, &[&str])] = &[
            ("en", &["recommendation", "recommendations", "recommended"]),
            ("fr", &["arrêté", "arrêtée", "arrêtés"]),
            ("fr", &["détenu", "détenus", "détenue", "détenues"]),
            ("es", &["recomendación", "recomendaciones", "recomendacion"]),
            ("pt", &["recomendação", "recomendações"]),
            ("pt", &["comissão", "comissões"]),
            ("ru", &["нарушение", "нарушения", "нарушений"]),
            ("de", &["gefangene", "gefangenen"]),
            ("uk", &["порушення", "порушенням"]),
            (
                "ar",
                &["دولة", "الدولة", "دوله", "الدوله", "والدولة", "وللدولة"],
            ),
            ("tr", &["hak", "haklar"]),
        ];
        for (language, words) in table {
            let stems = stems(language, words);
            assert!(
                stems.iter().all(|stem| *stem == stems[0]),
                "{language}: {stems:?}"
            );
            assert_eq!(normal_form(&stems[0]), stems[0]);
        }
    }

    #[test]
    fn languages_without_stemmer_keep_their_words() {
        assert_eq!(stems("vi", &["quyền", "rights"]), ["quyen", "rights"]);
        assert_eq!(stems("zh", &["权"]), ["权"]);
    }

    #[test]
    fn stemmers_have_names() {
        let name = |code| stemmer_name(&Language::from_code(code).expect("a code"));
        assert_eq!(
            (name("en"), name("nb"), name("vi")),
            (Some("english"), Some("norwegian"), None)
        );
    }
}
