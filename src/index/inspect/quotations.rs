//! Checks quotations of a draft against the archive: exact or near, and in the document that is cited or elsewhere.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::index::compile::compile;
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::index::search::collect::Collect;
use crate::index::search::rank::ScoredDoc;
use crate::index::storage::record::Record;
use crate::layout::Flow;
use crate::model::{Citation, Difference, Finding, Inferred, Place, Sha256, Symbol, Verdict};
use crate::query::{Filter, Grouping, Pattern, Phrase, Query, Quotation, Sort, TextField};
use crate::text::{self, Alignment, BREAK, Step};

/// How many documents are aligned with a quotation that none holds exactly.
const CANDIDATES: usize = 40;

/// How many documents that hold each piece exactly are checked for their order.
const EXACT_CANDIDATES: usize = 50;

/// How many pairs of words are searched for to find documents that may hold a quotation.
const MAX_PAIRS: usize = 40;

/// The greatest distance between pieces of one quotation, in words.
const MAX_WORDS_BETWEEN: usize = 1000;

impl Index {
    /// Finds the source of a quotation: an exact passage, in the documents cited before others, or the passage that differs least,
    /// in at most two words of five. `except` is the hash of a document that is no source.
    ///
    /// # Errors
    /// When the index holds no texts, or cannot be read.
    pub fn find_quotation(
        &self,
        quotation: &Quotation,
        except: Option<&Sha256>,
    ) -> Result<Finding, IndexError> {
        self.needs_text("check quotations")?;
        let quoted = PreparedQuotation::new(&quotation.pieces, except);
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

    /// The documents with one of these symbols.
    fn of_symbols(&self, symbols: &[Symbol]) -> Result<Vec<ScoredDoc>, IndexError> {
        match symbols {
            [] => Ok(Vec::new()),
            some => self.best(&Query::Filter(Filter::Symbol(some.to_vec())), CANDIDATES),
        }
    }

    fn best(&self, query: &Query, keep: usize) -> Result<Vec<ScoredDoc>, IndexError> {
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
        quoted: &PreparedQuotation,
        cited: &[ScoredDoc],
        query: &Query,
        keep: usize,
        most: usize,
    ) -> Result<Option<Candidate>, IndexError> {
        if let Some(found) = self.best_place(quoted, cited, most)? {
            return Ok(Some(Candidate {
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
        quoted: &PreparedQuotation,
        documents: &[ScoredDoc],
        most: usize,
    ) -> Result<Option<Candidate>, IndexError> {
        let mut best: Option<Candidate> = None;
        for document in documents {
            let (record, flow) = self.stored(document.address)?;
            let most = best.as_ref().map_or(most, |best| best.distance);
            let better = |found: &Candidate| {
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

fn verdict(found: &Candidate) -> Verdict {
    match found.distance {
        0 => Verdict::Exact,
        _ => Verdict::Near,
    }
}

fn citation(
    symbols: &[Symbol],
    cited: &[ScoredDoc],
    found: Option<&Candidate>,
) -> Option<Citation> {
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

/// A passage that may be the source of a quotation.
struct Candidate {
    place: Place,
    distance: usize,
    cited: bool,
}

/// A quotation with its words as numbers, for alignment.
struct PreparedQuotation<'a> {
    pieces: Vec<Piece<'a>>,
    numbers: HashMap<String, u32>,
    /// The hash of a document that is no source.
    except: Option<String>,
}

/// A piece of a quotation.
struct Piece<'a> {
    text: &'a str,
    terms: Vec<String>,
    words: Vec<u32>,
    spans: Vec<Range<usize>>,
}

/// The words of a text as numbers, with breaks among them, and their bytes.
#[derive(Default)]
struct NumberedWords {
    numbers: Vec<u32>,
    spans: Vec<Range<usize>>,
}

impl<'a> PreparedQuotation<'a> {
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

    /// Two words of five; fewer for short quotations, which would be near to anything.
    fn most_differences(&self) -> usize {
        match self.length() {
            short @ ..6 => short / 4,
            length => length * 2 / 5,
        }
    }

    /// Documents that hold each piece exactly.
    fn exactly(&self) -> Query {
        let pieces = self.pieces.iter();
        Query::All(pieces.map(|piece| phrase(&piece.terms)).collect())
    }

    /// Documents that hold pairs of its words, those with more of the rarer ones first.
    fn nearly(&self) -> Query {
        let pairs = self.pieces.iter().flat_map(|piece| piece.terms.windows(2));
        let mut seen = BTreeSet::new();
        let pairs: Vec<&[String]> = pairs.filter(|pair| seen.insert(*pair)).collect();
        if pairs.is_empty() {
            return self.exactly();
        }
        let step = pairs.len().div_ceil(MAX_PAIRS).max(1);
        let pairs = pairs.into_iter().step_by(step);
        Query::Any(pairs.map(phrase).collect())
    }

    /// The best place in a document, if it differs in at most `most` words.
    fn place_in(&self, record: Record, flow: &Flow, most: usize) -> Option<Candidate> {
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
                    .min(from + MAX_WORDS_BETWEEN + piece.words.len()),
            };
            let mut found = text::align(&piece.words, &words.numbers[from..until], left)?;
            found.range = found.range.start + from..found.range.end + from;
            from = found.range.end;
            left -= found.distance;
            aligned.push(found);
        }
        let place = self.describe(record, flow, &words, &aligned)?;
        Some(Candidate {
            place,
            distance: most - left,
            cited: false,
        })
    }

    /// Numbers the words of a document as in the quotation, and all others 0.
    fn words_of(&self, flow: &Flow) -> NumberedWords {
        let mut words = NumberedWords::default();
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
        words: &NumberedWords,
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

impl NumberedWords {
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

/// The text of the source, piece by piece, with what differs.
#[derive(Default)]
struct Passage {
    text: String,
    differences: Vec<Difference>,
}

impl Passage {
    fn add(&mut self, piece: &Piece<'_>, flow: &Flow, words: &NumberedWords, found: &Alignment) {
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
            // What separates the parts in the source is kept.
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

    /// Appends text with white space folded to single spaces, without line separators.
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
