//! The worker's side: parses the files it receives until its input ends.

use std::io::{self, BufReader, Read, Write};
use std::thread;

use super::confine::{Confinement, confine_process, confine_system_calls};
use super::wire::{self, ParseReply, ParseRequest};
use crate::extract::Budget;
use crate::ingest::parse::parse;
use crate::ingest::threads::{READER_THREAD, STACK_BYTES};

/// Confines this process, sends the confinement on `out`, and serves requests.
///
/// # Errors
/// If the pipes break, which happens when the parent is killed.
pub fn serve(memory_bytes: u64, input: impl Read + Send, out: impl Write + Send) -> io::Result<()> {
    let confinement = confine_process(memory_bytes);
    thread::scope(|scope| {
        let reader = thread::Builder::new()
            .name(READER_THREAD.to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || serve_requests(confinement, input, out))?;
        reader
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the reader failed")))
    })
}

fn serve_requests(
    confinement: Confinement,
    input: impl Read,
    mut out: impl Write,
) -> io::Result<()> {
    let mut input = BufReader::with_capacity(wire::READ_BYTES, input);
    let system_calls = confine_system_calls();
    let confinement = Confinement {
        system_calls,
        ..confinement
    };
    wire::send(&mut out, &confinement, wire::NO_BODIES)?;
    while let Some((request, files)) = wire::receive::<ParseRequest>(&mut input)? {
        let reply = |(path, bytes): (&String, Vec<u8>)| reply(path, bytes, &request.budget);
        let (replies, texts): (Vec<_>, Vec<_>) = request.paths.iter().zip(files).map(reply).unzip();
        wire::send(&mut out, &replies, &texts)?;
    }
    Ok(())
}

fn reply(path: &str, bytes: Vec<u8>, budget: &Budget) -> (ParseReply, String) {
    match parse(path, bytes, budget) {
        Ok((mut extracted, metadata)) => {
            let text = std::mem::take(&mut extracted.flow.text);
            (ParseReply::Read(Box::new((extracted, metadata))), text)
        }
        Err(skip) => (ParseReply::Skipped(skip), String::new()),
    }
}
