//! Terraform installs what `cargo xtask dist` packs, and locks the sums that were written.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use driftlock_testbed::{Binary, Client, Profile, workspace_root};
use sha2::{Digest as _, Sha256};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is packed, without building it again for a release.
fn dist(programs: &Path, out: &Path) {
    let packed = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("dist")
        .arg("--programs")
        .arg(programs)
        .arg("--out")
        .arg(out)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&packed.stderr);
    assert!(packed.status.success(), "{errors}");
}

/// A directory with the three programs. The provider is what Terraform installs and runs; of the
/// others nothing but the packing is at stake here, so they are short.
fn programs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let provider = Binary::Provider.path(Profile::Debug).unwrap();
    let there = folder.path().join(Binary::Provider.name());
    fs::copy(provider, there).unwrap();
    for binary in [Binary::Driftlock, Binary::Gate] {
        fs::write(folder.path().join(binary.name()), binary.name()).unwrap();
    }
    folder
}

fn sum(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn read(path: PathBuf) -> Vec<u8> {
    fs::read(path).unwrap()
}

/// Go's `dirhash.Hash1`: the SHA-256 of a list of names with their sums, in the order of the names.
fn h1(files: &[(&str, &[u8])]) -> String {
    let lines: String = files
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", sum(bytes)))
        .collect();
    format!("h1:{}", BASE64_STANDARD.encode(Sha256::digest(lines)))
}

#[test]
fn terraform_installs_the_packed_provider_and_locks_its_sum() {
    let (programs, out) = (programs(), tempfile::tempdir().unwrap());
    dist(programs.path(), out.path());

    // The sums are those of the archives, and sorted.
    let sums = read(
        out.path()
            .join(format!("terraform-provider-driftlock_{VERSION}_SHA256SUMS")),
    );
    let sums = String::from_utf8(sums).unwrap();
    let listed: Vec<(&str, &str)> = sums.lines().filter_map(|l| l.split_once("  ")).collect();
    let [(packed_sum, packed), (manifest_sum, manifest)] = listed.as_slice() else {
        panic!("an archive and the manifest are summed, not: {sums}");
    };
    let of_this_machine = packed
        .strip_prefix(&format!("terraform-provider-driftlock_{VERSION}_"))
        .and_then(|rest| rest.strip_suffix(".zip"))
        .unwrap();
    assert_eq!(*packed_sum, sum(&read(out.path().join(packed))));
    assert_eq!(*manifest_sum, sum(&read(out.path().join(manifest))));
    assert_eq!(
        *manifest,
        format!("terraform-provider-driftlock_{VERSION}_manifest.json")
    );
    let others = read(out.path().join(format!("driftlock_{VERSION}_SHA256SUMS")));
    let others = String::from_utf8(others).unwrap();
    for program in ["driftlock", "driftlock-gate"] {
        assert!(
            others.contains(&format!("{program}_{VERSION}_{of_this_machine}.zip")),
            "{others}"
        );
    }

    // Terraform finds it in a mirror, unpacks it, locks it, and runs it.
    let work = tempfile::tempdir().unwrap();
    let folder = "mirror/registry.terraform.io/driftlock/driftlock";
    fs::create_dir_all(work.path().join(folder)).unwrap();
    fs::copy(
        out.path().join(packed),
        work.path().join(folder).join(packed),
    )
    .unwrap();
    let configuration = format!(
        "provider_installation {{\n  filesystem_mirror {{ path = \"{}/mirror\" }}\n}}\n",
        work.path().display()
    );
    fs::write(work.path().join("terraform.rc"), configuration).unwrap();
    let example = workspace_root().join("examples/provider/provider.tf");
    fs::copy(example, work.path().join("main.tf")).unwrap();
    for command in ["init", "validate"] {
        let run = Client::find()
            .unwrap()
            .command()
            .args([command, "-no-color"])
            .current_dir(work.path())
            .env("TF_CLI_CONFIG_FILE", work.path().join("terraform.rc"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        let errors = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "terraform {command}: {said}{errors}");
    }
    let locked = String::from_utf8(read(work.path().join(".terraform.lock.hcl"))).unwrap();
    let provider = read(programs.path().join(Binary::Provider.name()));
    let licence = read(workspace_root().join("LICENSE"));
    let name = format!("terraform-provider-driftlock_v{VERSION}");
    let expected = h1(&[("LICENSE", &licence), (&name, &provider)]);
    assert!(
        locked.contains(&expected),
        "{expected} is not in:\n{locked}"
    );
    assert!(
        locked.contains(&format!("version = \"{VERSION}\"")),
        "{locked}"
    );
}

/// What the registry reads to learn which clients can use the provider.
#[test]
fn the_manifest_names_protocol_6() {
    let text = read(workspace_root().join("terraform-registry-manifest.json"));
    let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let expected =
        serde_json::json!({ "version": 1, "metadata": { "protocol_versions": ["6.0"] } });
    assert_eq!(manifest, expected);
}
