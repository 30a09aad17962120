//! What is live, whether a baseline holds it or not.

use serde_json::json;

use crate::story::{Story, config, says};

const LIVE: &str = r#"
data "driftlock_resources" "live" {
  scope { resource_types = ["aws_s3_bucket*"] }
  scope { resource_types = ["aws_security_group"] }
  exclude { ids = ["other-*"] }
}
output "live" { value = data.driftlock_resources.live }
"#;

const MORE: &str = r#"
s3 = client("s3")
s3.create_bucket(Bucket="logs")
s3.put_bucket_tagging(Bucket="logs", Tagging={"TagSet": [{"Key": "app", "Value": "web"}]})
s3.create_bucket(Bucket="other-one")
"#;

#[test]
fn what_is_live_is_told_with_who_holds_it() {
    let story = Story::begin();
    story.write(&config("observe"));
    story.apply();
    story.moto.boto3(MORE).unwrap();
    story.write(&(config("observe") + LIVE));
    story.apply();
    let live = story.workspace.output("live").unwrap();
    let resources = live["resources"].as_array().unwrap();
    let found = |kind: &str, id: &str| {
        let it = |one: &&serde_json::Value| one["type"] == kind && one["id"] == id;
        resources.iter().find(it).cloned()
    };
    let assets = found("aws_s3_bucket", "assets").unwrap();
    assert_eq!(
        (&assets["baselines"], &assets["parent"]),
        (&json!(["web"]), &json!(null))
    );
    let versioning = found("aws_s3_bucket_versioning", "assets").unwrap();
    assert_eq!(versioning["parent"], "assets");
    let attributes: serde_json::Value =
        serde_json::from_str(versioning["json"].as_str().unwrap()).unwrap();
    assert_eq!(
        attributes["versioning_configuration"][0]["status"],
        "Enabled"
    );
    let logs = found("aws_s3_bucket", "logs").unwrap();
    assert_eq!(
        (&logs["baselines"], &logs["tags"]),
        (&json!([]), &json!({"app": "web"}))
    );
    assert_eq!(found("aws_s3_bucket", "other-one"), None);
    // A setting that is not there is nothing that exists.
    assert_eq!(found("aws_s3_bucket_policy", "logs"), None);
    let unheld = live["unheld_ids"].as_array().unwrap();
    assert_eq!(unheld, &[json!("logs")]);
    let ids = live["ids"].as_array().unwrap();
    assert!(
        ids.contains(&json!("assets")) && ids.contains(&json!("logs")),
        "{ids:?}"
    );
    assert_eq!(live["resource_count"], resources.len());
    assert_eq!(live["unreadable"], json!([]));
    story.plan(0);
}

#[test]
fn a_scope_that_cannot_be_is_refused() {
    let story = Story::begin();
    story.write(&LIVE.replace("aws_security_group", "aws_securty_group"));
    let output = story.fails(&["validate", "-no-color"]);
    says(&output, "did you mean `aws_security_group`?");
    story.write("data \"driftlock_resources\" \"none\" {}");
    says(
        &story.fails(&["validate", "-no-color"]),
        "At least 1 \"scope\" blocks are required",
    );
}
