//! `notify`: a plan that finds drift tells of it, and an apply of what it restored.

use driftlock_testbed::{Posted, Receiver};

use crate::story::{SUSPEND, Story, config, said, says};

/// The usual configuration with this block in the enforcement.
fn with(block: &str) -> String {
    config("enforce").replace("mode     =", &format!("{block}\nmode ="))
}

fn kinds(posted: &[Posted]) -> Vec<String> {
    let kind = |one: &Posted| one.json()["kind"].as_str().unwrap().to_owned();
    posted.iter().map(kind).collect()
}

#[test]
fn a_plan_tells_of_drift_and_an_apply_of_its_restore() {
    let mut story = Story::begin();
    let receiver = Receiver::start().unwrap();
    let variable = "variable \"url\" {}\n";
    let block = r#"notify {
        webhook = var.url
        on      = ["drift", "restored"]
    }"#;
    story.workspace.set_env("TF_VAR_url", &receiver.webhook());
    story.workspace.set_env("DRIFTLOCK_WEBHOOK_SECRET", "x");
    story.write(&(variable.to_owned() + &with(block)));
    let applied = story.apply();
    assert!(!applied.contains("s3cret"), "{applied}");
    story.plan(0);
    story.moto.boto3(SUSPEND).unwrap();
    story.plan(2);
    let told = receiver.take();
    assert_eq!(kinds(&told), ["drift"]);
    assert_eq!(
        told[0].json()["actor"]["program"]
            .as_str()
            .unwrap()
            .split(' ')
            .next()
            .unwrap(),
        "terraform-provider-driftlock"
    );
    assert!(told[0].headers.contains_key("driftlock-signature"));
    story.apply();
    assert_eq!(kinds(&receiver.take()), ["restored"]);
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
    assert_eq!(receiver.waiting(), 0);

    // Nobody there is a warning, and no more than that.
    receiver.answer(404);
    story.moto.boto3(SUSPEND).unwrap();
    let applied = story.apply();
    says(&applied, "could not be told what happened: it answered 404");
    assert!(!applied.contains("s3cret"), "{applied}");
    assert_eq!(story.versioning(), "Enabled");
    let settings = story.ledger(async |ledger| {
        let name = "web".parse().unwrap();
        ledger.enforcement(&name).await.unwrap()
    });
    assert_eq!(settings.notify[0].webhook.expose(), receiver.webhook());

    // Without the block nobody is told any more.
    story.write(&(variable.to_owned() + &config("enforce")));
    story.apply();
    story.plan(0);
    let notify = story.attribute("driftlock_enforcement.web", "notify");
    assert_eq!(notify, serde_json::json!([]));
}

#[test]
fn mistakes_are_named_without_the_address() {
    let story = Story::begin();
    for (block, says_so) in [
        (
            r#"notify { webhook = "http://example.com/s3cret" }"#,
            "the address of a webhook must begin with `https://`",
        ),
        (
            "notify {\n webhook = \"https://example.com/s3cret\"\n on = [\"drifted\"]\n }",
            "unknown occasion `drifted`: use `drift`, `in_sync`",
        ),
        (
            "notify {\n webhook = \"https://example.com/s3cret\"\n on = []\n }",
            "`on` is empty",
        ),
    ] {
        story.write(&with(block));
        let run = story.workspace.run(&["validate", "-json"]).unwrap();
        let output = said(run.expect_code("validate", 1).unwrap());
        says(&output, says_so);
    }
    // What becomes known later is judged later.
    let later = "resource \"terraform_data\" \"url\" { input = \"https://example.com/s3cret\" }\n";
    let block = "notify { webhook = terraform_data.url.output }";
    story.write(&(later.to_owned() + &with(block)));
    story.apply();
    story.plan(0);
}
