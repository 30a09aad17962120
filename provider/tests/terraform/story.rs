//! What every story needs: an emulator, a working directory, and Terraform in it.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use driftlock_core::Actor;
use driftlock_engine::{Ledger, Options};
use driftlock_testbed::{Binary, Client, Install, Moto, Profile, Run, Terraform, Workspace};

/// An emulator with a bucket and a security group in it, and a working directory.
pub(crate) struct Story {
    pub(crate) moto: Moto,
    pub(crate) workspace: Workspace,
}

pub(crate) const SETUP: &str = r#"
s3, ec2 = client("s3"), client("ec2")
s3.create_bucket(Bucket="assets")
s3.put_bucket_versioning(Bucket="assets", VersioningConfiguration={"Status": "Enabled"})
vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="0.0.0.0/0")
"#;

pub(crate) const SUSPEND: &str = r#"
client("s3").put_bucket_versioning(Bucket="assets", VersioningConfiguration={"Status": "Suspended"})
"#;

pub(crate) const OPEN_SSH: &str = r#"
ec2 = client("ec2")
group = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["web"]}])["SecurityGroups"][0]["GroupId"]
ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0")
"#;

const VERSIONING: &str = r#"print(client("s3").get_bucket_versioning(Bucket="assets")["Status"])"#;

impl Story {
    pub(crate) fn begin() -> Story {
        Story::under(Client::find().unwrap())
    }

    /// The same with the client that is named.
    pub(crate) fn under(client: Client) -> Story {
        let moto = Moto::start().unwrap();
        moto.boto3(SETUP).unwrap();
        let workspace = workspace(client, &moto.endpoint());
        Story { moto, workspace }
    }

    pub(crate) fn write(&self, text: &str) {
        self.workspace.write("main.tf", text).unwrap();
    }

    pub(crate) fn plan(&self, expected: i32) -> String {
        let run = self
            .workspace
            .run(&["plan", "-no-color", "-detailed-exitcode"])
            .unwrap();
        said(run.expect_code("plan", expected).unwrap())
    }

    pub(crate) fn apply(&self) -> String {
        said(self.workspace.apply().unwrap())
    }

    pub(crate) fn fails(&self, args: &[&str]) -> String {
        self.run(args, 1)
    }

    /// Runs a command that ends with `code`.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str], code: i32) -> String {
        let run = self.workspace.run(args).unwrap();
        said(run.expect_code(&args.join(" "), code).unwrap())
    }

    /// `apply`, approved, with more arguments.
    #[track_caller]
    pub(crate) fn apply_with(&self, more: &[&str]) -> String {
        self.run(
            &[&["apply", "-auto-approve", "-no-color"], more].concat(),
            0,
        )
    }

    pub(crate) fn attribute(&self, address: &str, name: &str) -> serde_json::Value {
        self.workspace
            .attributes(address)
            .unwrap()
            .get(name)
            .cloned()
            .unwrap()
    }

    pub(crate) fn plan_refresh_only(&self) -> String {
        said(self.workspace.plan_refresh_only().unwrap())
    }

    /// Runs `driftlock` beside Terraform, on the same store.
    #[track_caller]
    pub(crate) fn driftlock(&self, args: &[&str], code: i32) -> String {
        let mut command = Command::new(Binary::Driftlock.path(Profile::Debug).unwrap());
        self.workspace.isolate(&mut command);
        // Empty means the usual one to the provider alone.
        command.env_remove("DRIFTLOCK_STORE");
        command.args(args).current_dir(self.workspace.path());
        let run = Run::from(command.output().unwrap());
        said(run.expect_code(&args.join(" "), code).unwrap())
    }

    /// Approves what is there, with the command line.
    pub(crate) fn somebody_captures(&self) {
        self.driftlock(&["baseline", "set", "web", "--accept-drift"], 0);
    }

    /// Does something with the store, as the command line would.
    pub(crate) fn ledger<T>(&self, work: impl AsyncFnOnce(Ledger) -> T) -> T {
        let path = self.workspace.path().join(".driftlock");
        let actor = Actor {
            program: "test".to_owned(),
            ..Actor::default()
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "a test reads the clock as `main` does"
        )]
        let now = Arc::new(jiff::Timestamp::now);
        let ledger = Ledger::open(path.to_str().unwrap(), &Options::default(), actor, now).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(work(ledger))
    }

    pub(crate) fn versioning(&self) -> String {
        self.moto.boto3(VERSIONING).unwrap().trim().to_owned()
    }
}

/// An empty working directory for the provider under test, whose AWS is at `endpoint`.
pub(crate) fn workspace(client: Client, endpoint: &str) -> Workspace {
    let binary = Path::new(env!("CARGO_BIN_EXE_terraform-provider-driftlock"));
    let terraform = Terraform::without_aws(client)
        .with_provider("driftlock/driftlock", binary, Install::DevOverride)
        .unwrap();
    let mut workspace = terraform.workspace(endpoint).unwrap();
    workspace.set_env("DRIFTLOCK_STORE", "");
    workspace.set_env("USER", "ann");
    workspace
}

pub(crate) fn said(run: Run) -> String {
    // Terraform breaks lines of diagnostics to the width of a terminal.
    format!("{}{}", run.stdout, run.stderr)
        .replace("│ ", "")
        .replace('│', "")
}

/// Looks for a text whatever the line breaks.
#[track_caller]
pub(crate) fn says(output: &str, expected: &str) {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words(output).contains(&words(expected)),
        "no `{expected}` in:\n{output}"
    );
}

pub(crate) fn config(mode: &str) -> String {
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
