//! Renders citations: `A/HRC/39/14, para. 12, p. 4 (Human Rights Council, 39th session, 2018)`

use std::io::{self, Write};

use super::answered::Answered;
use super::clean::clean;
use crate::model::{Hit, Match, Organ, Session, SessionKind};

pub(super) fn write_answer(
    answered: &Answered<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let hits = answered.outcome.map_or(&[][..], |answer| &answer.hits);
    hits.iter().try_for_each(|hit| write_hit(hit, out))
}

/// Writes one line for each distinct citation of a match; for a hit without matches, one for the document.
pub(super) fn write_hit(hit: &Hit, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let places = hit.matches.iter().map(place);
    let mut lines: Vec<String> = places.map(|place| citation(hit, &place)).collect();
    lines.dedup();
    if lines.is_empty() {
        lines.push(citation(hit, ""));
    }
    lines
        .iter()
        .try_for_each(|line| writeln!(out, "{}", clean(line)))
}

fn citation(hit: &Hit, place: &str) -> String {
    let symbols: Vec<&str> = hit.symbol.iter().map(|symbol| symbol.as_str()).collect();
    let document = match (symbols.is_empty(), hit.title.is_empty()) {
        (false, _) => symbols.join("–"),
        (true, false) => hit.title.clone(),
        (true, true) => hit.path.clone(),
    };
    let about = about(hit);
    match about.is_empty() {
        true => format!("{document}{place}"),
        false => format!("{document}{place} ({about})"),
    }
}

/// Formats a location: `, para. 12, p. 4`, `, note 8, p. iv`.
fn place(found: &Match) -> String {
    let part = match (found.region, &found.paragraph) {
        ("body", Some(number)) => format!(", para. {number}"),
        ("footnote", Some(number)) => format!(", note {number}"),
        _ => String::new(),
    };
    let page = match found.page_label.is_empty() {
        true => found.page.to_string(),
        false => found.page_label.clone(),
    };
    format!("{part}, p. {page}")
}

/// Formats the context: `Human Rights Council, 39th session, 2018`.
fn about(hit: &Hit) -> String {
    let session = hit.session.first();
    let organ = session
        .map(|session| session.organ)
        .or(hit.organ.first().copied());
    let year = hit.date.map(|date| date.parts().0.to_string());
    let parts = [
        organ.map(|organ| name(organ).to_owned()),
        session.map(session_name),
        year,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn session_name(session: &Session) -> String {
    let kind = match session.kind {
        SessionKind::Regular => "session",
        SessionKind::Special => "special session",
        SessionKind::EmergencySpecial => "emergency special session",
    };
    let number = session.number;
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending} {kind}")
}

/// Returns the name of a body in citations.
fn name(organ: Organ) -> &'static str {
    match organ {
        Organ::GeneralAssembly => "General Assembly",
        Organ::SecurityCouncil => "Security Council",
        Organ::EconomicAndSocialCouncil => "Economic and Social Council",
        Organ::HumanRightsCouncil => "Human Rights Council",
        Organ::UniversalPeriodicReview => "Working Group on the Universal Periodic Review",
        Organ::CommissionOnHumanRights => "Commission on Human Rights",
        Organ::SubCommission => "Sub-Commission on the Promotion and Protection of Human Rights",
        Organ::HumanRightsCommittee => "Human Rights Committee",
        Organ::EconomicSocialCulturalRights => "Committee on Economic, Social and Cultural Rights",
        Organ::RacialDiscrimination => "Committee on the Elimination of Racial Discrimination",
        Organ::DiscriminationAgainstWomen => {
            "Committee on the Elimination of Discrimination against Women"
        }
        Organ::AgainstTorture => "Committee against Torture",
        Organ::PreventionOfTorture => "Subcommittee on Prevention of Torture",
        Organ::RightsOfTheChild => "Committee on the Rights of the Child",
        Organ::MigrantWorkers => "Committee on Migrant Workers",
        Organ::PersonsWithDisabilities => "Committee on the Rights of Persons with Disabilities",
        Organ::EnforcedDisappearances => "Committee on Enforced Disappearances",
        Organ::HumanRightsInstruments => "International human rights instruments",
        Organ::Secretariat => "United Nations Secretariat",
    }
}
