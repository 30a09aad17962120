//! What a Rust target is called in the names of archives, which are Go's.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// A platform, in Go's words: `linux_amd64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Platform {
    os: &'static str,
    arch: &'static str,
}

impl Platform {
    /// The platform of a Rust target, such as `x86_64-unknown-linux-musl`.
    pub(super) fn of(target: &str) -> Result<Self> {
        let parts: Vec<&str> = target.split('-').collect();
        let is = |part: &str| parts.contains(&part);
        let os = match () {
            () if is("linux") => "linux",
            () if is("darwin") => "darwin",
            () if is("windows") => "windows",
            () if is("freebsd") => "freebsd",
            () => bail!("`{target}` is of no platform that the registry knows"),
        };
        let arch = match parts.first().copied() {
            Some("x86_64") => "amd64",
            Some("aarch64") => "arm64",
            Some("i686") => "386",
            Some("armv6" | "armv7" | "arm") => "arm",
            _ => bail!("`{target}` is of no processor that the registry knows"),
        };
        Ok(Self { os, arch })
    }

    /// As in the name of an archive.
    pub(super) fn name(&self) -> String {
        format!("{}_{}", self.os, self.arch)
    }

    /// What the names of programs end in.
    pub(super) fn suffix(&self) -> &'static str {
        if self.os == "windows" { ".exe" } else { "" }
    }
}

/// This machine's target; on Linux the one whose programs need no C library, where it is installed.
pub(super) fn default_target() -> Result<String> {
    let version = rustc(&["--version", "--verbose"])?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not tell its host")?;
    let fixed = host.replace("-linux-gnu", "-linux-musl");
    let libraries = rustc(&["--print", "target-libdir", "--target", &fixed])?;
    let installed = std::path::Path::new(libraries.trim()).is_dir();
    Ok(if installed { fixed } else { host.to_owned() })
}

fn rustc(args: &[&str]) -> Result<String> {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(program)
        .args(args)
        .output()
        .context("running rustc")?;
    if !output.status.success() {
        bail!("`rustc {}` failed", args.join(" "));
    }
    String::from_utf8(output.stdout).context("reading what rustc says")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_the_names_that_the_registry_uses() {
        for (target, expected) in [
            ("x86_64-unknown-linux-gnu", "linux_amd64"),
            ("x86_64-unknown-linux-musl", "linux_amd64"),
            ("aarch64-apple-darwin", "darwin_arm64"),
            ("x86_64-pc-windows-gnu", "windows_amd64"),
            ("armv7-unknown-linux-gnueabihf", "linux_arm"),
        ] {
            assert_eq!(Platform::of(target).unwrap().name(), expected);
        }
        assert_eq!(
            Platform::of("x86_64-pc-windows-gnu").unwrap().suffix(),
            ".exe"
        );
    }

    #[test]
    fn what_the_registry_does_not_know_is_refused() {
        assert!(Platform::of("wasm32-unknown-unknown").is_err());
        assert!(Platform::of("riscv64gc-unknown-linux-gnu").is_err());
    }
}
