//! `cargo xtask dist`: what users download. `docs/publishing.md` tells how it is signed and published.

mod archive;
mod platform;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use driftlock_testbed::{Binary, target_dir, workspace_root};

use self::archive::Entry;
use self::platform::Platform;
use crate::{cargo, say};

/// All programs of a release have the version of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Rust target to build for [default: this machine's, on Linux with musl where that is installed]
    #[arg(long, value_name = "TRIPLE")]
    target: Option<String>,

    /// Pack the programs in this directory, instead of building them
    #[arg(long, value_name = "DIR")]
    programs: Option<PathBuf>,

    /// Where the archives go; those of other platforms that are there are kept, and summed
    /// [default: dist in the target directory]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let target = match &args.target {
        Some(named) => named.clone(),
        None => platform::default_target()?,
    };
    let platform = Platform::of(&target)?;
    if args.programs.is_none() {
        build(&target)?;
    }
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| target_dir().join("dist"));
    fs::create_dir_all(&out).with_context(|| format!("creating `{}`", out.display()))?;
    for binary in Binary::ALL {
        let name = format!("{}_{VERSION}_{}.zip", binary.name(), platform.name());
        let programs = match &args.programs {
            Some(named) => named.clone(),
            None => target_dir().join(&target).join(binary.release_profile()),
        };
        archive::write(&out.join(&name), entries(binary, &programs, &platform))?;
        say::good(&name);
    }
    registry_manifest(&out)?;
    sums(&out)
}

/// Optimised programs for `target`, without the paths of this machine in them.
fn build(target: &str) -> Result<()> {
    say::heading(&format!("Programs for {target}"));
    let root = workspace_root().display().to_string();
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let mut flags = vec![format!("--remap-path-prefix={root}=/driftlock")];
    flags.extend(home.map(|home| format!("--remap-path-prefix={home}=/cargo")));
    for profile in BTreeSet::from(Binary::ALL.map(Binary::release_profile)) {
        let mut command = cargo::command(&["build", "--locked", "--target", target]);
        command.args(["--profile", profile]);
        for binary in Binary::ALL {
            if binary.release_profile() == profile {
                command.args(["--package", binary.name()]);
            }
        }
        // Unlike RUSTFLAGS this keeps a path with a space in it whole.
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        cargo::run(command)?;
    }
    Ok(())
}

/// What an archive holds. Terraform looks for the provider by the name with the version.
fn entries(binary: Binary, programs: &Path, platform: &Platform) -> Vec<Entry> {
    let file = format!("{}{}", binary.name(), platform.suffix());
    let name = match binary {
        Binary::Provider => format!("{}_v{VERSION}{}", binary.name(), platform.suffix()),
        Binary::Driftlock | Binary::Gate => file.clone(),
    };
    vec![
        Entry {
            name,
            from: programs.join(file),
            mode: 0o755,
        },
        Entry {
            name: "LICENSE".to_owned(),
            from: workspace_root().join("LICENSE"),
            mode: 0o644,
        },
    ]
}

/// Tells the registry which protocol the provider speaks.
fn registry_manifest(out: &Path) -> Result<()> {
    let name = format!("{}_{VERSION}_manifest.json", Binary::Provider.name());
    let from = workspace_root().join("terraform-registry-manifest.json");
    fs::copy(&from, out.join(&name)).with_context(|| format!("copying `{}`", from.display()))?;
    say::good(&name);
    Ok(())
}

/// The registry wants the provider's sums in a file of their own.
fn sums(out: &Path) -> Result<()> {
    let provider = format!("{}_{VERSION}_", Binary::Provider.name());
    let programs = [Binary::Driftlock, Binary::Gate].map(|b| format!("{}_{VERSION}_", b.name()));
    let packed = |name: &str| name.ends_with(".zip") || name.ends_with("_manifest.json");
    let of_provider = archive::sums(out, |name| name.starts_with(&provider) && packed(name))?;
    let of_programs = archive::sums(out, |name| {
        programs.iter().any(|program| name.starts_with(program)) && packed(name)
    })?;
    for (prefix, sums) in [
        (provider, of_provider),
        (format!("driftlock_{VERSION}_"), of_programs),
    ] {
        let name = format!("{prefix}SHA256SUMS");
        fs::write(out.join(&name), sums).with_context(|| format!("writing `{name}`"))?;
        say::good(&name);
    }
    say::line(&format!("  in {}", out.display()));
    Ok(())
}
