//! What happened to a baseline.

use serde_json::Value;

use crate::story::{SUSPEND, Story, config, says};

fn asking(more: &str) -> String {
    format!(
        r#"
        data "driftlock_history" "web" {{
          baseline = driftlock_enforcement.web.baseline
          {more}
        }}
        output "events" {{ value = data.driftlock_history.web.events }}
        "#
    )
}

#[test]
fn what_happened_is_told_as_the_command_line_tells_it() {
    let story = Story::begin();
    story.write(&config("observe"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.plan(0);
    let asked = |more: &str| -> Vec<Value> {
        story.write(&(config("observe") + &asking(more)));
        story.apply();
        story
            .workspace
            .output("events")
            .unwrap()
            .as_array()
            .unwrap()
            .clone()
    };
    let events = asked("since = \"1h\"\nkinds = [\"baseline_captured\", \"drift_detected\"]");
    let kinds: Vec<&Value> = events.iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["baseline_captured", "drift_detected"]);
    let (captured, drifted) = (&events[0], &events[1]);
    says(captured["summary"].as_str().unwrap(), "captured revision 1");
    let summary = drifted["summary"].as_str().unwrap();
    says(summary, "drift detected; ~ aws_s3_bucket_versioning");
    assert!(!summary.contains('\u{1b}'), "{summary:?}");
    let resources = drifted["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 1);
    says(
        resources[0].as_str().unwrap(),
        "aws_s3_bucket_versioning `assets`",
    );
    assert!(drifted["actor"].as_str().unwrap().contains("arn:aws:"));
    let whole: Value = serde_json::from_str(drifted["json"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&whole["id"], &whole["event"]),
        (&drifted["id"], &"drift_detected".into())
    );
    // A second plan is clean: nothing has happened since.
    story.plan(0);

    let newest = asked("limit = 1");
    assert_eq!(newest.len(), 1);
    let all = asked("");
    assert!(all.len() == 2 && all.last() == newest.last(), "{all:?}");
    assert_eq!(asked("since = \"2999-01-01\""), [] as [Value; 0]);
    story.plan(0);
}

#[test]
fn what_cannot_be_asked_for_is_said() {
    let story = Story::begin();
    story.write(
        "data \"driftlock_history\" \"web\" {
           baseline = \"web\"
           since    = \"yesterday\"
           kinds    = [\"pasued\"]
           limit    = 0
         }",
    );
    let output = story.fails(&["validate", "-no-color"]);
    says(&output, "`yesterday` is no time for `since`");
    says(&output, "there is no kind of event `pasued`");
    says(&output, "`limit` cannot be 0");
    story.write("data \"driftlock_history\" \"web\" { baseline = \"web\" }");
    says(
        &story.fails(&["plan", "-no-color"]),
        "there is no baseline `web`",
    );
}
