//! Tests of what a confined process can do.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the tests in processes of their own report by printing"
)]

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::Command;

use super::confine::*;

/// The bounds are irrevocable, so this runs in a process of its own, started by a test below.
#[test]
#[ignore = "it would confine the other tests as well"]
fn within_the_bounds() {
    let confinement = confine_process(256 << 20);
    let calls = confine_system_calls();
    let file = std::fs::read("/proc/self/maps").is_ok();
    let socket = std::net::TcpStream::connect("127.0.0.1:9").map_err(|error| error.kind());
    let program = Command::new("/bin/true").spawn().is_ok();
    let thread = std::thread::Builder::new().spawn(|| {}).is_ok();
    let memory = Vec::<u8>::new().try_reserve(512 << 20).is_ok();
    let computed: u64 = vec![7_u64; 1 << 20].iter().sum();
    assert_eq!(computed, 7 << 20);
    assert_ne!(socket.err(), Some(std::io::ErrorKind::ConnectionRefused));
    assert_eq!([file, program, thread, memory], [false; 4]);
    assert!(confinement.memory && confinement.descriptors && calls);
}

/// Tests Landlock alone, without limits on descriptors and system calls.
#[test]
#[ignore = "it would confine the other tests as well"]
fn within_landlock_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "bytes").expect("a file");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    if !landlock() {
        // Older than Linux 5.13, or disabled.
        return;
    }
    for denied in [
        std::fs::read(&file).map(drop),
        std::fs::write(&file, "others"),
        std::fs::write(folder.path().join("new"), "bytes"),
        std::fs::remove_file(&file),
        std::fs::read_dir(folder.path()).map(drop),
        Command::new("/bin/true").spawn().map(drop),
        TcpStream::connect(address).map(drop),
        TcpListener::bind("127.0.0.1:0").map(drop),
    ] {
        let kind = denied.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::PermissionDenied));
    }
    println!("Landlock holds");
}

/// Tests the system call filter alone.
#[test]
#[ignore = "it would confine the other tests as well"]
fn within_seccomp_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("file");
    std::fs::write(&path, "bytes").expect("a file");
    let mut open = File::open(&path).expect("an open file");
    assert!(confine_system_calls());
    let mut read = String::new();
    // Open files can be read; nothing else is allowed.
    assert_eq!(open.read_to_string(&mut read).ok(), Some(5));
    for denied in [
        std::fs::read(&path).map(drop),
        std::fs::write(&path, "others"),
        std::fs::remove_file(&path),
        open.metadata().map(drop),
        open.set_len(0),
        open.try_clone().map(drop),
        Command::new("/bin/true").spawn().map(drop),
        TcpListener::bind("127.0.0.1:0").map(drop),
        UdpSocket::bind("127.0.0.1:0").map(drop),
        UnixStream::pair().map(drop),
        std::thread::Builder::new().spawn(|| {}).map(drop),
    ] {
        let kind = denied.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::PermissionDenied));
    }
    println!("seccomp holds");
}

/// Runs one of the tests above in a process of its own, and returns its output.
#[track_caller]
fn run_in_process(test: &str) -> String {
    let name = format!("ingest::worker::confine_tests::{test}");
    let run = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", &name, "--nocapture"])
        .arg("--test-threads=1")
        .output()
        .expect("it starts");
    let output = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(
        run.status.success() && output.contains("1 passed"),
        "{output}"
    );
    output.into_owned()
}

#[test]
fn a_confined_process_can_compute_and_nothing_else() {
    run_in_process("within_the_bounds");
}

#[test]
fn each_bound_holds_without_the_others() {
    assert!(run_in_process("within_seccomp_alone").contains("seccomp holds"));
    let output = run_in_process("within_landlock_alone");
    if !output.contains("Landlock holds") {
        eprintln!("skipped: this system has no Landlock");
    }
}

#[test]
fn bounds_are_described_in_words() {
    let all = Confinement {
        memory: true,
        descriptors: true,
        landlock: true,
        system_calls: true,
    };
    for (confinement, expected) in [
        (
            all,
            "memory limit, no files, no network (Landlock), few system calls (seccomp)",
        ),
        (
            Confinement {
                landlock: false,
                system_calls: false,
                ..all
            },
            "memory limit, no files, no network",
        ),
        (Confinement::default(), "time limit only"),
    ] {
        assert_eq!(confinement.to_string(), expected);
    }
}
