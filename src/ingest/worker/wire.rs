//! How a run and its workers talk: messages of a head in JSON and a body of bytes, through pipes.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::extract::{Budget, Extracted};
use crate::model::{Metadata, Skip};

/// More than any message of ours; a worker that was taken over could announce anything.
const HEAD_BYTES: u64 = 1 << 30;
const BODY_BYTES: u64 = 4 << 30;

/// Asks for a file to be read; the body holds its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// Its path in the archive: evidence of what it is about.
    pub(super) path: String,
    /// What reading it may cost.
    pub(super) budget: Budget,
}

/// What came of it; the body holds the text of the document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Read(Box<(Extracted, Metadata)>),
    Skipped(Skip),
}

/// A body of so many bytes goes with its head in one piece: each piece wakes the other side.
const SMALL_BODY_BYTES: usize = 256 << 10;

/// How much is read from a pipe at once.
pub(super) const READ_BYTES: usize = 64 << 10;

/// Writes one message.
pub(super) fn send(out: &mut impl Write, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    let lengths = [head.len() as u64, body.len() as u64].map(u64::to_le_bytes);
    let mut message = [lengths.as_flattened(), &head].concat();
    if body.len() <= SMALL_BODY_BYTES {
        message.extend_from_slice(body);
        out.write_all(&message)?;
    } else {
        out.write_all(&message)?;
        out.write_all(body)?;
    }
    out.flush()
}

/// Reads one message; `None` where the other side has ended.
pub(super) fn receive<T: DeserializeOwned>(
    input: &mut impl Read,
) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut length = [0; 8];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        done => done?,
    }
    let head_bytes = u64::from_le_bytes(length);
    input.read_exact(&mut length)?;
    let body_bytes = u64::from_le_bytes(length);
    let head = part(input, head_bytes, HEAD_BYTES)?;
    let body = part(input, body_bytes, BODY_BYTES)?;
    Ok(Some((serde_json::from_slice(&head)?, body)))
}

fn part(input: &mut impl Read, bytes: u64, limit: u64) -> io::Result<Vec<u8>> {
    if bytes > limit {
        return Err(io::Error::other("a message is longer than any can be"));
    }
    let length = usize::try_from(bytes).map_err(io::Error::other)?;
    let mut part = Vec::with_capacity(length);
    match input.take(bytes).read_to_end(&mut part)? {
        read if read == length => Ok(part),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_as_they_were_sent() {
        let mut pipe = Vec::new();
        let request = Request {
            path: "a/b.pdf".into(),
            budget: Budget::default(),
        };
        send(&mut pipe, &request, b"bytes").expect("written");
        send(&mut pipe, &"second", b"").expect("written");
        let mut input = &pipe[..];
        let (first, body) = receive::<Request>(&mut input).expect("read").expect("one");
        assert_eq!((&*first.path, &*body), ("a/b.pdf", &b"bytes"[..]));
        assert_eq!(first.budget, Budget::default());
        let (second, _) = receive::<String>(&mut input).expect("read").expect("two");
        assert_eq!(second, "second");
        assert!(receive::<String>(&mut input).expect("the end").is_none());
    }

    #[test]
    fn messages_that_make_no_sense_are_errors() {
        let mut whole = Vec::new();
        send(&mut whole, &"head", b"body").expect("written");
        let mut endless = whole.clone();
        endless[15] = 0xFF;
        for broken in [&whole[..3], &whole[..20], &endless[..]] {
            let received = receive::<String>(&mut &broken[..]);
            assert!(!matches!(received, Ok(Some(_))), "{broken:?}");
        }
    }
}
