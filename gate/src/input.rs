//! Reads what the user names: a file, or standard input.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::failure::Failure;

/// How to make a plan's JSON, for those who named something else.
const MAKE: &str = "run `terraform plan -out=plan.bin`, then \
                    `terraform show -json plan.bin > plan.json`, and check `plan.json`";

/// The bytes of a plan; `-` is standard input.
pub(crate) fn plan(path: &Path) -> Result<Vec<u8>, Failure> {
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

/// The text of a waiver file.
pub(crate) fn waivers(path: &Path) -> Result<String, Failure> {
    let help = "name a YAML file with a list `waivers`";
    fs::read_to_string(path).map_err(|error| unreadable("waivers", path, &error, help))
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
