//! A country, present or past, by its ISO 3166-1 alpha-3 code.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An alpha-3 code: three capital letters. Past states keep their own (`SUN`, `YUG`); Kosovo is `XKX`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 3]);

impl Country {
    /// Returns the country with this code, or `None` if it is not three ASCII capitals. `metadata` resolves names.
    pub fn from_alpha3(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Self(bytes))
    }

    /// Returns the alpha-3 code, such as `AZE`.
    pub fn alpha3(&self) -> &str {
        std::str::from_utf8(&self.0).expect("the constructor accepts ASCII capitals only")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.alpha3())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.alpha3())
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.alpha3().to_owned()
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::from_alpha3(&code).ok_or_else(|| format!("not an alpha-3 country code: {code}"))
    }
}
