//! Real Terraform runs the provider against the emulator.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use driftlock_testbed::{Client, Fault, Install, Moto, Run, Terraform, Workspace};

/// An emulator with a bucket and a security group in it, and a working directory.
struct Story {
    moto: Moto,
    workspace: Workspace,
}

const SETUP: &str = r#"
s3, ec2 = client("s3"), client("ec2")
s3.create_bucket(Bucket="assets")
s3.put_bucket_versioning(Bucket="assets", VersioningConfiguration={"Status": "Enabled"})
vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="0.0.0.0/0")
"#;

const SUSPEND: &str = r#"
client("s3").put_bucket_versioning(Bucket="assets", VersioningConfiguration={"Status": "Suspended"})
"#;

const OPEN_SSH: &str = r#"
ec2 = client("ec2")
group = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["web"]}])["SecurityGroups"][0]["GroupId"]
ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0")
"#;

const VERSIONING: &str = r#"print(client("s3").get_bucket_versioning(Bucket="assets")["Status"])"#;

impl Story {
    fn begin() -> Story {
        let moto = Moto::start().unwrap();
        moto.boto3(SETUP).unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_terraform-provider-driftlock"));
        let terraform = Terraform::without_aws(Client::find().unwrap())
            .with_provider("driftlock/driftlock", binary, Install::DevOverride)
            .unwrap();
        let mut workspace = terraform.workspace(&moto.endpoint()).unwrap();
        workspace.set_env("DRIFTLOCK_STORE", "");
        Story { moto, workspace }
    }

    fn write(&self, text: &str) {
        self.workspace.write("main.tf", text).unwrap();
    }

    fn plan(&self, expected: i32) -> String {
        let run = self
            .workspace
            .run(&["plan", "-no-color", "-detailed-exitcode"])
            .unwrap();
        said(run.expect_code("plan", expected).unwrap())
    }

    fn apply(&self) -> String {
        said(self.workspace.apply().unwrap())
    }

    fn fails(&self, args: &[&str]) -> String {
        said(
            self.workspace
                .run(args)
                .unwrap()
                .expect_code("terraform", 1)
                .unwrap(),
        )
    }

    fn attribute(&self, address: &str, name: &str) -> serde_json::Value {
        self.workspace
            .attributes(address)
            .unwrap()
            .get(name)
            .cloned()
            .unwrap()
    }

    fn versioning(&self) -> String {
        self.moto.boto3(VERSIONING).unwrap().trim().to_owned()
    }
}

fn said(run: Run) -> String {
    // Terraform breaks lines of diagnostics to the width of a terminal.
    format!("{}{}", run.stdout, run.stderr)
        .replace("│ ", "")
        .replace('│', "")
}

/// Looks for a text whatever the line breaks.
#[track_caller]
fn says(output: &str, expected: &str) {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words(output).contains(&words(expected)),
        "no `{expected}` in:\n{output}"
    );
}

fn config(mode: &str) -> String {
    format!(
        r#"
        resource "driftlock_baseline" "web" {{
          name = "web"
          scope {{ resource_types = ["aws_s3_bucket*"] }}
          scope {{
            resource_types = ["aws_security_group"]
            regions        = ["us-east-1"]
          }}
          exclude {{ ids = ["sg-nothing"] }}
        }}
        resource "driftlock_enforcement" "web" {{
          baseline = driftlock_baseline.web.name
          revision = driftlock_baseline.web.revision
          mode     = "{mode}"
        }}
        "#
    )
}

#[test]
fn drift_is_planned_away_and_restored_in_mode_enforce() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.workspace.validate().unwrap();
    story.apply();
    story.plan(0);
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 1);
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "in_sync"),
        true
    );

    story.moto.boto3(SUSPEND).unwrap();
    story.moto.boto3(OPEN_SSH).unwrap();
    let plan = story.plan(2);
    says(
        &plan,
        "baseline `web`: 2 resources are not as approved in revision 1",
    );
    says(
        &plan,
        "baseline `web`: apply will bring 2 resources back to what was approved",
    );
    says(&plan, "aws_s3_bucket_versioning");
    says(&plan, "driftlock_enforcement.web will be updated in-place");
    says(&plan, "in_sync = false -> true");
    assert_eq!(story.versioning(), "Suspended", "a plan changes nothing");

    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "drift"),
        serde_json::json!([])
    );
    story.plan(0);
}

#[test]
fn in_mode_observe_the_plan_warns_and_stays_clean() {
    let story = Story::begin();
    story.write(&config("observe"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(0);
    says(
        &plan,
        "baseline `web`: 1 resource is not as approved in revision 1",
    );
    says(&plan, "No changes.");
    assert_eq!(story.versioning(), "Suspended");

    // Turning enforcement on reverts what is there already, and says so.
    story.write(&config("enforce"));
    says(&story.plan(2), "apply will bring 1 resource back");
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

fn deployment(release: &str) -> String {
    format!(
        r#"
        resource "driftlock_pause" "deploy" {{
          baseline = "web"
          ttl      = "30m"
          reason   = "release {release}"
          triggers = {{ release = "{release}" }}
        }}
        resource "driftlock_baseline" "web" {{
          name       = "web"
          reason     = "release {release}"
          triggers   = {{ release = "{release}" }}
          depends_on = [driftlock_pause.deploy]
          scope {{ resource_types = ["aws_s3_bucket*"] }}
        }}
        resource "driftlock_enforcement" "web" {{
          baseline = driftlock_baseline.web.name
          revision = driftlock_baseline.web.revision
          mode     = "enforce"
          guardrails {{ max_changes = 5 }}
        }}
        data "driftlock_drift" "web" {{
          baseline   = driftlock_enforcement.web.baseline
          depends_on = [driftlock_enforcement.web]
        }}
        output "drift" {{ value = jsondecode(data.driftlock_drift.web.json) }}
        "#
    )
}

#[test]
fn a_deployment_pauses_recaptures_and_resumes_in_one_apply() {
    let story = Story::begin();
    story.write(&deployment("1"));
    says(
        &story.apply(),
        "baseline `web` does not exist yet, and nothing was paused",
    );
    story.plan(0);
    assert_eq!(story.attribute("driftlock_pause.deploy", "id"), "none");

    // The deployment changes something on purpose, under its pause.
    story.write(&deployment("2"));
    let targeted = [
        "apply",
        "-auto-approve",
        "-no-color",
        "-target=driftlock_pause.deploy",
    ];
    story
        .workspace
        .run(&targeted)
        .unwrap()
        .expect_code("apply", 0)
        .unwrap();
    story.moto.boto3(SUSPEND).unwrap();
    says(
        &story.plan(2),
        "# driftlock_baseline.web will be updated in-place",
    );
    let applied = story.apply();
    assert!(
        !applied.contains("approved by revision"),
        "expected under a pause:\n{applied}"
    );
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 2);
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "paused"),
        false
    );
    assert_eq!(story.versioning(), "Suspended");
    story.plan(0);
    assert_eq!(story.workspace.output("drift").unwrap()["in_sync"], true);
}

#[test]
fn while_paused_nothing_is_restored() {
    let story = Story::begin();
    let pause = r#"
        resource "driftlock_pause" "incident" {
          baseline = driftlock_baseline.web.name
          ttl      = "1h 30m"
          reason   = "incident 7"
        }
        "#;
    story.write(&(config("enforce") + pause));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(0);
    says(&plan, "baseline `web`: nothing will be restored");
    says(&plan, "incident 7");
    story.apply();
    assert_eq!(story.attribute("driftlock_enforcement.web", "paused"), true);
    assert_eq!(story.versioning(), "Suspended");

    // Destroying the pause resumes; the next plan restores.
    story.write(&config("enforce"));
    story.apply();
    says(&story.plan(2), "apply will bring 1 resource back");
}

#[test]
fn drift_that_a_trigger_approves_is_named() {
    let story = Story::begin();
    let triggered = |text: &str| {
        let config = config("observe");
        config.replace(
            "name = \"web\"",
            &format!("name = \"web\"\ntriggers = {{ t = \"{text}\" }}"),
        )
    };
    story.write(&triggered("1"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.write(&triggered("2"));
    let applied = story.apply();
    says(
        &applied,
        "1 resource is different from the revision before, and approved by revision 2",
    );
    says(&applied, "versioning_configuration");
    story.plan(0);
}

#[test]
fn both_are_imported_by_name() {
    let story = Story::begin();
    // Whether the configuration named the provider's own region is not known to the store.
    let scope = r#"regions        = ["us-east-1"]"#;
    story.write(&config("enforce").replace(scope, ""));
    story.apply();
    for address in ["driftlock_baseline.web", "driftlock_enforcement.web"] {
        story
            .workspace
            .run(&["state", "rm", address])
            .unwrap()
            .expect_code("rm", 0)
            .unwrap();
        let import = story
            .workspace
            .run(&["import", "-no-color", address, "web"])
            .unwrap();
        import.expect_code("import", 0).unwrap();
    }
    story.plan(0);
    let unknown = story.fails(&["import", "-no-color", "driftlock_enforcement.web", "wbe"]);
    assert!(
        unknown.contains("already managed") || unknown.contains("there is no baseline"),
        "{unknown}"
    );
}

#[test]
fn destroying_ends_enforcement_and_keeps_history() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    says(
        &said(story.workspace.destroy().unwrap()),
        "baseline `web` stays in the store",
    );
    let settings = story
        .workspace
        .path()
        .join(".driftlock/enforcement/web.json");
    assert!(
        std::fs::read_to_string(settings)
            .unwrap()
            .contains("\"observe\"")
    );
    assert!(
        story
            .workspace
            .path()
            .join(".driftlock/baselines/web/revisions/1.json")
            .exists()
    );

    story.apply();
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 2);
    story.plan(0);
}

#[test]
fn mistakes_are_named_before_anything_is_asked_of_aws() {
    let story = Story::begin();
    story.write(
        r#"
        resource "driftlock_baseline" "bad" {
          name = "-web"
          scope { resource_types = ["aws_securty_group"] }
        }
        resource "driftlock_enforcement" "bad" {
          baseline = "web"
          mode     = "aprove"
          rule {
            resource_types = ["aws_s3_bukcet"]
            mode           = "observe"
          }
          guardrails { max_percent = 101 }
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
    says(&output, "use a whole number from 0 to 100");
    says(&output, "`30` is not how long a pause may last");
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

#[test]
fn what_cannot_be_read_is_neither_in_sync_nor_captured() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    story.moto.deny("s3:GetBucketVersioning").unwrap();
    let plan = story.plan(0);
    says(&plan, "could not be read");
    says(&plan, "s3:GetBucketVersioning");
    story.moto.clear_faults().unwrap();

    story
        .moto
        .fail(Fault::Expire, "sts:GetCallerIdentity", None, 0)
        .unwrap();
    says(
        &story.fails(&["plan", "-no-color"]),
        "sts:GetCallerIdentity",
    );
    story.moto.clear_faults().unwrap();

    story.moto.deny("s3:GetBucketVersioning").unwrap();
    story.write(&config("enforce").replace(
        "web\"\n          scope",
        "web\"\n triggers = { a = 1 }\n scope",
    ));
    says(
        &story.fails(&["apply", "-no-color", "-auto-approve"]),
        "could not be read",
    );
    assert!(
        !story
            .workspace
            .path()
            .join(".driftlock/baselines/web/revisions/2.json")
            .exists()
    );
}

#[test]
fn a_restore_that_fails_leaves_the_drift_in_the_state() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.moto.deny("s3:PutBucketVersioning").unwrap();
    let output = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(&output, "restoring");
    says(&output, "s3:PutBucketVersioning");
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "in_sync"),
        false
    );
    story.moto.clear_faults().unwrap();
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn a_guardrail_holds_the_plan_back() {
    let story = Story::begin();
    let tight =
        config("enforce").replace("mode     =", "guardrails { max_changes = 0 }\nmode     =");
    story.write(&tight);
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(0);
    says(&plan, "baseline `web`: nothing will be restored");
    says(&plan, "max_changes");
}
