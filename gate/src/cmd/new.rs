//! `new`: writes a policy, a test and a plan to begin with.

use std::fs;
use std::path::Path;

use super::Done;
use crate::args::New;
use crate::failure::Failure;

/// A policy that works, to be changed line by line.
const POLICY: &str = r#"# METADATA
# title: TITLE
# description: >-
#   What is checked, and what is not.
# related_resources:
#   - https://docs.aws.amazon.com/
# custom:
#   severity: medium
#   # The types that are judged, and the attributes on which the verdict hangs: while one of them is
#   # known only after apply, the verdict is open.
#   resources:
#     KIND: [tags]
#   why: >-
#     What can happen where this is found.
#   fix: set the tag `owner`
#   bad: |
#     resource "KIND" "data" {
#     }
#   good: |
#     resource "KIND" "data" {
#       tags = { owner = "data-team" }
#     }
#   themes: [hardening]
#   controls: []
package policies.ID

fail contains {"resource": r.address, "message": "there is no tag `owner`", "attribute": "tags"} if {
	some r in input.types.KIND
	not r.values.tags.owner
	not r.unknown.tags
}
"#;

/// Tests of its rules.
const TEST: &str = r#"package policies.ID_test

import data.policies.ID

found(values) := all if {
	r := {"address": "KIND.x", "values": values, "unknown": {}}
	all := ID.fail with input as {"types": {"KIND": [r]}}
}

test_without_an_owner if count(found({"tags": {"app": "web"}})) == 1

test_with_an_owner if count(found({"tags": {"owner": "web-team"}})) == 0
"#;

pub(super) fn run(args: &New) -> Result<Done, Vec<Failure>> {
    check_name(&args.policy_id, "policy id")?;
    check_name(&args.kind, "resource type")?;
    let mut title = args.policy_id.replace('_', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let filled = |text: &str| {
        text.replace("TITLE", &title)
            .replace("KIND", &args.kind)
            .replace("ID", &args.policy_id)
    };
    let policy = args.dir.join(format!("{}.rego", args.policy_id));
    let test = args.dir.join(format!("{}_test.rego", args.policy_id));
    for (file, text) in [(&policy, filled(POLICY)), (&test, filled(TEST))] {
        write(file, &text).map_err(|failure| vec![failure])?;
    }
    let directory = args.dir.display();
    Ok(Done::print(format!(
        "wrote {}\nwrote {}\n\nTest it:  driftlock-gate test {directory}\n\
         Use it:   driftlock-gate check plan.json --policy {directory}\n",
        policy.display(),
        test.display(),
    )))
}

/// Both stand in Rego as names.
fn check_name(name: &str, what: &str) -> Result<(), Vec<Failure>> {
    let fits = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_lowercase());
    if fits {
        return Ok(());
    }
    Err(vec![Failure::new(format!("`{name}` is no {what}")).help(
        "use small letters, digits and `_`, such as `public_s3_bucket`",
    )])
}

/// Writes a file that does not exist yet.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let name = file.display();
    if file.exists() {
        return Err(Failure::new(format!("`{name}` exists already"))
            .help("choose another id, or another directory with `--dir`"));
    }
    let made = file.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(file, text))
        .map_err(|error| Failure::new(format!("writing `{name}`: {error}")))
}
