//! Values that become known during the apply only.

use crate::story::{Story, config, says};

/// Every attribute that can be set, with a value that a resource tells.
fn told_by_another(value: impl Fn(&str) -> String) -> String {
    let of = |text: &str| value(text);
    format!(
        r#"
        resource "driftlock_baseline" "web" {{
          name         = {name}
          reason       = {text}
          accept_drift = {no}
          triggers     = {{ t = {text} }}
          scope {{
            resource_types = [{types}]
            ids            = [{id}]
            regions        = [{region}]
            accounts       = [{account}]
          }}
          exclude {{ ids = {ids} }}
          require {{ min_severity = {severity} }}
        }}
        resource "driftlock_enforcement" "web" {{
          baseline          = driftlock_baseline.web.name
          revision          = driftlock_baseline.web.revision
          mode              = {mode}
          detect_on_refresh = {yes}
          rule {{
            resource_types = [{types}]
            min_risk       = {risk}
            mode           = {mode}
          }}
          guardrails {{
            max_changes   = {number}
            max_percent   = {number}
            flap_limit    = {number}
            flap_window   = {length}
            allow_delete  = {no}
            allow_replace = {no}
          }}
        }}
        resource "driftlock_pause" "web" {{
          baseline = driftlock_baseline.web.name
          ttl      = {length}
          reason   = {text}
          triggers = {{ t = {text} }}
        }}
        data "driftlock_drift" "web" {{ baseline = driftlock_enforcement.web.baseline }}
        data "driftlock_iam_policy" "web" {{
          baseline = driftlock_enforcement.web.baseline
          account  = {account}
        }}
        "#,
        name = of("web"),
        text = of("release 7"),
        no = of("false"),
        yes = of("true"),
        types = of("aws_s3_bucket*"),
        id = of("assets"),
        region = of("us-east-1"),
        account = of("123456789012"),
        ids = format!("[{}]", of("sg-nothing")),
        severity = of("critical"),
        mode = of("enforce"),
        risk = of("cosmetic"),
        number = of("10"),
        length = of("1h"),
    )
}

#[test]
fn what_is_not_known_yet_is_judged_later() {
    let story = Story::begin();
    let told = |text: &str| format!("terraform_data.told.output[\"{text}\"]");
    let words = [
        "web",
        "release 7",
        "false",
        "true",
        "aws_s3_bucket*",
        "assets",
        "us-east-1",
        "123456789012",
        "sg-nothing",
        "critical",
        "enforce",
        "cosmetic",
        "10",
        "1h",
    ];
    let told_as = |nonce: &str| {
        let items = words.map(|word| format!("\"{word}\" = \"{word}\"\n"));
        format!(
            "resource \"terraform_data\" \"told\" {{\ninput = {{\n{}nonce = \"{nonce}\"\n}}\n}}\n",
            items.concat()
        )
    };
    story.write(&(told_by_another(told) + &told_as("1")));
    story.workspace.validate().unwrap();
    story.plan(2);
    story.apply();
    story.apply();
    story.plan(0);

    // Nothing is known again, and then all is as it was.
    story.write(&(told_by_another(told) + &told_as("2")));
    story.plan(2);
    story.apply();
    story.apply();
    story.plan(0);

    // A mistake is found once it is known, before anything is done.
    let wrong = told_as("3").replace("= \"enforce\"", "= \"enfroce\"");
    story.write(&(told_by_another(told) + &wrong));
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
