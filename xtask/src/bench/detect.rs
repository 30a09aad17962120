//! Detection of drift against `terraform plan -refresh-only`, on the same resources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::{Binary, Moto, Profile, Run, Terraform, Workspace};

use super::measure::{Cost, Until, cost};
use super::table::{Table, megabytes, part, seconds};
use crate::say;

/// What is held of the buckets, least first. The declared settings are what Terraform plans; it reads
/// [`READ_BY_TERRAFORM`] all the same.
const COVERAGES: [(&str, &[&str]); 3] = [
    ("driftlock drift, what is declared", DECLARED),
    ("driftlock drift, what Terraform reads", READ_BY_TERRAFORM),
    ("driftlock drift, all settings", &["aws_s3_bucket*"]),
];
const DECLARED: &[&str] = &[
    "aws_s3_bucket",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
];
/// `aws_s3_bucket` has them as attributes of its own.
const READ_BY_TERRAFORM: &[&str] = &[
    "aws_s3_bucket",
    "aws_s3_bucket_accelerate_configuration",
    "aws_s3_bucket_acl",
    "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_replication_configuration",
    "aws_s3_bucket_request_payment_configuration",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_website_configuration",
];

pub(super) fn run(profile: Profile, each: usize) -> Result<()> {
    say::heading(&format!(
        "Detection: {each} security groups and {each} buckets with versioning, encryption and \
         public access block (driftlock: {profile})"
    ));
    let busy = say::busy("building driftlock");
    let driftlock = Binary::Driftlock.path(profile)?;
    drop(busy);
    let moto = Moto::start()?;
    let terraform = Terraform::find()?;
    let workspace = terraform.workspace(&moto.endpoint())?;
    workspace.write("main.tf", &resources(each))?;
    let busy = say::busy("applying them with Terraform");
    workspace.init()?;
    workspace.apply()?;
    drop(busy);

    let mut all = vec![theirs(&moto, &workspace)?];
    for (number, (what, buckets)) in COVERAGES.iter().enumerate() {
        let baseline = format!("bench-{number}");
        capture(&driftlock, &workspace, &baseline, buckets)?;
        all.push(ours(&moto, &driftlock, &workspace, what, &baseline)?);
    }
    costs(&all);
    calls(&all);
    let most = u64::try_from(each)?;
    for mine in all.iter().skip(1) {
        ensure!(
            mine.calls.values().all(|count| *count <= most),
            "{}: something was read twice",
            mine.what
        );
    }
    Ok(())
}

/// One look at everything.
struct Look {
    what: &'static str,
    cost: Cost,
    calls: BTreeMap<String, u64>,
}

impl Look {
    fn of(what: &'static str, moto: &Moto, command: &Command) -> Result<Self> {
        moto.reset_counts()?;
        let cost = cost(command, Until::End)?;
        let calls = moto.requests()?;
        Ok(Self { what, cost, calls })
    }

    fn total(&self) -> u64 {
        self.calls.values().sum()
    }
}

fn theirs(moto: &Moto, workspace: &Workspace) -> Result<Look> {
    let refresh = ["plan", "-refresh-only", "-detailed-exitcode", "-no-color"];
    let command = workspace.command(&refresh);
    let look = Look::of("terraform plan -refresh-only", moto, &command)?;
    // With -refresh-only, Terraform 1.11 answers 2 even where it prints that nothing changed.
    ensure!(
        matches!(look.cost.code, Some(0 | 2)),
        "terraform plan failed: {:?}",
        look.cost.code
    );
    Ok(look)
}

fn ours(
    moto: &Moto,
    driftlock: &Path,
    workspace: &Workspace,
    what: &'static str,
    baseline: &str,
) -> Result<Look> {
    let mut command = isolated(driftlock, workspace);
    command.args(["drift", baseline, "--format", "json"]);
    let look = Look::of(what, moto, &command)?;
    ensure!(
        look.cost.code == Some(0),
        "driftlock drift found drift: {:?}",
        look.cost.code
    );
    Ok(look)
}

fn capture(
    driftlock: &Path,
    workspace: &Workspace,
    baseline: &str,
    buckets: &[&str],
) -> Result<()> {
    let mut command = isolated(driftlock, workspace);
    command.args(["baseline", "set", baseline, "--type", "aws_security_group"]);
    for kind in buckets {
        command.args(["--type", kind]);
    }
    let run = Run::from(command.output().context("running driftlock")?);
    run.expect_code("driftlock baseline set", 0)?;
    Ok(())
}

fn isolated(driftlock: &Path, workspace: &Workspace) -> Command {
    let mut command = Command::new(driftlock);
    workspace.isolate(&mut command);
    command.current_dir(workspace.path());
    command
}

/// The first is what the others are measured by.
fn costs(all: &[Look]) {
    let mut table = Table::new(&[
        "",
        "time",
        "CPU",
        "largest process",
        "API calls",
        "of its time",
        "of its CPU",
        "of its memory",
    ]);
    let mut measure = None;
    for look in all {
        let Cost {
            wall, cpu, memory, ..
        } = look.cost;
        let whole = *measure.get_or_insert(look.cost);
        table.row(vec![
            look.what.to_owned(),
            seconds(wall),
            seconds(cpu),
            megabytes(memory),
            look.total().to_string(),
            part(wall.as_secs_f64(), whole.wall.as_secs_f64()),
            part(cpu.as_secs_f64(), whole.cpu.as_secs_f64()),
            part(memory as f64, whole.memory as f64),
        ]);
    }
    table.print();
    say::line("");
}

fn calls(all: &[Look]) {
    let mut table = Table::new(&["calls by action", "terraform", "declared", "read", "all"]);
    let actions: BTreeSet<&String> = all.iter().flat_map(|look| look.calls.keys()).collect();
    for action in actions {
        let counts = all.iter().map(|look| {
            let count = look.calls.get(action);
            count.map_or_else(|| "-".to_owned(), u64::to_string)
        });
        table.row(std::iter::once(action.clone()).chain(counts).collect());
    }
    table.print();
}

fn resources(each: usize) -> String {
    format!(
        r#"
resource "aws_vpc" "v" {{
  cidr_block = "10.40.0.0/16"
}}
resource "aws_security_group" "g" {{
  count       = {each}
  name        = "bench-${{count.index}}"
  description = "bench"
  vpc_id      = aws_vpc.v.id
  ingress {{
    description = "https"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }}
}}
resource "aws_s3_bucket" "b" {{
  count  = {each}
  bucket = "driftlock-bench-${{count.index}}"
}}
resource "aws_s3_bucket_versioning" "b" {{
  count  = {each}
  bucket = aws_s3_bucket.b[count.index].id
  versioning_configuration {{ status = "Enabled" }}
}}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {{
  count  = {each}
  bucket = aws_s3_bucket.b[count.index].id
  rule {{
    apply_server_side_encryption_by_default {{ sse_algorithm = "AES256" }}
  }}
}}
resource "aws_s3_bucket_public_access_block" "b" {{
  count                   = {each}
  bucket                  = aws_s3_bucket.b[count.index].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}}
"#
    )
}
