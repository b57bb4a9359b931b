//! Confines a worker to computing, its two pipes, and a limited amount of memory.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The bounds that apply to a worker; `false` if the system does not support them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Its memory is limited.
    pub memory: bool,
    /// It cannot get new file descriptors, and so cannot open files or connections or start programs.
    pub descriptors: bool,
    /// Landlock denies it files and network (Linux 5.13 and later).
    pub landlock: bool,
    /// seccomp denies it all system calls except those for computing and for its pipes (Linux).
    pub system_calls: bool,
}

impl fmt::Display for Confinement {
    /// `memory limit, no files, no network (Landlock), few system calls (seccomp)`
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let closed = match self.landlock {
            true => "no files, no network (Landlock)",
            false => "no files, no network",
        };
        let all = [
            (self.memory, "memory limit"),
            (self.descriptors || self.landlock, closed),
            (self.system_calls, "few system calls (seccomp)"),
        ];
        let hold: Vec<&str> = all
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, name)| *name)
            .collect();
        match hold.is_empty() {
            true => out.write_str("time limit only"),
            false => out.write_str(&hold.join(", ")),
        }
    }
}

/// Confines this process irrevocably, except for system calls.
#[cfg(unix)]
pub(super) fn confine_process(memory_bytes: u64) -> Confinement {
    use rustix::process::{Resource, Rlimit, setrlimit};
    #[cfg(not(target_os = "openbsd"))]
    const MEMORY: Resource = Resource::As;
    #[cfg(target_os = "openbsd")]
    const MEMORY: Resource = Resource::Data;
    let limit = |resource, to| {
        let both = Rlimit {
            current: Some(to),
            maximum: Some(to),
        };
        setrlimit(resource, both).is_ok()
    };
    let landlock = landlock();
    die_with_parent();
    limit(Resource::Core, 0);
    limit(Resource::Fsize, 0);
    Confinement {
        // macOS accepts the limit but does not enforce it.
        memory: limit(MEMORY, memory_bytes) && cfg!(not(target_os = "macos")),
        descriptors: limit(Resource::Nofile, 0),
        landlock,
        system_calls: false,
    }
}

#[cfg(not(unix))]
pub(super) fn confine_process(_memory_bytes: u64) -> Confinement {
    Confinement::default()
}

/// Requests that the kernel kills this process together with its parent.
#[cfg(target_os = "linux")]
fn die_with_parent() {
    use rustix::process::{Signal, set_parent_process_death_signal};
    // Without it a worker still exits when its pipe closes.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
}

#[cfg(all(unix, not(target_os = "linux")))]
fn die_with_parent() {}

/// Denies everything that Landlock can deny.
#[cfg(target_os = "linux")]
pub(super) fn landlock() -> bool {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
    let abi = ABI::V6;
    let denied = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.restrict_self());
    denied.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn landlock() -> bool {
    false
}

/// Denies all threads of this process the system calls that computing does not need.
#[cfg(target_os = "linux")]
pub(super) fn confine_system_calls() -> bool {
    system_calls::filter().is_some_and(|filter| {
        let filter: Result<seccompiler::BpfProgram, _> = filter.try_into();
        filter.is_ok_and(|filter| seccompiler::apply_filter_all_threads(&filter).is_ok())
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn confine_system_calls() -> bool {
    false
}

#[cfg(target_os = "linux")]
mod system_calls {
    use seccompiler::{
        SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch,
    };

    /// System calls for pipes, memory, time, thread synchronisation and exit.
    const ALLOWED: &[i64] = &[
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// Returns the filter, or `None` for unsupported processors.
    pub(super) fn filter() -> Option<SeccompFilter> {
        let mut rules: std::collections::BTreeMap<i64, Vec<SeccompRule>> =
            ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
        let not_executable = only_if(2, SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64), 0)?;
        rules.insert(libc::SYS_mmap, vec![not_executable.clone()]);
        rules.insert(libc::SYS_mprotect, vec![not_executable]);
        // An aborting process sends itself a signal.
        let to_itself = only_if(0, SeccompCmpOp::Eq, u64::from(std::process::id()))?;
        rules.insert(libc::SYS_tgkill, vec![to_itself]);
        SeccompFilter::new(
            rules,
            SeccompAction::Errno(libc::EPERM as u32),
            SeccompAction::Allow,
            processor()?,
        )
        .ok()
    }

    fn processor() -> Option<TargetArch> {
        if cfg!(target_arch = "x86_64") {
            Some(TargetArch::x86_64)
        } else if cfg!(target_arch = "aarch64") {
            Some(TargetArch::aarch64)
        } else if cfg!(target_arch = "riscv64") {
            Some(TargetArch::riscv64)
        } else {
            None
        }
    }

    fn only_if(argument: u8, is: SeccompCmpOp, value: u64) -> Option<SeccompRule> {
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, is, value).ok()?;
        SeccompRule::new(vec![condition]).ok()
    }
}
