//! `plenary inspect` shows what would be indexed.

use crate::archive::Archive;

fn archive() -> Archive {
    Archive::new()
        .file("b/kenya.txt", "First page.\n\u{c}Second \u{1b}[31mpage.\n")
        .file("a.txt", "The rule of law.\n")
        .file("empty.txt", "")
        .file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
}

#[test]
fn files_come_in_order_and_can_be_opened() {
    let archive = archive();
    let answer = archive
        .run(&["inspect", "--format", "jsonl", "archive/b", "archive"])
        .exits(0);
    let lines = answer.json_lines();
    let shown: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| {
            (
                line["path"].as_str().expect("a path"),
                line["status"].as_str().expect("a status"),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("archive/b/kenya.txt", "ok"),
            ("archive/a.txt", "ok"),
            ("archive/b/kenya.txt", "ok"),
            ("archive/empty.txt", "skipped"),
            ("archive/picture.png", "skipped"),
        ]
    );
    assert!(shown.iter().all(|(path, _)| archive.path(path).exists()));
    assert_eq!(lines[0]["pages"][1]["text"], "Second \u{1b}[31mpage.\n");
}

#[test]
fn any_number_of_threads_shows_the_same() {
    let archive = archive();
    let one = archive
        .run(&["inspect", "--format", "jsonl", "--threads", "1", "archive"])
        .exits(0);
    let four = archive
        .run(&["inspect", "--format", "jsonl", "--threads", "4", "archive"])
        .exits(0);
    assert_eq!(one.stdout, four.stdout);
}

#[test]
fn people_get_text_that_cannot_steer_their_terminal() {
    let answer = archive().run(&["inspect", "archive"]).exits(0);
    assert!(!answer.stdout.contains('\u{1b}'));
    insta::assert_snapshot!(answer.transcript());
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    insta::assert_snapshot!(
        archive()
            .run(&["inspect", "archive", "nowhere"])
            .exits(2)
            .transcript()
    );
}

#[test]
fn nothing_readable_is_nothing_found() {
    archive().run(&["inspect", "archive/empty.txt"]).exits(1);
}
