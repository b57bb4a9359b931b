//! Finds the countries a document is about, not those it mentions.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::country_names::{known_code, parse_country};
use super::fold::Folded;
use super::gazetteer::{Mention, mentions};
use super::opening::{Opening, floor_boundary};
use super::own_symbol::OwnSymbols;
use super::{evident, snippet, symbol_facts};
use crate::model::{Country, DocumentType, Inferred, Language, Source};

/// What countries are inferred from, beside the opening.
pub(super) struct Known<'a> {
    pub(super) symbols: &'a OwnSymbols,
    pub(super) language: Option<&'a Inferred<Language>>,
    pub(super) document_type: Option<&'a Inferred<DocumentType>>,
    pub(super) headings: &'a [Range<usize>],
    pub(super) path: &'a str,
}

/// The subject by the symbol, else the title block of the masthead, else the state held to answer, else the country
/// most spoken of; a file's name tells only what the text bears out.
pub(super) fn infer(opening: &Opening<'_>, known: &Known<'_>) -> Vec<Inferred<Country>> {
    let of_symbol = known
        .symbols
        .own
        .iter()
        .find_map(|own| Some(evident(own, symbol_facts::country(&own.parts)?, 0.99)));
    if let Some(country) = of_symbol {
        return vec![country];
    }
    let language = known
        .language
        .map_or("en", |language| language.value.code());
    let kind = known.document_type.map(|kind| kind.value);
    let titled = match opening.title_block() {
        // The title of a decision names its author.
        Some(block) if kind != Some(DocumentType::Decision) => {
            in_title(block, language, Source::Masthead, 0.95)
        }
        _ => Vec::new(),
    };
    if !titled.is_empty() {
        return titled;
    }
    let start = Text {
        text: opening.start,
        folded: Folded::new(opening.start),
        headings: known.headings,
    };
    let named = mentions(&start.folded, language);
    let subject =
        answering_state(&start, &named).or_else(|| in_headings(opening, &start, &named, language));
    // A document of the United Nations that is about one state says so in its title, unless its kind alone does.
    let subject = match opening.distribution {
        Some(_) if !kind.is_some_and(is_about_one_state) => subject,
        _ => subject
            .or_else(|| most_spoken_of(&start, &named))
            .or_else(|| in_path(known.path, &named)),
    };
    subject.into_iter().collect()
}

/// Documents of these kinds are about one state each.
fn is_about_one_state(kind: DocumentType) -> bool {
    use DocumentType::*;
    matches!(
        kind,
        UprReport
            | UprAddendum
            | NationalReport
            | UnCompilation
            | StakeholderSummary
            | ConcludingObservations
            | ListOfIssues
            | FollowUp
            | CoreDocument
            | Decision
    )
}

/// A text in which countries are counted.
struct Text<'a> {
    text: &'a str,
    folded: Folded,
    /// Byte ranges of headings in the original text.
    headings: &'a [Range<usize>],
}

/// Most titles name one country, some two; a longer list is of members, not of subjects.
const MOST_IN_TITLE: usize = 3;

/// The countries a title names: not those of persons, "Mr. Anuson Chinvanno (Thailand)", nor places of meetings,
/// "Nairobi, Kenya", nor who wrote or proposed it.
fn in_title(
    title: &str,
    language: &str,
    source: Source,
    confidence: f32,
) -> Vec<Inferred<Country>> {
    let folded = Folded::new(title);
    let mut countries: Vec<Inferred<Country>> = Vec::new();
    let mut last_end = 0;
    for mention in mentions(&folded, language)
        .into_iter()
        .filter(|mention| !mention.adjective)
    {
        let start = folded.original(mention.start);
        let end = folded.original_after(mention.end, title.len());
        let listed = last_end > 0
            && title[last_end..start]
                .trim()
                .trim_matches(',')
                .trim()
                .is_empty();
        last_end = start + title[start..end].trim_end_matches([' ', ',', '\n']).len();
        let known = countries.iter().any(|known| known.value == mention.country);
        let place = follows_place(title, start) && !listed;
        if known
            || place
            || in_brackets(title, start, end)
            || wrote(&folded.text[..mention.start])
            || proposes(title, start)
            || is_acronym(title, start, end)
        {
            continue;
        }
        countries.push(Inferred {
            value: mention.country,
            source,
            page: Some(1),
            text: snippet(title, start..end),
            confidence,
        });
    }
    if countries.len() > MOST_IN_TITLE {
        Vec::new()
    } else {
        countries
    }
}

/// Folded words before the state that wrote a document: it is its author, not its subject.
const AUTHORS: &[&str] = &[
    " representative",
    " representatives",
    " mission",
    " ambassador",
    " affaires a i",
    " submitted by",
    " presented by",
    " transmitted by",
    " affairs",
    " delegation",
    " representant permanent de",
    " representante permanente de",
    " mision permanente de",
    " представителя",
    " представительства",
];

fn wrote(before: &str) -> bool {
    let before = without_form(before);
    AUTHORS.iter().any(|words| before.ends_with(words))
}

/// "Denmark, France and Slovenia: amendment to the draft resolution"
fn proposes(title: &str, start: usize) -> bool {
    let line = title[start..]
        .lines()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let after_colon = line.split_once(':').map_or("", |(_, rest)| rest);
    [
        "draft",
        "amendment",
        "projet",
        "proyecto",
        "enmienda",
        "проект",
    ]
    .iter()
    .any(|word| after_colon.contains(word))
}

/// "GUAM" in a line that is not in capitals is no country but an acronym.
fn is_acronym(title: &str, start: usize, end: usize) -> bool {
    let line_start = title[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = title[line_start..].lines().next().unwrap_or_default();
    let name = title[start..end].trim();
    name.len() <= 4
        && name.bytes().all(|b| b.is_ascii_uppercase())
        && line.chars().any(char::is_lowercase)
}

fn in_brackets(text: &str, start: usize, end: usize) -> bool {
    text[..start].trim_end().ends_with('(') && text[start..end].contains(')')
}

/// "Geneva, Switzerland"
fn follows_place(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    before.ends_with(',')
        && before[..before.len() - 1]
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// Folded words before the state that a decision is addressed to.
const LABELS: &[&str] = &[
    " state party",
    " etat partie",
    " estado parte",
    " государство участник",
    " الدولة الطرف",
    "缔约国",
];

/// Folded beginnings of words for a breach, and of words for what is breached.
const BREACHES: &[&str] = &[" violat", " victim", " breach", " violac", " наруш"];
const DUTIES: &[&str] = &[
    " article",
    " covenant",
    " convention",
    " articulo",
    " pacte",
    " pacto",
    " convencion",
    " стат",
];
const BY: &[&str] = &[
    " by",
    " par",
    " par la",
    " par le",
    " par les",
    " par l",
    " por",
    " por la",
    " por el",
    " со стороны",
];
/// How far before the name these words may stand, in folded bytes; after it, a third.
const BREACH_REACH: usize = 260;
/// Complaints say in their first paragraphs against whom they are.
const COMPLAINT_BYTES: usize = 6_000;
/// Folded words after the state that a treaty binds, where the party to a complaint is introduced.
const BOUND: &[&str] = &[
    "is a party to the",
    "became a party to the",
    "has been a party to the",
    "is a state party to the",
    "has violated",
    "violated",
];

/// The state that answers a complaint: "State party: Canada", "a violation by Canada of article 3 of the Convention".
fn answering_state(start: &Text<'_>, named: &[Mention]) -> Option<Inferred<Country>> {
    let early = || {
        named
            .iter()
            .filter(|mention| mention.start < COMPLAINT_BYTES)
    };
    let labelled = early()
        .find(|mention| is_labelled(start, mention))
        .map(|mention| (mention, 0.95));
    let accused = || {
        early()
            .find(|mention| !mention.adjective && is_accused(&start.folded.text, mention))
            .map(|mention| (mention, 0.9))
    };
    let bound = || {
        early()
            .find(|mention| is_bound(&start.folded.text, mention))
            .filter(|_| is_complaint(start))
            .map(|mention| (mention, 0.9))
    };
    let (mention, confidence) = labelled.or_else(accused).or_else(bound)?;
    Some(start.inferred(mention, confidence))
}

/// "State party: Canada" and not "the State party Canada has in mind".
fn is_labelled(start: &Text<'_>, mention: &Mention) -> bool {
    let colon = start.text[..start.folded.original(mention.start)]
        .trim_end()
        .ends_with([':', '：']);
    let before = start.folded.text[..mention.start].trim_end();
    colon && LABELS.iter().any(|label| before.ends_with(label))
}

fn is_accused(folded: &str, mention: &Mention) -> bool {
    let from = floor_boundary(folded, mention.start.saturating_sub(BREACH_REACH));
    let before = &folded[from..mention.start];
    let around = &folded[from..floor_boundary(folded, mention.end + BREACH_REACH / 3)];
    let by = BY.iter().any(|by| without_form(before).ends_with(by));
    by && BREACHES.iter().any(|word| before.contains(word))
        && DUTIES.iter().any(|word| around.contains(word))
}

/// "The Togolese Republic became a party to the Covenant"
fn is_bound(folded: &str, mention: &Mention) -> bool {
    let after = folded[mention.end..].trim_start();
    let after = after.strip_prefix("republic ").unwrap_or(after);
    BOUND.iter().any(|words| after.starts_with(words))
}

/// Whether the text speaks of a state party and of who complains of it.
fn is_complaint(start: &Text<'_>) -> bool {
    let head = &start.folded.text;
    let party = LABELS.iter().any(|label| head.contains(label));
    party
        && [
            " author",
            " complainant",
            " communication",
            " petitioner",
            " auteur",
            " autor",
            " requerant",
            " автор",
        ]
        .iter()
        .any(|word| head.contains(word))
}

/// Folded words before a name without "the", "the Republic of", "the Government of the".
fn without_form(before: &str) -> &str {
    let mut before = before.trim_end();
    for form in [
        " the",
        " of",
        " republic",
        " kingdom",
        " government",
        " authorities",
        " the",
    ] {
        before = before.strip_suffix(form).unwrap_or(before).trim_end();
    }
    before
}

impl Text<'_> {
    fn inferred(&self, mention: &Mention, confidence: f32) -> Inferred<Country> {
        let start = self.folded.original(mention.start);
        let end = self.folded.original_after(mention.end, self.text.len());
        Inferred {
            value: mention.country,
            source: Source::Text,
            page: None,
            text: snippet(self.text, start..end),
            confidence,
        }
    }

    fn in_heading(&self, mention: &Mention) -> bool {
        let at = self.folded.original(mention.start);
        self.headings
            .iter()
            .take_while(|heading| heading.start <= at)
            .any(|heading| heading.contains(&at))
    }
}

/// How far into an unmarked document its title may stand, in bytes.
const TITLE_BYTES: usize = 800;
/// The longest first line that is a title, in bytes.
const TITLE_LINE_BYTES: usize = 160;
/// Share of the mentions of the country most spoken of that the title's country has at least.
const BORNE_OUT: f32 = 0.4;

/// The one country that the title or first headings of an unmarked document name, if the text bears it out.
fn in_headings(
    opening: &Opening<'_>,
    start: &Text<'_>,
    named: &[Mention],
    language: &str,
) -> Option<Inferred<Country>> {
    if opening.distribution.is_some() {
        return None;
    }
    let headings = start
        .headings
        .iter()
        .take_while(|heading| heading.start < TITLE_BYTES && heading.end <= start.text.len());
    let mut titles: Vec<&str> = headings
        .map(|heading| &start.text[heading.clone()])
        .collect();
    if titles.is_empty() {
        let line = start
            .text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())?;
        titles.extend(
            Some(line)
                .filter(|line| line.len() < TITLE_LINE_BYTES && !line.ends_with(['.', ',', ';'])),
        );
    }
    let mut countries = in_title(&titles.join("\n"), language, Source::Heading, 0.85);
    let country = countries.pop().filter(|_| countries.is_empty())?;
    let count = |country: Country| {
        named
            .iter()
            .filter(|mention| mention.country == country)
            .count() as f32
    };
    let most = named
        .iter()
        .map(|mention| count(mention.country))
        .fold(0.0, f32::max);
    (count(country.value) >= BORNE_OUT * most).then_some(country)
}

/// What sort of text countries are counted in: each speaks of its own country in its own way.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// A decision on a complaint: courts and authorities are the answering state's.
    Complaint,
    /// A speech: the speaker's country acts and is spoken for.
    Speech,
    /// Anything else.
    Report,
}

/// How clearly one country must lead.
struct Clarity {
    /// A country spoken of less than this is not what a text is about.
    weight: f32,
    /// Share of all mentions that the subject has at least.
    share: f32,
    /// How many times as often as the next it is named at least.
    lead: f32,
}

impl Manner {
    fn of(start: &Text<'_>) -> Self {
        if is_complaint(start) {
            Self::Complaint
        } else if is_speech(&start.folded.text) {
            Self::Speech
        } else {
            Self::Report
        }
    }

    fn clarity(self) -> Clarity {
        match self {
            Self::Complaint => Clarity {
                weight: 1.5,
                share: 0.45,
                lead: 2.0,
            },
            Self::Speech => Clarity {
                weight: 4.0,
                share: 0.28,
                lead: 1.3,
            },
            Self::Report => Clarity {
                weight: 3.0,
                share: 0.45,
                lead: 2.0,
            },
        }
    }
}

/// Where no other country is named, this is enough.
const LEAST_WEIGHT_ALONE: f32 = 1.0;

/// The country most spoken of, if by far.
fn most_spoken_of(start: &Text<'_>, named: &[Mention]) -> Option<Inferred<Country>> {
    let manner = Manner::of(start);
    let destinations = if manner == Manner::Complaint {
        destinations(&start.folded.text, named)
    } else {
        HashSet::new()
    };
    let mut weights: HashMap<Country, f32> = HashMap::new();
    for mention in named
        .iter()
        .filter(|mention| !destinations.contains(&mention.country))
    {
        *weights.entry(mention.country).or_default() += weight(start, mention, manner);
    }
    // A country of which only the adjective occurs may not be meant at all: "Indian" in Canada.
    weights.retain(|country, _| {
        named
            .iter()
            .any(|mention| mention.country == *country && !mention.adjective)
    });
    let mut ranked: Vec<(Country, f32)> = weights.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (country, most) = *ranked.first()?;
    let next = ranked.get(1).map_or(0.0, |(_, weight)| *weight);
    let share = most / ranked.iter().map(|(_, weight)| weight).sum::<f32>();
    let clarity = manner.clarity();
    let least = if ranked.len() == 1 {
        LEAST_WEIGHT_ALONE
    } else {
        clarity.weight
    };
    if most < least || share < clarity.share || most < clarity.lead * next {
        return None;
    }
    let first = named.iter().find(|mention| mention.country == country)?;
    Some(start.inferred(first, (0.5 + share / 2.0).min(0.85)))
}

fn weight(start: &Text<'_>, mention: &Mention, manner: Manner) -> f32 {
    let folded = &start.folded.text;
    let weight = match manner {
        Manner::Complaint => weight_in_complaint(folded, mention),
        Manner::Speech => weight_in_speech(folded, mention),
        Manner::Report => weight_in_report(folded, mention),
    };
    if start.in_heading(mention) {
        weight * HEADING_WEIGHT
    } else {
        weight
    }
}

/// How much more a name in a heading says.
const HEADING_WEIGHT: f32 = 3.0;

/// The countries to which persons are to be sent: "his deportation from Australia to Sri Lanka". Another state answers for it.
fn destinations(folded: &str, named: &[Mention]) -> HashSet<Country> {
    let sent = |mention: &&Mention| is_destination(folded, mention);
    named
        .iter()
        .filter(sent)
        .map(|mention| mention.country)
        .collect()
}

/// Folded beginnings of words for sending a person away.
const SENDING: &[&str] = &[
    "deport",
    "expel",
    "expuls",
    "remov",
    "return",
    "extradit",
    "refoul",
    "repatriat",
    "renvo",
    "devol",
    "высыл",
    "выдач",
];
/// How many words before "to" such a word may stand.
const SENDING_WORDS: usize = 5;

/// Whether a person is to be sent there. People who "returned to" a country went by themselves.
fn is_destination(folded: &str, mention: &Mention) -> bool {
    let before = without_form(&folded[..mention.start]);
    let Some(before) = [" to", " vers", " a", " в"]
        .iter()
        .find_map(|to| before.strip_suffix(to))
    else {
        return false;
    };
    let last: Vec<&str> = before.rsplit(' ').take(SENDING_WORDS).collect();
    let sending = last
        .iter()
        .any(|word| *word != "returned" && SENDING.iter().any(|sending| word.starts_with(sending)));
    sending || (last.contains(&"returned") && last.contains(&"be"))
}

/// Folded words before a state whose courts and officials act.
const INSTITUTION_OF: &[&str] = &[
    " court of",
    " courts of",
    " courts in",
    " government of",
    " authorities of",
    " constitution of",
    " asylum in",
    " appeal of",
    " laws of",
    " law of",
    " parliament of",
    " republic of",
];
/// Folded words after its adjective.
const INSTITUTIONS: &[&str] = &[
    "court",
    "authorit",
    "government",
    "constitution",
    "charter",
    "police",
    "parliament",
    "law",
    "legal",
    "army",
    "immigration",
    "penal",
    "criminal",
    "civil code",
    "supreme",
    "federal",
    "embassy",
    "human rights commission",
    "judicia",
    "state",
    "senate",
    "bill of rights",
    "legislat",
    "prison",
    "ministry",
    "department",
];

fn weight_in_complaint(folded: &str, mention: &Mention) -> f32 {
    let before = without_article(&folded[..mention.start]);
    let after = folded[mention.end..].trim_start();
    let institution = if mention.adjective {
        INSTITUTIONS.iter().any(|word| after.starts_with(word))
    } else {
        INSTITUTION_OF.iter().any(|words| before.ends_with(words))
    };
    if institution {
        3.0
    } else {
        weight_in_report(folded, mention)
    }
}

/// Where the first words end, in folded bytes: what a text is about is named early.
const FIRST_WORDS: usize = 1_500;
/// Folded words before a country that only says where someone is from.
const ELSEWHERE: &[&str] = &[
    " national of",
    " nationals of",
    " citizen of",
    " citizens of",
    " native of",
    " born in",
    " to",
    " from",
    " fled",
    " left",
    " ambassador of",
    " embassy of",
];

fn weight_in_report(folded: &str, mention: &Mention) -> f32 {
    let before = without_article(&folded[..mention.start]);
    let elsewhere = ELSEWHERE.iter().any(|words| before.ends_with(words));
    let kind = if mention.adjective || elsewhere {
        0.5
    } else {
        1.0
    };
    if mention.start < FIRST_WORDS {
        2.0 * kind
    } else {
        kind
    }
}

fn without_article(before: &str) -> &str {
    let before = before.trim_end();
    before.strip_suffix(" the").unwrap_or(before)
}

/// Folded words of the first person.
const FIRST_PERSON: &[&str] = &["i", "my", "we", "our", "us"];
/// How many words in a thousand are of the first person in a speech; reports have hardly any.
const SPEECH_PER_MILLE: usize = 8;

fn is_speech(folded: &str) -> bool {
    let words = folded.split(' ').take(2_000);
    let (all, first) = words.fold((0, 0), |(all, first), word| {
        (all + 1, first + usize::from(FIRST_PERSON.contains(&word)))
    });
    first * 1_000 > all * SPEECH_PER_MILLE
}

/// Folded words before the country that a speaker speaks for, and how much they say.
const SPEAKING_FOR: &[(&str, f32)] = &[
    (" my country", 8.0),
    (" our country", 4.0),
    (" on behalf of", 6.0),
    (" delegation of", 4.0),
    (" we in", 4.0),
    (" people of", 3.0),
    (" government of", 3.0),
    (" for", 1.5),
];

/// What a state does in its own speech, folded, and how much that says.
const SPEAKING: &[(&str, f32)] = &[
    ("believes", 6.0),
    ("supports", 5.0),
    ("fully supports", 6.0),
    ("strongly supports", 6.0),
    ("welcomes", 6.0),
    ("attaches", 6.0),
    ("reaffirms", 6.0),
    ("reiterates", 6.0),
    ("hopes", 4.0),
    ("looks forward", 6.0),
    ("joins", 4.0),
    ("aligns", 6.0),
    ("associates", 6.0),
    ("wishes", 5.0),
    ("urges", 5.0),
    ("condemns", 5.0),
    ("calls", 4.0),
    ("stands", 3.0),
    ("considers", 5.0),
    ("therefore", 4.0),
    ("is committed", 5.0),
    ("remains committed", 6.0),
    ("is convinced", 6.0),
    ("is ready", 3.0),
    ("is proud", 6.0),
    ("is pleased", 6.0),
    ("has always", 4.0),
    ("has consistently", 4.0),
    ("will continue", 4.0),
    ("continues", 2.0),
    ("s commitment", 4.0),
    ("s foreign policy", 6.0),
    ("s position", 3.0),
    ("s view", 5.0),
    ("will", 2.0),
    ("has", 1.5),
];

/// Folded words near a country that a thanked or congratulated person is from.
const PERSONS: &[&str] = &[
    " mr ",
    " mrs ",
    " ms ",
    " excellency",
    " ambassador",
    " minister",
    " brother",
    " sister",
];
/// How far before a country such a person is named, in folded bytes.
const PERSON_REACH: usize = 60;

/// A speaker's own country is named less than others, but as the one that speaks and acts.
fn weight_in_speech(folded: &str, mention: &Mention) -> f32 {
    let raw = without_article(&folded[..mention.start]);
    let before = without_form(raw);
    let after = folded[mention.end..].trim_start();
    let near =
        &folded[floor_boundary(folded, mention.start.saturating_sub(PERSON_REACH))..mention.start];
    if PERSONS.iter().any(|person| near.contains(person)) {
        0.2
    } else {
        let for_it = SPEAKING_FOR
            .iter()
            .filter(|(words, _)| raw.ends_with(words) || before.ends_with(words));
        let by_it = SPEAKING
            .iter()
            .filter(|(words, _)| starts_with_words(after, words));
        let plain = if mention.adjective { 0.4 } else { 0.3 };
        for_it
            .chain(by_it)
            .map(|(_, weight)| *weight)
            .fold(plain, f32::max)
    }
}

fn starts_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// A country in the file's name that the text names too: `AZE_73_2018.txt`, `2018/azerbaijan.pdf`.
fn in_path(path: &str, named: &[Mention]) -> Option<Inferred<Country>> {
    let words = path
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 2);
    let read = words.filter_map(|word| {
        if word.len() == 3 {
            known_code(word)
        } else {
            parse_country(word).ok()
        }
    });
    let mut borne_out =
        read.filter(|country| named.iter().any(|mention| mention.country == *country));
    let value = borne_out.next()?;
    Some(Inferred {
        value,
        source: Source::Path,
        page: None,
        text: path.to_owned(),
        confidence: 0.7,
    })
}
