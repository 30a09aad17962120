//! The whole life of a baseline under every client there is.

use driftlock_testbed::Client;

use crate::story::{SUSPEND, Story, config, says};

const MORE: &str = r#"
resource "driftlock_pause" "incident" {
  baseline = driftlock_baseline.web.name
  ttl      = "1h 30m"
  reason   = "incident 7"
}
"#;

const LOOKED_AT: &str = r#"
data "driftlock_drift" "web" { baseline = driftlock_enforcement.web.baseline }
data "driftlock_iam_policy" "web" { baseline = driftlock_enforcement.web.baseline }
check "as_approved" {
  assert {
    condition     = data.driftlock_drift.web.in_sync
    error_message = "web has left its baseline"
  }
}
output "in_sync" { value = data.driftlock_drift.web.in_sync }
"#;

#[test]
fn every_client_captures_restores_pauses_imports_and_destroys() {
    let clients = Client::all().unwrap();
    assert!(clients.iter().any(|one| !one.is_at_least(1, 8)));
    assert!(clients.iter().any(|one| one.is_at_least(1, 15)));
    for client in clients {
        eprintln!("under {}", client.version());
        whole_life(&Story::under(client));
    }
}

fn whole_life(story: &Story) {
    story.write(&(config("enforce") + LOOKED_AT));
    story.workspace.init().unwrap();
    story.workspace.validate().unwrap();
    story.apply();
    story.plan(0);
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(2);
    says(&plan, "apply will bring 1 resource back");
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.apply();
    assert_eq!(story.workspace.output("in_sync").unwrap(), true);

    story.write(&(config("enforce") + MORE));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    says(&story.plan(0), "nothing will be restored");
    story.write(&config("enforce"));
    story.apply();
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);

    let state = ["state", "rm", "driftlock_enforcement.web"];
    story.run(&state, 0);
    story.run(
        &["import", "-no-color", "driftlock_enforcement.web", "web"],
        0,
    );
    story.plan(0);
    story.workspace.destroy().unwrap();
    assert!(story.workspace.resources().unwrap().is_empty());
}
