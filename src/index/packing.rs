//! How are the texts and records of documents packed? Each by itself, so that one is unpacked without the others: texts in
//! codes of what the archive's texts have often (`codes`), records by Zstandard with what every record has at hand.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{self, CParameter, DCtx};

use super::IndexError;
use super::codes::{Codes, Written};
use super::frequent_phrases::FrequentPhrases;

/// The file of the codes in the index's folder; an index of few texts has none.
pub(super) const FILE: &str = "plenary.codes";

/// More than any codes take; a damaged file could announce anything.
const MAX_CODES_BYTES: usize = 16 << 20;

/// The level of Zstandard for texts, and the quickest for records, whose likeness does the most.
const LEVEL: i32 = 3;
const QUICKEST: i32 = 1;

/// The first byte of what is packed: whether Zstandard packed it, or it is in codes behind their checksum.
const BY_ZSTANDARD: u8 = 0;
const IN_CODES: u8 = 1;
const CHECKSUM_BYTES: usize = 4;

/// What is like the texts that codes were made of takes less than such a part of itself in codes.
const FITTING: usize = 3;

/// What many records have in common: a country that is mentioned, or the names of fields. Part of the format of an index.
const RECORD_LIKE: &[u8] = include_bytes!("record_like.txt");

/// More than any record takes; a damaged one could announce anything.
const MAX_RECORD_BYTES: usize = 256 << 20;

static RECORDS: LazyLock<Packing> = LazyLock::new(|| Packing {
    like: RECORD_LIKE,
    ..Packing::default()
});

/// The file of the codes of an index in a folder is gone.
pub(super) fn is_gone(index: &Path) -> IndexError {
    IndexError::Damaged {
        folder: index.to_owned(),
        cause: format!("{FILE} is gone"),
    }
}

pub(super) fn pack_record(json: &str) -> Vec<u8> {
    RECORDS.compress(json)
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

/// Packs and unpacks texts, in codes or without.
#[derive(Default)]
pub(super) struct Packing {
    codes: Codes,
    phrases: FrequentPhrases,
    /// What every text may have in common with it.
    like: &'static [u8],
    packers: Idle<Compressor<'static>>,
    unpackers: Idle<DCtx<'static>>,
}

/// What no thread uses now, and the next that wants one takes: to make them costs more than to pack a text.
struct Idle<T>(Mutex<Vec<T>>);

impl Packing {
    /// With the codes of the index in a folder, if it has any.
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
            .and_then(|mut zstd| zstd.decompress(&packed, MAX_CODES_BYTES))
            .and_then(|bytes| learnt(&bytes));
        let (codes, phrases) = unpacked.map_err(|error| IndexError::Damaged {
            folder: index.to_owned(),
            cause: format!("{FILE} is not as it was written: {error}"),
        })?;
        Ok(Self {
            codes,
            phrases,
            ..Self::default()
        })
    }

    /// With codes of what these texts have often, which are written down for good, and these phrases.
    pub(super) fn make(
        index: &Path,
        texts: &[&str],
        phrases: FrequentPhrases,
    ) -> Result<Self, IndexError> {
        let codes = Codes::of_texts(texts);
        let bytes = postcard::to_stdvec(&(&codes, &phrases));
        let bytes = bytes.expect("codes and phrases are strings and numbers only");
        let path = index.join(FILE);
        let draft = index.join(format!("{FILE}.new"));
        let packed = compressor(&[]).and_then(|mut zstd| zstd.compress(&bytes));
        packed
            .and_then(|packed| fs::write(&draft, packed))
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(|source| IndexError::Io {
                verb: "write",
                path,
                source,
            })?;
        Ok(Self {
            codes,
            phrases,
            ..Self::default()
        })
    }

    /// The phrases that are indexed as such.
    pub(super) const fn phrases(&self) -> &FrequentPhrases {
        &self.phrases
    }

    pub(super) fn has_codes(&self) -> bool {
        !self.codes.are_none()
    }

    /// Packs a text, the first of whose words are known.
    pub(super) fn pack(&self, text: &str, words: &[Written]) -> Vec<u8> {
        if !self.has_codes() || u32::try_from(text.len()).is_err() {
            return self.compress(text);
        }
        let coded = self.codes.encode(text, words);
        let checksum = crc32fast::hash(&coded).to_le_bytes();
        let packed = [&[IN_CODES], &checksum[..], &coded].concat();
        if packed.len() < text.len() / FITTING {
            return packed;
        }
        let otherwise = self.compress(text);
        if packed.len() < otherwise.len() {
            packed
        } else {
            otherwise
        }
    }

    fn compress(&self, text: &str) -> Vec<u8> {
        let packed = self.packers.lend(
            || compressor(self.like),
            |zstd| zstd.compress(text.as_bytes()),
        );
        let packed = packed.expect("there is room for what cannot be made smaller");
        [&[BY_ZSTANDARD], &*packed].concat()
    }

    /// Unpacks a text of so many bytes.
    pub(super) fn unpack(&self, packed: &[u8], bytes: usize) -> io::Result<String> {
        let (how, packed) = packed.split_first().ok_or_else(|| no_text("it is empty"))?;
        let text = match *how {
            IN_CODES => self.decode(packed, bytes)?,
            _ => self.decompress(packed, bytes)?,
        };
        String::from_utf8(text).map_err(|error| no_text(&error.to_string()))
    }

    fn decode(&self, packed: &[u8], bytes: usize) -> io::Result<Vec<u8>> {
        if !self.has_codes() {
            return Err(no_text("the codes of its words are gone"));
        }
        let (checksum, coded) = packed
            .split_first_chunk::<CHECKSUM_BYTES>()
            .ok_or_else(|| no_text("it is cut off"))?;
        if crc32fast::hash(coded) != u32::from_le_bytes(*checksum) {
            return Err(no_text("its checksum is another"));
        }
        self.codes.decode(coded, bytes)
    }

    fn decompress(&self, packed: &[u8], bytes: usize) -> io::Result<Vec<u8>> {
        let mut text = Vec::with_capacity(announced_bytes(packed, bytes)?);
        self.unpackers.lend(
            || Ok(DCtx::create()),
            |zstd| {
                zstd.decompress_using_dict(&mut text, packed, self.like)
                    .map_err(|code| no_text(zstd_safe::get_error_name(code)))
            },
        )?;
        Ok(text)
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

/// What was written down of an archive's texts.
fn learnt(bytes: &[u8]) -> io::Result<(Codes, FrequentPhrases)> {
    let (codes, phrases): (Codes, FrequentPhrases) = postcard::from_bytes(bytes)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    match codes.hold_together() {
        true => Ok((codes, phrases)),
        false => Err(no_text("they are not codes that texts can be written in")),
    }
}

fn compressor(like: &[u8]) -> io::Result<Compressor<'static>> {
    let level = if like.is_empty() { LEVEL } else { QUICKEST };
    let mut zstd = Compressor::with_dictionary(level, like)?;
    zstd.set_parameter(CParameter::ChecksumFlag(true))?;
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
    fn texts_come_back_as_they_were_in_codes_and_without() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "The Committee notes with concern that the State party … 人权\n";
        let plain = Packing::open(folder.path()).expect("no codes");
        let packed_plain = plain.pack(text, &[]);
        let made = Packing::make(
            folder.path(),
            &[&text.repeat(40)],
            FrequentPhrases::default(),
        );
        let made = made.expect("codes");
        let packed = made.pack(text, &[]);
        let opened = Packing::open(folder.path()).expect("codes");
        assert!(opened.has_codes() && packed.len() < packed_plain.len());
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
