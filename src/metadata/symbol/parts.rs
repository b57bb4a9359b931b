//! A document symbol split into its segments.

use crate::model::Symbol;

/// First segments of symbols: the principal organs, the Secretariat, the treaty bodies, and other bodies, programmes and
/// conferences that issue documents under a mark of their own (United Nations Document Symbols, ST/LIB/SER.B/5/Rev.5).
pub(crate) const ORGANS: &[&str] = &[
    "A", "S", "E", "T", "ST", "CEDAW", "CERD", "CCPR", "CAT", "CRC", "CMW", "CRPD", "CED", "HRI",
    "BWC", "CAC", "CCW", "CD", "CTOC", "DP", "EC", "ECE", "ESCAP", "FCCC", "GEGN", "HR", "HSP",
    "ICCD", "IDB", "ISBA", "JIU", "LOS", "NPT", "PBC", "SPLOS", "TD", "TPNW", "UNEP", "UNW",
];

/// A symbol as segments in canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SymbolParts {
    /// The organ and the segments after it; never empty.
    pub(crate) segments: Vec<String>,
    /// The session or year in parentheses: `XXIX`, `S-VI`, `2000`.
    pub(crate) bracket: Option<String>,
}

impl SymbolParts {
    /// Returns the symbol in canonical spelling.
    pub(crate) fn symbol(&self) -> Symbol {
        let mut spelling = self.segments.join("/");
        if let Some(bracket) = &self.bracket {
            // A space precedes a year, not a session number: S/RES/1325 (2000), A/RES/3314(XXIX).
            let space = if bracket.starts_with(|c: char| c.is_ascii_digit()) {
                " "
            } else {
                ""
            };
            spelling.push_str(&format!("{space}({bracket})"));
        }
        Symbol::from_canonical(spelling)
    }

    /// Returns the segments as string slices, for pattern matching.
    pub(crate) fn slices(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// Whether the segments form a symbol: with a digit, and two slashes unless it is an old short form.
    pub(crate) fn is_valid(&self) -> bool {
        let digit = self
            .segments
            .iter()
            .any(|segment| segment.bytes().any(|b| b.is_ascii_digit()));
        digit && (self.segments.len() > 2 || self.is_short_form())
    }

    /// Whether it is one of the old forms with one slash: `S/5250`, `A/810`, `S/PV.4444`. Small numbers are excluded: `A/4` and
    /// `E/5` usually are no symbols.
    fn is_short_form(&self) -> bool {
        match self.slices()[..] {
            ["A" | "S" | "E" | "T", number] => {
                number.len() >= 3 && number.parse::<u32>().is_ok() || number.starts_with("PV.")
            }
            _ => false,
        }
    }
}
