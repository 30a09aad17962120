//! A client that knows nothing of functions, ephemeral resources, write-only attributes,
//! identities and moves gets all the rest: Terraform 1.6.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::workspace_of;
use driftlock_testbed::Client;

const CONFIG: &str = r#"
resource "test_object" "o" { name = "web" }
resource "test_secret" "s" {
  name = "web"
  user { name = "u" }
}
data "test_echo" "twice" {
  text  = test_object.o.region
  times = 2
}
output "twice" { value = data.test_echo.twice.result }
"#;

#[test]
fn what_an_older_client_does_not_know_is_not_in_its_way() {
    let (workspace, _dir) = workspace_of(Client::old_library().unwrap(), "test", "test-provider");
    workspace.write("main.tf", CONFIG).unwrap();
    workspace.apply().unwrap();
    assert_eq!(workspace.output("twice").unwrap(), "eu-west-1eu-west-1");
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    workspace
        .run(&["state", "rm", "test_object.o"])
        .unwrap()
        .expect_code("state rm", 0)
        .unwrap();
    let import = workspace
        .run(&["import", "-no-color", "test_object.o", "web"])
        .unwrap();
    import.expect_code("import", 0).unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    workspace.destroy().unwrap();
}

#[test]
fn an_older_client_is_refused_a_secret_that_it_would_save() {
    let (workspace, _dir) = workspace_of(Client::old_library().unwrap(), "test", "test-provider");
    let secret =
        "resource \"test_secret\" \"s\" {\n  name        = \"web\"\n  password_wo = \"hush\"\n}\n";
    workspace.write("main.tf", secret).unwrap();
    let plan = workspace.run(&["plan", "-no-color"]).unwrap();
    assert_eq!(plan.code, 1);
    for part in [
        "this attribute is write-only",
        "on main.tf line 3",
        "Terraform 1.11",
    ] {
        assert!(plan.stderr.contains(part), "{}", plan.stderr);
    }
}
