//! Tests of layout analysis from glyphs to flow.

use super::*;

/// Builds a page of glyphs, each half an em wide.
#[derive(Default)]
struct Page(PageGlyphs);

impl Page {
    fn new() -> Self {
        Self(PageGlyphs {
            width: 600.0,
            height: 800.0,
            ..PageGlyphs::default()
        })
    }

    /// Draws a text with its baseline at `y`.
    fn set(mut self, x: f32, y: f32, size: f32, text: &str) -> Self {
        let mut x0 = x;
        for c in text.chars() {
            let x1 = x0 + 0.5 * size;
            self.glyph(x0, x1, y, size, c);
            x0 = x1;
        }
        self
    }

    /// Draws a line of the body in 10 points.
    fn line(self, x: f32, y: f32, text: &str) -> Self {
        self.set(x, y, 10.0, text)
    }

    /// Draws letters spaced by this many points, without spaces.
    fn spaced(mut self, x: f32, y: f32, by: f32, text: &str) -> Self {
        for (at, c) in (0_u8..).zip(text.chars()) {
            let x0 = x + f32::from(at) * (5.0 + by);
            self.glyph(x0, x0 + 5.0, y, 10.0, c);
        }
        self
    }

    fn rule(mut self, x0: f32, x1: f32, y: f32) -> Self {
        self.0.rules.push(Rule { x0, x1, y });
        self
    }

    fn glyph(&mut self, x0: f32, x1: f32, y: f32, size: f32, c: char) {
        let text_start = u32::try_from(self.0.text.len()).expect("a short page");
        self.0.text.push(c);
        let text_len = u16::try_from(c.len_utf8()).expect("at most four bytes");
        let direction = Direction::Upright;
        self.0.glyphs.push(Glyph {
            text_start,
            text_len,
            direction,
            bold: false,
            x0,
            x1,
            spacing: 0.0,
            y,
            size,
        });
    }

    fn lines(&self) -> Vec<String> {
        lines(self.0.clone())
            .lines
            .into_iter()
            .map(|line| line.text)
            .collect()
    }
}

fn read(pages: &[Page]) -> Flow {
    flow(pages.iter().map(|page| lines(page.0.clone())).collect())
}

fn body(flow: &Flow) -> String {
    flow.spans()
        .filter(|(mark, _)| mark.region == Region::Body)
        .map(|(_, text)| text)
        .collect()
}

fn of_region(flow: &Flow, region: Region) -> Vec<(u32, String)> {
    let spans = flow.spans().filter(|(mark, _)| mark.region == region);
    spans
        .map(|(mark, text)| (mark.page, text.trim().to_owned()))
        .collect()
}

#[test]
fn gaps_separate_words_and_lines() {
    for (page, lines) in [
        (
            Page::new()
                .line(50.0, 700.0, "the rights")
                .line(102.0, 700.0, "of all"),
            vec!["the rights of all"],
        ),
        (
            Page::new()
                .line(50.0, 700.0, "therig")
                .line(80.5, 700.0, "hts"),
            vec!["therights"],
        ),
        (
            Page::new()
                .line(50.0, 700.0, "14.")
                .line(90.0, 700.0, "The delegation"),
            vec!["14.", "The delegation"],
        ),
        (
            Page::new().spaced(50.0, 700.0, 2.0, "REPORT"),
            vec!["REPORT"],
        ),
        (
            Page::new()
                .line(50.0, 700.0, "twice")
                .line(50.4, 700.0, "twice"),
            vec!["twice"],
        ),
    ] {
        assert_eq!(page.lines(), lines);
    }
}

#[test]
fn raised_digits_become_superscripts_and_lowered_ones_do_not() {
    let marked = Page::new()
        .line(50.0, 700.0, "assembly.")
        .set(95.0, 704.0, 6.0, "12")
        .line(104.0, 700.0, "The");
    assert_eq!(marked.lines(), ["assembly.¹² The"]);
    let lowered = Page::new()
        .line(50.0, 700.0, "CO")
        .set(60.0, 698.0, 6.0, "2");
    assert_eq!(lowered.lines(), ["CO2"]);
}

#[test]
fn words_split_at_line_ends_are_rejoined() {
    let page = Page::new()
        .line(
            50.0,
            700.0,
            "The organizations and the non-governmental organ-",
        )
        .line(50.0, 688.0, "izations spoke of non-")
        .line(50.0, 676.0, "governmental work.");
    assert_eq!(
        body(&read(&[page])),
        "The organizations and the non-governmental organizations spoke of non-\u{2028}governmental work.\n"
    );
}

/// A typical report page: header, body, notes under a rule, footer.
fn report(number: u32, first: &str, second: &str, note: &str) -> Page {
    Page::new()
        .set(450.0, 770.0, 9.0, "A/HRC/39/14")
        .line(50.0, 700.0, first)
        .line(50.0, 688.0, second)
        .rule(50.0, 150.0, 110.0)
        .set(60.0, 102.0, 5.0, &number.to_string())
        .set(62.5, 100.0, 8.0, note)
        .set(300.0, 40.0, 9.0, &number.to_string())
}

#[test]
fn sentences_continue_across_pages_past_furniture_and_notes() {
    let flow = read(&[
        report(
            1,
            "1. The Council met in Geneva and took up",
            "the report on the rights of",
            "The first note.",
        ),
        report(
            2,
            "persons with disabilities, which it had",
            "asked for at an earlier session.",
            "The second note.",
        ),
        report(
            3,
            "2. The delegation took the floor and said",
            "that the law was new.",
            "The third note.",
        ),
    ]);
    assert!(body(&flow).contains(
        "took up the report on the rights of persons with disabilities, which it had asked"
    ));
    let at = |words: &str| {
        flow.mark_at(flow.text.find(words).expect("it is in the text"))
            .expect("a mark")
            .page
    };
    assert_eq!(
        (at("rights of"), at("persons with"), at("2. The delegation")),
        (1, 2, 3)
    );
    assert_eq!(of_region(&flow, Region::Footnote).len(), 3);
    assert_eq!(
        of_region(&flow, Region::Footnote)[1],
        (2, "²The second note.".to_owned())
    );
    let headers = of_region(&flow, Region::Header);
    assert_eq!(
        headers.iter().map(|(page, _)| *page).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(
        flow.searchable().matches("A/HRC/39/14").count(),
        1,
        "a running header is searched once"
    );
    assert_eq!(flow.page_labels, ["1", "2", "3"]);
}

#[test]
fn printed_numbers_become_page_labels() {
    let pages: Vec<Page> = (1..=4)
        .map(|at| report(at + 16, "some text of the page", "and more", "A note."))
        .collect();
    assert_eq!(read(&pages).page_labels, ["17", "18", "19", "20"]);
}

#[test]
fn text_is_marked_with_its_paragraph_number() {
    let mut page = Page::new();
    for (at, text) in [
        "1. The first said so.",
        "2. The second did.",
        "3. The third did not.",
        "4. The last left.",
    ]
    .into_iter()
    .enumerate()
    {
        page = page.line(50.0, 700.0 - 24.0 * at as f32, text);
    }
    let flow = read(&[page]);
    let at = |words: &str| {
        flow.mark_at(flow.text.find(words).expect("it is there"))
            .and_then(|mark| mark.paragraph.clone())
    };
    assert_eq!(at("second").as_deref(), Some("2"));
    assert_eq!(at("left").as_deref(), Some("4"));
}

/// Two columns of running text, eleven lines each.
fn columns() -> (Vec<String>, Vec<String>) {
    let column = |name: &str| {
        (0..11)
            .map(|at| format!("{name} line {at} of running text"))
            .collect()
    };
    (column("left"), column("right"))
}

#[test]
fn columns_drawn_row_by_row_are_separated() {
    let (left, right) = columns();
    let mut page = Page::new().set(
        50.0,
        740.0,
        10.0,
        "A title over both of the columns of this page, as wide as they are together, or nearly",
    );
    for (at, (left, right)) in left.iter().zip(&right).enumerate() {
        let y = 700.0 - 12.0 * at as f32;
        page = page.line(50.0, y, left).line(300.0, y, right);
    }
    let text = body(&read(&[page]));
    let order: Vec<usize> = [
        "A title",
        "left line 0",
        "left line 10",
        "right line 0",
        "right line 10",
    ]
    .iter()
    .map(|words| text.find(words).expect("every line is there"))
    .collect();
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn blocks_drawn_out_of_order_are_sorted() {
    let (left, _) = columns();
    let mut page = Page::new();
    // Drawn from the last block to the first, as some page-layout programs do.
    for block in [8..11, 6..8, 4..6, 2..4, 0..2] {
        for at in block {
            page = page.line(50.0, 700.0 - 12.0 * at as f32, &left[at]);
        }
    }
    let text = body(&read(&[page]));
    let order: Vec<usize> = left
        .iter()
        .map(|line| text.find(line.as_str()).expect("every line is there"))
        .collect();
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn a_table_keeps_its_rows() {
    let page = Page::new()
        .line(50.0, 700.0, "First")
        .line(200.0, 700.0, "2009")
        .line(50.0, 688.0, "Second")
        .line(200.0, 688.0, "2013");
    let text = body(&read(&[page]));
    assert!(
        text.contains("First\t2009") && text.contains("Second\t2013"),
        "{text}"
    );
}

#[test]
fn right_to_left_words_drawn_from_the_right_make_one_line() {
    // Two words in visual order, the right one drawn first.
    let page = Page::new()
        .line(100.0, 700.0, "ملاس")
        .line(75.0, 700.0, "ديدج");
    assert_eq!(page.lines(), ["سالم جديد"]);
}

/// Draws lines with their tags.
fn tagged(lines: &[(f32, f32, &str, Tag)]) -> Page {
    lines
        .iter()
        .fold(Page::new(), |mut page, (x, y, text, tag)| {
            page.0.begin_tag(*tag);
            page.line(*x, *y, text)
        })
}

const fn content(rank: u32) -> Tag {
    Tag::Content { rank, note: false }
}

const fn note(rank: u32) -> Tag {
    Tag::Content { rank, note: true }
}

#[test]
fn a_tagged_page_is_read_in_logical_order() {
    let questions = [
        (50.0, 700.0, "Must I register?", content(0)),
        (50.0, 600.0, "May the police come?", content(2)),
        (300.0, 690.0, "No law can ask for that.", content(1)),
        (300.0, 590.0, "Only with a warrant.", content(3)),
    ];
    assert_eq!(
        read(&[tagged(&questions)]).text,
        "Must I register?\nNo law can ask for that.\nMay the police come?\nOnly with a warrant.\n"
    );
    let upwards = [
        (50.0, 700.0, "Article 5", content(2)),
        (50.0, 688.0, "No one shall be held.", content(0)),
        (50.0, 676.0, "All may leave.", content(1)),
    ];
    let drawn = read(&[tagged(&upwards)]).text;
    assert!(drawn.starts_with("Article 5"), "{drawn}");
}

#[test]
fn tagged_notes_are_footnotes_unless_text_is_below() {
    let page = tagged(&[
        (50.0, 700.0, "The State replied.", content(0)),
        (50.0, 688.0, "It replied late.", content(3)),
        (50.0, 100.0, "See the annex.", note(1)),
        (50.0, 88.0, "It is long.", note(2)),
    ]);
    let flow = read(&[page]);
    assert_eq!(
        of_region(&flow, Region::Footnote),
        [(1, "See the annex. It is long.".to_owned())]
    );
    let page = tagged(&[
        (50.0, 700.0, "The State replied.", note(0)),
        (50.0, 688.0, "It replied late.", content(1)),
    ]);
    assert_eq!(of_region(&read(&[page]), Region::Footnote), []);
}

#[test]
fn artifacts_at_the_edge_are_furniture_except_the_letterhead() {
    let first = tagged(&[
        (50.0, 770.0, "General Assembly", Tag::Artifact),
        (50.0, 400.0, "The Council met in", content(0)),
        (50.0, 30.0, "25-08571 (E)", Tag::Artifact),
    ]);
    let second = tagged(&[
        (50.0, 770.0, "A/80/1, seen again", Tag::Artifact),
        (50.0, 500.0, "Geneva for a week.", content(1)),
        (50.0, 400.0, "a seal of the State", Tag::Artifact),
    ]);
    let flow = read(&[first, second]);
    assert_eq!(
        of_region(&flow, Region::Header),
        [(2, "A/80/1, seen again".to_owned())]
    );
    assert_eq!(
        of_region(&flow, Region::Footer),
        [(1, "25-08571 (E)".to_owned())]
    );
    assert!(body(&flow).contains("met in Geneva for"), "{}", body(&flow));
}

#[test]
fn tagged_headings_at_the_top_of_pages_are_not_furniture() {
    let page = |number: u32| {
        tagged(&[
            (
                50.0,
                770.0,
                &format!("Article {}", 3 * number),
                content(2 * number),
            ),
            (
                50.0,
                700.0,
                "Everyone has this right, and no one takes it.",
                content(2 * number + 1),
            ),
            (300.0, 30.0, &number.to_string(), Tag::Artifact),
        ])
    };
    let flow = read(&(1..7).map(page).collect::<Vec<Page>>());
    assert_eq!(of_region(&flow, Region::Header), []);
    assert_eq!(of_region(&flow, Region::Footer).len(), 6);
    assert!(body(&flow).contains("Article 12"));
}
