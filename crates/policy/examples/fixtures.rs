//! Writes the plan JSON of every fixture again, with real Terraform and the real AWS provider.
//!
//! ```text
//! DRIFTLOCK_TF_MIRROR=/path/to/mirror cargo run -p driftlock-policy --example fixtures [NAME]...
//! ```
//! `DRIFTLOCK_TF_MIRROR` is a provider mirror that holds hashicorp/aws 5.100.0 (`terraform providers
//! mirror` makes one); without it Terraform asks the registry. `DRIFTLOCK_TERRAFORM` names another
//! client than `terraform`. Planning needs no AWS account and no network. A fixture is a file
//! `library/*/*.tf`, or a directory `tests/plans/*` with the plan beside it.
//!
//! Starting the AWS provider takes longer than planning with it, so all fixtures of the library are
//! planned at once, each as a module, and each module's part is then written as a plan of its own.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

const PROVIDER: &str = r#"
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "fixture"
  secret_key                  = "fixture"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"#;

/// What policies are judged by; the rest of a plan repeats it, or tells of this machine.
const KEPT: [&str; 5] = [
    "format_version",
    "terraform_version",
    "resource_changes",
    "configuration",
    "errored",
];

const LOCK: &str = ".terraform.lock.hcl";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let wanted: Vec<String> = env::args().skip(1).collect();
    let chosen = |plan: &PathBuf| {
        let name = plan.display().to_string();
        wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted))
    };
    let work = tempfile::tempdir()?;
    let client = Client::new(work.path())?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut library = policies(root)?;
    library.retain(chosen);
    client.plan_together(&library)?;
    for directory in fs::read_dir(root.join("tests/plans"))? {
        let directory = directory?.path();
        let plan = directory.join("plan.json");
        if chosen(&plan) {
            fs::write(&plan, client.plan(&directory)?)?;
        }
    }
    Ok(())
}

/// The plan of every fixture of the library; its source stands beside it, as `.tf`.
fn policies(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for service in fs::read_dir(root.join("library"))? {
        for file in fs::read_dir(service?.path())? {
            let file = file?.path();
            if file.extension().is_some_and(|extension| extension == "tf") {
                found.push(file.with_extension("json"));
            }
        }
    }
    found.sort();
    Ok(found)
}

struct Client {
    program: String,
    configuration: PathBuf,
    directory: PathBuf,
}

impl Client {
    fn new(work: &Path) -> Result<Self> {
        let configuration = work.join("terraformrc");
        let installation = match env::var("DRIFTLOCK_TF_MIRROR") {
            Ok(mirror) => format!(
                "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n"
            ),
            Err(_) => String::new(),
        };
        fs::write(&configuration, installation)?;
        let directory = work.join("configuration");
        fs::create_dir(&directory)?;
        Ok(Self {
            program: env::var("DRIFTLOCK_TERRAFORM").unwrap_or_else(|_| "terraform".to_owned()),
            configuration,
            directory,
        })
    }

    /// Plans fixtures as modules of one configuration, and writes each one's plan beside it.
    fn plan_together(&self, plans: &[PathBuf]) -> Result<()> {
        if plans.is_empty() {
            return Ok(());
        }
        let sources = self.directory.with_file_name("together");
        let mut calls = String::new();
        for (number, plan) in plans.iter().enumerate() {
            let module = sources.join(format!("f{number}"));
            fs::create_dir_all(&module)?;
            fs::copy(plan.with_extension("tf"), module.join("main.tf"))?;
            writeln!(
                calls,
                "module \"f{number}\" {{\n  source = \"./f{number}\"\n}}"
            )?;
        }
        fs::write(sources.join("main.tf"), calls)?;
        let together: Value = serde_json::from_str(&self.plan(&sources)?)?;
        for (number, plan) in plans.iter().enumerate() {
            fs::write(
                plan,
                format!("{}\n", alone(&together, &format!("f{number}"))),
            )?;
        }
        Ok(())
    }

    /// Plans one configuration in a directory of its own.
    fn plan(&self, sources: &Path) -> Result<String> {
        // The provider stays installed from one plan to the next.
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?.path();
            let kept = entry.file_name().is_some_and(|name| name == ".terraform");
            if entry.is_dir() && !kept {
                fs::remove_dir_all(&entry)?;
            } else if entry.is_file() && !entry.ends_with(LOCK) {
                fs::remove_file(&entry)?;
            }
        }
        fs::write(self.directory.join("provider.tf"), PROVIDER)?;
        copy(sources, &self.directory)?;
        self.run(&["init", "-input=false", "-no-color"])?;
        self.run(&["plan", "-input=false", "-no-color", "-out=plan.bin"])?;
        let mut plan: Value = serde_json::from_slice(&self.run(&["show", "-json", "plan.bin"])?)?;
        reduce(&mut plan);
        Ok(format!("{plan}\n"))
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.directory)
            .env("TF_CLI_CONFIG_FILE", &self.configuration)
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(output.stdout)
    }
}

fn reduce(plan: &mut Value) {
    if let Some(plan) = plan.as_object_mut() {
        plan.retain(|key, _| KEPT.contains(&key.as_str()));
        if let Some(configuration) = plan.get_mut("configuration").and_then(Value::as_object_mut) {
            configuration.remove("provider_config");
        }
    }
}

/// The plan that one module would have been, had it been planned by itself.
fn alone(together: &Value, module: &str) -> Value {
    let own = format!("module.{module}");
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let mine = list(together.get("resource_changes"))
        .into_iter()
        .filter(|change| change.get("module_address").and_then(Value::as_str) == Some(&own))
        .map(|change| unprefixed(change, &own));
    let inside = format!("/configuration/root_module/module_calls/{module}/module");
    let mut configured = together.pointer(&inside).cloned().unwrap_or_default();
    let resources = configured
        .get_mut("resources")
        .and_then(Value::as_array_mut);
    for resource in resources
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        let kind = resource.get("type").and_then(Value::as_str);
        let provider = kind.and_then(|kind| kind.split('_').next()).into();
        resource.insert("provider_config_key".to_owned(), provider);
    }
    let mut plan = together.clone();
    if let Some(plan) = plan.as_object_mut() {
        plan.insert("resource_changes".to_owned(), mine.collect());
        plan.insert(
            "configuration".to_owned(),
            json!({ "root_module": configured }),
        );
    }
    plan
}

fn unprefixed(mut change: Value, module: &str) -> Value {
    let address = change.get("address").and_then(Value::as_str);
    let inside = address.and_then(|address| address.strip_prefix(module)?.strip_prefix('.'));
    let inside = inside.into();
    if let Some(change) = change.as_object_mut() {
        change.insert("address".to_owned(), inside);
        change.remove("module_address");
    }
    change
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?.path();
        let target = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry, &target)?;
        } else if entry.extension().is_some_and(|extension| extension == "tf") {
            fs::copy(&entry, &target)?;
        }
    }
    Ok(())
}
