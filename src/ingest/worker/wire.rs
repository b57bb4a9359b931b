//! The protocol between a run and its workers: messages with a JSON head and binary bodies, through pipes.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::extract::{Budget, Extracted};
use crate::model::{Metadata, Skip};

/// Limits above any valid message; a compromised worker could announce any length.
const MAX_HEAD_BYTES: u64 = 1 << 30;
const MAX_BODY_BYTES: u64 = 4 << 30;
const MAX_BODIES: u64 = 1 << 16;

/// A request to parse files; the bodies hold their bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ParseRequest {
    /// Their paths in the archive, as evidence for metadata.
    pub(super) paths: Vec<String>,
    /// The limits for each file.
    pub(super) budget: Budget,
}

/// The result for a file. A worker sends one for each file of a request; the body holds the text of the document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum ParseReply {
    Read(Box<(Extracted, Metadata)>),
    Skipped(Skip),
}

/// Bodies are written together up to this size, since each write wakes the other side.
const MAX_WRITE_BYTES: usize = 1 << 20;

/// Size of the read buffer of a pipe.
pub(super) const READ_BYTES: usize = 64 << 10;

/// An empty list of bodies.
pub(super) const NO_BODIES: &[&[u8]] = &[];

/// Writes one message.
pub(super) fn send<B: AsRef<[u8]>>(
    out: &mut impl Write,
    head: &impl Serialize,
    bodies: &[B],
) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    let lengths = bodies.iter().map(|body| body.as_ref().len());
    let lengths: Vec<_> = [head.len(), bodies.len()]
        .into_iter()
        .chain(lengths)
        .map(|length| (length as u64).to_le_bytes())
        .collect();
    let mut buffer = [lengths.as_flattened(), &head].concat();
    for body in bodies {
        let body = body.as_ref();
        if buffer.len() + body.len() <= MAX_WRITE_BYTES {
            buffer.extend_from_slice(body);
        } else {
            out.write_all(&buffer)?;
            out.write_all(body)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)?;
    out.flush()
}

/// Reads one message; `None` at the end of the input.
pub(super) fn receive<T: DeserializeOwned>(
    input: &mut impl Read,
) -> io::Result<Option<(T, Vec<Vec<u8>>)>> {
    let head_bytes = match length(input) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        length => length?,
    };
    let bodies = length(input)?;
    if bodies > MAX_BODIES {
        return Err(too_long());
    }
    let lengths = (0..bodies).map(|_| length(input));
    let lengths = lengths.collect::<io::Result<Vec<_>>>()?;
    let head = part(input, head_bytes, MAX_HEAD_BYTES)?;
    let bodies = lengths
        .into_iter()
        .map(|bytes| part(input, bytes, MAX_BODY_BYTES));
    let bodies = bodies.collect::<io::Result<_>>()?;
    Ok(Some((serde_json::from_slice(&head)?, bodies)))
}

fn length(input: &mut impl Read) -> io::Result<u64> {
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    Ok(u64::from_le_bytes(length))
}

fn part(input: &mut impl Read, bytes: u64, limit: u64) -> io::Result<Vec<u8>> {
    if bytes > limit {
        return Err(too_long());
    }
    let length = usize::try_from(bytes).map_err(io::Error::other)?;
    let mut part = Vec::with_capacity(length);
    match input.take(bytes).read_to_end(&mut part)? {
        read if read == length => Ok(part),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn too_long() -> io::Error {
    io::Error::other("a message is longer than any can be")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_round_trip() {
        let mut pipe = Vec::new();
        let request = ParseRequest {
            paths: vec!["a/b.pdf".into(), "c".into()],
            budget: Budget::default(),
        };
        send(&mut pipe, &request, &["bytes", ""]).expect("written");
        send(&mut pipe, &"second", NO_BODIES).expect("written");
        let mut input = &pipe[..];
        let (first, bodies) = receive::<ParseRequest>(&mut input)
            .expect("read")
            .expect("one");
        assert_eq!(first.paths, ["a/b.pdf", "c"]);
        assert_eq!(bodies, [&b"bytes"[..], b""]);
        assert_eq!(first.budget, Budget::default());
        let (second, _) = receive::<String>(&mut input).expect("read").expect("two");
        assert_eq!(second, "second");
        assert!(receive::<String>(&mut input).expect("the end").is_none());
    }

    #[test]
    fn invalid_messages_are_errors() {
        let mut whole = Vec::new();
        send(&mut whole, &"head", &["body"]).expect("written");
        let with_much_of = |at: usize| {
            let mut endless = whole.clone();
            endless[at] = 0xFF;
            endless
        };
        let (head, bodies, body) = (with_much_of(7), with_much_of(15), with_much_of(23));
        for broken in [&whole[..3], &whole[..20], &head, &bodies, &body] {
            let received = receive::<String>(&mut &broken[..]);
            assert!(!matches!(received, Ok(Some(_))), "{broken:?}");
        }
    }
}
