//! What a baseline ignores may change beside what it holds, as Terraform's own `ignore_changes`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use driftlock_stories::Story;
use serde_json::{Value, json};

const DECLARED: &str = include_str!("ignored/main.tf");

/// Somebody delays the queue and takes it over, while the scaler and the scanner do their work.
const CHANGE: &str = r#"
sqs = client("sqs")
url = sqs.get_queue_url(QueueName="jobs")["QueueUrl"]
sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "60", "VisibilityTimeout": "90"})
sqs.tag_queue(QueueUrl=url, Tags={"Owner": "eve", "LastScan": "tuesday"})
"#;

const SCALE: &str = r#"
sqs = client("sqs")
url = sqs.get_queue_url(QueueName="jobs")["QueueUrl"]
sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "120"})
"#;

const SHOW: &str = r#"
import json
sqs = client("sqs")
url = sqs.get_queue_url(QueueName="jobs")["QueueUrl"]
names = ["DelaySeconds", "VisibilityTimeout"]
shown = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
shown.update(sqs.list_queue_tags(QueueUrl=url)["Tags"])
print(json.dumps(shown))
"#;

fn paths(resources: &Value) -> Vec<&str> {
    let resources = resources.as_array().unwrap().iter();
    let changes = resources.flat_map(|one| one["changes"].as_array().unwrap());
    changes
        .map(|change| change["path"].as_str().unwrap())
        .collect()
}

#[test]
fn a_scaler_and_a_scanner_do_their_work_under_enforcement() {
    let story = Story::begin(DECLARED, "jobs").unwrap();
    let workspace = &story.scene.workspace;
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);

    let moto = &story.scene.moto;
    moto.boto3(CHANGE).unwrap();
    let drift = story.drift(1).unwrap();
    assert_eq!(paths(&drift["resources"]), ["delay_seconds", "tags.Owner"]);
    assert_eq!(
        paths(&drift["ignored"]),
        ["visibility_timeout_seconds", "tags.LastScan"]
    );
    story.driftlock(&["enforce", "jobs", "--once"], 0).unwrap();
    let live: Value = serde_json::from_str(&moto.boto3(SHOW).unwrap()).unwrap();
    assert_eq!(
        live,
        json!({"DelaySeconds": "5", "VisibilityTimeout": "90", "Owner": "web", "LastScan": "tuesday"})
    );
    story.drift(0).unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0, "all agree");

    // With the state, Terraform's name for it means the queue too.
    let set = [
        "baseline",
        "set",
        "named",
        "--state",
        "terraform.tfstate",
        "--ignore",
        "aws_sqs_queue.worker.visibility_timeout_seconds=set by the scaler",
    ];
    story.driftlock(&set, 0).unwrap();
    moto.boto3(SCALE).unwrap();
    let drift = story.driftlock(&["drift", "named", "-v"], 0).unwrap();
    assert!(
        drift
            .stdout
            .contains("aws_sqs_queue.worker  aws_sqs_queue "),
        "{}",
        drift.stdout
    );
    assert!(
        drift
            .stdout
            .contains("~ visibility_timeout_seconds  90 -> 120")
    );
}
