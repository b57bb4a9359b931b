//! Tests of the query parser.

use super::ast::{Filter, Pattern, Phrase, Query, SessionFilter, TextField, Word};
use super::parse::{ParseOptions, parse};

/// Formats a query: `[a b]` all, `{a b}` any, `"a b"` phrase, `-a` not, `a~1` fuzzy, `field:value` filter.
fn format_query(query: &Query) -> String {
    let list = |parts: &[Query]| parts.iter().map(format_query).collect::<Vec<_>>().join(" ");
    match query {
        Query::Everything => "everything".into(),
        Query::Word(Word { field, pattern, .. }) => {
            format!("{}{}", prefix(*field), letters(pattern))
        }
        Query::Phrase(phrase) => format_phrase(phrase),
        Query::Filter(filter) => format_filter(filter),
        Query::All(parts) => format!("[{}]", list(parts)),
        Query::Any(parts) => format!("{{{}}}", list(parts)),
        Query::Not(part) => format!("-{}", format_query(part)),
    }
}

fn prefix(field: TextField) -> &'static str {
    match field {
        TextField::Text => "",
        TextField::Title => "title:",
    }
}

fn letters(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Exact(word) => word.clone(),
        Pattern::Wildcard(word) => format!("<{word}>"),
        Pattern::Fuzzy { word, edits } => format!("{word}~{edits}"),
    }
}

fn format_phrase(phrase: &Phrase) -> String {
    let words: Vec<String> = phrase.words.iter().map(letters).collect();
    let slop = phrase
        .slop
        .map(|slop| format!("~{slop}"))
        .unwrap_or_default();
    let verbatim = phrase
        .verbatim
        .as_ref()
        .map(|text| format!("={text}"))
        .unwrap_or_default();
    format!(
        "{}\"{}\"{slop}{verbatim}",
        prefix(phrase.field),
        words.join(" ")
    )
}

fn format_filter(filter: &Filter) -> String {
    fn list<T: ToString>(values: &[T]) -> String {
        values
            .iter()
            .map(T::to_string)
            .collect::<Vec<_>>()
            .join(",")
    }
    match filter {
        Filter::Country(values) => format!("country:{}", list(values)),
        Filter::AuthorCountry(values) => format!("author-country:{}", list(values)),
        Filter::Mentions(values) => format!("mentions:{}", list(values)),
        Filter::Organ(values) => format!("organ:{}", list(values)),
        Filter::Symbol(values) => format!("symbol:{}", list(values)),
        Filter::Cites(values) => format!("cites:{}", list(values)),
        Filter::Language(values) => format!("language:{}", list(values)),
        Filter::Type(values) => format!("type:{}", list(values)),
        Filter::Recommendation(asked) => {
            format!("recommended:{}/{}", list(&asked.by), list(&asked.response))
        }
        Filter::Own { name, values } => format!("x.{name}:{}", list(values)),
        Filter::Organisation(values) => format!("org:{}", list(values)),
        Filter::Path(pattern) => format!("path:{pattern}"),
        Filter::Session(sessions) => {
            let shown = sessions.iter().map(|session| match session {
                SessionFilter::One(one) => one.to_string(),
                SessionFilter::Number(number) => format!("#{number}"),
                SessionFilter::Range(from, to) => format!("{from}..{to}"),
            });
            format!("session:{}", shown.collect::<Vec<_>>().join(","))
        }
        Filter::Date { since, until } => {
            let day = |date: &Option<crate::model::Date>| {
                date.map(|date| date.to_string()).unwrap_or_default()
            };
            format!("date:{}..{}", day(since), day(until))
        }
    }
}

fn check(table: &[(&str, &str)], options: ParseOptions) {
    for (typed, expected) in table {
        match parse(typed, options) {
            Ok(parsed) => assert_eq!(format_query(&parsed.query), *expected, "{typed}"),
            Err(error) => panic!("{typed}: {error}\n{}", error.pointer()),
        }
    }
}

#[test]
fn queries_are_parsed() {
    check(
        &[
            ("torture", "torture"),
            ("  Torture, prison. ", "[torture prison]"),
            ("\"Rule of Law\"", "\"rule of law\""),
            ("\"torture\"", "\"torture\""),
            (
                "“rule of law” « droit d’asile » „Recht auf“ ”lag” »Recht«",
                "[\"rule of law\" \"droit d asile\" \"recht auf\" \"lag\" \"recht\"]",
            ),
            ("“rule of law\" prison", "[\"rule of law\" prison]"),
            ("\"he said “no” to them\"", "\"he said no to them\""),
            ("「人権」の", "[\"人 権\" の]"),
            ("人权理事会", "\"人 权 理 事 会\""),
            ("\"rule law\"~5", "\"rule law\"~5"),
            ("torture OR prison", "{torture prison}"),
            ("torture OR prison OR jail", "{torture prison jail}"),
            ("(torture prison) OR jail", "{[torture prison] jail}"),
            ("women torture OR prison", "[women {torture prison}]"),
            ("women AND torture OR prison", "{[women torture] prison}"),
            ("torture AND prison AND jail", "[torture prison jail]"),
            (
                "country:KEN torture OR prison",
                "[country:KEN {torture prison}]",
            ),
            (
                "torture or prison and not jail",
                "[torture or prison and not jail]",
            ),
            ("ORDER ANDES NOTE", "[order andes note]"),
            ("torture -prison", "[torture -prison]"),
            ("torture NOT prison", "[torture -prison]"),
            (
                "torture -\"rule of law\" -(a b)",
                "[torture -\"rule of law\" -[a b]]",
            ),
            ("-torture", "-torture"),
            ("--torture", "torture"),
            ("a OR -b", "{a -b}"),
            ("2015 - 2018", "[2015 2018]"),
            ("prosecut*", "<prosecut*>"),
            ("*PROSECUT**", "<*prosecut*>"),
            ("wom?n", "<wom?n>"),
            ("what is torture?", "[what is torture]"),
            ("\"What is torture??\"", "\"what is torture\""),
            (
                "\"politically motivated prosecut*\"",
                "\"politically motivated <prosecut*>\"",
            ),
            ("\"right to * water\"", "\"right to <*> water\""),
            ("anti-terror*", "\"anti <terror*>\""),
            ("Négoci*", "<negoci*>"),
            ("*", "everything"),
            ("tortur~1 prisson~2", "[tortur~1 prisson~2]"),
            ("Préson~1", "preson~1"),
            ("~5", "5"),
            ("government's don’t", "[\"government s\" \"don t\"]"),
            ("U.S.-led (2018)", "[\"u s led\" 2018]"),
            (
                "\"from tackling: the menaces\"",
                "\"from tackling the menaces\"",
            ),
            ("from tackling: the menaces", "[from tackling the menaces]"),
            ("art. 6(1)(a) ICCPR", "[art \"6 1 a\" iccpr]"),
            ("A/HRC/39/14", "\"a hrc 39 14\""),
            ("A/RES/3314(XXIX)", "\"a res 3314 xxix\""),
            (
                "10:30 https://ohchr.org/a",
                "[\"10 30\" \"https ohchr org a\"]",
            ),
            ("non-governmental", "\"non governmental\""),
            ("say\"rule of law\"now", "[say \"rule of law\" now]"),
        ],
        ParseOptions::default(),
    );
}

#[test]
fn fields_filter() {
    check(
        &[
            ("country:azerbaijan", "country:AZE"),
            ("Country:az,KEN", "country:AZE,KEN"),
            ("country:\"Korea, Republic of\"", "country:KOR"),
            ("country:“Côte d’Ivoire”", "country:CIV"),
            ("-country:aze torture", "[-country:AZE torture]"),
            ("session:HRC39", "session:HRC39"),
            ("session:hrc36..hrc39", "session:HRC36..HRC39"),
            ("session:HRC36..39", "session:HRC36..HRC39"),
            ("session:39", "session:#39"),
            ("session:37..39", "session:#37,#38,#39"),
            ("session:HRC39,UPR30", "session:HRC39,UPR30"),
            ("symbol:a/hrc/39/14", "symbol:A/HRC/39/14"),
            ("symbol:A/HRC/39/*", "symbol:A/HRC/39/*"),
            ("symbol:cedaw/c/*", "symbol:CEDAW/C/*"),
            ("symbol:A/HRC/39/1*", "symbol:A/HRC/39/1*"),
            (
                "symbol:S/RES/1325 (2000) women",
                "[symbol:S/RES/1325 (2000) women]",
            ),
            ("cites:A/HRC/39/14", "cites:A/HRC/39/14"),
            ("organ:CEDAW body:HRC", "[organ:CEDAW organ:HRC]"),
            ("lang:fr language:spanish", "[language:fr language:es]"),
            ("type:resolution", "type:resolution"),
            ("path:2018/aze", "path:2018/aze"),
            ("path:\"my folder/*.pdf\"", "path:my folder/*.pdf"),
            ("recommendation-by:France,KEN", "recommended:FRA,KEN/"),
            ("cycle:2,3", "session:UPR13..UPR26,UPR27..UPR40"),
            ("response:rejected", "recommended:/noted"),
            ("x.Donor:A*,b", "x.donor:A*,b"),
            ("x.serial_no:\"A, 7\" torture", "[x.serial_no:A, 7 torture]"),
            ("date:2018", "date:2018..2018"),
            ("date:2018-09..2018-12", "date:2018-09..2018-12"),
            (
                "date:2018.. date:..2019-05-01",
                "[date:2018.. date:..2019-05-01]",
            ),
            ("since:2018 until:2019", "[date:2018.. date:..2019]"),
            ("title:Azerbaijan", "title:azerbaijan"),
            (
                "title:\"rule of law\"~2 title:pros*",
                "[title:\"rule of law\"~2 title:<pros*>]",
            ),
            (
                "(country:AZE OR country:KEN) torture",
                "[{country:AZE country:KEN} torture]",
            ),
        ],
        ParseOptions::default(),
    );
}

#[test]
fn options_change_the_meaning() {
    let any = ParseOptions {
        any: true,
        ..ParseOptions::default()
    };
    check(
        &[
            ("torture prison", "{torture prison}"),
            ("torture", "torture"),
            (
                "torture prison -jail country:KEN",
                "[-jail country:KEN {torture prison}]",
            ),
            ("torture AND prison jail", "{[torture prison] jail}"),
            ("country:KEN session:HRC39", "[country:KEN session:HRC39]"),
        ],
        any,
    );
    let phrase = ParseOptions {
        phrase: true,
        ..ParseOptions::default()
    };
    check(
        &[
            ("rule of law", "\"rule of law\""),
            ("\"rule of law\"", "\"rule of law\""),
            ("“rule of law”", "\"rule of law\""),
            ("a \"quoted\" thing: OR (not", "\"a quoted thing or not\""),
        ],
        phrase,
    );
    let verbatim = ParseOptions {
        verbatim: true,
        ..ParseOptions::default()
    };
    check(
        &[
            ("\"Rule of Law?\"", "\"rule of law\"=Rule of Law?"),
            ("Torture*", "\"torture\"=Torture*"),
        ],
        verbatim,
    );
}

#[test]
fn notes_name_what_is_not_searched() {
    let table = [
        (
            "torture – prison",
            "– holds no letter or digit and is not searched for",
        ),
        (
            "session:39 x",
            "session 39 is read as that number of any body; write HRC39 or UPR30 for one body",
        ),
        (
            "what is torture?",
            "the ? at the end of torture? is read as punctuation; write * for any ending",
        ),
        (
            "re:torture",
            "there is no field re: and it is searched for as a word",
        ),
        (
            "a b OR c",
            "OR joins only the words or brackets beside it; write (a b) OR c to join more",
        ),
        (
            "\"torture\"~3",
            "~ has no effect on the single word \"torture\"",
        ),
    ];
    for (typed, note) in table {
        let parsed = parse(typed, ParseOptions::default()).expect(typed);
        assert_eq!(parsed.notes, [note], "{typed}");
    }
    for typed in [
        "torture prison",
        "a OR b",
        "(a b) OR c",
        "\"what?\"",
        "session:HRC39",
    ] {
        let parsed = parse(typed, ParseOptions::default()).expect(typed);
        assert!(parsed.notes.is_empty(), "{typed}: {:?}", parsed.notes);
    }
}

#[test]
fn errors_point_at_the_place() {
    let typed = [
        "",
        "   ",
        "— …",
        "prison \"rule of law",
        "人权 “rule",
        "\"\" x",
        "x \" — \"",
        "(a (b c)",
        "a) b",
        "a () b",
        "OR a",
        "a OR",
        "a AND OR b",
        "a OR – ",
        "NOT",
        "(-)",
        "country: kenya",
        "country:kenyya",
        "country:xqzt",
        "cuontry:kenya",
        "session:HRC39..HRC36",
        "session:HRC36..UPR39",
        "session:1..999",
        "session:abc",
        "date:September",
        "date:2019..2018",
        "country:a..b",
        "symbol:A/*/39",
        "\"a b\"~",
        "\"a b\"~99999",
        "word~",
        "word~7",
        "non-word~1",
        "title:",
    ];
    let shown = typed.map(|typed| {
        let error = parse(typed, ParseOptions::default()).expect_err(typed);
        format!(
            "{error}\n{}\nhint: {}",
            error.pointer(),
            error.problem.hint()
        )
    });
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn deep_nesting_is_rejected() {
    for typed in [
        "(".repeat(100_000),
        "-(".repeat(100_000),
        "NOT ".repeat(100_000),
    ] {
        assert!(parse(&typed, ParseOptions::default()).is_err());
    }
}

#[test]
fn the_parser_always_terminates() {
    let pieces = [
        "\"", "(", ")", "-", "OR ", "a", ":", "country:", "~1", "*", "?", "»", "人", " ", "title:",
        "..", "\u{301}",
    ];
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let typed = format!("{first}{second}{third}");
                for options in [
                    ParseOptions::default(),
                    ParseOptions {
                        any: true,
                        phrase: true,
                        verbatim: true,
                    },
                ] {
                    if let Err(error) = parse(&typed, options) {
                        error.pointer();
                    }
                }
            }
        }
    }
}
