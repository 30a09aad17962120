//! The policies that a baseline needs.

use crate::story::{Story, config, says};

fn policies(more: &str) -> String {
    format!(
        r#"
        provider "driftlock" {{
          restore_role {{ role_arn = "arn:aws:iam::123456789012:role/driftlock-restore" }}
        }}
        data "driftlock_iam_policy" "web" {{
          baseline = driftlock_enforcement.web.baseline
          {more}
        }}
        output "read" {{ value = jsondecode(data.driftlock_iam_policy.web.read_json) }}
        output "restore" {{
          value = try(jsondecode(data.driftlock_iam_policy.web.restore_json), {{}})
        }}
        output "none" {{
          value = [for name in ["restore_json", "store_json"] : name if data.driftlock_iam_policy.web[name] == null]
        }}
        output "documents" {{ value = length(data.driftlock_iam_policy.web.restore_documents) }}
        "#
    )
}

#[test]
fn policies_grant_what_the_mode_needs() {
    let story = Story::begin();
    let output = |name: &str| story.workspace.output(name).unwrap();
    let actions = |name: &str| output(name)["Statement"].to_string();
    story.write(&(config("enforce") + &policies("")));
    story.apply();
    story.plan(0);
    assert!(actions("read").contains("s3:GetBucketVersioning"));
    assert!(!actions("read").contains("s3:PutBucketVersioning"));
    assert!(actions("read").contains("role/driftlock-restore"));
    assert!(actions("restore").contains("s3:PutBucketVersioning"));
    assert!(actions("restore").contains("arn:aws:s3:::assets"));
    assert!(
        !actions("restore").contains("s3:DeleteBucket\""),
        "not allowed to"
    );
    assert_eq!(output("documents"), 1);
    assert_eq!(
        output("none"),
        serde_json::json!(["store_json"]),
        "a directory needs no right"
    );

    story.write(&(config("enforce") + &policies("mode = \"observe\"")));
    story.apply();
    assert_eq!(
        output("none"),
        serde_json::json!(["restore_json", "store_json"])
    );
    assert!(!actions("read").contains("sts:AssumeRole"));
    assert_eq!(output("documents"), 0);
    story.plan(0);
}

#[test]
fn a_baseline_that_is_not_there_has_no_policies() {
    let story = Story::begin();
    story.write("data \"driftlock_iam_policy\" \"web\" { baseline = \"wbe\" }");
    let output = story.fails(&["plan", "-no-color"]);
    says(&output, "there is no baseline `wbe`");
}
