//! How are the texts and records of documents packed? Each by itself, so that one is unpacked without the others, and with
//! pieces of the archive's texts at hand, which hold most of the words that a text has in common with others.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{self, CParameter, DCtx, Strategy};

use super::IndexError;

/// The file of the pieces in the index's folder; an index of few texts has none.
pub(super) const FILE: &str = "plenary.pieces";

/// How many bytes of a text make a piece, and how many texts give one.
const PIECE_BYTES: usize = 8 << 10;
pub(super) const PIECES: usize = 64;

/// Higher levels of Zstandard make texts hardly smaller.
const LEVEL: i32 = 6;

/// What the level leaves to choose. With pieces at hand matches are long: to look for long ones only, but harder, makes texts
/// as small as the level's own way in two thirds of the time (measured on speeches).
const PARAMETERS: [CParameter; 4] = [
    CParameter::Strategy(Strategy::ZSTD_greedy),
    CParameter::MinMatch(6),
    CParameter::SearchLog(4),
    // What is packed bears a checksum.
    CParameter::ChecksumFlag(true),
];

/// What every record has in common; part of the format of an index.
const RECORD_LIKE: &[u8] = include_bytes!("record_like.json");

/// More than any record takes; a damaged one could announce anything.
const MAX_RECORD_BYTES: u64 = 256 << 20;

static RECORDS: LazyLock<Packing> = LazyLock::new(|| Packing::with(RECORD_LIKE.to_vec()));

pub(super) fn pack_record(json: &str) -> Vec<u8> {
    RECORDS.pack(json)
}

pub(super) fn unpack_record(packed: &[u8]) -> io::Result<String> {
    let announced = packed.get(1..).map(zstd_safe::get_frame_content_size);
    match announced {
        Some(Ok(Some(bytes))) if bytes <= MAX_RECORD_BYTES => {
            RECORDS.unpack(packed, usize::try_from(bytes).unwrap_or(usize::MAX))
        }
        _ => Err(no_text("it is no record")),
    }
}

fn no_text(cause: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, cause)
}

/// Packs and unpacks texts, with pieces at hand or without.
#[derive(Default)]
pub(super) struct Packing {
    pieces: Option<Vec<u8>>,
    packers: Idle<Compressor<'static>>,
    unpackers: Idle<DCtx<'static>>,
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
            .and_then(|mut zstd| zstd.decompress(&packed, PIECES * PIECE_BYTES))
            .map_err(|error| IndexError::Damaged {
                folder: index.to_owned(),
                cause: format!("{FILE} is not as it was written: {error}"),
            })?;
        Ok(Self::with(unpacked))
    }

    /// With pieces of these texts, which are written down for good.
    pub(super) fn make(index: &Path, texts: &[&str]) -> Result<Self, IndexError> {
        let piece = |text: &&str| text[..text.floor_char_boundary(PIECE_BYTES)].to_owned();
        let pieces: String = texts.iter().take(PIECES).map(piece).collect();
        let path = index.join(FILE);
        let draft = index.join(format!("{FILE}.new"));
        let packed = compressor(&[]).and_then(|mut zstd| zstd.compress(pieces.as_bytes()));
        packed
            .and_then(|packed| fs::write(&draft, packed))
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(|source| IndexError::Io {
                verb: "write",
                path,
                source,
            })?;
        Ok(Self::with(pieces.into_bytes()))
    }

    fn with(pieces: Vec<u8>) -> Self {
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
        let pieces = self.pieces.as_deref().unwrap_or_default();
        let packed = self
            .packers
            .lend(|| compressor(pieces), |zstd| zstd.compress(text.as_bytes()));
        let packed = packed.expect("there is room for what cannot be made smaller");
        [&[u8::from(self.has_pieces())], &*packed].concat()
    }

    /// Unpacks a text of so many bytes.
    pub(super) fn unpack(&self, packed: &[u8], bytes: usize) -> io::Result<String> {
        let (with_pieces, packed) = packed.split_first().ok_or_else(|| no_text("it is empty"))?;
        let pieces = match (with_pieces, &self.pieces) {
            (0, _) => &[][..],
            (_, Some(pieces)) => pieces,
            (_, None) => return Err(no_text("the pieces of texts are gone")),
        };
        let mut text = Vec::with_capacity(bytes);
        self.unpackers.lend(
            || Ok(DCtx::create()),
            |zstd| {
                zstd.decompress_using_dict(&mut text, packed, pieces)
                    .map_err(|code| no_text(zstd_safe::get_error_name(code)))
            },
        )?;
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
