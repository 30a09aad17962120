//! Reads what the user names: a file, or standard input.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// How to make a plan's JSON, for those who named something else.
const MAKE: &str = "run `terraform plan -out=plan.bin`, then \
                    `terraform show -json plan.bin > plan.json`, and check `plan.json`";

/// What a plan file of Terraform begins with: it is a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// The bytes of a plan as JSON; `-` is standard input. A plan as `terraform plan -out` writes it is
/// shown by `terraform` or `tofu`, in the directory that it was made in.
pub(crate) fn plan(path: &Path, source: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let bytes = bytes(path)?;
    if bytes.starts_with(ZIP) && path != Path::new("-") {
        return show(path, source);
    }
    Ok(bytes)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        return match io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(Failure::new(format!(
                "reading a plan from standard input: {error}"
            ))),
        };
    }
    if path.is_dir() {
        return Err(Failure::new(format!(
            "reading plan `{}`: this is a directory, not a plan",
            path.display()
        ))
        .help(MAKE));
    }
    fs::read(path).map_err(|error| unreadable("plan", path, &error, MAKE))
}

/// Has a client that is at hand show a plan.
fn show(path: &Path, source: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let name = path.display();
    let beside = path.parent().filter(|parent| *parent != Path::new(""));
    let directory = source.or(beside).unwrap_or(Path::new("."));
    let absolute = path
        .canonicalize()
        .map_err(|error| unreadable("plan", path, &error, MAKE))?;
    let mut said = Vec::new();
    for client in ["terraform", "tofu"] {
        let shown = Command::new(client)
            .args(["show", "-json", "-no-color"])
            .arg(&absolute)
            .current_dir(directory)
            .stdin(Stdio::null())
            .output();
        match shown {
            Ok(output) if output.status.success() => return Ok(output.stdout),
            Ok(output) => {
                let told = String::from_utf8_lossy(&output.stderr);
                let lines = told
                    .lines()
                    .map(|line| line.trim_matches([' ', '│', '╷', '╵']));
                let told: Vec<&str> = lines.filter(|line| !line.is_empty()).take(3).collect();
                said.push(format!("`{client}`: {}", told.join(" ")));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => said.push(format!("`{client}`: {error}")),
        }
    }
    let why = match said.as_slice() {
        [] => "neither `terraform` nor `tofu` is at hand to show it".to_owned(),
        said => said.join("; "),
    };
    Err(
        Failure::new(format!("reading plan `{name}`, which is not JSON: {why}")).help(format!(
            "name the directory that it was made in with `--source`, or {MAKE}"
        )),
    )
}

/// What a report calls the plan.
pub(crate) fn subject(path: &Path) -> String {
    if path == Path::new("-") {
        return "plan".to_owned();
    }
    let path = path.display().to_string().replace('\\', "/");
    path.strip_prefix("./").map_or(path.clone(), str::to_owned)
}

/// What to call a path in messages.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        format!("`{}`", path.display())
    }
}

fn unreadable(what: &str, path: &Path, error: &io::Error, help: &str) -> Failure {
    let reason = match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "this is a directory".to_owned(),
        ErrorKind::InvalidData => "this is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    };
    Failure::new(format!("reading {what} `{}`: {reason}", path.display())).help(help)
}
