//! Renders answers as a TREC run, for tools such as `trec_eval`.

use std::io::{self, Write};

use super::answered::Answered;
use super::clean::controls_terminal;

pub(super) fn write_answer(
    answered: &Answered<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let hits = answered.outcome.map_or(&[][..], |answer| &answer.hits);
    hits.iter().try_for_each(|hit| {
        let (id, path) = (token(answered.id), token(&hit.path));
        writeln!(out, "{id} Q0 {path} {} {} plenary", hit.rank, hit.score)
    })
}

/// Percent-encodes white space, which separates the fields of the format, and characters that control a terminal.
fn token(text: &str) -> String {
    let mut token = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() || controls_terminal(c) || c == '%' => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    token.push_str(&format!("%{byte:02X}"));
                }
            }
            c => token.push(c),
        }
    }
    token
}
