//! What of a baseline may change freely.

use serde_json::json;

use crate::story::{Story, config, says};

const SCANNED: &str = r#"
  ignore {
    path   = "aws_s3_bucket.assets.tags.LastScan"
    reason = "written by the scanner"
  }
"#;

/// Settings of the baseline beside its name.
fn with(mode: &str, more: &str) -> String {
    let baseline = format!("name = \"web\"\n{more}\n");
    config(mode).replacen("name = \"web\"", &baseline, 1)
}

impl Story {
    /// Tags are put all at once, so that whoever restores one of them puts the other too.
    fn tag(&self, owner: &str, scan: &str) {
        self.moto
            .boto3(&format!(
                r#"client("s3").put_bucket_tagging(Bucket="assets", Tagging=dict(TagSet=[
                    dict(Key="Owner", Value="{owner}"), dict(Key="LastScan", Value="{scan}")]))"#
            ))
            .unwrap();
    }

    fn tags(&self) -> serde_json::Value {
        let print = r#"
import json
tags = client("s3").get_bucket_tagging(Bucket="assets")["TagSet"]
print(json.dumps({tag["Key"]: tag["Value"] for tag in tags}))
"#;
        serde_json::from_str(&self.moto.boto3(print).unwrap()).unwrap()
    }

    fn revision(&self) -> serde_json::Value {
        self.attribute("driftlock_baseline.web", "revision")
    }
}

#[test]
fn what_is_ignored_is_no_drift_and_an_apply_leaves_it_as_it_is() {
    let story = Story::begin();
    story.tag("web", "monday");
    let look = r#"
        data "driftlock_drift" "web" {
          baseline   = driftlock_baseline.web.name
          depends_on = [driftlock_enforcement.web]
        }"#;
    story.write(&(with("enforce", SCANNED) + look));
    story.apply();
    story.plan(0);
    story.tag("web", "tuesday");
    story.plan(0);

    story.tag("eve", "wednesday");
    let planned = story.plan(2);
    says(&planned, "tags.Owner");
    assert!(!planned.contains("LastScan"), "{planned}");
    story.apply();
    assert_eq!(
        story.tags(),
        json!({"Owner": "web", "LastScan": "wednesday"})
    );
    story.plan(0);
    assert_eq!(story.revision(), 1);
    let drift = |name: &str| story.attribute("data.driftlock_drift.web", name);
    assert_eq!(
        (drift("in_sync"), drift("resources")),
        (json!(true), json!([]))
    );
    let ignored = drift("ignored");
    assert_eq!(ignored[0]["reason"], "written by the scanner");
    assert_eq!(
        (
            &ignored[0]["changes"][0]["path"],
            &ignored[0]["changes"][0]["observed"]
        ),
        (&json!("tags.LastScan"), &json!("wednesday"))
    );

    // Without the block it is drift that a new revision would approve unseen.
    story.write(&with("enforce", ""));
    let refused = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(
        &refused,
        "tags.LastScan (cosmetic) Revision 1 stays in force.",
    );
}

#[test]
fn other_ignores_are_a_new_revision_which_the_drift_that_they_cover_does_not_keep_away() {
    let story = Story::begin();
    // An import leaves the provider's own region out.
    let with = |mode, more: &str| with(mode, more).replace("regions        = [\"us-east-1\"]", "");
    story.tag("web", "monday");
    story.write(&with("enforce", ""));
    story.apply();
    story.tag("web", "tuesday");
    story.plan(2);
    story.write(&with("enforce", SCANNED));
    story.apply();
    assert_eq!(
        (story.revision(), story.tags()["LastScan"].clone()),
        (json!(2), json!("tuesday"))
    );
    story.plan(0);

    let until = |time: &str| SCANNED.replace("reason ", &format!("expires = \"{time}\"\nreason "));
    story.write(&with("enforce", &until("2099-12-31T01:00:00+01:00")));
    story.apply();
    assert_eq!(story.revision(), 3);
    story.plan(0);
    // The same moment in other words is no change.
    story.write(&with("enforce", &until("2099-12-31T00:00:00Z")));
    story.apply();
    assert_eq!(story.revision(), 3);
    story.plan(0);

    for args in [
        ["state", "rm", "driftlock_baseline.web"].as_slice(),
        &["import", "-no-color", "driftlock_baseline.web", "web"],
    ] {
        let run = story.workspace.run(args).unwrap();
        run.expect_code("terraform", 0).unwrap();
    }
    let imported = story.attribute("driftlock_baseline.web", "ignore");
    assert_eq!(imported[0]["expires"], "2099-12-31T00:00:00Z");
    story.plan(0);
}

#[test]
fn one_that_has_expired_is_warned_of_and_makes_no_plan_dirty() {
    let story = Story::begin();
    story.tag("web", "monday");
    let expired = SCANNED.replace("reason ", "expires = \"2020-01-01T00:00:00Z\"\nreason ");
    story.write(&with("observe", &expired));
    let warning = "`aws_s3_bucket.assets.tags.LastScan` was ignored until 2020-01-01T00:00:00Z, and is \
                   not any more";
    says(&story.apply(), warning);
    says(&story.plan(0), warning);
    story.tag("web", "tuesday");
    says(&story.plan(0), "tags.LastScan (cosmetic)");
}

#[test]
fn mistakes_point_at_the_attribute_and_what_is_not_known_yet_waits() {
    let story = Story::begin();
    story.write(&with(
        "observe",
        r#"
          ignore {
            path    = "aws_s3_buket.assets.tags"
            reason  = " "
            expires = "tomorrow"
          }
          ignore {
            path   = "tags"
            reason = "scanned"
          }"#,
    ));
    let output = story.fails(&["validate", "-no-color"]);
    says(
        &output,
        "no supported resource type matches `aws_s3_buket`; did you mean `aws_s3_bucket`?",
    );
    says(&output, "path = \"aws_s3_buket.assets.tags\"");
    says(
        &output,
        "the reason to ignore `aws_s3_buket.assets.tags` is empty",
    );
    says(&output, "`tomorrow` is not a time");
    says(&output, "`tags` does not say of which resources");

    story.write(
        &(with(
            "observe",
            &SCANNED.replace("assets", "${terraform_data.bucket.output}"),
        ) + "resource \"terraform_data\" \"bucket\" { input = \"assets\" }"),
    );
    story.tag("web", "monday");
    story.apply();
    story.tag("web", "tuesday");
    story.plan(0);
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "in_sync"),
        true
    );
}
