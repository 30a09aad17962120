//! The provider served by hand, by `--debug`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::story::{Story, config, says};

struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the provider with a store of its own, and makes Terraform attach to it.
fn serve(story: &mut Story, store: &str) -> Served {
    let mut provider = Command::new(env!("CARGO_BIN_EXE_terraform-provider-driftlock"));
    story.workspace.isolate(&mut provider);
    let mut child = provider
        .arg("--debug")
        .env("DRIFTLOCK_STORE", store)
        .current_dir(story.workspace.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let served = Served(child);
    let attach = lines.find_map(|line| {
        let line = line.unwrap();
        let value = line.strip_prefix("TF_REATTACH_PROVIDERS='")?;
        value.strip_suffix('\'').map(str::to_owned)
    });
    story
        .workspace
        .set_env("TF_REATTACH_PROVIDERS", &attach.unwrap());
    served
}

#[test]
fn one_served_process_does_for_plan_apply_and_destroy() {
    let mut story = Story::begin();
    let _served = serve(&mut story, "file://served");
    story.write(&config("observe"));
    story.plan(2);
    story.apply();
    story.plan(0);
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 1);
    story.write(&config("enforce"));
    says(&story.apply(), "0 added, 1 changed, 0 destroyed");
    story.plan(0);
    story.workspace.destroy().unwrap();
    // It was that process, with its environment, and none that Terraform started.
    let kept = |store: &str| story.workspace.path().join(store).exists();
    assert!(kept("served") && !kept(".driftlock"));
}
