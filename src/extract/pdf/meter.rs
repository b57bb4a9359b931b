//! Counts what a file costs, against what it may.

use std::time::Instant;

use crate::extract::budget::Budget;

/// Forms drawn for one file: each is decompressed anew, and forms that draw forms multiply.
const FORMS: u32 = 200_000;

/// What one file may still cost.
pub(super) struct Meter {
    operators: u64,
    glyphs: u64,
    forms: u32,
    deadline: Instant,
    /// Set once a limit was reached; nothing more is drawn.
    pub(super) spent: Option<&'static str>,
}

impl Meter {
    pub(super) fn new(budget: &Budget) -> Self {
        Self {
            operators: budget.operators,
            glyphs: budget.glyphs,
            forms: FORMS,
            deadline: Instant::now() + budget.time,
            spent: None,
        }
    }

    /// Counts one operator; false once the file may cost no more.
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
