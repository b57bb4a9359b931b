//! Affine transforms in PDF notation.

/// `[a b c d e f]`: x' = a·x + c·y + e, y' = b·x + d·y + f (ISO 32000-1, 8.3.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Returns the transform that applies `self`, then `outer`.
    #[inline]
    pub(super) fn then(self, outer: Self) -> Self {
        let Self([a, b, c, d, e, f]) = self;
        let Self([oa, ob, oc, od, oe, of]) = outer;
        Self([
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ])
    }

    /// Returns the transform that translates, then applies `self`.
    #[inline]
    pub(super) fn translated(self, x: f64, y: f64) -> Self {
        let Self([a, b, c, d, e, f]) = self;
        Self([a, b, c, d, a * x + c * y + e, b * x + d * y + f])
    }

    #[inline]
    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Self([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_transform_is_applied_first() {
        let scaled = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        let moved = Matrix([1.0, 0.0, 0.0, 1.0, 10.0, 0.0]);
        assert_eq!(scaled.then(moved).apply(1.0, 1.0), (12.0, 2.0));
        assert_eq!(moved.then(scaled).apply(1.0, 1.0), (22.0, 2.0));
        assert_eq!(scaled.translated(3.0, 0.0).apply(0.0, 0.0), (6.0, 0.0));
    }
}
