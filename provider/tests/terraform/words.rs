//! The words of the plans that people read: every warning and what is planned, whichever the client.

use serde_json::Value;

use crate::story::{OPEN_SSH, SUSPEND, Story, config};

/// What `plan -json` tells: drift seen, changes planned, and all that the provider says.
fn words(story: &Story) -> String {
    let run = story.workspace.run(&["plan", "-json"]).unwrap();
    let lines = run.stdout.lines().filter(|line| line.starts_with('{'));
    let lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    lines.iter().filter_map(spoken).collect()
}

fn spoken(line: &Value) -> Option<String> {
    let text = |pointer: &str| line.pointer(pointer).and_then(Value::as_str);
    match text("/type")? {
        "resource_drift" | "planned_change" | "change_summary" => {
            Some(format!("{}\n", text("/@message")?))
        }
        "diagnostic" => {
            let (summary, detail) = (text("/diagnostic/summary")?, text("/diagnostic/detail")?);
            let severity = text("/diagnostic/severity")?;
            let at = text("/diagnostic/address").unwrap_or_default();
            let own = !summary.contains("development overrides");
            own.then(|| format!("\n{severity}: {at}: {summary}\n\n{detail}\n"))
        }
        _ => None,
    }
}

#[track_caller]
fn check(story: &Story, name: &str) {
    insta::with_settings!({filters => vec![
        (r"sg-[0-9a-f]{8,}", "sg-ID"),
        (r"\b01[0-9A-HJKMNP-TV-Z]{24}\b", "ULID"),
        (r"\d{4}-\d\d-\d\d[T ][\d:]{8}(\.\d+)?Z", "TIME"),
        (r"(?m)[ ]+$", ""),
    ], omit_expression => true}, {
        insta::assert_snapshot!(name, words(story));
    });
}

fn triggered(release: &str, mode: &str) -> String {
    let more = format!("name = \"web\"\ntriggers = {{ release = \"{release}\" }}");
    config(mode).replace("name = \"web\"", &more)
}

#[test]
fn a_baseline_that_is_captured_anew_says_why() {
    let story = Story::begin();
    story.write(&triggered("1", "enforce"));
    check(&story, "first_capture");
    story.apply();
    story.write(&triggered("2", "enforce"));
    check(&story, "release_changes");
    let more = triggered("2", "enforce")
        .replace(
            "name = \"web\"",
            "name = \"web\"\nrequire { min_severity = \"critical\" }",
        )
        .replace("sg-nothing", "sg-other");
    story.write(&more);
    check(&story, "much_changes");
    story.apply();
    story.plan(0);

    // What becomes known during the apply only captures only if it is different.
    let unknown = |input: &str| {
        let text =
            triggered("X", "enforce").replace("\"X\"", "substr(terraform_data.build.output, 0, 1)");
        text + &format!("resource \"terraform_data\" \"build\" {{ input = \"{input}\" }}\n")
    };
    story.write(&unknown("2-1"));
    story.apply();
    let revision = story.attribute("driftlock_baseline.web", "revision");
    story.plan(0);
    story.write(&unknown("2-2"));
    check(&story, "release_not_known_yet");
    story.apply();
    assert_eq!(
        story.attribute("driftlock_baseline.web", "revision"),
        revision
    );
    story.plan(0);
}

#[test]
fn drift_is_told_with_what_the_apply_does_about_it() {
    let story = Story::begin();
    story.write(&config("observe"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.moto.boto3(OPEN_SSH).unwrap();
    check(&story, "drift_observed");
    story.write(&config("approve"));
    check(&story, "drift_to_propose");
    story.write(&config("enforce"));
    check(&story, "drift_to_restore");
    story.driftlock(
        &["pause", "web", "--ttl", "1h", "--reason", "incident 7"],
        0,
    );
    check(&story, "drift_while_paused");
    story.driftlock(&["resume", "web"], 0);
    let tight = "guardrails { max_changes = 1 }\nmode     =";
    story.write(&config("enforce").replace("mode     =", tight));
    check(&story, "drift_over_a_guardrail");
    story.write(&config("approve"));
    story.apply();
    check(&story, "drift_proposed");
}

#[test]
fn a_name_that_is_taken_is_told() {
    let story = Story::begin();
    story.driftlock(&["baseline", "set", "web", "--type", "aws_s3_bucket*"], 0);
    story.write(&config("enforce"));
    check(&story, "name_taken");
}
