//! Metadata that the archive supplies: by inventory, path patterns and constants. It takes precedence over inferred metadata.

use serde::{Deserialize, Serialize};
use sha2::Digest;

use super::field::{FieldName, SuppliedField};
use super::inventory::Inventory;
use super::path_pattern::PathPattern;
use crate::model::{Metadata, Sha256, Source};

/// The sources of supplied metadata. A part is `None` if it was not given; [`renew`](Self::renew) then keeps the earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataSource {
    /// A table of files and their fields; it has the highest precedence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inventory: Option<Inventory>,
    /// Patterns of paths; the first that matches a path counts. Empty if the archive has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Vec<PathPattern>>,
    /// Names and values of fields of all documents; they have the lowest precedence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constants: Option<Vec<(String, String)>>,
}

impl MetadataSource {
    /// Whether no part was given.
    pub fn is_silent(&self) -> bool {
        *self == Self::default()
    }

    /// Replaces the parts that `newer` gives.
    pub fn renew(&mut self, newer: &Self) {
        if newer.inventory.is_some() {
            self.inventory.clone_from(&newer.inventory);
        }
        if newer.pattern.is_some() {
            self.pattern.clone_from(&newer.pattern);
        }
        if newer.constants.is_some() {
            self.constants.clone_from(&newer.constants);
        }
    }

    /// Returns the metadata supplied for one document. `names` are other paths that the inventory may have for it.
    pub fn about(&self, path: &str, names: &[String], sha256: Option<Sha256>) -> SuppliedMetadata {
        let mut supplied = SuppliedMetadata::default();
        if let Some(inventory) = &self.inventory {
            for (name, value) in inventory.fields(path, names, sha256) {
                supplied.add(name, value, Source::Inventory, value);
            }
        }
        let patterns = self.pattern.iter().flatten();
        if let Some(fields) = patterns.filter_map(|pattern| pattern.fields(path)).next() {
            for (name, value) in fields {
                supplied.add(name, value, Source::Path, path);
            }
        }
        for (name, value) in self.constants.iter().flatten() {
            supplied.add(name, value, Source::Inventory, &format!("{name}={value}"));
        }
        supplied
    }
}

/// The metadata supplied for one document: each field once, from the source of highest precedence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuppliedMetadata {
    fields: Vec<SuppliedField>,
}

impl SuppliedMetadata {
    fn add(&mut self, name: &str, value: &str, source: Source, text: &str) {
        let field = SuppliedField {
            name: FieldName::of(name),
            value: value.trim().to_owned(),
            source,
            text: text.to_owned(),
        };
        match self
            .fields
            .iter_mut()
            .find(|known| known.name == field.name)
        {
            None => self.fields.push(field),
            // A date replaces the year it starts with.
            Some(year) if field.name == FieldName::Date && field.value.starts_with(&year.value) => {
                *year = field;
            }
            Some(_) => {}
        }
    }

    /// Adds the fields of `other` that are missing here.
    pub fn complete(&mut self, other: Self) {
        for field in other.fields {
            if !self.fields.iter().any(|known| known.name == field.name) {
                self.fields.push(field);
            }
        }
    }

    /// Returns a hash of all fields and their sources; 0 if there are none.
    pub fn fingerprint(&self) -> u64 {
        if self.fields.is_empty() {
            return 0;
        }
        let mut digest = sha2::Sha256::new();
        for field in &self.fields {
            digest.update(format!(
                "{}\0{}\0{}\0",
                field.name, field.value, field.source
            ));
        }
        let bytes: [u8; 32] = digest.finalize().into();
        let first = bytes.first_chunk().copied().unwrap_or_default();
        u64::from_le_bytes(first).max(1)
    }

    /// Replaces inferred values by supplied ones, and records the conflicts.
    pub fn overrule(&self, metadata: &mut Metadata) {
        // The organ first: a session number alone refers to it.
        let mut fields: Vec<&SuppliedField> = self.fields.iter().collect();
        fields.sort_by_key(|field| field.name != FieldName::Organ);
        for field in fields {
            field.overrule(metadata);
        }
        let Metadata {
            country, mentions, ..
        } = metadata;
        mentions.retain(|mentioned| {
            country
                .iter()
                .all(|supplied| supplied.value != mentioned.value)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Country, DocumentType, Inferred};

    fn source(inventory: &str, pattern: &str, constants: &[(&str, &str)]) -> MetadataSource {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        MetadataSource {
            inventory: (!inventory.is_empty())
                .then(|| Inventory::parse(inventory).expect("an inventory")),
            pattern: (!pattern.is_empty()).then(|| vec![pattern.parse().expect("a pattern")]),
            constants: Some(constants.iter().map(pair).collect()),
        }
    }

    fn read(country: &str, date: &str) -> Metadata {
        fn seen<T>(value: T) -> Inferred<T> {
            Inferred {
                value,
                source: Source::Text,
                page: Some(1),
                text: String::new(),
                confidence: 0.9,
            }
        }
        Metadata {
            country: vec![seen(Country::from_alpha3(country).expect("a country"))],
            date: Some(seen(date.parse().expect("a date"))),
            ..Metadata::default()
        }
    }

    /// Returns `country session date conflicts` after the supplied values replaced the inferred ones.
    fn after(source: &MetadataSource, path: &str, mut metadata: Metadata) -> String {
        source
            .about(path, &[format!("archive/{path}")], None)
            .overrule(&mut metadata);
        let conflicts = metadata.conflicts.iter().map(|conflict| {
            let read = conflict.read.as_ref().map_or("?", |read| &read.value);
            format!(" {}:{}/{read}", conflict.field, conflict.given)
        });
        format!(
            "{} {} {}{}",
            metadata.country[0].value,
            metadata
                .session
                .first()
                .map_or("-".to_owned(), |session| session.value.to_string()),
            metadata
                .date
                .map_or("-".to_owned(), |date| date.value.to_string()),
            conflicts.collect::<String>()
        )
    }

    #[test]
    fn what_is_told_wins_and_conflicts_are_noted() {
        let speech = "{country}_{session}_{year}.txt";
        let ga = [("organ", "GA")];
        for (source, expected) in [
            (source("", speech, &ga), "AZE GA73 2018-09-20"),
            (source("", speech, &[]), "AZE - 2018-09-20 session:73/?"),
            (
                source("path,country\nAZE_73_2018.txt,Kenya\n", speech, &ga),
                "KEN GA73 2018-09-20 country:Kenya/AZE",
            ),
            (
                source("path,country\narchive/AZE_73_2018.txt,Atlantis\n", "", &[]),
                "AZE - 2018-09-20 country:Atlantis/?",
            ),
            (
                source("path,date\nAZE_73_2018.txt,2017-01\n", speech, &ga),
                "AZE GA73 2017-01 date:2017-01/2018-09-20",
            ),
        ] {
            let found = after(&source, "AZE_73_2018.txt", read("AZE", "2018-09-20"));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn other_fields_are_the_archives_own() {
        let mut metadata = Metadata::default();
        let source = source(
            "path,Serial No,type,x.donor\na.pdf,A 7,resolution,X; Y\n",
            "",
            &[],
        );
        source.about("a.pdf", &[], None).overrule(&mut metadata);
        let own: Vec<(&str, Vec<&str>)> = metadata
            .own
            .iter()
            .map(|(name, values)| (&**name, values.iter().map(|value| &*value.value).collect()))
            .collect();
        assert_eq!(own, [("donor", vec!["X", "Y"]), ("serial_no", vec!["A 7"])]);
        let kind = metadata.document_type.map(|kind| kind.value);
        assert_eq!(kind, Some(DocumentType::Resolution));
    }

    #[test]
    fn a_fingerprint_tells_whether_anything_else_is_told() {
        let print =
            |source: &MetadataSource| source.about("AZE_73_2018.txt", &[], None).fingerprint();
        assert_eq!(print(&MetadataSource::default()), 0);
        let ga = source("", "", &[("organ", "GA")]);
        assert_eq!(print(&ga), print(&ga.clone()));
        assert_ne!(print(&ga), print(&source("", "", &[("organ", "HRC")])));
    }
}
