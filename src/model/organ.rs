//! The bodies that hold sessions and publish documents, and the types of documents.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Declares an enum whose variants have fixed codes, with `code`, `ALL`, `Display`, `FromStr` and serde by code.
macro_rules! coded_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All values, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the code used in storage, output and queries.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.code())
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                value.code()
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(code: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|value| value.code().eq_ignore_ascii_case(code)).ok_or_else(|| code.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(code: String) -> Result<Self, String> {
                code.parse()
            }
        }
    };
}

coded_enum! {
    /// A body with numbered sessions or documents that carry symbols.
    Organ {
        /// General Assembly.
        GeneralAssembly = "GA",
        /// Security Council.
        SecurityCouncil = "SC",
        /// Economic and Social Council.
        EconomicAndSocialCouncil = "ECOSOC",
        /// Human Rights Council.
        HumanRightsCouncil = "HRC",
        /// Working Group on the Universal Periodic Review.
        UniversalPeriodicReview = "UPR",
        /// Commission on Human Rights (1946–2006).
        CommissionOnHumanRights = "CHR",
        /// Sub-Commission on the Promotion and Protection of Human Rights.
        SubCommission = "SUBCOM",
        /// Human Rights Committee.
        HumanRightsCommittee = "CCPR",
        /// Committee on Economic, Social and Cultural Rights.
        EconomicSocialCulturalRights = "CESCR",
        /// Committee on the Elimination of Racial Discrimination.
        RacialDiscrimination = "CERD",
        /// Committee on the Elimination of Discrimination against Women.
        DiscriminationAgainstWomen = "CEDAW",
        /// Committee against Torture.
        AgainstTorture = "CAT",
        /// Subcommittee on Prevention of Torture.
        PreventionOfTorture = "SPT",
        /// Committee on the Rights of the Child.
        RightsOfTheChild = "CRC",
        /// Committee on Migrant Workers.
        MigrantWorkers = "CMW",
        /// Committee on the Rights of Persons with Disabilities.
        PersonsWithDisabilities = "CRPD",
        /// Committee on Enforced Disappearances.
        EnforcedDisappearances = "CED",
        /// International human rights instruments (`HRI/`): core documents and joint meetings of the treaty bodies.
        HumanRightsInstruments = "HRI",
        /// United Nations Secretariat (`ST/`).
        Secretariat = "ST",
    }
}

coded_enum! {
    /// The type of a document.
    DocumentType {
        /// Report of the Working Group on the Universal Periodic Review.
        UprReport = "upr-wg-report",
        /// A state's replies to the recommendations of a review (an addendum to the report).
        UprAddendum = "upr-addendum",
        /// A state's own report, to a review or a treaty body.
        NationalReport = "national-report",
        /// Compilation of United Nations information for a review.
        UnCompilation = "un-compilation",
        /// Summary of stakeholders' submissions for a review.
        StakeholderSummary = "stakeholder-summary",
        /// Concluding observations of a treaty body.
        ConcludingObservations = "concluding-observations",
        /// List of issues, or of issues prior to reporting.
        ListOfIssues = "list-of-issues",
        /// A state's follow-up information.
        FollowUp = "follow-up",
        /// General comment or general recommendation of a treaty body.
        GeneralComment = "general-comment",
        /// Views or decision on an individual communication.
        Decision = "decision",
        /// A court's judgment.
        Judgment = "judgment",
        /// Resolution.
        Resolution = "resolution",
        /// Report of a special procedure, the Secretary-General, a commission of inquiry.
        Report = "report",
        /// Statement or speech.
        Statement = "statement",
        /// Summary or verbatim record of a meeting.
        MeetingRecord = "meeting-record",
        /// Core document of a state party.
        CoreDocument = "core-document",
        /// Treaty, convention or declaration.
        Instrument = "instrument",
        /// Handbook, guide or fact sheet.
        Handbook = "handbook",
        /// Press release.
        PressRelease = "press-release",
        /// Letter or note verbale.
        Letter = "letter",
    }
}
