//! How a run and its workers talk: messages of a head in JSON and bodies of bytes, through pipes.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::extract::{Budget, Extracted};
use crate::model::{Metadata, Skip};

/// More than any message of ours; a worker that was taken over could announce anything.
const HEAD_BYTES: u64 = 1 << 30;
const BODY_BYTES: u64 = 4 << 30;
const BODIES: u64 = 1 << 16;

/// Asks for files to be read; the bodies hold their bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// Their paths in the archive: evidence of what they are about.
    pub(super) paths: Vec<String>,
    /// What reading one of them may cost.
    pub(super) budget: Budget,
}

/// What came of a file; a body holds the text of the document. A worker answers a request with one for each file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Read(Box<(Extracted, Metadata)>),
    Skipped(Skip),
}

/// What goes in one piece with all before it: each piece wakes the other side.
const SMALL_BYTES: usize = 1 << 20;

/// How much is read from a pipe at once.
pub(super) const READ_BYTES: usize = 64 << 10;

/// No bodies.
pub(super) const NONE: &[&[u8]] = &[];

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
    let mut piece = [lengths.as_flattened(), &head].concat();
    for body in bodies {
        let body = body.as_ref();
        if piece.len() + body.len() <= SMALL_BYTES {
            piece.extend_from_slice(body);
        } else {
            out.write_all(&piece)?;
            out.write_all(body)?;
            piece.clear();
        }
    }
    out.write_all(&piece)?;
    out.flush()
}

/// Reads one message; `None` where the other side has ended.
pub(super) fn receive<T: DeserializeOwned>(
    input: &mut impl Read,
) -> io::Result<Option<(T, Vec<Vec<u8>>)>> {
    let head_bytes = match length(input) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        length => length?,
    };
    let bodies = length(input)?;
    if bodies > BODIES {
        return Err(too_long());
    }
    let lengths = (0..bodies).map(|_| length(input));
    let lengths = lengths.collect::<io::Result<Vec<_>>>()?;
    let head = part(input, head_bytes, HEAD_BYTES)?;
    let bodies = lengths
        .into_iter()
        .map(|bytes| part(input, bytes, BODY_BYTES));
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
    fn messages_come_as_they_were_sent() {
        let mut pipe = Vec::new();
        let request = Request {
            paths: vec!["a/b.pdf".into(), "c".into()],
            budget: Budget::default(),
        };
        send(&mut pipe, &request, &["bytes", ""]).expect("written");
        send(&mut pipe, &"second", NONE).expect("written");
        let mut input = &pipe[..];
        let (first, bodies) = receive::<Request>(&mut input).expect("read").expect("one");
        assert_eq!(first.paths, ["a/b.pdf", "c"]);
        assert_eq!(bodies, [&b"bytes"[..], b""]);
        assert_eq!(first.budget, Budget::default());
        let (second, _) = receive::<String>(&mut input).expect("read").expect("two");
        assert_eq!(second, "second");
        assert!(receive::<String>(&mut input).expect("the end").is_none());
    }

    #[test]
    fn messages_that_make_no_sense_are_errors() {
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
