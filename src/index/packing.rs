//! How are the texts and records of documents packed? Each by itself, so that one is unpacked without the others, and with
//! pieces of the archive's texts at hand, which hold most of what a text has in common with others.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{self, CParameter, DCtx, Strategy};

use super::IndexError;
use super::codes::Codes;

/// The file of the pieces in the index's folder; an index of few texts has none.
pub(super) const FILE: &str = "plenary.pieces";

/// How many bytes of a text make a piece, and how many texts give one.
const PIECE_BYTES: usize = 4 << 10;
pub(super) const PIECES: usize = 256;

/// More than any pieces take; a damaged file could announce anything.
const MAX_PIECES_BYTES: usize = 16 << 20;

/// Higher levels of Zstandard make texts hardly smaller.
const LEVEL: i32 = 6;

/// What the level leaves to choose. Texts are hardly larger than in the level's own way, and what is looked up fits into the
/// caches that several threads share: an index run takes a tenth less time (measured on speeches).
const PARAMETERS: [CParameter; 5] = [
    CParameter::Strategy(Strategy::ZSTD_greedy),
    CParameter::MinMatch(4),
    CParameter::SearchLog(3),
    CParameter::HashLog(17),
    // What is packed bears a checksum.
    CParameter::ChecksumFlag(true),
];

/// What every record has in common; part of the format of an index.
const RECORD_LIKE: &[u8] = include_bytes!("record_like.json");

/// More than any record takes; a damaged one could announce anything.
const MAX_RECORD_BYTES: usize = 256 << 20;

static RECORDS: LazyLock<Packing> = LazyLock::new(|| {
    Packing::with(Pieces {
        codes: Codes::default(),
        bytes: RECORD_LIKE.to_vec(),
    })
});

pub(super) fn pack_record(json: &str) -> Vec<u8> {
    RECORDS.pack(json)
}

pub(super) fn unpack_record(packed: &[u8]) -> io::Result<String> {
    let bytes = announced_bytes(packed.get(1..).unwrap_or_default(), MAX_RECORD_BYTES)?;
    RECORDS.unpack(packed, bytes)
}

/// How many bytes something packed says it has.
fn announced_bytes(packed: &[u8], limit: usize) -> io::Result<usize> {
    let announced = zstd_safe::get_frame_content_size(packed).ok().flatten();
    announced
        .and_then(|bytes| usize::try_from(bytes).ok())
        .filter(|bytes| *bytes <= limit)
        .ok_or_else(|| no_text("it does not say how long it is"))
}

fn no_text(cause: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, cause)
}

/// Packs and unpacks texts, with pieces at hand or without.
#[derive(Default)]
pub(super) struct Packing {
    pieces: Option<Pieces>,
    packers: Idle<Compressor<'static>>,
    unpackers: Idle<DCtx<'static>>,
}

/// What texts have in common: codes of their words, and some of them in these codes.
struct Pieces {
    codes: Codes,
    bytes: Vec<u8>,
}

impl Pieces {
    fn to_bytes(&self) -> Vec<u8> {
        let codes = postcard::to_stdvec(&self.codes).expect("codes are strings only");
        [&codes[..], &self.bytes].concat()
    }

    fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        let (codes, rest) = postcard::take_from_bytes(bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(Self {
            codes,
            bytes: rest.to_owned(),
        })
    }
}

/// What no thread uses now, and the next that wants one takes: to make them costs more than to pack a text.
struct Idle<T>(Mutex<Vec<T>>);

impl Packing {
    /// With the pieces of the index in a folder, if it has any.
    pub(super) fn open(index: &Path) -> Result<Self, IndexError> {
        let path = index.join(FILE);
        let packed = match fs::read(&path) {
            Ok(packed) => packed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => {
                let verb = "read";
                return Err(IndexError::Io { verb, path, source });
            }
        };
        let unpacked = Decompressor::new()
            .and_then(|mut zstd| zstd.decompress(&packed, MAX_PIECES_BYTES))
            .and_then(|bytes| Pieces::from_bytes(&bytes));
        let pieces = unpacked.map_err(|error| IndexError::Damaged {
            folder: index.to_owned(),
            cause: format!("{FILE} is not as it was written: {error}"),
        })?;
        Ok(Self::with(pieces))
    }

    /// With pieces of these texts, which are written down for good.
    pub(super) fn make(index: &Path, texts: &[&str]) -> Result<Self, IndexError> {
        let codes = Codes::of_texts(texts);
        let piece = |text: &&str| {
            let start = text.floor_char_boundary(PIECE_BYTES);
            codes.encode(&text[..start]).into_owned()
        };
        let bytes = texts.iter().take(PIECES).flat_map(piece).collect();
        let pieces = Pieces { codes, bytes };
        let path = index.join(FILE);
        let draft = index.join(format!("{FILE}.new"));
        let packed = compressor(&[]).and_then(|mut zstd| zstd.compress(&pieces.to_bytes()));
        packed
            .and_then(|packed| fs::write(&draft, packed))
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(|source| IndexError::Io {
                verb: "write",
                path,
                source,
            })?;
        Ok(Self::with(pieces))
    }

    fn with(pieces: Pieces) -> Self {
        Self {
            pieces: Some(pieces),
            ..Self::default()
        }
    }

    pub(super) fn has_pieces(&self) -> bool {
        self.pieces.is_some()
    }

    /// The first byte tells whether pieces were at hand.
    pub(super) fn pack(&self, text: &str) -> Vec<u8> {
        let (coded, pieces) = match &self.pieces {
            Some(pieces) => (pieces.codes.encode(text), &pieces.bytes[..]),
            None => (Cow::Borrowed(text.as_bytes()), &[][..]),
        };
        let packed = self
            .packers
            .lend(|| compressor(pieces), |zstd| zstd.compress(&coded));
        let packed = packed.expect("there is room for what cannot be made smaller");
        [&[u8::from(self.has_pieces())], &*packed].concat()
    }

    /// Unpacks a text of so many bytes.
    pub(super) fn unpack(&self, packed: &[u8], bytes: usize) -> io::Result<String> {
        let (with_pieces, packed) = packed.split_first().ok_or_else(|| no_text("it is empty"))?;
        let (codes, pieces) = match (with_pieces, &self.pieces) {
            (0, _) => (None, &[][..]),
            (_, Some(pieces)) => (Some(&pieces.codes), &pieces.bytes[..]),
            (_, None) => return Err(no_text("the pieces of texts are gone")),
        };
        let coded_bytes = announced_bytes(packed, bytes.saturating_mul(2))?;
        let mut text = Vec::with_capacity(coded_bytes);
        self.unpackers.lend(
            || Ok(DCtx::create()),
            |zstd| {
                zstd.decompress_using_dict(&mut text, packed, pieces)
                    .map_err(|code| no_text(zstd_safe::get_error_name(code)))
            },
        )?;
        if let Some(codes) = codes {
            let decoded = codes.decode(text, bytes);
            text = decoded.ok_or_else(|| no_text("it is not written in these codes"))?;
        }
        String::from_utf8(text).map_err(|error| no_text(&error.to_string()))
    }
}

impl<T> Idle<T> {
    fn lend<R>(
        &self,
        make: impl FnOnce() -> io::Result<T>,
        job: impl FnOnce(&mut T) -> io::Result<R>,
    ) -> io::Result<R> {
        let idle = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut one = taken.map_or_else(make, Ok)?;
        let done = job(&mut one);
        idle().push(one);
        done
    }
}

impl<T> Default for Idle<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

fn compressor(pieces: &[u8]) -> io::Result<Compressor<'static>> {
    let mut zstd = Compressor::with_dictionary(LEVEL, pieces)?;
    for parameter in PARAMETERS {
        zstd.set_parameter(parameter)?;
    }
    Ok(zstd)
}

impl fmt::Debug for Packing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Packing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_with_pieces_and_without() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "The Committee notes with concern that the State party … 人权\n".repeat(40);
        let plain = Packing::open(folder.path()).expect("no pieces");
        let packed_plain = plain.pack(&text);
        let made = Packing::make(folder.path(), &[&text[..text.floor_char_boundary(900)]]);
        let packed = made.expect("pieces").pack(&text);
        let opened = Packing::open(folder.path()).expect("pieces");
        assert!(opened.has_pieces() && packed.len() < packed_plain.len());
        for packed in [&packed, &packed_plain] {
            let unpacked = opened.unpack(packed, text.len());
            assert_eq!(unpacked.expect("a text"), text);
        }
        assert!(plain.unpack(&packed, text.len()).is_err());
        let mut damaged = packed.clone();
        *damaged.last_mut().expect("a byte") ^= 1;
        assert!(opened.unpack(&damaged, text.len()).is_err());
        let record = "{\"path\":\"a.pdf\",\"sha256\":null}";
        let packed = pack_record(record);
        assert_eq!(unpack_record(&packed).expect("a record"), record);
        assert!(unpack_record(&packed[..5]).is_err() && unpack_record(&[]).is_err());
        fs::write(folder.path().join(FILE), b"other bytes").expect("written");
        assert!(Packing::open(folder.path()).is_err());
    }
}
