//! Parses the recommendations of a review in its report: number, wording, recommending states, and response.

use std::ops::Range;

use super::paragraphs::body_paragraphs;
use super::recommending_states::{ends_with_states, split_states, strip_closing_states};
use super::responses::{response, response_after};
use crate::layout::Flow;
use crate::model::{Recommendation, Response};

/// Returns the recommendations that a report lists, in order.
pub(crate) fn listed(flow: &Flow) -> Vec<Recommendation> {
    let mut parser = ReportParser::default();
    for line in body_paragraphs(flow) {
        parser.push(flow, line);
    }
    parser.close(flow);
    parser.found
}

/// The state of parsing a report.
#[derive(Default)]
struct ReportParser {
    found: Vec<Recommendation>,
    /// The number of the paragraph that introduces the current list, and the response it gives.
    section: Option<(String, Option<Response>)>,
    /// The number of the last recommendation, where they are numbered from 1.
    last: u32,
    /// The number and paragraphs of the current recommendation.
    item: Option<(String, Vec<Range<usize>>)>,
}

impl ReportParser {
    /// Parses the next paragraph.
    fn push(&mut self, flow: &Flow, line: Range<usize>) {
        let text = &flow.text[line.clone()];
        if text.trim().is_empty() {
            return;
        }
        let Some((number, rest)) = numbered(text) else {
            self.continue_item(flow, line);
            return;
        };
        let at = line.end - rest.len()..line.end;
        if introduces(number, rest) {
            self.close(flow);
            self.apply_response_after(number, rest);
            self.section = Some((number.to_owned(), response(rest)));
        } else if self.is_next(number) {
            self.close(flow);
            self.item = Some((number.to_owned(), vec![at]));
        } else if !number.contains('.') {
            self.close(flow);
            self.apply_response_after(number, rest);
            self.section = None;
        } else {
            self.close(flow);
        }
    }

    /// Whether a number continues the list: within its section, `122.1`, or, in older reports, counted from 1.
    fn is_next(&self, number: &str) -> bool {
        let Some((section, _)) = &self.section else {
            return false;
        };
        let within = number.strip_prefix(&**section);
        let single: Option<u32> = number.parse().ok();
        let open = self
            .item
            .as_ref()
            .and_then(|(number, _)| number.parse().ok());
        let last: u32 = open.unwrap_or(self.last);
        within.is_some_and(|rest| rest.starts_with('.'))
            || single.is_some_and(|single| single == 1 || single == last + 1)
    }

    /// Applies the response that the paragraph after a list gives: "The response of Malta to these recommendations will be …".
    fn apply_response_after(&mut self, number: &str, rest: &str) {
        let Some((section, None)) = &self.section else {
            return;
        };
        let follows = || Some(number.parse::<u32>().ok()? == section.parse::<u32>().ok()? + 1);
        if let Some(response) = response_after(rest).filter(|_| follows() == Some(true)) {
            let section = format!("{section}.");
            let of_list = self.found.iter_mut().rev();
            of_list
                .take_while(|one| one.number.starts_with(&section))
                .for_each(|one| one.response = Some(response));
        }
    }

    /// Adds a paragraph to the current recommendation, which ends with its states, unless the next paragraph continues the
    /// sentence: "… (Algeria);" "take all measures … (France);".
    fn continue_item(&mut self, flow: &Flow, line: Range<usize>) {
        if let Some((_, lines)) = &mut self.item {
            let whole = lines
                .last()
                .is_some_and(|last| ends_with_states(&flow.text[last.clone()]));
            let within = flow.text[line.clone()].starts_with(char::is_lowercase);
            let bytes: usize = lines.iter().map(ExactSizeIterator::len).sum();
            let plausible = lines.len() < MOST_PARAGRAPHS || bytes < LONGEST_BYTES;
            if (!whole || within) && plausible {
                lines.push(line);
            }
        }
    }

    /// Ends the current recommendation.
    fn close(&mut self, flow: &Flow) {
        let (Some((number, lines)), Some((section, response))) = (self.item.take(), &self.section)
        else {
            return;
        };
        let joined: Vec<&str> = lines
            .iter()
            .flat_map(|line| flow.text[line.clone()].split_whitespace())
            .collect();
        let (text, by) = split_states(&joined.join(" "));
        let page = lines.first().and_then(|line| flow.mark_at(line.start));
        // Without a number of its section, only states distinguish a recommendation from a paragraph.
        let within = number.contains('.');
        if let Some(mark) = page.filter(|_| within || !by.is_empty()) {
            self.last = number.parse().unwrap_or_default();
            self.found.push(Recommendation {
                number: match within {
                    true => number,
                    false => format!("{section}.{number}"),
                },
                text,
                by,
                response: *response,
                page: mark.page,
            });
        }
    }
}

/// The most paragraphs of a recommendation. More are accepted, as lines of plain text, up to a total length in bytes.
const MOST_PARAGRAPHS: usize = 6;
const LONGEST_BYTES: usize = 1_200;

/// Splits a numbered paragraph into number and text: `122.5 Ratify …`, `5. Ratify …`.
fn numbered(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let end = line.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number = line[..end].trim_end_matches('.');
    let rest = line[end..].trim_start();
    let plain = number.starts_with(|c: char| c.is_ascii_digit())
        && number.matches('.').count() <= 1
        && number.len() <= 8
        && (line[..end].contains('.'))
        && line[end..].starts_with(char::is_whitespace);
    plain.then_some((number, rest))
}

/// Words for recommendations, in English, French, Spanish and Russian.
const RECOMMENDATIONS: &[&str] = &[
    "ecommendation",
    "ecommended that",
    "ecommandation",
    "ecomendaci",
    "екомендаци",
];

/// Whether a paragraph introduces a list of recommendations: it mentions them and ends with a colon, or is short and gives a
/// response.
fn introduces(number: &str, text: &str) -> bool {
    let short = text.ends_with(':') || text.len() < LONGEST_INTRODUCTION;
    !number.contains('.')
        && short
        && RECOMMENDATIONS.iter().any(|word| text.contains(word))
        && (text.ends_with(':') || response(text).is_some())
        && strip_closing_states(text).is_none()
}

const LONGEST_INTRODUCTION: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Mark, Region};
    use crate::model::Country;

    fn flow(text: &str) -> Flow {
        Flow {
            text: text.to_owned(),
            marks: vec![Mark {
                start: 0,
                page: 1,
                region: Region::Body,
                paragraph: None,
            }],
            page_labels: vec!["1".to_owned()],
            headings: Vec::new(),
            repeats_from: text.len(),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = listed(&flow(text));
        let shown: Vec<String> = found
            .iter()
            .map(|found| {
                let by: Vec<&str> = found.by.iter().map(Country::alpha3).collect();
                let response = found
                    .response
                    .map_or("-".to_owned(), |said| said.to_string());
                format!(
                    "{} {response} {}: {}",
                    found.number,
                    by.join(" "),
                    found.text
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn recommendations_have_number_wording_states_and_response() {
        check(
            "121. The delegation thanked all for their recommendations.\n\
             122. The recommendations listed below enjoy the support of Qatar:\n\
             122.1\tRatify the Optional Protocol (OP-CAT) (Denmark) (France);\n\
             122.2 Set an age (18 years) by law (the Republic of Moldova, Trinidad and Tobago, Iran (Islamic Republic of) and Chile).\n\
             122.3. Protect women (Spain); and children\n\
             (Bolivia (Plurinational State of));\n\
             123. The following recommendations did not enjoy the support of Qatar:\n\
             123.1 Abolish the death penalty (UK)3;\n\
             123.2 Accede to the treaties (CRC).\n\
             123.3 Attend to women (Algeria);\n\
             and train the police (France);\n\
             Not a part of it (Chad).\n\
             123.5 Take\nall\nthe\nlines\nof\na\nplain\ntext (Peru);\n\
             123.4 Ratify the treaties and their Protocol (OP-CRPD (Spain);\n\
             124. All conclusions reflect the position of the submitting States (Chad).\n\
             125. Something else (France)\n",
            &[
                "122.1 supported DNK FRA: Ratify the Optional Protocol (OP-CAT)",
                "122.2 supported MDA TTO IRN CHL: Set an age (18 years) by law",
                "122.3 supported ESP BOL: Protect women (Spain); and children",
                "123.1 noted GBR: Abolish the death penalty",
                "123.2 noted : Accede to the treaties (CRC).",
                "123.3 noted DZA FRA: Attend to women (Algeria); and train the police",
                "123.5 noted PER: Take all the lines of a plain text",
                "123.4 noted ESP: Ratify the treaties and their Protocol (OP-CRPD",
            ],
        );
    }

    #[test]
    fn older_reports_number_from_one_on() {
        check(
            "72. The recommendations below have been examined by Madagascar, and enjoy its support:\n\
             1. To ratify the Convention (France) (Spain);\n\
             2. To restore democracy (Sweden).\n\
             73. The following recommendations will be examined by Madagascar, which will provide responses:\n\
             3. To abolish the death penalty (Italy).\n\
             74. Nothing more (Chad).\n",
            &[
                "72.1 supported FRA ESP: To ratify the Convention",
                "72.2 supported SWE: To restore democracy",
                "73.3 open ITA: To abolish the death penalty",
            ],
        );
    }

    #[test]
    fn the_paragraph_after_a_list_may_tell_the_response() {
        check(
            "80. In the course of the discussion, the following recommendations were made to Malta:\n\
             1. To ratify the Convention (France);\n\
             2. To protect migrants (Sweden).\n\
             81. The response of Malta to these recommendations will be included in the outcome report.\n",
            &[
                "80.1 open FRA: To ratify the Convention",
                "80.2 open SWE: To protect migrants",
            ],
        );
        check(
            "60. Different countries have made recommendations as follows:\n\
             1. To reform prisons (Chile).\n\
             61. All recommendations have been examined and enjoy the support of Ecuador.\n",
            &["60.1 supported CHL: To reform prisons"],
        );
        check(
            "75. The following recommendations were made:\n\
             1. To reform prisons (Chile).\n\
             76. Other recommendations, in paragraph 72, will be examined.\n",
            &["75.1 - CHL: To reform prisons"],
        );
    }
}
