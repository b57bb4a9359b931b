//! Does the archive hold a quotation, word for word or nearly, and is it where the draft says it is?

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::collect::Collect;
use super::compile::compile;
use super::ranked::Ranked;
use super::{Index, IndexError, Record};
use crate::layout::Flow;
use crate::model::{Citation, Difference, Finding, Inferred, Place, Sha256, Symbol, Verdict};
use crate::query::{Filter, Grouping, Pattern, Phrase, Query, Quotation, Sort, TextField};
use crate::text::{self, Alignment, BREAK, Step};

/// How many documents are looked through for words that differ.
const CANDIDATES: usize = 40;

/// How many documents with all the words in a row are looked through for pieces in order.
const EXACT_CANDIDATES: usize = 50;

/// How many pairs of words are looked for to find documents that may hold a quotation.
const MOST_PAIRS: usize = 40;

/// Pieces of one quotation stand at most so many words apart.
const MOST_BETWEEN: usize = 1000;

impl Index {
    /// Looks for a quotation: first word for word, in the documents cited before others, then for the passage that differs
    /// least from it, in no more than two words of five. `except` is no source, whatever it holds.
    ///
    /// # Errors
    /// When the index holds no texts, or cannot be read.
    pub fn find_quotation(
        &self,
        quotation: &Quotation,
        except: Option<&Sha256>,
    ) -> Result<Finding, IndexError> {
        self.needs_text("check quotations")?;
        let quoted = Quoted::new(&quotation.pieces, except);
        let cited = self.of_symbols(&quotation.cited)?;
        let exact = self.places(&quoted, &cited, &quoted.exactly(), EXACT_CANDIDATES, 0)?;
        let found = match exact {
            Some(found) => Some(found),
            None => {
                let most = quoted.most_differences();
                self.places(&quoted, &cited, &quoted.nearly(), CANDIDATES, most)?
            }
        };
        let citation = citation(&quotation.cited, &cited, found.as_ref());
        Ok(Finding {
            verdict: found.as_ref().map_or(Verdict::NotFound, verdict),
            citation,
            place: found.map(|found| found.place),
        })
    }

    /// The documents that bear one of these symbols.
    fn of_symbols(&self, symbols: &[Symbol]) -> Result<Vec<Ranked>, IndexError> {
        match symbols {
            [] => Ok(Vec::new()),
            some => self.best(&Query::Filter(Filter::Symbol(some.to_vec())), CANDIDATES),
        }
    }

    fn best(&self, query: &Query, keep: usize) -> Result<Vec<Ranked>, IndexError> {
        let compiled = compile(query, self)?;
        let collect = Collect {
            sort: Sort::Relevance,
            grouping: Grouping::None,
            keep,
            facets: &[],
        };
        Ok(collect.collect(&*compiled.query, self)?.best)
    }

    /// The best place in the documents cited, else in those that a query finds.
    fn places(
        &self,
        quoted: &Quoted,
        cited: &[Ranked],
        query: &Query,
        keep: usize,
        most: usize,
    ) -> Result<Option<Found>, IndexError> {
        if let Some(found) = self.best_place(quoted, cited, most)? {
            return Ok(Some(Found {
                cited: true,
                ..found
            }));
        }
        let mut others = self.best(query, keep)?;
        others.retain(|other| cited.iter().all(|cited| cited.address != other.address));
        self.best_place(quoted, &others, most)
    }

    fn best_place(
        &self,
        quoted: &Quoted,
        documents: &[Ranked],
        most: usize,
    ) -> Result<Option<Found>, IndexError> {
        let mut best: Option<Found> = None;
        for document in documents {
            let (record, flow) = self.stored(document.address)?;
            let most = best.as_ref().map_or(most, |best| best.distance);
            let better = |found: &Found| {
                best.as_ref()
                    .is_none_or(|best| found.distance < best.distance)
            };
            if let Some(found) = quoted.place_in(record, &flow, most).filter(better) {
                let exact = found.distance == 0;
                best = Some(found);
                if exact {
                    break;
                }
            }
        }
        Ok(best)
    }
}

fn verdict(found: &Found) -> Verdict {
    match found.distance {
        0 => Verdict::Exact,
        _ => Verdict::Near,
    }
}

fn citation(symbols: &[Symbol], cited: &[Ranked], found: Option<&Found>) -> Option<Citation> {
    if symbols.is_empty() {
        return None;
    }
    Some(match found {
        Some(found) if found.cited => Citation::Holds,
        _ if cited.is_empty() => Citation::Missing,
        Some(_) => Citation::Elsewhere,
        None => Citation::Nowhere,
    })
}

/// A place, and how it was come by.
struct Found {
    place: Place,
    distance: usize,
    cited: bool,
}

/// A quotation made ready: its words as numbers.
struct Quoted<'a> {
    pieces: Vec<Piece<'a>>,
    numbers: HashMap<String, u32>,
    /// A document that is no source.
    except: Option<String>,
}

/// A piece of a quotation.
struct Piece<'a> {
    text: &'a str,
    terms: Vec<String>,
    words: Vec<u32>,
    spans: Vec<Range<usize>>,
}

/// The words of a text as numbers, with breaks among them, and where they stand.
#[derive(Default)]
struct Words {
    numbers: Vec<u32>,
    spans: Vec<Range<usize>>,
}

impl<'a> Quoted<'a> {
    fn new(pieces: &'a [String], except: Option<&Sha256>) -> Self {
        let mut numbers = HashMap::new();
        let pieces = pieces
            .iter()
            .map(|text| Piece::new(text, &mut numbers))
            .collect();
        Self {
            pieces,
            numbers,
            except: except.map(Sha256::to_string),
        }
    }

    fn length(&self) -> usize {
        self.pieces.iter().map(|piece| piece.words.len()).sum()
    }

    /// Two words of five; fewer of short quotations, which else would be near to anything.
    fn most_differences(&self) -> usize {
        match self.length() {
            short @ ..6 => short / 4,
            length => length * 2 / 5,
        }
    }

    /// Documents with each piece word for word.
    fn exactly(&self) -> Query {
        let pieces = self.pieces.iter();
        Query::All(pieces.map(|piece| phrase(&piece.terms)).collect())
    }

    /// Documents with pairs of its words, those with more of the rarer ones first.
    fn nearly(&self) -> Query {
        let pairs = self.pieces.iter().flat_map(|piece| piece.terms.windows(2));
        let mut seen = BTreeSet::new();
        let pairs: Vec<&[String]> = pairs.filter(|pair| seen.insert(*pair)).collect();
        if pairs.is_empty() {
            return self.exactly();
        }
        let step = pairs.len().div_ceil(MOST_PAIRS).max(1);
        let pairs = pairs.into_iter().step_by(step);
        Query::Any(pairs.map(phrase).collect())
    }

    /// Where it stands in a document, if it differs in no more than `most` words.
    fn place_in(&self, record: Record, flow: &Flow, most: usize) -> Option<Found> {
        if self.except.is_some() && record.sha256 == self.except {
            return None;
        }
        let words = self.words_of(flow);
        let mut aligned: Vec<Alignment> = Vec::new();
        let mut left = most;
        let mut from = 0;
        for piece in &self.pieces {
            let until = match aligned.is_empty() {
                true => words.numbers.len(),
                false => words
                    .numbers
                    .len()
                    .min(from + MOST_BETWEEN + piece.words.len()),
            };
            let mut found = text::align(&piece.words, &words.numbers[from..until], left)?;
            found.range = found.range.start + from..found.range.end + from;
            from = found.range.end;
            left -= found.distance;
            aligned.push(found);
        }
        let place = self.describe(record, flow, &words, &aligned)?;
        Some(Found {
            place,
            distance: most - left,
            cited: false,
        })
    }

    /// The words of a document that the quotation has too as its numbers, all others as 0.
    fn words_of(&self, flow: &Flow) -> Words {
        let mut words = Words::default();
        let mut next = 0;
        text::for_each_token(flow.searchable(), &flow.breaks(), |token| {
            if token.position > next {
                words.push(BREAK, token.start..token.start);
            }
            next = token.position + 1;
            let number = self.numbers.get(token.term).copied().unwrap_or(0);
            words.push(number, token.start..token.end);
        });
        words
    }

    fn describe(
        &self,
        record: Record,
        flow: &Flow,
        words: &Words,
        aligned: &[Alignment],
    ) -> Option<Place> {
        let mut passage = Passage::default();
        for (piece, found) in self.pieces.iter().zip(aligned) {
            passage.add(piece, flow, words, found);
        }
        let start = words.spans.get(aligned.first()?.range.start)?.start;
        let mark = flow.mark_at(start);
        let page = mark.map_or(1, |mark| mark.page);
        let values =
            |found: Vec<Inferred<Symbol>>| found.into_iter().map(|found| found.value).collect();
        Some(Place {
            path: record.path,
            sha256: record.sha256.unwrap_or_default(),
            title: record
                .metadata
                .title
                .map(|title| title.value)
                .unwrap_or_default(),
            symbol: values(record.metadata.symbol),
            page,
            page_label: flow.page_label(page),
            paragraph: mark.and_then(|mark| mark.paragraph.clone()),
            region: mark.map_or("body", |mark| mark.region.name()),
            text: passage.text,
            differences: passage.differences,
        })
    }
}

impl Words {
    fn push(&mut self, number: u32, span: Range<usize>) {
        self.numbers.push(number);
        self.spans.push(span);
    }
}

impl<'a> Piece<'a> {
    fn new(text: &'a str, numbers: &mut HashMap<String, u32>) -> Self {
        let mut piece = Self {
            text,
            terms: Vec::new(),
            words: Vec::new(),
            spans: Vec::new(),
        };
        text::for_each_token(text, &[], |token| {
            let next = u32::try_from(numbers.len() + 1).unwrap_or(BREAK - 1);
            piece
                .words
                .push(*numbers.entry(token.term.to_owned()).or_insert(next));
            piece.terms.push(token.term.to_owned());
            piece.spans.push(token.start..token.end);
        });
        piece
    }
}

fn phrase(terms: &[String]) -> Query {
    Query::Phrase(Phrase {
        field: TextField::Text,
        words: terms.iter().cloned().map(Pattern::Exact).collect(),
        joined: Vec::new(),
        slop: None,
        verbatim: None,
    })
}

/// The words of the source, put together piece by piece.
#[derive(Default)]
struct Passage {
    text: String,
    differences: Vec<Difference>,
}

impl Passage {
    fn add(&mut self, piece: &Piece<'_>, flow: &Flow, words: &Words, found: &Alignment) {
        if !self.text.is_empty() {
            self.text.push_str(" … ");
        }
        let (mut quoted, mut source) = (0, found.range.start);
        let mut end_of_last = None;
        let mut steps = found.steps.iter().peekable();
        while let Some(step) = steps.next() {
            let (from_quoted, from_source) = (quoted, source);
            let mut take = |step: &Step| {
                quoted += usize::from(*step != Step::OnlyInText);
                source += usize::from(*step != Step::OnlyInWords);
            };
            take(step);
            while let Some(next) =
                steps.next_if(|next| (**next == Step::Same) == (*step == Step::Same))
            {
                take(next);
            }
            // Between the parts stands what stands between them in the source.
            let span = span(&words.spans[from_source..source]);
            if let (Some(end), Some(span)) = (end_of_last, &span) {
                self.push(&flow.text[end..span.start]);
            }
            let at = self.text.chars().count();
            if let Some(span) = span {
                self.push(&flow.text[span.clone()]);
                end_of_last = Some(span.end);
            }
            if *step != Step::Same {
                self.differences.push(Difference {
                    quoted: part(piece.text, &piece.spans[from_quoted..quoted]),
                    source: part(&flow.text, &words.spans[from_source..source]),
                    at: (at, self.text.chars().count()),
                });
            }
        }
    }

    /// Adds text with white space as single spaces; what only parted lines goes.
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\u{2028}' => {}
                c if c.is_whitespace() => {
                    if !self.text.ends_with(' ') {
                        self.text.push(' ');
                    }
                }
                c => self.text.push(c),
            }
        }
    }
}

fn span(spans: &[Range<usize>]) -> Option<Range<usize>> {
    Some(spans.first()?.start..spans.last()?.end)
}

fn part(text: &str, spans: &[Range<usize>]) -> String {
    let part = span(spans).map_or("", |span| &text[span]);
    let words: Vec<&str> = part
        .split(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").replace('\u{2028}', "")
}
