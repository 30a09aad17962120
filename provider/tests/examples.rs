//! Every example under `examples/` is one that Terraform accepts, and everything that the schema
//! has, has one.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use driftlock_testbed::{Client, Install, Terraform, Workspace, workspace_root};
use serde_json::Value;

/// What each kind of schema is called, and where its examples are.
const KINDS: [(&str, &str, &str); 3] = [
    ("resource_schemas", "resources", "resource.tf"),
    ("data_source_schemas", "data-sources", "data-source.tf"),
    (
        "ephemeral_resource_schemas",
        "ephemeral-resources",
        "ephemeral-resource.tf",
    ),
];
const FUNCTIONS: (&str, &str, &str) = ("functions", "functions", "function.tf");

fn workspace() -> Workspace {
    let binary = Path::new(env!("CARGO_BIN_EXE_terraform-provider-driftlock"));
    let terraform = Terraform::without_aws(Client::find().unwrap())
        .with_provider("driftlock/driftlock", binary, Install::DevOverride)
        .unwrap();
    // Validating and planning something new asks nothing of AWS.
    terraform.workspace("http://127.0.0.1:1").unwrap()
}

fn schemas(workspace: &Workspace) -> Value {
    workspace.init().unwrap();
    let run = workspace.run(&["providers", "schema", "-json"]).unwrap();
    let all = run
        .expect_code("schema", 0)
        .unwrap()
        .json("schema")
        .unwrap();
    let all = all.pointer("/provider_schemas/registry.terraform.io~1driftlock~1driftlock");
    all.cloned().unwrap()
}

fn example(folder: &str, name: &str, file: &str) -> PathBuf {
    workspace_root()
        .join("examples")
        .join(folder)
        .join(name)
        .join(file)
}

/// What the schema has of one kind; Terraform leaves out what there is none of.
fn named<'a>(schemas: &'a Value, kind: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let map = schemas.get(kind).and_then(Value::as_object);
    map.into_iter().flatten()
}

#[test]
fn everything_in_the_schema_has_an_example_that_validates() {
    let workspace = workspace();
    let schemas = schemas(&workspace);
    for (kind, folder, file) in KINDS.into_iter().chain([FUNCTIONS]) {
        for (name, _) in named(&schemas, kind) {
            let path = example(folder, name, file);
            let text = std::fs::read_to_string(&path);
            let text = text.unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
            workspace.write("main.tf", &text).unwrap();
            workspace.validate().unwrap();
            if folder == "resources" {
                assert_eq!(workspace.plan_exitcode().unwrap(), 2, "{name}");
            }
        }
    }
}

/// Whoever imports is told both ways, and the block is one that goes with the example.
#[test]
fn the_examples_of_importing_validate() {
    let workspace = workspace();
    let schemas = schemas(&workspace);
    let mut importable = 0;
    for (name, _) in named(&schemas, "resource_schemas") {
        let read = |file: &str| std::fs::read_to_string(example("resources", name, file));
        let (command, block) = (read("import.sh"), read("import-by-string-id.tf"));
        assert_eq!(command.is_ok(), block.is_ok(), "{name}: both, or none");
        let (Ok(command), Ok(block)) = (command, block) else {
            continue;
        };
        let line = command.lines().last().unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words.len(), 4, "{line}");
        assert_eq!(words.get(..2), Some(["terraform", "import"].as_slice()));
        let address = words.get(2).unwrap();
        assert!(block.contains(&format!("to = {address}\n")), "{block}");
        let resource = read("resource.tf").unwrap();
        workspace.write("main.tf", &resource).unwrap();
        workspace.write("import.tf", &block).unwrap();
        workspace.validate().unwrap();
        importable += 1;
    }
    assert!(importable > 1);
}

/// An example of what is gone is found, and so is one whose folder has another name.
#[test]
fn every_example_is_of_something_in_the_schema() {
    let schemas = schemas(&workspace());
    for (kind, folder, _) in KINDS.into_iter().chain([FUNCTIONS]) {
        let there = std::fs::read_dir(workspace_root().join("examples").join(folder));
        for entry in there.into_iter().flatten() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let known = named(&schemas, kind).any(|(known, _)| *known == name);
            assert!(known, "`{folder}/{name}` is of nothing in the schema");
        }
    }
}

#[test]
fn the_provider_example_validates() {
    let workspace = workspace();
    let path = workspace_root().join("examples/provider/provider.tf");
    let text = std::fs::read_to_string(path).unwrap();
    workspace.write("provider.tf", &text).unwrap();
    workspace.validate().unwrap();
}

#[test]
fn everything_in_the_schema_is_described() {
    let schemas = schemas(&workspace());
    let mut bare = Vec::new();
    undescribed(
        "driftlock",
        schemas.pointer("/provider/block").unwrap(),
        &mut bare,
    );
    for (kind, _, _) in KINDS {
        for (name, schema) in named(&schemas, kind) {
            undescribed(name, schema.get("block").unwrap(), &mut bare);
        }
    }
    assert_eq!(bare, [""; 0], "say what these are for");
}

fn undescribed(path: &str, block: &Value, bare: &mut Vec<String>) {
    let entries = |name: &str| {
        block
            .get(name)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
    };
    let blank = |value: &Value| value.get("description").is_none_or(|text| text == "");
    if blank(block) {
        bare.push(path.to_owned());
    }
    for (name, attribute) in entries("attributes") {
        if blank(attribute) {
            bare.push(format!("{path}.{name}"));
        }
    }
    for (name, nested) in entries("block_types") {
        undescribed(
            &format!("{path}.{name}"),
            nested.get("block").unwrap(),
            bare,
        );
    }
}

/// What users' configurations and states depend on. A line that goes or changes needs a new
/// schema version and an upgrade.
#[test]
fn the_schema_changes_knowingly() {
    let schemas = schemas(&workspace());
    let mut outline = String::from("provider driftlock\n");
    let provider = schemas.pointer("/provider/block").unwrap();
    outlined("driftlock", provider, &mut outline);
    for (kind, folder, _) in KINDS {
        for (name, schema) in named(&schemas, kind) {
            outline.push_str(&format!(
                "{folder} {name} version {}\n",
                schema.get("version").unwrap()
            ));
            outlined(name, schema.get("block").unwrap(), &mut outline);
        }
    }
    insta::assert_snapshot!(outline);
}

fn outlined(path: &str, block: &Value, outline: &mut String) {
    let entries = |name: &str| {
        block
            .get(name)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
    };
    for (name, attribute) in entries("attributes") {
        let is = |flag: &&&str| attribute.get(**flag) == Some(&Value::Bool(true));
        let flags: Vec<&str> = ["required", "optional", "computed", "sensitive"]
            .iter()
            .filter(is)
            .copied()
            .collect();
        let ty = attribute.get("type").unwrap();
        outline.push_str(&format!("{path}.{name} {} {ty}\n", flags.join("+")));
    }
    for (name, nested) in entries("block_types") {
        let mode = nested.get("nesting_mode").unwrap().as_str().unwrap();
        let least = nested.get("min_items").unwrap_or(&Value::Null);
        outline.push_str(&format!("{path}.{name} block {mode} min {least}\n"));
        outlined(
            &format!("{path}.{name}"),
            nested.get("block").unwrap(),
            outline,
        );
    }
}

/// With the paths put in, as it says itself.
#[test]
fn the_example_of_a_configuration_for_who_changes_the_provider_works() {
    let text = std::fs::read_to_string(workspace_root().join(".terraformrc.example")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_terraform-provider-driftlock"));
    let work = tempfile::tempdir().unwrap();
    let mirror = work.path().join("plugins");
    let place = mirror.join("registry.terraform.io/driftlock/driftlock/0.1.0");
    let place = place.join(format!(
        "{}_{}",
        go(std::env::consts::OS),
        go(std::env::consts::ARCH)
    ));
    std::fs::create_dir_all(&place).unwrap();
    std::fs::copy(binary, place.join("terraform-provider-driftlock_v0.1.0")).unwrap();
    let text = text
        .replace(
            "/path/to/driftlock/target/debug",
            &binary.parent().unwrap().display().to_string(),
        )
        .replace(
            "/home/you/.terraform.d/plugins",
            &mirror.display().to_string(),
        );
    let file = work.path().join("terraform.rc");
    std::fs::write(&file, text).unwrap();
    let example = workspace_root().join("examples/provider/provider.tf");
    std::fs::copy(example, work.path().join("main.tf")).unwrap();
    for command in ["validate", "init", "validate"] {
        let mut terraform = Client::find().unwrap().command();
        let run = terraform
            .args([command, "-no-color"])
            .current_dir(work.path())
            .env("TF_CLI_CONFIG_FILE", &file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        let errors = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{command}: {said}{errors}");
        assert!(
            said.contains("development overrides are in effect"),
            "{said}"
        );
    }
}

/// Go's word for what Rust calls a platform or a processor.
fn go(word: &str) -> &str {
    match word {
        "macos" => "darwin",
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
