//! The process among others: who started it, and who wants it to end.

#[cfg(unix)]
pub(crate) use unix::{Signals, parent};
#[cfg(windows)]
pub(crate) use windows::{Signals, parent};

use std::time::Duration;

/// How often to look whether the parent is still there.
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// Returns once `parent` has died: the kernel then gives the process another one. Never where
/// the system keeps no such tie.
pub(crate) async fn orphaned(parent: Option<u32>) {
    let mut look = tokio::time::interval(PARENT_CHECK);
    while parent.is_none() || self::parent() == parent {
        look.tick().await;
    }
    tracing::warn!(parent, "the client is gone");
}

#[cfg(unix)]
mod unix {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// The process that started this one.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "there is none to be had on Windows"
    )]
    pub(crate) fn parent() -> Option<u32> {
        Some(std::os::unix::process::parent_id())
    }

    /// The signals that ask a process to end. Taken before anybody is told of the process.
    pub(crate) struct Signals {
        interrupts: Signal,
        terminations: Signal,
    }

    impl Signals {
        pub(crate) fn take() -> io::Result<Signals> {
            Ok(Signals {
                interrupts: signal(SignalKind::interrupt())?,
                terminations: signal(SignalKind::terminate())?,
            })
        }

        /// Returns on SIGTERM alone: a terminal sends SIGINT to the whole process group, and
        /// Terraform asks its providers to stop by a call.
        pub(crate) async fn terminated(&mut self) {
            self.terminations.recv().await;
        }

        /// Returns on either.
        pub(crate) async fn any(&mut self) {
            tokio::select! {
                _ = self.interrupts.recv() => (),
                _ = self.terminations.recv() => (),
            }
        }
    }
}

/// Windows tells a process neither of its parent's end nor politely of its own: as with any
/// provider there, Terraform ends the process when it is done.
#[cfg(windows)]
mod windows {
    use std::io;

    use tokio::signal::windows::{CtrlC, ctrl_c};

    pub(crate) fn parent() -> Option<u32> {
        None
    }

    /// Ctrl-C, which a console sends to all that are attached to it; Terraform asks its
    /// providers to stop by a call.
    pub(crate) struct Signals(CtrlC);

    impl Signals {
        pub(crate) fn take() -> io::Result<Signals> {
            ctrl_c().map(Signals)
        }

        pub(crate) async fn terminated(&mut self) {
            std::future::pending().await
        }

        pub(crate) async fn any(&mut self) {
            self.0.recv().await;
        }
    }
}
