//! Counts the work spent on a file against its budget.

use std::time::Instant;

use crate::extract::budget::Budget;

/// Maximum number of forms drawn for one file: each is decompressed anew, and nested forms multiply.
const MAX_FORMS: u32 = 200_000;

/// The remaining budget of a file.
pub(super) struct Meter {
    operators: u64,
    glyphs: u64,
    forms: u32,
    deadline: Instant,
    /// The limit that was reached, if any; then nothing more is drawn.
    pub(super) spent: Option<&'static str>,
}

impl Meter {
    pub(super) fn new(budget: &Budget) -> Self {
        Self {
            operators: budget.operators,
            glyphs: budget.glyphs,
            forms: MAX_FORMS,
            deadline: Instant::now() + budget.time,
            spent: None,
        }
    }

    /// Counts one operator, and returns `false` once a limit is reached.
    #[inline]
    pub(super) fn operator(&mut self) -> bool {
        self.operators = self.operators.saturating_sub(1);
        if self.operators == 0 {
            self.spent = Some("too many drawing operators");
        } else if self.operators.is_multiple_of(1024) {
            self.check_time();
        }
        self.spent.is_none()
    }

    pub(super) fn form(&mut self) -> bool {
        self.forms = self.forms.saturating_sub(1);
        if self.forms == 0 {
            self.spent = Some("too many forms are drawn");
        }
        self.spent.is_none()
    }

    #[inline]
    pub(super) fn glyph(&mut self) -> bool {
        self.glyphs = self.glyphs.saturating_sub(1);
        if self.glyphs == 0 {
            self.spent = Some("too many glyphs");
        }
        self.spent.is_none()
    }

    pub(super) fn check_time(&mut self) {
        if Instant::now() > self.deadline {
            self.spent = Some("the time limit was reached");
        }
    }
}
