//! Mistakes in a configuration: each is named at its attribute, with its value and what to do, before
//! anything is asked of anybody.

mod pauses;

use driftlock_testbed::{Client, Run};
use serde_json::Value;

use crate::story::{says, workspace};
use pauses::{EPHEMERAL_PAUSES, PAUSES};

/// A block, the attribute at fault, what is said of it, and what to do.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

const NAME: &str = "choose another name";
const MODE: &str = "unknown mode `aprove`: use `observe`, `approve` or `enforce`";
const GUARDRAIL: &str = "Use a whole number from 0 to";
const LENGTH: &str = "Write hours, minutes and seconds, such as `30m` or `1h 30m`.";
const REVISION: &str =
    "Refer to the `revision` of the `driftlock_baseline`, or leave `revision` out.";
const TYPES: &str = "`driftlock types` lists the supported types";
const ACCOUNT: &str = "give the twelve digits";

const BASELINES: [Mistake; 13] = [
    (
        "name = \"-web\"\nscope { ids = [\"a\"] }",
        "name",
        "baseline name `-web` is not usable",
        NAME,
    ),
    (
        "name = \"w\"\nscope {\nresource_types = [\"aws_securty_group\"]\n}",
        "resource_types",
        "no supported resource type matches `aws_securty_group`; did you mean `aws_security_group`?",
        TYPES,
    ),
    (
        "name = \"w\"\nscope {\nresource_types = [\"aws_[\"]\n}",
        "resource_types",
        "`aws_[` is not a usable pattern",
        "use `*` for any text",
    ),
    (
        "name = \"w\"\nscope {\nids = [\"a{\"]\n}",
        "ids",
        "`a{` is not a usable pattern",
        "use `*` for any text",
    ),
    (
        "name = \"w\"\nscope {\nids = [\"a\"]\naccounts = [\"prod\"]\n}",
        "accounts",
        "`prod` is not an AWS account id",
        ACCOUNT,
    ),
    (
        "name = \"w\"\nscope {}",
        "scope",
        "the scope is empty",
        "select something",
    ),
    (
        "name = \"w\"\nscope { ids = [\"a\"] }\nexclude {}",
        "exclude",
        "an exclusion is empty",
        "name what to exclude, or leave the exclusion out",
    ),
    (
        "name = \"w\"\nscope { ids = [\"a\"] }\nexclude {\nresource_types = [\"aws_s3_bukcet\"]\n}",
        "resource_types",
        "did you mean `aws_s3_bucket`?",
        TYPES,
    ),
    (
        "name = \"w\"\nscope { ids = [\"a\"] }\nexclude {\naccounts = [\"prod\"]\n}",
        "accounts",
        "`prod` is not an AWS account id",
        ACCOUNT,
    ),
    (
        "name = \"w\"\nscope { ids = [\"a\"] }\nignore {\npath = \"tags\"\nreason = \"r\"\n}",
        "path",
        "`tags` does not say of which resources",
        "",
    ),
    (
        "name = \"w\"\nscope { ids = [\"a\"] }\nignore {\npath = \"aws_s3_bucket.a.tags\"\nreason = \"r\"\nexpires = \"tomorrow\"\n}",
        "expires",
        "`tomorrow` is not a time",
        "Write it as RFC 3339",
    ),
    (
        "name = \"w\"\nscope { ids = [\"a\"] }\nrequire {\nframework = \"cis-asw-3.0\"\n}",
        "framework",
        "there is no framework `cis-asw-3.0`",
        "did you mean `cis-aws-3.0`?",
    ),
    (
        "name = \"w\"\nscope { ids = [\"a\"] }\nrequire {\nmin_severity = \"hgh\"\n}",
        "min_severity",
        "unknown severity `hgh`",
        "The severities are `info`",
    ),
];

const ENFORCEMENTS: [Mistake; 14] = [
    (
        "baseline = \"-web\"",
        "baseline",
        "baseline name `-web` is not usable",
        NAME,
    ),
    ("baseline = \"w\"\nmode = \"aprove\"", "mode", MODE, ""),
    (
        "baseline = \"w\"\nrevision = 1.5",
        "revision",
        "`revision` cannot be 1.5",
        REVISION,
    ),
    (
        "baseline = \"w\"\nrevision = -1",
        "revision",
        "`revision` cannot be -1",
        REVISION,
    ),
    (
        "baseline = \"w\"\nrevision = 0",
        "revision",
        "`revision` cannot be 0",
        REVISION,
    ),
    (
        "baseline = \"w\"\nrule {\nmode = \"aprove\"\n}",
        "mode",
        MODE,
        "",
    ),
    (
        "baseline = \"w\"\nrule {\nmode = \"approve\"\nresource_types = [\"aws_s3_bukcet\"]\n}",
        "resource_types",
        "did you mean `aws_s3_bucket`?",
        TYPES,
    ),
    (
        "baseline = \"w\"\nrule {\nmode = \"approve\"\nresource_types = []\n}",
        "resource_types",
        "`resource_types` is empty",
        "Leave it out for a rule for all types.",
    ),
    (
        "baseline = \"w\"\nrule {\nmode = \"approve\"\nmin_risk = \"high\"\n}",
        "min_risk",
        "unknown risk `high`: use `cosmetic`, `service_broken`",
        "",
    ),
    (
        "baseline = \"w\"\nguardrails {\nmax_changes = -1\n}",
        "max_changes",
        "`max_changes` cannot be -1",
        GUARDRAIL,
    ),
    (
        "baseline = \"w\"\nguardrails {\nmax_percent = 101\n}",
        "max_percent",
        "`max_percent` cannot be 101",
        GUARDRAIL,
    ),
    (
        "baseline = \"w\"\nguardrails {\nflap_limit = 0.5\n}",
        "flap_limit",
        "`flap_limit` cannot be 0.5",
        GUARDRAIL,
    ),
    (
        "baseline = \"w\"\nguardrails {\nflap_window = \"soon\"\n}",
        "flap_window",
        "`soon` is no length of time for `flap_window`",
        LENGTH,
    ),
    (
        "baseline = \"w\"\nguardrails {\nflap_window = \"-1h\"\n}",
        "flap_window",
        "`-1h` is no length of time for `flap_window`",
        LENGTH,
    ),
];

const WAIVERS: [Mistake; 5] = [
    (
        "policy = \"public_s3_buket\"\nresource = \"*\"\nreason = \"r\"\nowner = \"o\"",
        "policy",
        "there is no policy `public_s3_buket`",
        "did you mean `public_s3_bucket`?",
    ),
    (
        "policy = \"public_s3_bucket\"\nresource = \"a[\"\nreason = \"r\"\nowner = \"o\"",
        "resource",
        "`a[` can be no resource: its brackets are not closed",
        "",
    ),
    (
        "policy = \"public_s3_bucket\"\nresource = \"*\"\nreason = \" \"\nowner = \"o\"",
        "reason",
        "`reason` is empty",
        "must understand why",
    ),
    (
        "policy = \"public_s3_bucket\"\nresource = \"*\"\nreason = \"r\"\nowner = \"\"",
        "owner",
        "`owner` is empty",
        "",
    ),
    (
        "policy = \"public_s3_bucket\"\nresource = \"*\"\nreason = \"r\"\nowner = \"o\"\nexpires = \"soon\"",
        "expires",
        "`soon` is neither a day nor a time",
        "2027-03-31",
    ),
];

const HISTORY: [Mistake; 4] = [
    (
        "baseline = \"-web\"",
        "baseline",
        "`-web` is not usable",
        NAME,
    ),
    (
        "baseline = \"w\"\nsince = \"yesterday\"",
        "since",
        "`yesterday` is no time for `since`",
        "24h",
    ),
    (
        "baseline = \"w\"\nkinds = [\"pasued\"]",
        "kinds",
        "there is no kind of event `pasued`",
        "The kinds are",
    ),
    (
        "baseline = \"w\"\nlimit = 0",
        "limit",
        "`limit` cannot be 0",
        "Use a whole number above 0, or leave it out for the newest 100.",
    ),
];

const COMPLIANCE: [Mistake; 3] = [
    (
        "baseline = \"-web\"",
        "baseline",
        "`-web` is not usable",
        NAME,
    ),
    (
        "baseline = \"w\"\nframework = \"cis-asw-3.0\"",
        "framework",
        "there is no framework `cis-asw-3.0`",
        "did you mean `cis-aws-3.0`?",
    ),
    (
        "baseline = \"w\"\nmin_severity = \"hgh\"",
        "min_severity",
        "unknown severity `hgh`",
        "The severities are `info`",
    ),
];

const DATA: [(&str, Mistake); 6] = [
    (
        r#"data "driftlock_drift""#,
        (
            "baseline = \"-web\"",
            "baseline",
            "`-web` is not usable",
            NAME,
        ),
    ),
    (
        r#"data "driftlock_iam_policy""#,
        (
            "baseline = \"-web\"",
            "baseline",
            "`-web` is not usable",
            NAME,
        ),
    ),
    (
        r#"data "driftlock_iam_policy""#,
        (
            "baseline = \"w\"\naccount = \"prod\"",
            "account",
            "`prod` is not an AWS account id",
            ACCOUNT,
        ),
    ),
    (
        r#"data "driftlock_iam_policy""#,
        ("baseline = \"w\"\nmode = \"aprove\"", "mode", MODE, ""),
    ),
    (
        r#"data "driftlock_deployment""#,
        (
            "baseline = \"-web\"",
            "baseline",
            "`-web` is not usable",
            NAME,
        ),
    ),
    (
        r#"data "driftlock_resources""#,
        (
            "scope {\nresource_types = [\"aws_securty_group\"]\n}",
            "resource_types",
            "did you mean `aws_security_group`?",
            TYPES,
        ),
    ),
];

const DEPLOYMENTS: [Mistake; 1] = [(
    "baseline = \"-web\"",
    "baseline",
    "`-web` is not usable",
    NAME,
)];

fn all() -> impl Iterator<Item = (&'static str, Mistake)> {
    let of = |block: &'static str| move |mistake: &Mistake| (block, *mistake);
    let kinds: [(&'static str, &'static [Mistake]); 8] = [
        (r#"resource "driftlock_baseline""#, &BASELINES),
        (r#"resource "driftlock_enforcement""#, &ENFORCEMENTS),
        (r#"resource "driftlock_pause""#, &PAUSES),
        (r#"ephemeral "driftlock_pause""#, &EPHEMERAL_PAUSES),
        (r#"data "driftlock_deployment""#, &DEPLOYMENTS),
        (r#"resource "driftlock_waiver""#, &WAIVERS),
        (r#"data "driftlock_history""#, &HISTORY),
        (r#"data "driftlock_compliance""#, &COMPLIANCE),
    ];
    let listed = kinds
        .into_iter()
        .flat_map(move |(block, all)| all.iter().map(of(block)));
    listed.chain(DATA)
}

#[test]
fn every_mistake_is_named_at_its_attribute_without_asking_anybody() {
    let mut workspace = workspace(Client::find().unwrap(), "http://127.0.0.1:1");
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
    ] {
        workspace.set_env(name, "");
    }
    let blocks = all()
        .enumerate()
        .map(|(n, (block, mistake))| format!("{block} \"m{n}\" {{\n{}\n}}\n", mistake.0));
    let text = blocks.collect::<String>();
    workspace.write("main.tf", &text).unwrap();
    let run = workspace.run(&["validate", "-json"]).unwrap();
    let said = run
        .expect_code("validate", 1)
        .unwrap()
        .json("validate")
        .unwrap();
    let said = said["diagnostics"].as_array().unwrap();
    let errors: Vec<&Value> = said
        .iter()
        .filter(|one| one["severity"] == "error")
        .collect();
    for (n, (_, mistake)) in all().enumerate() {
        let context = format!("\"m{n}\"");
        let mine = errors.iter().filter(|one| {
            let at = one["snippet"]["context"].as_str();
            at.is_some_and(|at| at.ends_with(&context))
        });
        let mine: Vec<_> = mine.collect();
        assert_eq!(mine.len(), 1, "{}: {mine:#?}", mistake.0);
        check(mine[0], mistake);
    }
    assert_eq!(errors.len(), all().count(), "{errors:#?}");
    assert!(!workspace.path().join(".driftlock").exists());
}

fn check(said: &Value, (block, attribute, summary, help): Mistake) {
    let code = said["snippet"]["code"].as_str().unwrap();
    assert!(code.trim_start().starts_with(attribute), "{block}: {code}");
    says(said["summary"].as_str().unwrap(), summary);
    says(said["detail"].as_str().unwrap(), help);
}

/// Without a use of it Terraform does not judge a provider.
const USED: &str = "data \"driftlock_drift\" \"web\" {\nbaseline = \"web\"\n}\n";

#[test]
fn a_role_is_checked_in_each_block_of_the_provider() {
    let workspace = workspace(Client::find().unwrap(), "http://127.0.0.1:1");
    for block in ["assume_role", "account_role", "restore_role"] {
        let text = format!(
            "provider \"driftlock\" {{\n{block} {{\nrole_arn = \"driftlock\"\n}}\n}}\n{USED}"
        );
        workspace.write("main.tf", &text).unwrap();
        let run: Run = workspace.run(&["validate", "-no-color"]).unwrap();
        let said = run.expect_code("validate", 1).unwrap().stderr;
        says(&said, "`driftlock` is not the ARN of a role");
        says(&said, "on main.tf line 3");
    }
}
