//! Detection of drift against `terraform plan -refresh-only`, on the same resources.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::{Binary, Moto, Profile, Run, Terraform, Workspace};

use super::measure::{Cost, Until, cost};
use super::table::{Table, megabytes, ratio, seconds};
use crate::say;

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
    let mut set = ours(&driftlock, &workspace);
    set.args(["baseline", "set", "bench", "--type", "aws_security_group"]);
    set.args(["--type", "aws_s3_bucket*"]);
    Run::from(set.output().context("running driftlock")?)
        .expect_code("driftlock baseline set", 0)?;

    let refresh = ["plan", "-refresh-only", "-detailed-exitcode", "-no-color"];
    let theirs = measured(&moto, &workspace.command(&refresh))?;
    let mut drift = ours(&driftlock, &workspace);
    let mine = measured(&moto, drift.args(["drift", "bench", "--format", "json"]))?;
    // With -refresh-only, Terraform 1.11 answers 2 even where it prints that nothing changed.
    ensure!(
        matches!(theirs.0.code, Some(0 | 2)),
        "terraform plan failed: {:?}",
        theirs.0.code
    );
    ensure!(
        mine.0.code == Some(0),
        "driftlock drift found drift: {:?}",
        mine.0.code
    );
    compare(&theirs, &mine);
    Ok(())
}

type Measured = (Cost, BTreeMap<String, u64>);

fn measured(moto: &Moto, command: &Command) -> Result<Measured> {
    moto.reset_counts()?;
    let cost = cost(command, Until::End)?;
    Ok((cost, moto.requests()?))
}

fn ours(driftlock: &std::path::Path, workspace: &Workspace) -> Command {
    let mut command = Command::new(driftlock);
    workspace.isolate(&mut command);
    command.current_dir(workspace.path());
    command
}

fn compare(theirs: &Measured, mine: &Measured) {
    let total = |measured: &Measured| measured.1.values().sum::<u64>();
    let mut table = Table::new(&[
        "",
        "time",
        "CPU",
        "largest process",
        "API calls",
        "of Terraform",
    ]);
    for (what, measured) in [
        ("terraform plan -refresh-only", theirs),
        ("driftlock drift", mine),
    ] {
        let (cost, _) = measured;
        table.row(vec![
            what.to_owned(),
            seconds(cost.wall),
            seconds(cost.cpu),
            megabytes(cost.memory),
            total(measured).to_string(),
            ratio(cost.wall, theirs.0.wall),
        ]);
    }
    table.print();
    let mut calls = Table::new(&["calls by action", "terraform", "driftlock"]);
    let mut actions: Vec<_> = theirs.1.keys().chain(mine.1.keys()).collect();
    actions.sort_unstable();
    actions.dedup();
    let count = |measured: &Measured, action| {
        measured
            .1
            .get(action)
            .map_or_else(|| "-".to_owned(), u64::to_string)
    };
    for action in actions {
        calls.row(vec![
            action.clone(),
            count(theirs, action),
            count(mine, action),
        ]);
    }
    say::line("");
    calls.print();
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
