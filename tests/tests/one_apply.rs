//! One apply is a whole deployment, with an agent beside it: `examples/deployment` as it is, but for a
//! resource that takes as long as the story wants.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;

use driftlock_stories::{Process, wait_until};
use driftlock_testbed::{Binary, Run, Scene, Terraform, workspace_root};
use serde_json::{Value, json};

const MEANWHILE: &str = include_str!("one_apply/meanwhile.tf");

const OPEN_PORTS: &str = "
groups = client('ec2').describe_security_groups(Filters=[{'Name': 'tag:app', 'Values': ['web']}])
print(sorted(rule['FromPort'] for rule in groups['SecurityGroups'][0]['IpPermissions']))
";

const OPEN_SSH: &str = "
ec2 = client('ec2')
groups = ec2.describe_security_groups(Filters=[{'Name': 'tag:app', 'Values': ['web']}])
ssh = {'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 22, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}
ec2.authorize_security_group_ingress(
    GroupId=groups['SecurityGroups'][0]['GroupId'], IpPermissions=[ssh])
";

/// The example, deployed once, and an agent that looks all the time.
struct Platform {
    scene: Scene,
    agent: Process,
}

impl Platform {
    fn deployed() -> Platform {
        let example = workspace_root().join("examples/deployment");
        let scene = Scene::of_example(Terraform::find().unwrap(), &example).unwrap();
        scene
            .workspace
            .write("web/meanwhile.tf", MEANWHILE)
            .unwrap();
        scene.workspace.init().unwrap();
        scene.workspace.write("go", "0").unwrap();
        let apply = apply(&[443]);
        let run = scene.workspace.run(&apply).unwrap();
        run.expect_code("the first apply", 0).unwrap();
        let mut command = scene.command(Binary::Driftlock).unwrap();
        command.args(["agent", "web", "--interval", "100ms"]);
        let agent = Process::start(command, scene.workspace.path(), "agent").unwrap();
        Platform { scene, agent }
    }

    /// Begins an apply, and comes back once it has changed the security group.
    fn deploying(&self, ports: &[u16]) -> Process {
        for file in ["go", "changed"] {
            let _ = fs::remove_file(self.file(file));
        }
        let command = self.scene.workspace.command(&apply(ports));
        let dir = self.scene.workspace.path();
        let mut apply = Process::start(command, dir, "apply").unwrap();
        let changed = wait_until(|| self.file("changed").exists() || !apply.is_running());
        assert!(changed && apply.is_running(), "{:?}", apply.finish());
        apply
    }

    /// Lets what runs end with this code.
    fn go(&self, code: u8) {
        let written = self.scene.workspace.write("going", &code.to_string());
        fs::rename(written.unwrap(), self.file("go")).unwrap();
    }

    fn deploy(&self, ports: &[u16]) -> Run {
        self.go(0);
        self.scene.workspace.run(&apply(ports)).unwrap()
    }

    fn plan(&self, ports: &[u16]) -> Run {
        let args = ["plan", "-no-color", "-detailed-exitcode"].map(str::to_owned);
        let args = [&args[..], &[variable(ports)]].concat();
        self.scene.workspace.run(&args).unwrap()
    }

    fn open_ports(&self) -> String {
        let printed = self.scene.moto.boto3(OPEN_PORTS).unwrap();
        printed.trim().to_owned()
    }

    fn revision(&self) -> Value {
        self.scene.workspace.output("revision").unwrap()
    }

    /// What the agent has said so far.
    fn said(&self) -> String {
        fs::read_to_string(self.file("agent.out")).unwrap()
            + &fs::read_to_string(self.file("agent.err")).unwrap()
    }

    /// Waits until the agent has seen the deployment and left it alone.
    fn agent_leaves_it_alone(&self) {
        let words = "nothing was changed: enforcement is paused while the deployment lasts";
        let said = wait_until(|| self.said().contains(words));
        assert!(said, "no `{words}` in {}", self.said());
    }

    /// When the pause of the deployment is over unless it is renewed.
    fn lease(&self) -> String {
        let pauses = self.pauses();
        let lease = pauses.pointer("/pauses/0/lease").and_then(Value::as_str);
        lease.unwrap_or_default().to_owned()
    }

    fn pauses(&self) -> Value {
        let text = fs::read(self.file(".driftlock/pauses/web.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// As if the time for which the pause outlives its deployment were over.
    fn time_passes(&self) {
        let mut pauses = self.pauses();
        for time in ["lease", "until"] {
            let at = pauses.pointer_mut(&format!("/pauses/0/{time}")).unwrap();
            *at = json!("2026-01-01T00:00:00Z");
        }
        let path = ".driftlock/pauses/web.json";
        let written = self.scene.workspace.write("pauses", &pauses.to_string());
        fs::rename(written.unwrap(), self.file(path)).unwrap();
    }

    fn taken_back(&self, ports: &str) {
        let back = wait_until(|| self.open_ports() == ports);
        assert!(back, "{}: {}", self.open_ports(), self.said());
    }

    fn file(&self, name: &str) -> PathBuf {
        self.scene.workspace.path().join(name)
    }
}

fn variable(ports: &[u16]) -> String {
    format!("-var=ports={}", json!(ports))
}

fn apply(ports: &[u16]) -> Vec<String> {
    let args = ["apply", "-no-color", "-auto-approve", "-input=false"];
    let args = args.map(str::to_owned);
    [&args[..], &[variable(ports)]].concat()
}

#[track_caller]
fn says(run: &Run, words: &str) {
    let said = format!("{}{}", run.stdout, run.stderr);
    let one_line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line.contains(words), "no `{words}` in {said}");
}

#[test]
fn a_deployment_is_left_alone_however_long_it_takes_and_then_held() {
    let platform = Platform::deployed();
    assert_eq!(platform.revision(), 1);
    assert_eq!(platform.plan(&[443]).code, 0);

    let apply = platform.deploying(&[443, 8443]);
    platform.agent_leaves_it_alone();
    let lease = platform.lease();
    let renewed = wait_until(|| platform.lease() > lease);
    assert!(renewed, "it is not kept alive: {}", platform.pauses());
    assert_eq!(platform.open_ports(), "[443, 8443]");
    platform.go(0);
    let run = apply.finish().unwrap();
    run.expect_code("the deployment", 0).unwrap();

    assert_eq!(platform.revision(), 2);
    let planned = platform.plan(&[443, 8443]);
    assert_eq!(planned.code, 0, "{}", planned.stdout);
    // It is enforced again, as it is now.
    platform.scene.moto.boto3(OPEN_SSH).unwrap();
    platform.taken_back("[443, 8443]");
    // An apply with nothing to deploy captures nothing.
    let run = platform.deploy(&[443, 8443]);
    run.expect_code("an apply of nothing", 0).unwrap();
    assert_eq!(platform.revision(), 2);
    platform.agent.terminate().unwrap();
    let ended = platform.agent.finish().unwrap();
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

#[test]
fn a_deployment_that_fails_or_is_killed_ends_its_pause_by_silence() {
    let platform = Platform::deployed();
    let failing = platform.deploying(&[443, 8443]);
    platform.go(1);
    assert_eq!(failing.finish().unwrap().code, 1);
    platform.agent_leaves_it_alone();
    assert_eq!(platform.open_ports(), "[443, 8443]", "it may go on yet");
    platform.time_passes();
    platform.taken_back("[443]");
    says(&platform.plan(&[443]), "the last deployment fell silent");

    let killed = platform.deploying(&[443, 9443]);
    drop(killed);
    platform.go(1);
    platform.time_passes();
    platform.taken_back("[443]");

    // What failed is deployed by the next that works, and there is nothing to say any more.
    let run = platform.deploy(&[443, 8443]);
    run.expect_code("the next deployment", 0).unwrap();
    let planned = platform.plan(&[443, 8443]);
    assert_eq!(planned.code, 0, "{}", planned.stdout);
    assert!(!planned.stdout.contains("silent"), "{}", planned.stdout);
    assert_eq!(platform.open_ports(), "[443, 8443]");
    assert_eq!(platform.revision(), 2);
}

#[test]
fn what_the_policies_forbid_is_not_approved_by_deploying_it() {
    let platform = Platform::deployed();
    let run = platform.deploy(&[443, 22]);
    assert_eq!(run.code, 1);
    says(&run, "ssh_rdp_open_to_world (critical)");
    says(&run, "Revision 1 stays in force.");
    platform.time_passes();
    platform.taken_back("[443]");
    // The plan captures what is there now in place of what failed.
    assert_eq!(platform.plan(&[443]).code, 2);
    let run = platform.deploy(&[443]);
    run.expect_code("a deployment that may be", 0).unwrap();
    assert_eq!(platform.plan(&[443]).code, 0);
}
