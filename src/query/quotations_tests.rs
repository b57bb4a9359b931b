//! Tests of finding quotations in drafts.

use super::quotations::{Quotation, quotations};
use crate::model::Symbol;

/// Formats quotations as `line: piece | piece <symbol symbol>`.
fn found(draft: &str) -> Vec<String> {
    let shown = |quotation: &Quotation| {
        let cited: Vec<&str> = quotation.cited.iter().map(Symbol::as_str).collect();
        let pieces = quotation.pieces.join(" | ");
        format!("{}: {pieces} <{}>", quotation.line, cited.join(" "))
    };
    quotations(draft, 3).quotations.iter().map(shown).collect()
}

#[test]
fn quotations_are_found_with_what_is_cited() {
    for (draft, expected) in [
        (
            "He said \"the rule of law\" twice.",
            &["1: the rule of law <>"] as &[&str],
        ),
        (
            "“the rule of law” (A/HRC/39/14, para. 5).",
            &["1: the rule of law <A/HRC/39/14>"],
        ),
        (
            "« les droits de l’homme », A/HRC/40/5, par. 3",
            &["1: les droits de l’homme <A/HRC/40/5>"],
        ),
        (
            "„Die Würde des Menschen“ und »das gleiche Recht aller«",
            &[
                "1: Die Würde des Menschen <>",
                "1: das gleiche Recht aller <>",
            ],
        ),
        ("「人权理事会」。", &["1: 人权理事会 <>"]),
        (
            "In A/HRC/39/14 it is “a matter of law”. Then “no one is safe” (A/HRC/1/2).",
            &[
                "1: a matter of law <A/HRC/39/14>",
                "1: no one is safe <A/HRC/1/2>",
            ],
        ),
        (
            "“a matter of law” (A/HRC/1/2). In A/HRC/39/14, para. 3, “no one is safe”.",
            &[
                "1: a matter of law <A/HRC/1/2>",
                "1: no one is safe <A/HRC/39/14>",
            ],
        ),
        (
            "One.\n\n“a matter\nof law”[^1] and so on.\n\n[^1]: A/HRC/39/14,\n  para. 4.",
            &["3: a matter of law <A/HRC/39/14>"],
        ),
        (
            "“[T]he State [...] must [the Government] act ... at once [sic] now”",
            &["1: The State | must | act | at once now <>"],
        ),
        (
            "As A/HRC/39/14 says:\n\n> The rule\n> of law.\n\nMore.",
            &["3: The rule of law. <A/HRC/39/14>"],
        ),
        (
            "> The rule of law.\n> — A/HRC/39/14, para. 5",
            &["1: The rule of law. <A/HRC/39/14>"],
        ),
        (
            "> The rule of law. (A/HRC/39/14)\n",
            &["1: The rule of law. <A/HRC/39/14>"],
        ),
        (
            "> “The rule of law.”\n\n(A/HRC/39/14)",
            &["1: The rule of law. <A/HRC/39/14>"],
        ),
        (
            "“One two three.\n\n“Four five six.”\n\n“Seven eight nine”",
            &[
                "1: One two three. Four five six. <>",
                "5: Seven eight nine <>",
            ],
        ),
        (
            "“outer “inner words” outer words”",
            &["1: outer “inner words” outer words <>"],
        ),
        (
            "```\n\"the rule of law\"\n```\n<a href=\"one two three\">",
            &[],
        ),
        (
            "- “one two three\n- “four five six”",
            &["2: four five six <>"],
        ),
        ("The “so-called” law, 5\" long and 6\" wide", &[]),
        (
            "\u{feff}\"the rule of law\" (A/RES/3314(XXIX), para. 2)",
            &["1: the rule of law <A/RES/3314(XXIX)>"],
        ),
    ] {
        assert_eq!(found(draft), expected, "{draft}");
    }
}

#[test]
fn unchecked_quotations_are_counted() {
    let found = quotations("The “so-called” law.\n\nHe said: “never closed.\n", 3);
    assert_eq!((found.short, found.unclosed), (1, vec![3]));
}
