//! The configuration beside a plan: where things stand, and what comments waive.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use driftlock_policy::{Configuration, Selection};

fn write(root: &Path, file: &str, text: &str) {
    let file = root.join(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn place(configuration: &Configuration, root: &Path, address: &str, attribute: &str) -> String {
    let attribute = Some(attribute).filter(|attribute| !attribute.is_empty());
    match configuration.locate(address, attribute) {
        None => "nowhere".to_owned(),
        Some(found) => {
            let root = format!("{}/", root.display());
            let file = found.file.strip_prefix(&root).unwrap();
            format!("{file}:{}-{}", found.line, found.end_line)
        }
    }
}

#[test]
fn resources_are_found_in_modules_and_instances() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(
        root,
        "main.tf",
        "module \"a\" {\n  source = \"./a\"\n}\n\nmodule \"far\" {\n  source = \"acme/far/aws\"\n}\n\n\
                            resource \"aws_security_group\" \"web\" {\n  name = \"web\"\n\n  ingress {\n    from_port = 22\n    to_port   = 22\n  }\n\
                            \x20 ingress {\n    cidr_blocks = [\n      \"0.0.0.0/0\"\n    ]\n  }\n}\n",
    );
    write(root, "a/b/deep.tf", "resource \"aws_s3_bucket\" \"x\" {}\n");
    write(
        root,
        "a/main.tofu",
        "module \"b\" {\n  source = \"./b\"\n}\n",
    );
    write(
        root,
        ".terraform/modules/modules.json",
        "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},{\"Key\":\"far\",\"Source\":\"registry.terraform.io/acme/far/aws\",\"Version\":\"1.0.0\",\"Dir\":\".terraform/modules/far\"}]}",
    );
    write(
        root,
        ".terraform/modules/far/main.tf",
        "\n\nresource \"aws_sqs_queue\" \"q\" {\n}\n",
    );
    let found = Configuration::read(root).unwrap();
    for (address, attribute, want) in [
        ("aws_security_group.web", "", "main.tf:9-21"),
        (
            "aws_security_group.web[0]",
            "ingress[1].cidr_blocks",
            "main.tf:17-17",
        ),
        (
            "aws_security_group.web",
            "ingress[1].protocol",
            "main.tf:16-16",
        ),
        ("aws_security_group.web", "ingress[0]", "main.tf:12-12"),
        ("aws_security_group.web", "tags.owner", "main.tf:9-21"),
        (
            "module.a[\"x.y\"].module.b[0].aws_s3_bucket.x",
            "",
            "a/b/deep.tf:1-1",
        ),
        (
            "module.far.aws_sqs_queue.q",
            "",
            ".terraform/modules/far/main.tf:3-4",
        ),
        ("aws_s3_bucket.x", "", "nowhere"),
    ] {
        assert_eq!(
            place(&found, root, address, attribute),
            want,
            "{address} {attribute}"
        );
    }
}

#[test]
fn comments_are_read_with_their_faults() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(
        root,
        "main.tf",
        "resource \"aws_s3_bucket\" \"a\" {\n  # driftlock:waive public_s3_bucket until 2030-01-01\n}\n\
                            resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\" # driftlock:waive public_s3_bucket: because\n}\n",
    );
    let faults = Configuration::read(root).unwrap_err();
    let told: Vec<&str> = faults
        .iter()
        .map(|fault| fault.message.rsplit("main.tf").next().unwrap())
        .collect();
    assert_eq!(
        told,
        [":2: it gives no reason", ":5: it does not say until when"]
    );
    write(
        root,
        "main.tf",
        "resource \"aws_s3_bucket\" \"a\" {\n  # driftlock:waive public_s3_bukcet until 2030-01-01: why\n}\n",
    );
    let selection = Selection {
        source: Some(root.to_owned()),
        ..Selection::default()
    };
    let faults = selection.load(jiff::civil::date(2026, 1, 1)).unwrap_err();
    assert!(
        faults[0]
            .message
            .ends_with("main.tf:2: there is no policy `public_s3_bukcet`"),
        "{faults:?}"
    );
    assert_eq!(
        faults[0].help.as_deref(),
        Some("did you mean `public_s3_bucket`?")
    );
}

#[test]
fn what_is_no_configuration_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let faults = Configuration::read(dir.path()).unwrap_err();
    assert!(
        faults[0].message.starts_with("there is no `.tf` file in"),
        "{faults:?}"
    );
    write(dir.path(), "main.tf", "resource \"a\" \"b\" {\n");
    let faults = Configuration::read(dir.path()).unwrap_err();
    assert!(faults[0].message.contains("main.tf:"), "{faults:?}");
    assert!(Configuration::read(&dir.path().join("none")).is_err());
}
