//! Which process holds a lease, and whether it has died.
//!
//! Known on Linux only, where `/proc` tells. Elsewhere, on another machine, after a reboot and in
//! another container nothing is known, and a lease ends by its time.

use serde::{Deserialize, Serialize};

/// A process as no other one is, before or after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Process {
    /// Of the machine, from one start of it to the next.
    boot: String,
    /// In which `pid` is counted.
    pid_namespace: String,
    pid: u32,
    /// When it was started, in clock ticks since the machine was. Tells it from a later process
    /// with the same `pid`.
    started: u64,
}

/// What `/proc/PID/stat` says.
#[cfg(any(target_os = "linux", test))]
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    /// Whether it has ended, and its parent has not asked how.
    ended: bool,
    started: u64,
}

/// Reads `/proc/PID/stat`; see `proc_pid_stat(5)`. The name of the program, in brackets, may hold
/// anything.
#[cfg(any(target_os = "linux", test))]
fn parse(stat: &str) -> Option<Stat> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split_ascii_whitespace();
    let state = fields.next()?;
    // The state is field 3, the time of the start field 22.
    let started = fields.nth(18)?.parse().ok()?;
    let ended = matches!(state, "Z" | "X" | "x");
    Some(Stat { ended, started })
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::sync::OnceLock;

    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    use super::{Process, parse};

    impl Process {
        /// This process.
        pub(crate) fn this() -> Option<&'static Self> {
            static THIS: OnceLock<Option<Process>> = OnceLock::new();
            THIS.get_or_init(read_this).as_ref()
        }

        /// Whether it certainly is no more. Where that cannot be told, it is not.
        pub(crate) fn has_died(&self) -> bool {
            let Some(this) = Self::this() else {
                return false;
            };
            if self.boot != this.boot || self.pid_namespace != this.pid_namespace {
                return false;
            }
            let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
            // Signal 0 finds processes that `/proc` hides from other users.
            if pid.is_some_and(|pid| test_kill_process(pid) == Err(Errno::SRCH)) {
                return true;
            }
            let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid));
            let stat = stat.ok().and_then(|stat| parse(&stat));
            stat.is_some_and(|stat| stat.ended || stat.started != self.started)
        }
    }

    fn read_this() -> Option<Process> {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let pid_namespace = fs::read_link("/proc/self/ns/pid").ok()?;
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        // `/proc` may be that of another namespace than the one that this process counts in.
        let (pid, _) = stat.split_once(' ')?;
        let pid = pid.parse().ok().filter(|pid| *pid == std::process::id())?;
        Some(Process {
            boot: boot.trim().to_owned(),
            pid_namespace: pid_namespace.to_str()?.to_owned(),
            pid,
            started: parse(&stat)?.started,
        })
    }
}

#[cfg(not(target_os = "linux"))]
impl Process {
    pub(crate) fn this() -> Option<&'static Self> {
        None
    }

    pub(crate) fn has_died(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_program_does_not_mislead() {
        let stat = |name: &str, state: &str| {
            format!("7 ({name}) {state} 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4242 9 9")
        };
        for name in ["driftlock", "a b", "x) Z 1 (", ") "] {
            let expected = |ended| {
                Some(Stat {
                    ended,
                    started: 4242,
                })
            };
            assert_eq!(parse(&stat(name, "S")), expected(false), "{name}");
            assert_eq!(parse(&stat(name, "Z")), expected(true), "{name}");
        }
        assert_eq!(parse(""), None);
        assert_eq!(parse("7 (x) S 1"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_was_killed_has_died_before_its_parent_asks() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        let process = Process {
            pid: child.id(),
            started: parse(&stat).unwrap().started,
            ..Process::this().unwrap().clone()
        };
        assert!(!process.has_died());
        child.kill().unwrap();
        while !process.has_died() {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(process.has_died());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_what_is_known_to_have_died_has() {
        let this = Process::this().unwrap();
        assert!(!this.has_died());
        let other = |change: fn(&mut Process)| {
            let mut other = this.clone();
            change(&mut other);
            other.has_died()
        };
        assert!(other(|p| p.started += 1), "its number was given again");
        assert!(other(|p| p.pid = 0x3fff_ffff), "nobody has its number");
        assert!(!other(|p| {
            p.pid = 0x3fff_ffff;
            p.boot.push('x');
        }));
        assert!(!other(|p| {
            p.pid = 0x3fff_ffff;
            p.pid_namespace.push('x');
        }));
    }
}
