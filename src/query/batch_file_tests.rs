//! Tests of query files.

use super::ast::{Filter, Pattern, Query, Sort};
use super::batch_file::{BatchError, BatchQuery, read_batch};
use super::request::TypedRequest;

type Rows = Vec<Result<BatchQuery, BatchError>>;

fn rows(file: &str) -> Rows {
    let rows = read_batch(file.as_bytes(), TypedRequest::default());
    rows.expect("a readable file").collect()
}

/// Formats each row as `id@line: query`, with `!` before an error.
fn formatted(rows: &Rows) -> Vec<String> {
    let line = |row: &Result<BatchQuery, BatchError>| match row {
        Ok(query) => format!("{}@{}: {}", query.id, query.line, query.typed),
        Err(error) => format!("!{}@{}: {}", error.id, error.line, error.cause),
    };
    rows.iter().map(line).collect()
}

#[test]
fn formats_are_detected_from_the_first_line() {
    let table: &[(&str, &[&str])] = &[
        (
            "torture\n\"rule of law\"\n",
            &["q1@1: torture", "q2@2: \"rule of law\""],
        ),
        (
            "\u{FEFF}torture\r\n# no\r\n\r\nprison",
            &["q1@1: torture", "q2@4: prison"],
        ),
        (
            "# list\nid\tquery\na\ttorture\n#x\ty\nb\tprison cell\n",
            &["a@3: torture", "b@5: prison cell"],
        ),
        ("query\ntorture, prison\n", &["q1@2: torture, prison"]),
        (
            "id,query\na,\"torture, prison\"\nb,c\n",
            &["a@2: torture, prison", "b@3: c"],
        ),
        (
            "ID;Query\na;\"torture; prison\"\n",
            &["a@2: torture; prison"],
        ),
        (
            "query,id\ntorture,a\nprison,\n",
            &["a@2: torture", "q2@3: prison"],
        ),
        (
            "{\"id\": 7, \"query\": \"\\\"rule of law\\\"\"}\n{\"query\":\"x\"}\n[1]\n{",
            &[
                "7@1: \"rule of law\"",
                "q2@2: x",
                "!q3@3: the line is not a JSON object: invalid type: sequence, expected a map at line 1 column 0",
                "!q4@4: the line is not a JSON object: EOF while parsing an object at line 1 column 1",
            ],
        ),
        (
            "torture, prison and jail\nx\n",
            &["q1@1: torture, prison and jail", "q2@2: x"],
        ),
        ("", &[]),
        ("id\tquery", &[]),
    ];
    for (file, expected) in table {
        assert_eq!(formatted(&rows(file)), *expected, "{file}");
    }
}

#[test]
fn tsv_quotes_are_data_unless_needed() {
    let table: &[(&str, &[&str])] = &[
        ("p1\t\"rule of law\"", &["p1@2: \"rule of law\""]),
        ("p1\t\"\"\"rule of law\"\"\"", &["p1@2: \"rule of law\""]),
        (
            "p1\t\"\"\"rule of law\"\" torture\"",
            &["p1@2: \"rule of law\" torture"],
        ),
        ("p1\t\"a\" OR \"b c\"", &["p1@2: \"a\" OR \"b c\""]),
        ("p1\t\"a b\"~5", &["p1@2: \"a b\"~5"]),
        (
            "p1\t\"two\nlines\"\np2\tx",
            &["p1@2: two\nlines", "p2@4: x"],
        ),
        (
            "p1\t\"open\np2\t\"rule of law\"\np3\tx",
            &[
                "!p1@2: cannot read the query: the quote that opens here is never closed",
                "p2@3: \"rule of law\"",
                "p3@4: x",
            ],
        ),
        (
            "p1\t\"open\np2\tx",
            &[
                "!p1@2: cannot read the query: the quote that opens here is never closed",
                "p2@3: x",
            ],
        ),
    ];
    for (body, expected) in table {
        assert_eq!(
            formatted(&rows(&format!("id\tquery\n{body}\n"))),
            *expected,
            "{body}"
        );
    }
}

#[test]
fn csv_quotes_follow_the_standard_and_an_open_one_affects_one_row() {
    let table: &[(&str, &[&str])] = &[
        ("p1,\"rule of law\"", &["p1@2: rule of law"]),
        ("p1,\"\"\"rule of law\"\"\"", &["p1@2: \"rule of law\""]),
        ("p1,\"two\nlines\"\np2,x", &["p1@2: two\nlines", "p2@4: x"]),
        ("p1,5\" pipe\"", &["p1@2: 5\" pipe\""]),
        (
            "p1,\"open\np2,x\np3,y",
            &[
                "!q1@2: the quote that opens a cell is never closed; a quote within a cell is written twice",
                "p2@3: x",
                "p3@4: y",
            ],
        ),
    ];
    for (body, expected) in table {
        assert_eq!(
            formatted(&rows(&format!("id,query\n{body}\n"))),
            *expected,
            "{body}"
        );
    }
}

#[test]
fn columns_are_flags() {
    let file = "id\tquery\tcountry\tsession\tany\tlimit\tsort\tsince\tnote\n\
                a\ttorture prison\tAZE; Kenya\tHRC39\tyes\t3\t-date\t2018\thello\n\
                b\t\tKorea, Republic of\n";
    let mut rows = read_batch(file.as_bytes(), TypedRequest::default()).expect("a readable file");
    let first = rows.next().expect("a row").expect("a good row");
    assert_eq!(
        (first.request.limit, first.request.sort),
        (3, Sort::DateDescending)
    );
    let Query::All(parts) = first.request.query else {
        panic!("words and filters are all needed");
    };
    assert!(matches!(&parts[0], Query::Any(words) if words.len() == 2));
    assert!(matches!(&parts[1], Query::Filter(Filter::Country(countries)) if countries.len() == 2));
    assert_eq!(parts.len(), 4);
    let second = rows.next().expect("a row").expect("filters are enough");
    assert!(matches!(second.request.query, Query::Filter(Filter::Country(one)) if one.len() == 1));
    assert_eq!(
        rows.warnings(),
        ["the column note means nothing here and is not read"]
    );
}

#[test]
fn rows_override_flags() {
    let mut defaults = TypedRequest::default();
    defaults.filters.push((super::Field::Country, "KEN".into()));
    defaults.limit = 5;
    let file = "{\"query\":\"a\",\"country\":[\"AZE\"],\"limit\":1}\n{\"query\":\"b\"}";
    let rows: Vec<BatchQuery> = read_batch(file.as_bytes(), defaults)
        .expect("a readable file")
        .map(|row| row.expect("a good row"))
        .collect();
    let country = |row: &BatchQuery| match &row.request.query {
        Query::All(parts) => format!("{:?}", parts[1]),
        other => format!("{other:?}"),
    };
    assert_eq!(
        (country(&rows[0]).contains("AZE"), rows[0].request.limit),
        (true, 1)
    );
    assert_eq!(
        (country(&rows[1]).contains("KEN"), rows[1].request.limit),
        (true, 5)
    );
}

#[test]
fn bad_rows_are_named_and_the_rest_is_read() {
    let file = b"id\tquery\tcountry\tlimit\n\
        a\t(x\n\
        b\tx\tnowhereland\n\
        c\tx\t\tmany\n\
        d\t\xff\xfe\n\
        e\tx\tKEN\t5\n\
        e\ty\n\
        f\t\n"
        .as_slice();
    let rows: Rows = read_batch(file, TypedRequest::default())
        .expect("a readable file")
        .collect();
    let notes: Vec<&[String]> = rows
        .iter()
        .flatten()
        .map(|row| row.notes.as_slice())
        .collect();
    assert_eq!(
        notes,
        [
            &[] as &[String],
            &["the id e stands on line 6 already".to_owned()]
        ]
    );
    insta::assert_snapshot!(formatted(&rows).join("\n"));
}

#[test]
fn invalid_files_have_an_error() {
    let table = [
        (
            "id\tcountry\na\tb\n",
            "the first line names columns, but none is called query",
        ),
        (
            "q1\trule of law\n",
            "the first line names columns, but none is called query",
        ),
        (
            "id\tquery\tcountri\n",
            "there is no column countri; the nearest is country",
        ),
        (
            "query\tquery\n",
            "the column query stands twice in the header",
        ),
    ];
    for (file, expected) in table {
        let error = read_batch(file.as_bytes(), TypedRequest::default())
            .err()
            .map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected), "{file}");
    }
    let binary = read_batch(&b"\xff\xfei\0d\0"[..], TypedRequest::default());
    assert_eq!(
        binary.err().map(|error| error.to_string()).as_deref(),
        Some("it is not text in UTF-8")
    );
}

#[test]
fn a_line_without_end_is_one_bad_row() {
    let file = format!("query\n{}\ntorture\n", "x ".repeat(1 << 20));
    let rows = rows(&file);
    assert!(rows[0].is_err());
    assert!(
        matches!(&rows[1], Ok(query) if matches!(&query.request.query, Query::Word(word) if word.pattern == Pattern::Exact("torture".into())))
    );
}

#[test]
fn reading_always_terminates() {
    let pieces: [&[u8]; 12] = [
        b"id\tquery\n",
        b"id,query\n",
        b"query\n",
        b"\"",
        b"\"\"",
        b"\t",
        b",",
        b"\n",
        b"{\"query\":",
        b"x",
        b"\xff",
        b"# \r\n",
    ];
    for first in pieces {
        for second in pieces {
            for third in pieces {
                for fourth in pieces {
                    let file = [first, second, third, fourth].concat();
                    if let Ok(rows) = read_batch(&file[..], TypedRequest::default()) {
                        assert!(rows.count() <= file.len(), "{file:?}");
                    }
                }
            }
        }
    }
}
