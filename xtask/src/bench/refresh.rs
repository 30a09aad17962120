//! What baselines add to `terraform plan`: their refresh, which asks the store and no cloud.

use std::time::Duration;

use anyhow::{Result, ensure};
use driftlock_testbed::{Binary, Client, Install, Moto, Profile, Terraform, Workspace};

use super::measure::{Cost, Until, cost, median};
use super::table::{Table, megabytes, seconds};
use crate::say;

const BASELINES: usize = 20;
const RUNS: usize = 7;
/// What they may add to a release build's plan.
const MARK: Duration = Duration::from_millis(300);

pub(super) fn run(profile: Profile) -> Result<()> {
    say::heading(&format!(
        "terraform plan: what {BASELINES} baselines and their enforcement add ({profile}, median of {RUNS})"
    ));
    let busy = say::busy("building the provider");
    let provider = Binary::Provider.path(profile)?;
    drop(busy);
    let moto = Moto::start()?;
    let terraform = Terraform::without_aws(Client::find()?);
    let without = terraform.workspace(&moto.endpoint())?;
    let source = "driftlock/driftlock";
    let with = terraform
        .with_provider(source, &provider, Install::DevOverride)?
        .workspace(&moto.endpoint())?;
    without.write("main.tf", COMMON)?;
    with.write("main.tf", &format!("{COMMON}{}", baselines()))?;
    let busy = say::busy("capturing the baselines");
    for workspace in [&without, &with] {
        workspace.init()?;
        workspace.apply()?;
    }
    drop(busy);
    moto.reset_counts()?;
    let costs = [plan(&without)?, plan(&with)?];
    let calls: u64 = moto.requests()?.values().sum();
    print(costs);
    ensure!(calls == 0, "the refresh made {calls} calls to AWS");
    Ok(())
}

/// The cost of a plan that finds nothing to do.
fn plan(workspace: &Workspace) -> Result<Cost> {
    median(RUNS, || {
        let command = workspace.command(&["plan", "-detailed-exitcode", "-no-color"]);
        let cost = cost(&command, Until::End)?;
        ensure!(cost.code == Some(0), "terraform plan: {:?}", cost.code);
        Ok(cost)
    })
}

fn print([without, with]: [Cost; 2]) {
    let mut table = Table::new(&["", "time", "CPU", "largest process"]);
    for (what, cost) in [("without them", without), ("with them", with)] {
        table.row(vec![
            what.to_owned(),
            seconds(cost.wall),
            seconds(cost.cpu),
            megabytes(cost.memory),
        ]);
    }
    table.row(vec![
        "added".to_owned(),
        seconds(with.wall.saturating_sub(without.wall)),
        seconds(with.cpu.saturating_sub(without.cpu)),
    ]);
    table.print();
    say::line(&format!(
        "  The mark is {} for a release build.",
        seconds(MARK)
    ));
}

const COMMON: &str = "resource \"terraform_data\" \"release\" { input = \"1\" }\n";

fn baselines() -> String {
    format!(
        r#"
resource "driftlock_baseline" "b" {{
  count    = {BASELINES}
  name     = "bench-${{count.index}}"
  triggers = {{ release = terraform_data.release.output }}
  scope {{ resource_types = ["aws_security_group"] }}
}}
resource "driftlock_enforcement" "b" {{
  count             = {BASELINES}
  baseline          = driftlock_baseline.b[count.index].name
  revision          = driftlock_baseline.b[count.index].revision
  mode              = "observe"
  detect_on_refresh = false
}}
"#
    )
}
