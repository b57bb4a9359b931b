//! Tests of every format with one answer.

use super::*;
use crate::model::{
    Answer, Country, Coverage, Date, Excerpt, Facet, Hit, Language, Match, Organ, Session, Symbol,
};

fn found(page: u32, label: &str, text: &str, marks: &[(usize, usize)]) -> Match {
    Match {
        page,
        page_label: label.into(),
        paragraph: (page == 3).then(|| "14".into()),
        region: if page == 3 { "body" } else { "footnote" },
        excerpt: Excerpt {
            text: text.into(),
            marks: marks.to_vec(),
        },
    }
}

fn answer() -> Answer {
    let hit = Hit {
        rank: 1,
        score: 7.13,
        path: "2018/aze, final.pdf".into(),
        sha256: "ab".repeat(32),
        title: "=Outcome \"2018\"".into(),
        country: Country::from_alpha3("AZE").into_iter().collect(),
        session: vec![
            Session::regular(Organ::HumanRightsCouncil, 39),
            Session::regular(Organ::UniversalPeriodicReview, 30),
        ],
        organ: vec![Organ::HumanRightsCouncil],
        symbol: vec![Symbol::from_canonical("A/HRC/39/14")],
        date: Date::day(2018, 9, 20),
        language: Language::from_code("en"),
        pages: 12,
        match_count: 4,
        matches: vec![
            found(3, "3", "… the rule of law …", &[(6, 17)]),
            found(4, "iv", "\u{1b}[2Jlaw\u{9b}31m \u{202E}x\r\ny", &[(4, 7)]),
        ],
        copies: Vec::new(),
        versions: Vec::new(),
        explanation: Vec::new(),
    };
    let bare = Hit {
        rank: 2,
        score: 0.5,
        path: "-x\u{7}\n.txt".into(),
        sha256: String::new(),
        title: String::new(),
        country: Vec::new(),
        session: Vec::new(),
        organ: Vec::new(),
        symbol: Vec::new(),
        date: None,
        language: None,
        pages: 1,
        match_count: 0,
        matches: Vec::new(),
        copies: Vec::new(),
        versions: Vec::new(),
        explanation: Vec::new(),
    };
    Answer {
        total: 31,
        hits: vec![hit, bare],
        facets: vec![Facet {
            field: "country".into(),
            counts: vec![("AZE".into(), 12), ("KEN".into(), 3)],
        }],
        coverage: Coverage {
            searchable: 412,
            partial: 0,
            skipped: 3,
        },
        ..Answer::default()
    }
}

fn rendered(format: Format) -> String {
    let answer = answer();
    let none = Answer::default();
    let answers = [
        Answered {
            id: "q7",
            query: "\"rule of law\"",
            outcome: Ok(&answer),
        },
        Answered {
            id: "q8",
            query: "-nothing",
            outcome: Ok(&none),
        },
        Answered {
            id: "q 9",
            query: "\"open",
            outcome: Err("cannot read the query: the quote that opens here is never closed"),
        },
    ];
    let mut out = Vec::new();
    write_header(format, &mut out).expect("memory takes it");
    for answered in &answers {
        write_answer(format, answered, &mut out).expect("memory takes it");
    }
    String::from_utf8(out).expect("text")
}

#[test]
fn each_format_has_its_shape() {
    insta::assert_snapshot!("text", rendered(Format::Text(Paint::Plain)));
    insta::assert_snapshot!("answers", rendered(Format::Answers));
    insta::assert_snapshot!("hits", rendered(Format::Hits));
    insta::assert_snapshot!("csv", rendered(Format::Csv).replace("\r\n", "␍␊\n"));
    insta::assert_snapshot!("tsv", rendered(Format::Tsv));
    insta::assert_snapshot!("trec", rendered(Format::Trec));
    insta::assert_snapshot!(
        "colours",
        rendered(Format::Text(Paint::Colours)).replace('\u{1b}', "␛")
    );
}

#[test]
fn no_text_of_a_file_controls_the_terminal() {
    let formats = [
        Format::Text(Paint::Plain),
        Format::Answers,
        Format::Hits,
        Format::Csv,
        Format::Tsv,
        Format::Trec,
    ];
    for format in formats {
        let unsafe_char =
            |c: &char| clean::controls_terminal(*c) && !matches!(c, '\n' | '\r' | '\t');
        assert_eq!(
            rendered(format).chars().find(unsafe_char),
            None,
            "{format:?}"
        );
    }
}

#[test]
fn escaped_json_round_trips() {
    let lines = rendered(Format::Hits);
    let hit: serde_json::Value =
        serde_json::from_str(lines.lines().next().expect("a hit")).expect("JSON");
    assert_eq!(
        hit["matches"][1]["text"],
        "\u{1b}[2Jlaw\u{9b}31m \u{202E}x\r\ny"
    );
}

#[test]
fn tables_round_trip() {
    let csv = rendered(Format::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    // The first hit has two matches.
    assert_eq!(rows.len(), 5);
    assert_eq!(
        (&rows[0][6], &rows[0][7], &rows[4][2]),
        ("2018/aze, final.pdf", "'=Outcome \"2018\"", "error")
    );
    let tsv = rendered(Format::Tsv);
    assert!(tsv.lines().all(|row| row.split('\t').count() == 22));
}

#[test]
fn matches_are_cited() {
    let citations = rendered(Format::Citations);
    let lines: Vec<&str> = citations.lines().collect();
    assert_eq!(
        lines[0],
        "A/HRC/39/14, para. 14, p. 3 (Human Rights Council, 39th session, 2018)"
    );
    assert_eq!(
        lines[1],
        "A/HRC/39/14, p. iv (Human Rights Council, 39th session, 2018)"
    );
}
