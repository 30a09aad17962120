//! Mistakes in a configuration.

use crate::story::{Story, says};

#[test]
fn mistakes_are_named_before_anything_is_asked_of_aws() {
    let story = Story::begin();
    story.write(
        r#"
        resource "driftlock_baseline" "bad" {
          name = "-web"
          scope { resource_types = ["aws_securty_group"] }
          require { min_severity = "hgh" }
        }
        resource "driftlock_enforcement" "bad" {
          baseline = "web"
          mode     = "aprove"
          rule {
            resource_types = ["aws_s3_bukcet"]
            mode           = "observe"
          }
          rule {
            resource_types = []
            min_risk       = "high"
            mode           = "enforce"
          }
          guardrails {
            max_percent = 101
            flap_limit  = -1
            flap_window = "soon"
          }
        }
        resource "driftlock_pause" "bad" {
          baseline = "web"
          ttl      = "30"
          reason   = "none"
        }
        "#,
    );
    let output = story.fails(&["validate", "-no-color"]);
    says(&output, "baseline name `-web` is not usable");
    says(
        &output,
        "unknown mode `aprove`: use `observe`, `approve` or `enforce`",
    );
    says(
        &output,
        "no supported resource type matches `aws_s3_bukcet`; did you mean `aws_s3_bucket`?",
    );
    says(&output, "`max_percent` cannot be 101");
    says(&output, "Use a whole number from 0 to 100.");
    says(
        &output,
        "unknown risk `high`: use `cosmetic`, `service_broken`",
    );
    says(&output, "`resource_types` is empty");
    says(&output, "`flap_limit` cannot be -1");
    says(&output, "`soon` is no length of time for `flap_window`");
    says(&output, "unknown severity `hgh`");
    says(&output, "`30` is no length of time for `ttl`");
    says(
        &output,
        "no supported resource type matches `aws_securty_group`; did you mean `aws_security_group`?",
    );
    says(&output, "on main.tf line 4");
    assert_eq!(
        story.moto.requests().unwrap().get("sts:GetCallerIdentity"),
        None
    );
}
