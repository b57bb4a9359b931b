//! Measures the share of function words, a cheap test of whether a text is in a given language.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::table::rows;

/// Articles, prepositions, pronouns and forms of "to be"; of French, Spanish, Portuguese and Italian those they do not share.
const FUNCTION_WORDS: &str = include_str!("../data/function_words.tsv");

static BY_LANGUAGE: LazyLock<FxHashMap<&'static str, FxHashSet<&'static str>>> =
    LazyLock::new(|| {
        let lists = rows(FUNCTION_WORDS).map(|row| (row[0], row[1].split('|').collect()));
        lists.collect()
    });

/// Fewer words than this are not enough evidence.
const LEAST_WORDS: u16 = 20;

/// Returns the share of a text's words that are function words of a language, from 0 to 1; `None` for a language without a
/// list, or a text that is too short.
pub(crate) fn function_word_share(text: &str, language: &str) -> Option<f32> {
    let list = BY_LANGUAGE.get(language)?;
    let mut lower = String::new();
    let (mut all, mut listed_words) = (0_u16, 0_u16);
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        all = all.saturating_add(1);
        let listed = list.contains(word)
            || word.starts_with(char::is_uppercase) && {
                lower.clear();
                lower.extend(word.chars().flat_map(char::to_lowercase));
                list.contains(lower.as_str())
            };
        listed_words = listed_words.saturating_add(u16::from(listed));
    }
    (all >= LEAST_WORDS).then(|| f32::from(listed_words) / f32::from(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_by_its_small_words() {
        for (language, text) in [
            (
                "en",
                "The committee said that it was concerned by the number of those who had been held for more than a year in prisons of the north, and that their families were not told.",
            ),
            (
                "fr",
                "Le comité dit qu'il est préoccupé par le nombre de ceux qui ont été détenus pendant plus d'un an dans les prisons du nord, et que leurs familles ne sont pas informées.",
            ),
            (
                "es",
                "El comité dijo que le preocupa el número de los que han sido detenidos por más de un año en las prisiones del norte, y que sus familias no lo saben.",
            ),
            (
                "ru",
                "Комитет сказал, что он обеспокоен числом тех, которые были задержаны более года в тюрьмах на севере, и что их семьи не были об этом извещены по почте.",
            ),
        ] {
            for tried in ["en", "fr", "es", "ru"] {
                let share = function_word_share(text, tried).unwrap_or_default();
                assert_eq!(
                    share > 0.25,
                    tried == language,
                    "{language} {tried} {share}"
                );
            }
        }
        assert_eq!(function_word_share("too short", "en"), None);
        assert_eq!(
            function_word_share("a text in a language without a list", "xx"),
            None
        );
    }
}
