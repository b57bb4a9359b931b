//! Collects the replies of a state to recommendations from an addendum to the report on its review.

use super::item_replies::item_replies;
use super::list_replies::list_replies;
use super::reply::Reply;
use crate::layout::Flow;
use crate::model::Recommendation;

/// Returns the replies of an addendum: a number and a response each, without the wording, which only the report has.
/// Replies to lists come first, then replies to single items; the first reply to a number counts.
pub(crate) fn replies(flow: &Flow) -> Vec<Recommendation> {
    let mut found: Vec<Recommendation> = Vec::new();
    let replies = list_replies(flow).into_iter().chain(item_replies(flow));
    for Reply {
        number,
        response,
        start,
    } in replies
    {
        let page = flow.mark_at(start).map(|mark| mark.page);
        if let Some(page) = page.filter(|_| found.iter().all(|known| known.number != number)) {
            found.push(Recommendation {
                number,
                text: String::new(),
                by: Vec::new(),
                response: Some(response),
                page,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::sample_flow::flow;

    #[test]
    fn replies_are_read_by_number() {
        let text = "4. The Government accepts the recommendations 18, 24, 67–69, and 71. It considers them implemented.\n\
                    5. Slovenia does not accept recommendation 12.\n\
                    6. The following enjoy the support of the State: recommendations 140.3 to 140.5.\n\
                    7. Some recommendations 5, 6 are welcome.\n\
                    8. The State accepts recommendation 9 and rejects recommendation 10.\n\
                    9. For the time being, the Government notes recommendations 150 – 152.\n";
        let found = replies(&flow(text));
        let shown: Vec<String> = found
            .iter()
            .map(|one| {
                format!(
                    "{} {}",
                    one.number,
                    one.response.map_or("-".to_owned(), |said| said.to_string())
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "18 supported",
                "24 supported",
                "67 supported",
                "68 supported",
                "69 supported",
                "71 supported",
                "12 noted",
                "140.3 supported",
                "140.4 supported",
                "140.5 supported",
                "9 supported",
                "150 noted",
                "151 noted",
                "152 noted",
            ]
        );
    }
}
