//! What a plan does to what a baseline holds, as the gate tells it: real plans, a real store.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use driftlock_stories::Story;
use driftlock_testbed::Binary;

const DECLARED: &str = r#"
resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  sqs_managed_sse_enabled    = true
  visibility_timeout_seconds = 60
}

resource "aws_sqs_queue" "mails" {
  name                    = "mails"
  sqs_managed_sse_enabled = true
}
"#;

const DRIFT: &str = "
sqs = client('sqs')
url = sqs.get_queue_url(QueueName='orders')['QueueUrl']
sqs.set_queue_attributes(QueueUrl=url, Attributes={'VisibilityTimeout': '5'})
";

/// Plans the configuration, and has the gate hold the plan against the baseline.
fn gate(story: &Story, more: &[&str], code: i32) -> String {
    let workspace = &story.scene.workspace;
    let planned = workspace.run(&["plan", "-no-color", "-input=false", "-out=plan.bin"]);
    planned.unwrap().expect_code("terraform plan", 0).unwrap();
    let shown = workspace.run(&["show", "-json", "plan.bin"]).unwrap();
    workspace.write("plan.json", &shown.stdout).unwrap();
    let check = [
        "check",
        "plan.json",
        "--baseline",
        "shop",
        "--only",
        "unencrypted_sqs_queue",
    ];
    let run = story.scene.run(Binary::Gate, &[&check[..], more].concat());
    run.unwrap()
        .expect_code("driftlock-gate", code)
        .unwrap()
        .stdout
}

fn says(report: &str, words: &str) {
    assert!(report.contains(words), "no `{words}` in {report}");
}

#[test]
fn the_gate_knows_what_is_locked() {
    let story = Story::begin(DECLARED, "shop").unwrap();
    let workspace = &story.scene.workspace;
    workspace.apply().unwrap();
    let set = [
        "baseline",
        "set",
        "shop",
        "--type",
        "aws_sqs_queue",
        "--state",
        "terraform.tfstate",
    ];
    story.driftlock(&set, 0).unwrap();
    says(
        &gate(&story, &[], 0),
        "the plan touches none of the 2 resources",
    );

    // What was changed by hand, and is declared, a plan would put back.
    story.scene.moto.boto3(DRIFT).unwrap();
    says(
        &gate(&story, &[], 0),
        "the plan undoes drift and nothing else",
    );
    workspace.apply().unwrap();

    // A change is told, and passes; with a pause it is known until when.
    let slower = DECLARED.replace("= 60", "= 90");
    workspace.write("main.tf", &slower).unwrap();
    let report = gate(&story, &[], 0);
    says(&report, "aws_sqs_queue.orders");
    says(&report, "no pause is open");
    story
        .driftlock(
            &["pause", "shop", "--ttl", "30m", "--reason", "release 7"],
            0,
        )
        .unwrap();
    says(&gate(&story, &[], 0), "enforcement is paused until");

    // What would be deleted is refused, until somebody says that it is meant.
    let (orders, _) = DECLARED
        .split_once("resource \"aws_sqs_queue\" \"mails\"")
        .unwrap();
    workspace.write("main.tf", orders).unwrap();
    says(
        &gate(&story, &[], 1),
        "refused: a locked resource would be deleted or replaced",
    );
    says(
        &gate(&story, &["--allow-locked"], 0),
        "allowed: a locked resource would be deleted",
    );
    let report = gate(&story, &["--format", "json"], 1);
    says(&report, "\"what\": \"deleted\"");
}
