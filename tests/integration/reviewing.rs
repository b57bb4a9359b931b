//! Recommendations of reviews are listed and searched.

use crate::archive::Archive;

const REPORT: &str = "\
United Nations A/HRC/27/15
General Assembly
Distr.: General
27 June 2014

Human Rights Council
Twenty-seventh session
Universal Periodic Review

Report of the Working Group on the Universal Periodic Review

Qatar

II. Conclusions and/or recommendations

122. The recommendations listed below enjoy the support of Qatar:

122.1 Strengthen its national institutions (Denmark) (France);

\u{c}122.2 Train law enforcement officials (State of Palestine);

123. The following recommendations did not enjoy the support of Qatar:

123.1 Abolish the death penalty (Norway).
";

fn archive() -> Archive {
    Archive::new()
        .file("report.txt", REPORT)
        .file("other.txt", "122.1 Strengthen its institutions (France);\n")
        .indexed()
}

#[test]
fn a_report_shows_its_recommendations() {
    let archive = archive();
    let shown = archive
        .run(&["show", "report.txt", "--recommendations"])
        .exits(0);
    assert_eq!(
        shown.stdout,
        "122.1 · supported · Denmark, France · p. 1\n  Strengthen its national institutions\n\
         122.2 · supported · State of Palestine · p. 2\n  Train law enforcement officials\n\
         123.1 · noted · Norway · p. 2\n  Abolish the death penalty\n"
    );
    archive
        .run(&["show", "other.txt", "--recommendations"])
        .exits(1);
    let why = archive
        .run(&["show", "report.txt", "--why"])
        .exits(0)
        .stdout;
    assert!(
        why.contains("country: QAT (masthead, p. 1, 0.95: \"Qatar\")"),
        "{why}"
    );
    assert!(!why.contains("death penalty"), "{why}");
}

#[test]
fn recommendations_are_found_by_state_and_response() {
    let archive = archive();
    let found = archive
        .search(&["--recommendation-by", "France"])
        .finds(&["report.txt"]);
    let hit = &found.json_lines()[0]["hits"][0];
    assert_eq!(hit["match_count"], 1);
    assert_eq!(hit["matches"][0]["page"], 1);
    assert_eq!(hit["matches"][0]["paragraph"], "122.1");
    assert_eq!(
        hit["matches"][0]["text"],
        "Strengthen its national institutions"
    );
    for (asked, count) in [
        (&["--response", "noted"][..], 1),
        (&["--response", "supported"], 2),
        (&["recommendation-by:FRA,NOR"], 2),
        (&["recommendation-by:NOR", "--response", "rejected"], 1),
        (&["recommendation-by:NOR response:supported"], 0),
        (&["response:open"], 0),
    ] {
        let answer = archive.search(asked);
        let hits = &answer.json_lines()[0]["hits"];
        let found = hits[0]["match_count"].as_u64().unwrap_or_default();
        assert_eq!(found, count, "{asked:?} {}", answer.stderr);
    }
    archive
        .search(&["--response", "maybe"])
        .exits(2)
        .tells("write supported, noted or open");
}

const ADDENDUM: &str = "\
United Nations A/HRC/27/15/Add.1
General Assembly
Distr.: General
2 September 2014

Human Rights Council
Twenty-seventh session
Universal Periodic Review

Report of the Working Group on the Universal Periodic Review

Qatar

Addendum

Views on conclusions and/or recommendations, voluntary commitments and replies presented by the State under review

124.1\tRatify the Convention (Chile)\tAccepted

124.2\tWithdraw its reservations (Peru)\tNoted\tThe law is under review, as in Oman. Oman and Kuwait do the same.
";

#[test]
fn replies_and_the_parts_of_countries_are_found() {
    let archive = Archive::new()
        .file("report.txt", REPORT)
        .file("reply.txt", ADDENDUM)
        .file(
            "letter.txt",
            "United Nations A/72/900\nGeneral Assembly\nDistr.: General\n3 June 2018\n\n\
             Letter dated 1 June 2018 from the Permanent Representatives of Denmark and Qatar to the United Nations\n",
        )
        .indexed();
    for (asked, found) in [
        (
            &["--country", "qatar"][..],
            &["reply.txt", "report.txt"][..],
        ),
        (&["--author-country", "qatar"], &["letter.txt", "reply.txt"]),
        (&["author-country:denmark"], &["letter.txt"]),
        (&["--mentions", "oman"], &["reply.txt"]),
        (&["mentions:kuwait"], &[]),
        (&["-author-country:qatar country:qatar"], &["report.txt"]),
    ] {
        let answer = archive.search(asked);
        let mut paths: Vec<String> = answer.json_lines()[0]["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .map(|hit| hit["path"].as_str().unwrap_or_default().to_owned())
            .collect();
        paths.sort();
        assert_eq!(paths, found, "{asked:?} {}", answer.stderr);
    }
    let why = archive.run(&["show", "reply.txt", "--why"]).exits(0).stdout;
    for line in [
        "author country: QAT (masthead, p. 1, 0.90: \"Qatar\")",
        "mentions: OMN (text, p. 1, 0.90: \"Oman\")",
    ] {
        assert!(why.contains(line), "{why}");
    }
    let replies = archive
        .run(&["show", "reply.txt", "--recommendations"])
        .exits(0)
        .stdout;
    assert_eq!(replies, "124.1 · supported · p. 1\n124.2 · noted · p. 1\n");
}
