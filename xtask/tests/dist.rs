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

/// The sums of `prefix`: each is the file's, and they are sorted by name.
fn summed(out: &Path, prefix: &str) -> Vec<String> {
    let sums = read(out.join(format!("{prefix}_{VERSION}_SHA256SUMS")));
    let sums = String::from_utf8(sums).unwrap();
    let mut names = Vec::new();
    for line in sums.lines() {
        let (listed, name) = line.split_once("  ").unwrap();
        assert_eq!(listed, sum(&read(out.join(name))), "{name}");
        names.push(name.to_owned());
    }
    assert!(names.is_sorted(), "{names:?}");
    names
}

/// A working directory whose configuration installs from a mirror with `archive` in it, once
/// `terraform init` did so and the provider answered.
fn installed(archive: &Path) -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    let mirror = work.path().join("mirror");
    let folder = mirror.join("registry.terraform.io/driftlock/driftlock");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(archive, folder.join(archive.file_name().unwrap())).unwrap();
    let configuration = format!(
        "provider_installation {{\n  filesystem_mirror {{ path = \"{}\" }}\n}}\n",
        mirror.display()
    );
    let file = work.path().join("terraform.rc");
    fs::write(&file, configuration).unwrap();
    let example = workspace_root().join("examples/provider/provider.tf");
    fs::copy(example, work.path().join("main.tf")).unwrap();
    for command in ["init", "validate"] {
        let mut terraform = Client::find().unwrap().command();
        let run = terraform
            .args([command, "-no-color"])
            .current_dir(work.path())
            .env("TF_CLI_CONFIG_FILE", &file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        let errors = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "terraform {command}: {said}{errors}");
    }
    work
}

#[test]
fn terraform_installs_the_packed_provider_and_locks_its_sum() {
    let (programs, out) = (programs(), tempfile::tempdir().unwrap());
    dist(programs.path(), out.path());

    let names = summed(out.path(), "terraform-provider-driftlock");
    let [packed, manifest] = names.as_slice() else {
        panic!("an archive and the manifest are summed, not {names:?}");
    };
    let start = format!("terraform-provider-driftlock_{VERSION}_");
    assert_eq!(*manifest, format!("{start}manifest.json"));
    let ending = packed.strip_prefix(&start).unwrap();
    let others = ["driftlock", "driftlock-gate"].map(|of| format!("{of}_{VERSION}_{ending}"));
    let mut summed = summed(out.path(), "driftlock");
    summed.sort_by_key(String::len);
    assert_eq!(summed, others);

    let work = installed(&out.path().join(packed));
    let locked = String::from_utf8(read(work.path().join(".terraform.lock.hcl"))).unwrap();
    let provider = read(programs.path().join(Binary::Provider.name()));
    let licence = read(workspace_root().join("LICENSE"));
    let name = format!("terraform-provider-driftlock_v{VERSION}");
    let expected = h1(&[("LICENSE", &licence), (&name, &provider)]);
    assert!(
        locked.contains(&expected),
        "{expected} is not in:\n{locked}"
    );
    let version = format!("version = \"{VERSION}\"");
    assert!(locked.contains(&version), "{locked}");
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
