//! Tests with small generated PDFs, valid and hostile.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::*;

/// Builds a file with one font, `F1`.
struct PdfBuilder {
    document: Document,
    pages: lopdf::ObjectId,
    resources: Dictionary,
    kids: Vec<Object>,
}

impl PdfBuilder {
    fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        let font = document.add_object(
            dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" },
        );
        let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
        Self {
            document,
            pages,
            resources,
            kids: Vec::new(),
        }
    }

    fn page(self, content: &str) -> Self {
        self.page_of(
            Stream::new(Dictionary::new(), content.as_bytes().to_vec()),
            Dictionary::new(),
        )
    }

    fn page_of(mut self, content: Stream, extra: Dictionary) -> Self {
        let content = self.document.add_object(content);
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => self.pages,
            "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
            "Resources" => self.resources.clone(),
            "Contents" => content,
        };
        page.extend(&extra);
        let page = self.document.add_object(page);
        self.kids.push(page.into());
        self
    }

    fn bytes(mut self, catalog: Dictionary) -> Vec<u8> {
        let count = i64::try_from(self.kids.len()).expect("a few pages");
        let pages = dictionary! { "Type" => "Pages", "Kids" => self.kids, "Count" => count };
        self.document
            .objects
            .insert(self.pages, Object::Dictionary(pages));
        let mut root = dictionary! { "Type" => "Catalog", "Pages" => self.pages };
        root.extend(&catalog);
        let root = self.document.add_object(root);
        self.document.trailer.set("Root", root);
        let mut bytes = Vec::new();
        self.document
            .save_to(&mut bytes)
            .expect("writing to memory cannot fail");
        bytes
    }
}

fn text(pdf: PdfBuilder) -> String {
    let read = extract(pdf.bytes(Dictionary::new()), &Budget::default());
    read.expect("it holds text").flow.text.trim_end().to_owned()
}

fn show(text: &str) -> String {
    format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET")
}

#[test]
fn every_text_operator_is_read() {
    for (content, read) in [
        (show("human rights"), "human rights"),
        (
            "BT /F1 12 Tf 72 700 Td [(hum) 20 (an) -300 (rights)] TJ ET".to_owned(),
            "human rights",
        ),
        (
            "BT /F1 12 Tf 14 TL 72 700 Td (human) Tj (rights) ' ET".to_owned(),
            "human rights",
        ),
        (
            "BT /F1 1 Tf 12 0 0 12 72 700 Tm <68756D616E> Tj ET".to_owned(),
            "human",
        ),
        (
            "BT /F1 12 Tf 3 Tr 72 700 Td (scanned words) Tj ET".to_owned(),
            "scanned words",
        ),
        (
            "BT /F1 12 Tf 0 12 -12 0 72 300 Tm (turned) Tj ET".to_owned(),
            "turned",
        ),
        (
            "BT /F1 12 Tf 72 700 Td /Span <</ActualText (per cent)>> BDC (%) Tj EMC ET".to_owned(),
            "per cent",
        ),
        (
            "BT /F1 12 Tf 72 700 Td (on the page) Tj 0 900 Td (off the page) Tj ET".to_owned(),
            "on the page",
        ),
        (
            format!(
                "q BI /W 1 /H 1 ID \u{1}(x) Tj\u{2} EI Q {}",
                show("after a picture")
            ),
            "after a picture",
        ),
    ] {
        assert_eq!(text(PdfBuilder::new().page(&content)), read, "{content}");
    }
}

#[test]
fn forms_are_read_and_cycles_end() {
    let mut pdf = PdfBuilder::new();
    let form = pdf.document.new_object_id();
    let mut resources = pdf.resources.clone();
    resources.set("XObject", dictionary! { "X" => form });
    let dict =
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => resources.clone() };
    let stream = Stream::new(
        dict,
        format!("{} /X Do /X Do", show("in the form")).into_bytes(),
    );
    pdf.document.objects.insert(form, stream.into());
    pdf.resources = resources;
    assert!(text(pdf.page("/X Do")).starts_with("in the form"));
}

#[test]
fn hidden_layers_are_not_read() {
    let mut pdf = PdfBuilder::new();
    let layer = pdf
        .document
        .add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("draft") });
    pdf.resources
        .set("Properties", dictionary! { "L" => layer });
    let pdf = pdf.page(&format!(
        "/OC /L BDC {} EMC {}",
        show("hidden"),
        show("seen")
    ));
    let off = dictionary! { "OCProperties" => dictionary! {
        "OCGs" => vec![layer.into()],
        "D" => dictionary! { "OFF" => vec![layer.into()] },
    } };
    let read = extract(pdf.bytes(off), &Budget::default()).expect("it holds text");
    assert_eq!(read.flow.text, "seen\n");
}

#[test]
fn notes_and_form_fields_are_read() {
    let note = dictionary! {
        "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("checked by the editor"),
        "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
    };
    let field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "V" => Object::string_literal("Kenya"),
        "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
    };
    let hidden = dictionary! {
        "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("hidden"), "F" => 2,
        "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
    };
    let annotations = dictionary! { "Annots" => vec![note.into(), field.into(), hidden.into()] };
    let page = Stream::new(Dictionary::new(), show("the page").into_bytes());
    assert_eq!(
        text(PdfBuilder::new().page_of(page, annotations)),
        "the page\nchecked by the editor\nKenya"
    );
}

#[test]
fn page_labels_are_read() {
    let labels = dictionary! { "PageLabels" => dictionary! { "Nums" => vec![
        0.into(), dictionary! { "S" => "r" }.into(),
        2.into(), dictionary! { "S" => "D" }.into(),
    ] } };
    let pdf = PdfBuilder::new()
        .page(&show("one"))
        .page(&show("two"))
        .page(&show("three"));
    let read = extract(pdf.bytes(labels), &Budget::default()).expect("it holds text");
    assert_eq!(read.flow.page_labels, ["i", "ii", "1"]);
}

#[test]
fn files_without_cross_reference_table_are_repaired() {
    let whole = PdfBuilder::new()
        .page(&show("human rights"))
        .bytes(Dictionary::new());
    let table = whole
        .windows(4)
        .rposition(|bytes| bytes == b"xref")
        .expect("it has a table");
    let read = extract(whole[..table].to_vec(), &Budget::default()).expect("it can be repaired");
    assert_eq!(read.flow.text, "human rights\n");
}

#[test]
fn skips_have_a_reason() {
    let empty = PdfBuilder::new().page("").bytes(Dictionary::new());
    let skip = extract(empty, &Budget::default()).expect_err("it holds no text");
    assert_eq!(
        (skip.reason, skip.detail.as_str()),
        (
            SkipReason::NoText,
            "its only page holds no text, only pictures or nothing"
        )
    );
    let skip = extract(b"%PDF-1.7 and nothing more".to_vec(), &Budget::default())
        .expect_err("it is no PDF");
    assert_eq!(skip.reason, SkipReason::Malformed);
}

/// A stream of spaces, compressed to a thousandth of its size.
fn bomb(megabytes: usize) -> Stream {
    let mut stream = Stream::new(Dictionary::new(), vec![b' '; megabytes << 20]);
    stream.compress().expect("spaces compress");
    stream
}

#[test]
fn bombs_and_false_sizes_are_skipped() {
    let bytes = PdfBuilder::new()
        .page_of(bomb(200), Dictionary::new())
        .bytes(Dictionary::new());
    let skip = extract(bytes, &Budget::default()).expect_err("it inflates out of bounds");
    assert!(
        skip.detail.contains("cannot be decompressed within bounds"),
        "{}",
        skip.detail
    );

    let rows = dictionary! { "Filter" => "FlateDecode", "DecodeParms" => dictionary! { "Predictor" => 12, "Columns" => 2_147_483_647 } };
    let bytes = PdfBuilder::new()
        .page_of(Stream::new(rows, vec![0x78, 0x9C, 3, 0]), Dictionary::new())
        .bytes(Dictionary::new());
    let skip = extract(bytes, &Budget::default()).expect_err("its rows are too long");
    assert_eq!(skip.reason, SkipReason::Malformed);

    let bytes = [b"%PDF-1.4\n".to_vec(), b"1 0 obj << /Type ".repeat(20_000)].concat();
    let skip = extract(bytes, &Budget::default()).expect_err("its objects never end");
    assert_eq!(
        skip.detail,
        "thousands of objects are opened and never closed"
    );
}

#[test]
fn a_file_over_budget_is_read_in_part() {
    let pdf = PdfBuilder::new()
        .page(&show("read"))
        .page(&"q Q ".repeat(2_000))
        .page(&show("too late"));
    let budget = Budget {
        operators: 1_000,
        ..Budget::default()
    };
    let read = extract(pdf.bytes(Dictionary::new()), &budget).expect("the first page is read");
    assert_eq!(read.flow.text, "read\n");
    assert_eq!(
        read.partial,
        ["only 2 of 3 pages were read: too many drawing operators"]
    );
}

#[test]
fn the_structure_tree_orders_the_text() {
    let sequence = |identifier: u32, y: u32, text: &str| {
        format!("/P <</MCID {identifier}>> BDC BT /F1 12 Tf 72 {y} Td ({text}) Tj ET EMC ")
    };
    let content = [
        sequence(0, 700, "A note is kept apart."),
        sequence(1, 60, "See the annex."),
        sequence(2, 680, "The text goes on."),
        "/Artifact BMC BT /F1 12 Tf 300 20 Td (GE.18-1) Tj ET EMC".to_owned(),
    ];
    let mut pdf = PdfBuilder::new().page(&content.concat());
    let page = pdf.kids[0].clone();
    let root = pdf.document.new_object_id();
    let note = pdf
        .document
        .add_object(dictionary! { "S" => "Fussnote", "Pg" => page.clone(), "K" => 1 });
    let reference = dictionary! { "Type" => "MCR", "Pg" => page.clone(), "MCID" => 2 };
    let paragraph = pdf.document.add_object(
        dictionary! { "S" => "P", "Pg" => page, "K" => vec![0.into(), note.into(), reference.into(), root.into()] },
    );
    let roles = dictionary! { "Fussnote" => "Note" };
    pdf.document.objects.insert(
        root,
        Object::Dictionary(dictionary! { "RoleMap" => roles, "K" => paragraph }),
    );
    let bytes = pdf.bytes(dictionary! { "StructTreeRoot" => root });
    let flow = extract(bytes, &Budget::default())
        .expect("it holds text")
        .flow;
    let regions: Vec<(&str, &str)> = flow
        .spans()
        .map(|(mark, text)| (mark.region.name(), text.trim()))
        .collect();
    assert_eq!(
        regions,
        [
            ("body", "A note is kept apart. The text goes on."),
            ("footnote", "See the annex."),
            ("footer", "GE.18-1"),
        ]
    );
}
