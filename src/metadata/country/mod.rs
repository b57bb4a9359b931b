//! The countries a document is about, is by, and mentions.

mod context;
mod declension;
mod document_country;
mod dominant_country;
mod gazetteer;
mod respondent;
mod roles;
mod speech;
mod title;

pub(crate) use document_country::{CountryEvidence, infer};
#[cfg(test)]
pub(super) use title::countries_in_title;
