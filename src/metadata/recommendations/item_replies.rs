//! Finds replies to recommendations one by one, as paragraphs or rows of a table: "18. The Government accepts this
//! recommendation".

use super::item_label::{label_at_start, next_label};
use super::paragraphs::body_paragraphs;
use super::recommending_states::strip_closing_states;
use super::reply::Reply;
use super::responses::{answer, is_partial, only_response};
use crate::layout::Flow;
use crate::model::Response;

/// One recommendation, or several that are answered together, with the text beside and below their numbers.
struct Entry<'a> {
    numbers: Vec<String>,
    /// Whether the number cannot be that of a paragraph: `123.45`, "Recommendation 18".
    certain: bool,
    /// The cells or paragraphs of the reply.
    parts: Vec<&'a str>,
    /// The response of the heading above.
    heading_response: Option<Response>,
    /// Byte offset in the flow.
    start: usize,
}

/// Finds the replies, in order. Where the numbers could be those of paragraphs, `18.`, most of them must have a reply.
pub(crate) fn item_replies(flow: &Flow) -> Vec<Reply> {
    let entries = entries(flow);
    let plain = || entries.iter().filter(|entry| !entry.certain);
    let answered = plain().filter(|entry| entry.response().is_some()).count();
    let one_by_one = answered >= LEAST_ANSWERS && answered * 2 > plain().count();
    let counted = entries.iter().filter(|entry| entry.certain || one_by_one);
    counted.flat_map(Entry::replies).collect()
}

/// The fewest replies to numbers that could be those of paragraphs.
const LEAST_ANSWERS: usize = 3;

impl Entry<'_> {
    fn replies(&self) -> Vec<Reply> {
        let Some(response) = self.response() else {
            return Vec::new();
        };
        let reply = |number: &String| Reply {
            number: number.clone(),
            response,
            start: self.start,
        };
        self.numbers.iter().map(reply).collect()
    }

    /// Returns the response of the first part that has one, unless another part contradicts it; else that of the heading.
    fn response(&self) -> Option<Response> {
        // The wording of the recommendation ends with the states that made it.
        let own = self
            .parts
            .iter()
            .filter(|part| strip_closing_states(part).is_none());
        let mut responses = own.filter_map(|part| answer(part));
        match responses.next() {
            Some(first) => responses.all(|other| other == first).then_some(first),
            None => self.heading_response.filter(|_| self.certain),
        }
    }
}

fn entries(flow: &Flow) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut section_response = None;
    for line in body_paragraphs(flow) {
        let mut at = line.start;
        let mut rest = &flow.text[line];
        while !rest.is_empty() {
            let label = label_at_start(rest, section_response.is_some());
            let last = label.as_ref().map(|label| &label.numbers);
            let last = last.or(entries.last().map(|entry| &entry.numbers));
            let end = next_label(rest, last).unwrap_or(rest.len());
            let piece = &rest[..end];
            match label {
                Some(label) => entries.push(Entry {
                    certain: label.certain,
                    parts: cells(piece.get(label.length..).unwrap_or_default()).collect(),
                    numbers: label.numbers,
                    heading_response: section_response,
                    start: at,
                }),
                None if is_heading(piece) => section_response = heading_response(piece),
                None => {
                    if let Some(entry) = entries.last_mut() {
                        entry.parts.extend(cells(piece));
                    }
                }
            }
            rest = &rest[end..];
            at += end;
        }
    }
    entries
}

/// Splits a row into cells. Extraction may join two cells into one: "… (France) Accepted".
fn cells(text: &str) -> impl Iterator<Item = &str> {
    let beside = text.trim_start_matches([':', '–', '—', '-', '.', ' ', '\t', ')']);
    let parted = |cell| {
        let (wording, rest) = split_after_states(cell).unwrap_or((cell, ""));
        [wording, rest]
    };
    let cells = beside.split('\t').flat_map(parted).map(str::trim);
    cells.filter(|cell| !cell.is_empty())
}

/// Splits a cell into the wording with its states and the reply after them.
fn split_after_states(cell: &str) -> Option<(&str, &str)> {
    let (wording, rest) = cell.split_at(cell.rfind(')')? + 1);
    let rest = rest.trim_start_matches([';', '.', ',', ' ']);
    strip_closing_states(wording)?;
    answer(rest).map(|_| (wording, rest))
}

/// The longest heading, in bytes.
const LONGEST_HEADING: usize = 160;

fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let ends_as_text = line.ends_with(['.', ';', ',']) || answer(line).is_some();
    !line.is_empty() && line.len() < LONGEST_HEADING && !ends_as_text && !line.contains('\t')
}

/// Returns the response of a heading such as "Recommendations that enjoy the support of Azerbaijan:".
fn heading_response(line: &str) -> Option<Response> {
    let recommendations = ["ecommendation", "ecommandation", "ecomendaci", "екомендаци"];
    let lower = line.to_lowercase();
    let names_them = recommendations.iter().any(|word| lower.contains(word));
    only_response(&lower).filter(|_| names_them && !is_partial(&lower))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::sample_flow::flow;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown: Vec<String> = item_replies(&flow(text))
            .iter()
            .map(|reply| format!("{} {}", reply.number, reply.response))
            .collect();
        assert_eq!(shown.join(", "), expected, "{text}");
    }

    #[test]
    fn answers_one_by_one_are_read() {
        check(
            "1.\tSlovenia cannot, at this point in time, make a definitive statement.\n\
             2.\tSlovenia accepts the recommendation. The issue is under review.\n\
             3., 4.\tThe Government accepts these recommendations. 5.\tSlovenia does not accept this recommendation, as it is unclear.\n\
             6.\tSlovenia accepts the recommendation regarding treatment.\n\
             Slovenia cannot accept the recommendation to pass a law.\n\
             7.\tSlovenia accepts the recommendation.\n",
            "2 supported, 3 supported, 4 supported, 5 noted, 7 supported",
        );
        check(
            "Recommendation 18: Accepted\n\
             Recommendation No. 19: Noted. The law forbids it.\n\
             Rec. 20\tPartially accepted\n\
             Rec. 24\tChad accepts the recommendation, in particular as to prisons.\n\
             Recommandation 21 : La France accepte cette recommandation.\n\
             Recomendación 22: No aceptada\n\
             Рекомендация 23: не принята\n",
            "18 supported, 19 noted, 24 supported, 21 supported, 22 noted, 23 noted",
        );
    }

    #[test]
    fn rows_of_tables_are_read() {
        check(
            "No.\tRecommendation\tPosition\n\
             123.45\tSupport the families of the disappeared (France)\tAccepted\n\
             123.46\tAccept the recommendations of the Committee (Chile)\tNoted\tThe law is under review.\n\
             123.47\tRatify the Convention\n\
             (Spain)\n\
             Not supported\n\
             123.48\tAbolish the death penalty (Norway)\tUnder consideration\n",
            "123.45 supported, 123.46 noted, 123.47 noted",
        );
        check(
            "123.45 Ratify the Convention (France) Accepted 123.46\tProtect women (Spain)\tNoted 123.47 Do it (Chad); Not accepted\n",
            "123.45 supported, 123.46 noted, 123.47 noted",
        );
    }

    #[test]
    fn headings_answer_for_what_stands_below() {
        check(
            "Recommendations that enjoy the support of Chad\n\
             110.1, 110.4–110.6 and 110.9\n\
             110.12 The Government has begun to act.\n\
             Recommendations noted by Chad\n\
             110.2\n\
             Voluntary commitments\n\
             110.3 A word on this.\n",
            "110.1 supported, 110.4 supported, 110.5 supported, 110.6 supported, 110.9 supported, 110.12 supported, 110.2 noted",
        );
    }

    #[test]
    fn paragraphs_are_no_recommendations() {
        check(
            "1. Chad welcomes the recommendations.\n\
             2. Chad accepts the recommendation on prisons.\n\
             3. In 2018, a law was passed.\n\
             4. Noted: the law is old.\n\
             5. It is under review.\n",
            "",
        );
    }
}
