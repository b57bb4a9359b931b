//! What a confined process can still do.

use std::process::Command;

use super::confine::*;

/// Bounds hold for good, so this runs in a process of its own, which the next test starts.
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

#[test]
fn a_confined_process_can_compute_and_nothing_else() {
    let name = "ingest::worker::confine_tests::within_the_bounds";
    let run = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--ignored",
            "--exact",
            name,
            "--nocapture",
            "--test-threads=1",
        ])
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn bounds_are_told_in_words() {
    let all = Confinement {
        memory: true,
        descriptors: true,
        landlock: true,
        system_calls: true,
    };
    for (confinement, expected) in [
        (all, "memory limit, no files, no network, few system calls"),
        (Confinement::default(), "time limit only"),
    ] {
        assert_eq!(confinement.to_string(), expected);
    }
}
