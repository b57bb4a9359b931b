//! What a worker does: reads the files it is handed, one after the other, until there are no more.

use std::io::{self, BufReader, Read, Write};
use std::thread;

use super::confine::{Confinement, confine_process, confine_system_calls};
use super::wire::{self, Reply, Request};
use crate::extract::Budget;
use crate::ingest::one_file::understand;
use crate::ingest::read::{READER_THREAD, STACK_BYTES};

/// Gives up all rights but to compute within so much memory, says on `out` which bounds hold, and answers requests.
///
/// # Errors
/// When the pipes break, which is how a run that was killed ends its workers.
pub fn serve(memory_bytes: u64, input: impl Read + Send, out: impl Write + Send) -> io::Result<()> {
    let confinement = confine_process(memory_bytes);
    thread::scope(|scope| {
        let reader = thread::Builder::new()
            .name(READER_THREAD.to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || answer_all(confinement, input, out))?;
        reader
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the reader failed")))
    })
}

fn answer_all(confinement: Confinement, input: impl Read, mut out: impl Write) -> io::Result<()> {
    let mut input = BufReader::with_capacity(wire::READ_BYTES, input);
    let system_calls = confine_system_calls();
    let confinement = Confinement {
        system_calls,
        ..confinement
    };
    wire::send(&mut out, &confinement, wire::NONE)?;
    while let Some((request, files)) = wire::receive::<Request>(&mut input)? {
        let read = |(path, bytes): (&String, Vec<u8>)| reply(path, bytes, &request.budget);
        let (replies, texts): (Vec<_>, Vec<_>) = request.paths.iter().zip(files).map(read).unzip();
        wire::send(&mut out, &replies, &texts)?;
    }
    Ok(())
}

fn reply(path: &str, bytes: Vec<u8>, budget: &Budget) -> (Reply, String) {
    match understand(path, bytes, budget) {
        Ok((mut extracted, metadata)) => {
            let text = std::mem::take(&mut extracted.flow.text);
            (Reply::Read(Box::new((extracted, metadata))), text)
        }
        Err(skip) => (Reply::Skipped(skip), String::new()),
    }
}
