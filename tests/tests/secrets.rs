//! Secret values are nowhere at rest: not in the store, not in what is printed, not in the logs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use driftlock_stories::{Rig, Store};

const SECRETS: [&str; 3] = ["hunter2-approved", "hunter2-changed", "hunter2-user-data"];

const MADE: &str = r##"
import base64
from boto3 import client
ssm, ec2 = client("ssm"), client("ec2")
ssm.put_parameter(Name="/planted", Type="SecureString", Value="hunter2-approved")
data = base64.b64encode(b"#!/bin/sh\nexport PASSWORD=hunter2-user-data\n").decode()
ec2.create_launch_template(LaunchTemplateName="planted",
    LaunchTemplateData={"InstanceType": "t3.micro", "UserData": data})
"##;

#[test]
fn secrets_are_hashed_before_anything_is_stored_printed_or_logged() {
    let rig = Rig::begin(Store::Directory).unwrap();
    rig.by_hand(MADE).unwrap();
    let types = [
        "--type",
        "aws_ssm_parameter",
        "--type",
        "aws_launch_template",
    ];
    let set = ["-v", "-v", "-v", "baseline", "set", "b"];
    let mut said = all(&rig, &[&set[..], &types].concat(), 0);
    rig.by_hand("ssm.put_parameter(Name='/planted', Value='hunter2-changed', Overwrite=True)")
        .unwrap();
    let drift = all(&rig, &["-v", "-v", "-v", "drift", "b"], 1);
    assert!(drift.contains("hmac-sha256:"), "{drift}");
    said.push_str(&drift);
    let enforce = [
        "-v", "-v", "-v", "enforce", "b", "--once", "--mode", "enforce",
    ];
    let enforced = all(&rig, &enforce, 2);
    assert!(enforced.contains("deploy it again"), "{enforced}");
    said.push_str(&enforced);
    for format in ["text", "json"] {
        said.push_str(&all(
            &rig,
            &["baseline", "show", "b", "--format", format],
            0,
        ));
        said.push_str(&all(&rig, &["history", "b", "--format", format], 0));
    }
    assert!(said.contains("/planted"), "{said}");
    read(&rig.path().join("store"), &mut said);
    for secret in SECRETS {
        assert!(!said.contains(secret), "{secret} shows");
        let encoded = "aHVudGVyMi"; // what base64 makes of the beginning
        assert!(!said.contains(encoded), "{secret} shows in base64");
    }
}

/// All that a command prints and logs.
fn all(rig: &Rig, args: &[&str], code: i32) -> String {
    let run = rig.driftlock(args, code).unwrap();
    run.stdout + &run.stderr
}

/// Adds all that is stored, but for snapshots, which are compressed and shown above.
fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, text);
        } else {
            text.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
        }
    }
}
