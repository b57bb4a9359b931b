//! Detects the encoding of a text from its bytes, and decodes it.
//!
//! Byte order marks and unmistakable patterns come first, then `chardetng`. Its guess is checked against the letters of
//! the words, because it is tuned for web pages and errs on some older Baltic and Serbian texts.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs as enc;
use encoding_rs::Encoding;
use whatlang::Lang;

/// Size of the sample that detection examines, in bytes.
const SAMPLE_BYTES: usize = 64 * 1024;

/// The share of odd characters above which a guess is doubted. Correct guesses measured below 0.5 %.
const DOUBTFUL: f32 = 0.01;

/// Decodes bytes, or returns `None` if they are not text.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, bom_bytes)) = Encoding::for_bom(bytes) {
        return Some(decode_as(encoding, &bytes[bom_bytes..]));
    }
    if let Some(encoding) = utf16_by_pattern(bytes) {
        return Some(decode_as(encoding, bytes));
    }
    if looks_binary(bytes) {
        return None;
    }
    let utf8 = std::str::from_utf8(bytes);
    if utf8.is_ok() || is_utf8_but_for_few(bytes) {
        return Some(if has_iso_2022_jp_escapes(bytes) {
            decode_as(enc::ISO_2022_JP, bytes)
        } else if let Some(text) = decode_hz(bytes) {
            Cow::Owned(text)
        } else {
            utf8.map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
        });
    }
    Some(decode_as(legacy(bytes), bytes))
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Cow<'a, str> {
    encoding.decode_without_bom_handling(bytes).0
}

/// Detects UTF-16 without byte order mark, by zero bytes, and by spaces, line ends and full stops in one of the two byte
/// orders.
fn utf16_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = sample(bytes);
    if !sample.contains(&0) {
        return None;
    }
    let byte_orders = [enc::UTF_16LE, enc::UTF_16BE];
    let best = byte_orders
        .into_iter()
        .max_by_key(|encoding| count_separators(&decode_as(encoding, sample)))?;
    let text = decode_as(best, sample);
    let strange = |c: &char| *c == '\u{FFFD}' || c.is_control() && !c.is_whitespace();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let plausible = count_separators(&text) * 100 >= letters
        && letters * 2 > text.chars().count()
        && text.chars().filter(strange).count() <= 1;
    plausible.then_some(best)
}

fn count_separators(text: &str) -> usize {
    text.chars()
        .filter(|c| matches!(c, ' ' | '\n' | '、' | '。' | '，' | '\u{3000}'))
        .count()
}

/// Returns whether the bytes contain control characters that are not used in text. A final Ctrl-Z is the end-of-file mark
/// of DOS.
fn looks_binary(bytes: &[u8]) -> bool {
    let body = bytes.strip_suffix(&[0x1A]).unwrap_or(bytes);
    // Sums of `u8` in chunks of 255 are vectorised.
    let count = |some: &[u8]| some.iter().map(|b| u8::from(is_strange_control(*b))).sum();
    let counts = body.chunks(usize::from(u8::MAX)).map(count);
    let strange: usize = counts.map(|count: u8| usize::from(count)).sum();
    body.contains(&0) || strange > body.len() / 200
}

const fn is_strange_control(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F)
}

/// Returns whether the bytes are UTF-8 that was truncated or slightly damaged.
fn is_utf8_but_for_few(bytes: &[u8]) -> bool {
    let (mut wide, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    wide >= 10 && broken * 50 <= wide
}

fn has_iso_2022_jp_escapes(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && [&b"\x1B$B"[..], b"\x1B$@"]
            .iter()
            .any(|escape| contains(bytes, escape))
        && contains(bytes, b"\x1B(")
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// Decodes HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`. No other text has such pairs around runs of even
/// length.
fn decode_hz(bytes: &[u8]) -> Option<String> {
    if !bytes.is_ascii() || !contains(bytes, b"~{") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = Vec::with_capacity(bytes.len());
    for (at, part) in text.split("~{").enumerate() {
        let (shifted, plain) = if at == 0 {
            ("", part)
        } else {
            part.split_once("~}").unwrap_or((part, ""))
        };
        let pairs_only =
            shifted.bytes().all(|b| (0x21..=0x7E).contains(&b)) && shifted.len().is_multiple_of(2);
        if !pairs_only {
            return None;
        }
        out.extend(shifted.bytes().map(|b| b | 0x80));
        out.extend_from_slice(plain.replace("~\n", "").replace("~~", "~").as_bytes());
    }
    let (decoded, _, damaged) = enc::GBK.decode(&out);
    (!damaged).then(|| decoded.into_owned())
}

/// Detects the encoding of a text that is not in Unicode.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let sample = sample(bytes);
    if !guess.is_single_byte() || evidence_against(&decode_as(guess, sample)) <= DOUBTFUL {
        return guess;
    }
    let rank = |encoding: &&'static Encoding| strangeness(&decode_as(encoding, sample));
    let better = SINGLE_BYTE
        .iter()
        .copied()
        .min_by(|a, b| rank(a).total_cmp(&rank(b)));
    better
        .filter(|other| rank(other) + DOUBTFUL < rank(&guess))
        .unwrap_or(guess)
}

/// The single-byte encodings tried for a doubted text.
static SINGLE_BYTE: [&Encoding; 16] = [
    enc::WINDOWS_1251,
    enc::WINDOWS_1252,
    enc::WINDOWS_1250,
    enc::WINDOWS_1257,
    enc::WINDOWS_1253,
    enc::WINDOWS_1254,
    enc::WINDOWS_1255,
    enc::WINDOWS_1256,
    enc::ISO_8859_2,
    enc::ISO_8859_4,
    enc::ISO_8859_5,
    enc::ISO_8859_6,
    enc::ISO_8859_7,
    enc::KOI8_U,
    enc::IBM866,
    enc::MACINTOSH,
];

/// Scores how implausible a decoded text is: the evidence against it, and a penalty if its language is not recognised.
fn strangeness(text: &str) -> f32 {
    evidence_against(text) + 0.05 * (1.0 - language(text).map_or(0.0, |(_, likeness)| likeness))
}

/// Returns the share of odd characters and of letters foreign to the language. The latter have little weight, since small
/// languages are mistaken for large ones.
fn evidence_against(text: &str) -> f32 {
    let foreign = language(text).map_or(0.0, |(language, likeness)| {
        likeness * foreign(text, language)
    });
    oddity(text) + foreign.min(0.05)
}

fn language(text: &str) -> Option<(Lang, f32)> {
    #[allow(clippy::cast_possible_truncation)]
    whatlang::detect(text).map(|info| (info.lang(), info.confidence() as f32))
}

/// Returns the share of accented Latin letters that the alphabet of the language lacks; 0 for languages not listed.
fn foreign(text: &str, language: Lang) -> f32 {
    let Some((_, own)) = ALPHABETS.iter().find(|(listed, _)| *listed == language) else {
        return 0.0;
    };
    let accented = || text.chars().filter(|c| is_accented_latin(*c));
    let lacking = accented().filter(|c| !own.contains(c.to_lowercase().next().unwrap_or(*c)));
    let all = accented().count();
    if all < 10 {
        0.0
    } else {
        ratio(lacking.count(), all)
    }
}

/// The letters beyond ASCII of languages whose legacy encodings are easily confused.
static ALPHABETS: [(Lang, &str); 12] = [
    (Lang::Ces, "áčďéěíňóřšťúůýž"),
    (Lang::Est, "äöõüšž"),
    (Lang::Hrv, "čćđšž"),
    (Lang::Hun, "áéíóöőúüű"),
    (Lang::Lav, "āčēģīķļņšūž"),
    (Lang::Lit, "ąčęėįšųūž"),
    (Lang::Pol, "ąćęłńóśźż"),
    (Lang::Ron, "ăâîșțşţ"),
    (Lang::Slk, "áäčďéíĺľňóôŕšťúýž"),
    (Lang::Slv, "čšžćđ"),
    (Lang::Tur, "âçğıîöşüûİ"),
    (
        Lang::Vie,
        "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    ),
];

/// Returns the share of non-ASCII characters in implausible positions: signs and capitals inside words, unassigned
/// characters, mixed scripts in a word, Latin words of accented letters only.
fn oddity(text: &str) -> f32 {
    let (mut wide, mut odd, mut accented, mut plain) = (0usize, 0.0, 0usize, 0usize);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        plain += usize::from(c.is_ascii_alphabetic());
        if !c.is_ascii() {
            wide += 1;
            accented += usize::from(is_accented_latin(c));
            odd += oddity_between(before, c, after);
        }
        before = c;
    }
    let crowded = accented.saturating_sub(plain);
    #[allow(clippy::cast_precision_loss)]
    let share = (odd + crowded as f32) / wide.max(1) as f32;
    if wide < 10 { 0.0 } else { share }
}

fn oddity_between(before: char, c: char, after: char) -> f32 {
    if is_odd_between(before, c, after) {
        return 1.0;
    }
    let mixed = |other| match (alphabet(c), alphabet(other)) {
        (Some(a), Some(b)) if a == b => 0.0,
        // Latin letters are typed for similar Cyrillic ones.
        (
            Some(Alphabet::Latin | Alphabet::Cyrillic),
            Some(Alphabet::Latin | Alphabet::Cyrillic),
        ) => 0.1,
        (Some(_), Some(_)) => 0.5,
        _ => 0.0,
    };
    mixed(before) + mixed(after)
}

#[derive(PartialEq)]
enum Alphabet {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
}

/// Returns the alphabet of a letter of the single-byte encodings.
fn alphabet(c: char) -> Option<Alphabet> {
    match c {
        'A'..='Z' | 'a'..='z' => Some(Alphabet::Latin),
        _ if !c.is_alphabetic() => None,
        '\u{C0}'..='\u{24F}' => Some(Alphabet::Latin),
        '\u{370}'..='\u{3FF}' => Some(Alphabet::Greek),
        '\u{400}'..='\u{52F}' => Some(Alphabet::Cyrillic),
        '\u{590}'..='\u{5FF}' => Some(Alphabet::Hebrew),
        '\u{600}'..='\u{6FF}' => Some(Alphabet::Arabic),
        _ => None,
    }
}

fn is_odd_between(before: char, c: char, after: char) -> bool {
    let joins = matches!(
        c,
        '’' | '‘' | '\u{AD}' | '·' | '-' | '‑' | '\u{200C}' | '\u{200D}' | '–' | '—'
    );
    match () {
        () if matches!(c, '\u{80}'..='\u{9F}' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}') => true,
        () if c.is_uppercase() => before.is_lowercase(),
        () if c.is_alphabetic() || joins => false,
        () => before.is_alphabetic() && after.is_alphabetic() && !is_combining(c),
    }
}

fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn is_accented_latin(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{24F}') && c.is_alphabetic()
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(SAMPLE_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "Все люди рождаются свободными и равными в своем достоинстве и правах.\n";
    const CHINESE: &str = "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。\n";
    const JAPANESE: &str =
        "すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。\n";
    const CZECH: &str = "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem.\n";
    const GREEK: &str =
        "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.\n";
    const LITHUANIAN: &str = "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė, jie privalo elgtis vienas kito atžvilgiu kaip broliai. Kiekvienas turi teisę į gyvybę, laisvę ir asmens saugumą.\n";

    #[test]
    fn legacy_encodings_are_detected() {
        for (encoding, text) in [
            (enc::WINDOWS_1251, RUSSIAN),
            (enc::KOI8_U, RUSSIAN),
            (enc::ISO_8859_5, RUSSIAN),
            (enc::IBM866, RUSSIAN),
            (enc::GBK, CHINESE),
            (enc::SHIFT_JIS, JAPANESE),
            (enc::EUC_JP, JAPANESE),
            (enc::ISO_2022_JP, JAPANESE),
            (enc::WINDOWS_1250, CZECH),
            (enc::ISO_8859_2, CZECH),
            (enc::WINDOWS_1253, GREEK),
            (enc::ISO_8859_4, LITHUANIAN),
            (enc::WINDOWS_1257, LITHUANIAN),
            (
                enc::WINDOWS_1252,
                "Tous les êtres humains naissent libres et égaux en dignité et en droits.\n",
            ),
        ] {
            let text = text.repeat(3);
            let (bytes, _, lossy) = encoding.encode(&text);
            assert!(!lossy, "{}", encoding.name());
            assert_eq!(
                decode(&bytes).as_deref(),
                Some(&*text),
                "{}",
                encoding.name()
            );
        }
    }

    #[test]
    fn unicode_encodings_are_detected() {
        for text in [
            "All human beings\nare born free",
            RUSSIAN,
            CHINESE,
            JAPANESE,
        ] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
            for bytes in [
                text.as_bytes().to_vec(),
                marked(b"\xEF\xBB\xBF", text.as_bytes()),
                marked(b"\xFF\xFE", &little),
                marked(b"\xFE\xFF", &big),
                little,
                big,
            ] {
                assert_eq!(decode(&bytes).as_deref(), Some(text), "{bytes:02x?}");
            }
        }
    }

    #[test]
    fn a_cut_or_slightly_damaged_utf8_text_stays_utf8() {
        let cut = &RUSSIAN.as_bytes()[..RUSSIAN.len() - 2];
        assert!(decode(cut).is_some_and(|text| text.starts_with("Все люди")));
    }

    #[test]
    fn seven_bit_chinese_is_read() {
        assert_eq!(
            decode(b"This is ~{<:Ky2;S{#,NpJ)l6HK!#~}\n").as_deref(),
            Some("This is 己所不欲，勿施於人。\n")
        );
        assert_eq!(
            decode(b"a shell: ~{x} and ~~\n").as_deref(),
            Some("a shell: ~{x} and ~~\n")
        );
    }

    #[test]
    fn binary_files_are_rejected() {
        for bytes in [
            &b"\x00\x01\x02\x03PNG\x00\x00"[..],
            b"\x7FELF\x02\x01\x01\x00",
            &[7, 8, 1, 2, 200, 3, 4],
        ] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }

    /// The names of these files end with their encoding; font-specific encodings are not tested.
    #[test]
    fn declarations_decode_as_their_names_say() {
        let Ok(folder) = std::fs::read_dir("../shared/data/dev/docs/udhr-nltk/x/udhr") else {
            eprintln!("skipped: ../shared/data is not here");
            return;
        };
        let (mut right, mut wrong) = (0, Vec::new());
        for path in folder.map(|entry| entry.expect("a listed file").path()) {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let Some((_, encoding)) = NAMED.iter().find(|(ending, _)| name.ends_with(ending))
            else {
                continue;
            };
            let bytes = std::fs::read(&path).expect("a readable file");
            let same = decode(&bytes).is_some_and(|text| text == encoding.decode(&bytes).0);
            if same { right += 1 } else { wrong.push(name) }
        }
        eprintln!("{right} decoded as named; not: {wrong:?}");
        assert!(wrong.len() <= 2, "{wrong:?}");
    }

    const NAMED: [(&str, &Encoding); 10] = [
        ("-UTF8", enc::UTF_8),
        ("-Latin1", enc::WINDOWS_1252),
        ("-Latin2", enc::WINDOWS_1250),
        ("-Latin2-err", enc::WINDOWS_1250),
        ("-Cyrillic", enc::WINDOWS_1251),
        ("-Hebrew", enc::WINDOWS_1255),
        ("-Baltic", enc::ISO_8859_4),
        ("-EUC", enc::EUC_JP),
        ("-SJIS", enc::SHIFT_JIS),
        ("-JIS", enc::ISO_2022_JP),
    ];
}
