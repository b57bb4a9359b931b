//! Parses a content stream into operators and operands, in one pass and without recursion.
//!
//! Lenient like viewers: invalid operands and unknown operators are ignored.

/// Maximum number of operands of an operator; the kerned strings of a long line need hundreds.
const MAX_OPERANDS: usize = 100_000;

/// Powers of ten, the divisors of numbers by their count of decimal places.
const POWERS: [f64; 32] = powers();

const fn powers() -> [f64; 32] {
    let mut powers = [1.0; 32];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10.0;
        at += 1;
    }
    powers
}

/// One operand. Arrays are flattened, between their brackets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand<'c> {
    Number(f64),
    /// A name without its slash; `#` escapes are not decoded.
    Name(&'c [u8]),
    /// A string without escapes, borrowed from the stream.
    Text(&'c [u8]),
    /// A decoded string, as a range of `Content::decoded`.
    Decoded(usize, usize),
    /// The source of a dictionary, brackets included.
    Dict(&'c [u8]),
    ArrayStart,
    ArrayEnd,
    /// `true`, `false`, `null`.
    Other,
}

/// The parser of a content stream.
pub(super) struct Content<'c> {
    data: &'c [u8],
    at: usize,
    operands: Vec<Operand<'c>>,
    decoded: Vec<u8>,
}

impl<'c> Content<'c> {
    pub(super) fn new(data: &'c [u8]) -> Self {
        Self {
            data,
            at: 0,
            operands: Vec::new(),
            decoded: Vec::new(),
        }
    }

    /// Returns the next operator. Its operands are valid until the next call.
    pub(super) fn next_operator(&mut self) -> Option<&'c [u8]> {
        self.operands.clear();
        self.decoded.clear();
        loop {
            let first = *self.data.get(self.at)?;
            match first {
                b'0'..=b'9' | b'-' | b'+' | b'.' => {
                    let number = self.number();
                    self.push(Operand::Number(number));
                }
                byte if is_white_space(byte) => self.at += 1,
                b'(' => self.literal_string(),
                b'<' if self.data.get(self.at + 1) == Some(&b'<') => self.dictionary(),
                b'<' => self.hex_string(),
                b'/' => {
                    self.at += 1;
                    let name = self.regular();
                    self.push(Operand::Name(name));
                }
                b'[' => self.bracket(Operand::ArrayStart),
                b']' => self.bracket(Operand::ArrayEnd),
                b'%' => self.skip_comment(),
                b')' | b'>' | b'{' | b'}' => self.at += 1,
                _ => match self.regular() {
                    b"true" | b"false" | b"null" => self.push(Operand::Other),
                    b"BI" => self.skip_inline_image(),
                    operator => return Some(operator),
                },
            }
        }
    }

    /// Returns the last `N` operands, if they are numbers.
    #[inline]
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let last = self.operands.last_chunk::<N>()?;
        let mut numbers = [0.0; N];
        for (number, operand) in numbers.iter_mut().zip(last) {
            let Operand::Number(value) = operand else {
                return None;
            };
            *number = *value;
        }
        Some(numbers)
    }

    pub(super) fn operands(&self) -> &[Operand<'c>] {
        &self.operands
    }

    /// Returns the first name among the operands.
    pub(super) fn name(&self) -> Option<&'c [u8]> {
        self.operands.iter().find_map(|operand| match operand {
            Operand::Name(name) => Some(*name),
            _ => None,
        })
    }

    /// Returns the bytes of a string operand, or `None` for other operands.
    #[inline]
    pub(super) fn text<'s>(&'s self, operand: &Operand<'c>) -> Option<&'s [u8]> {
        match operand {
            Operand::Text(bytes) => Some(bytes),
            Operand::Decoded(start, end) => self.decoded.get(*start..*end),
            _ => None,
        }
    }

    #[inline]
    fn push(&mut self, operand: Operand<'c>) {
        if self.operands.len() < MAX_OPERANDS {
            self.operands.push(operand);
        }
    }

    fn bracket(&mut self, operand: Operand<'c>) {
        self.push(operand);
        self.at += 1;
    }

    /// Parses a number, including malformed ones: `-.5`, `--5`, `4.`, `1.2.3` (read as 1.2).
    fn number(&mut self) -> f64 {
        let mut negative = false;
        while let Some(sign @ (b'-' | b'+')) = self.data.get(self.at) {
            negative |= *sign == b'-';
            self.at += 1;
        }
        let mut digits = 0;
        self.digits(&mut digits);
        let mut places = 0;
        if self.data.get(self.at) == Some(&b'.') {
            self.at += 1;
            places = self.digits(&mut digits);
        }
        let value = match places {
            0 => digits as f64,
            places => digits as f64 / POWERS[places],
        };
        while let Some(b'.' | b'-' | b'0'..=b'9') = self.data.get(self.at) {
            self.at += 1;
        }
        if negative { -value } else { value }
    }

    /// Appends digits to `digits` and returns how many were significant.
    #[inline]
    fn digits(&mut self, digits: &mut u64) -> usize {
        let mut places = 0;
        while let Some(digit @ b'0'..=b'9') = self.data.get(self.at) {
            if *digits < 10_u64.pow(17) && places + 1 < POWERS.len() {
                *digits = *digits * 10 + u64::from(digit - b'0');
                places += 1;
            }
            self.at += 1;
        }
        places
    }

    /// Reads a run of regular characters.
    fn regular(&mut self) -> &'c [u8] {
        let start = self.at;
        while self.data.get(self.at).is_some_and(|byte| is_regular(*byte)) {
            self.at += 1;
        }
        &self.data[start..self.at]
    }

    fn skip_comment(&mut self) {
        while self
            .data
            .get(self.at)
            .is_some_and(|byte| !matches!(byte, b'\n' | b'\r'))
        {
            self.at += 1;
        }
    }

    fn literal_string(&mut self) {
        let start = self.at + 1;
        let plain = self.data[start..]
            .iter()
            .position(|byte| matches!(byte, b'(' | b')' | b'\\' | b'\r'));
        match plain {
            Some(length) if self.data[start + length] == b')' => {
                self.at = start + length + 1;
                self.push(Operand::Text(&self.data[start..start + length]));
            }
            _ => self.escaped_string(start),
        }
    }

    /// Decodes a string with escapes or parentheses (ISO 32000-1, 7.3.4.2).
    fn escaped_string(&mut self, start: usize) {
        let first = self.decoded.len();
        self.at = start;
        let mut depth = 1;
        while let Some(byte) = self.data.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'\\' => self.escape(),
                b'(' => {
                    depth += 1;
                    self.decoded.push(byte);
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    self.decoded.push(byte);
                }
                b'\r' => {
                    self.at += usize::from(self.data.get(self.at) == Some(&b'\n'));
                    self.decoded.push(b'\n');
                }
                byte => self.decoded.push(byte),
            }
        }
        self.push(Operand::Decoded(first, self.decoded.len()));
    }

    fn escape(&mut self) {
        let Some(byte) = self.data.get(self.at).copied() else {
            return;
        };
        self.at += 1;
        match byte {
            b'n' => self.decoded.push(b'\n'),
            b'r' => self.decoded.push(b'\r'),
            b't' => self.decoded.push(b'\t'),
            b'b' => self.decoded.push(8),
            b'f' => self.decoded.push(12),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.data.get(self.at) else {
                        break;
                    };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                self.decoded.push(code as u8);
            }
            // An escaped line end is dropped.
            b'\r' => self.at += usize::from(self.data.get(self.at) == Some(&b'\n')),
            b'\n' => {}
            byte => self.decoded.push(byte),
        }
    }

    fn hex_string(&mut self) {
        let first = self.decoded.len();
        self.at += 1;
        let mut high = None;
        while let Some(byte) = self.data.get(self.at).copied() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = char::from(byte).to_digit(16) else {
                continue;
            };
            match high.take() {
                None => high = Some(digit as u8),
                Some(high) => self.decoded.push(high << 4 | digit as u8),
            }
        }
        if let Some(high) = high {
            self.decoded.push(high << 4);
        }
        self.push(Operand::Decoded(first, self.decoded.len()));
    }

    /// Skips a dictionary by its brackets, except those in strings.
    fn dictionary(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.data.get(self.at) {
            let next = self.data.get(self.at + 1);
            match (byte, next) {
                (b'<', Some(b'<')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'>', Some(b'>')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        break;
                    }
                }
                (b'(' | b'<', _) => {
                    let (operands, decoded) = (self.operands.len(), self.decoded.len());
                    if *byte == b'(' {
                        self.literal_string()
                    } else {
                        self.hex_string()
                    }
                    self.operands.truncate(operands);
                    self.decoded.truncate(decoded);
                }
                _ => self.at += 1,
            }
        }
        self.push(Operand::Dict(&self.data[start..self.at]));
    }

    /// Skips an inline image. Its data ends with `EI` between white space, followed by operators.
    fn skip_inline_image(&mut self) {
        self.operands.clear();
        let rest = &self.data[self.at..];
        let Some(data) = memchr::memmem::find(rest, b"ID").map(|at| self.at + at + 2) else {
            self.at = self.data.len();
            return;
        };
        let ends = memchr::memmem::find_iter(&self.data[data..], b"EI").map(|at| data + at);
        let end = ends
            .filter(|at| self.is_image_end(*at))
            .map(|at| at + 2)
            .next();
        self.at = end.unwrap_or(self.data.len());
    }

    fn is_image_end(&self, at: usize) -> bool {
        let before = is_white_space(self.data[at - 1]);
        let after = self
            .data
            .get(at + 2)
            .is_none_or(|byte| is_white_space(*byte));
        let following = &self.data[(at + 2).min(self.data.len())..(at + 24).min(self.data.len())];
        before
            && after
            && following
                .iter()
                .all(|byte| byte.is_ascii_graphic() || is_white_space(*byte))
    }
}

fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 12 | 0)
}

fn is_regular(byte: u8) -> bool {
    !is_white_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stream: &str) -> Vec<String> {
        let mut content = Content::new(stream.as_bytes());
        let mut read = Vec::new();
        while let Some(operator) = content.next_operator() {
            let operator = String::from_utf8_lossy(operator).into_owned();
            let operands: Vec<String> = content
                .operands()
                .iter()
                .map(|operand| match (operand, content.text(operand)) {
                    (_, Some(text)) => format!("({})", String::from_utf8_lossy(text)),
                    (Operand::Number(number), _) => number.to_string(),
                    (Operand::Name(name), _) => format!("/{}", String::from_utf8_lossy(name)),
                    (Operand::Dict(dict), _) => String::from_utf8_lossy(dict).into_owned(),
                    (Operand::ArrayStart, _) => "[".to_owned(),
                    (Operand::ArrayEnd, _) => "]".to_owned(),
                    _ => "?".to_owned(),
                })
                .collect();
            read.push(format!("{} {operator}", operands.join(" ")));
        }
        read
    }

    #[test]
    fn operators_come_with_their_operands() {
        for (stream, operators) in [
            (
                "BT /F1 12 Tf (ab) Tj ET",
                vec![" BT", "/F1 12 Tf", "(ab) Tj", " ET"],
            ),
            ("[(a)-250(b) <6364>]TJ", vec!["[ (a) -250 (b) (cd) ] TJ"]),
            (
                r"(a\(b\)\n\101\
c(d))'",
                vec!["(a(b)\nAc(d)) '"],
            ),
            (
                "1 0 0 -.5 4. --2 cm % gone\nq",
                vec!["1 0 0 -0.5 4 -2 cm", " q"],
            ),
            (
                "/Span<</ActualText(x>>y)/MCID 0>>BDC EMC",
                vec!["/Span <</ActualText(x>>y)/MCID 0>> BDC", " EMC"],
            ),
            (
                "/Span<</ActualText<FEFF00AD>>>BDC",
                vec!["/Span <</ActualText<FEFF00AD>>> BDC"],
            ),
            ("BI /W 1 /H 1 ID \u{1}EI\u{2} EI Q", vec![" Q"]),
            ("(never closed", vec![]),
            ("true 1 g ) > Q", vec!["? 1 g", " Q"]),
            ("12 0 R[[[ (x) Tj", vec!["12 0 R", "[ [ [ (x) Tj"]),
        ] {
            assert_eq!(read(stream), operators, "{stream}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for (spelled, number) in [
            ("12", 12.0),
            ("-.5", -0.5),
            ("--5", -5.0),
            ("4.", 4.0),
            ("1.2.3", 1.2),
            ("0.0001", 0.0001),
            ("123456.789", 123_456.789),
            ("0.00000000000000000000000000000000000000000001", 0.0),
            ("99999999999999999999999", 999_999_999_999_999_999.0),
        ] {
            let mut content = Content::new(spelled.as_bytes());
            assert_eq!(content.number(), number, "{spelled}");
            assert_eq!(content.at, spelled.len(), "{spelled}");
        }
    }
}
