//! Values that become known during the apply only.

use crate::story::{Story, config, says};

const UNKNOWN: &str = include_str!("unknown.tf");

#[test]
fn what_is_not_known_yet_is_judged_later() {
    let story = Story::begin();
    // The second time nothing is known again, and then all is as it was.
    for nonce in ["1", "2"] {
        story.write(&UNKNOWN.replace("NONCE", nonce));
        story.workspace.validate().unwrap();
        story.plan(2);
        story.apply();
        story.apply();
        story.plan(0);
    }
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "mode"),
        "enforce"
    );

    // A mistake is found once it is known, before anything is done.
    story.write(&UNKNOWN.replace("\"enforce\"", "\"enfroce\""));
    let output = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(
        &output,
        "unknown mode `enfroce`: use `observe`, `approve` or `enforce`",
    );
}

#[test]
fn a_guardrail_alone_may_be_unknown() {
    let story = Story::begin();
    let more = "guardrails { max_changes = terraform_data.limit.output }\nmode     =";
    let limit = |n: u32| format!("resource \"terraform_data\" \"limit\" {{ input = {n} }}\n");
    let text = config("enforce").replace("mode     =", more);
    for n in [3, 4] {
        story.write(&(text.clone() + &limit(n)));
        story.plan(2);
        story.apply();
        story.plan(0);
    }
}
