//! Spellings of compounds that find each other, and those that are kept apart.

use super::*;

/// Texts in which a stray hyphen stands between two common words, and in which a compound is written as such.
fn corpus() -> Corpus {
    let common =
        "And a state and a people and a party met. And a member of a state spoke.\n".repeat(5);
    Corpus::of(&[
        (
            "stray.txt",
            &format!("{common}The report and-a draft were read.\n"),
        ),
        ("anda.txt", "Que el acuerdo anda bien lo dice la gente.\n"),
        (
            "open.txt",
            "The decision making of the council is slow, and a reform is due.\n",
        ),
        (
            "hyphen.txt",
            "Decision-making takes time; decision-making bodies differ.\n",
        ),
        ("closed.txt", "Good decisionmaking is rare.\n"),
        ("theme.txt", &common),
    ])
}

#[test]
fn a_stray_hyphen_joins_nothing_elsewhere() {
    let corpus = corpus();
    for (query, expected) in [
        ("\"anda\"", &["anda.txt", "stray.txt"] as &[&str]),
        ("\"and a\"", &["open.txt", "stray.txt", "theme.txt"]),
        ("\"anda bien\"", &["anda.txt"]),
        ("\"and-a draft\"", &["stray.txt"]),
        ("\"anda draft\"", &["stray.txt"]),
        (
            "\"decision making\"",
            &["closed.txt", "hyphen.txt", "open.txt"],
        ),
        (
            "\"decisionmaking\"",
            &["closed.txt", "hyphen.txt", "open.txt"],
        ),
        (
            "\"decision-making\"",
            &["closed.txt", "hyphen.txt", "open.txt"],
        ),
    ] {
        let mut found = corpus.found(query);
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
}
