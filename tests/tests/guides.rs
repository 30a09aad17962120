//! Every guide is followed to the letter, as a reader with an emulator for an account would.
//!
//! A guide is a script. A block whose first line is a comment with the name of a file is written to
//! that file; a `console` block is run line by line, and what it shows must be what is printed, with
//! `...` for anything; a `shell` block is not run, but its Driftlock commands must be ones.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use driftlock_testbed::{Binary, Profile, Requirements, Scene, Terraform, Venv, workspace_root};

/// Those that are followed by a test of their own, below.
const FOLLOWED: [&str; 8] = [
    "ci-pipeline",
    "getting-started",
    "least-privilege",
    "migrating-from-driftctl",
    "migrating-from-regula-or-conftest",
    "pause-and-rebaseline",
    "running-the-agent",
    "threat-model",
];

#[test]
fn getting_started() {
    follow("getting-started");
}

#[test]
fn ci_pipeline() {
    follow("ci-pipeline");
}

#[test]
fn pause_and_rebaseline() {
    follow("pause-and-rebaseline");
}

#[test]
fn migrating_from_driftctl() {
    follow("migrating-from-driftctl");
}

#[test]
fn migrating_from_regula_or_conftest() {
    follow("migrating-from-regula-or-conftest");
}

#[test]
fn running_the_agent() {
    follow("running-the-agent");
}

#[test]
fn least_privilege() {
    follow("least-privilege");
}

#[test]
fn threat_model() {
    follow("threat-model");
}

#[test]
fn every_guide_is_followed_and_has_front_matter() {
    let mut guides = BTreeSet::new();
    for entry in fs::read_dir(workspace_root().join("docs/guides")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let start = "---\npage_title: \"";
        assert!(text.starts_with(start), "{}", path.display());
        assert!(text.contains("\nsubcategory: \"\"\ndescription: |-\n  "));
        guides.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
    }
    assert_eq!(guides, FOLLOWED.map(str::to_owned).into());
}

/// A fenced block: its language and its lines.
struct Block {
    language: String,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => {
                open = Some(Block {
                    language: language.to_owned(),
                    lines: Vec::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

fn follow(name: &str) {
    let path = workspace_root().join(format!("docs/guides/{name}.md"));
    let text = fs::read_to_string(&path).unwrap();
    links(&text, path.parent().unwrap());
    let reader = Reader::new();
    for block in blocks(&text) {
        match block.language.as_str() {
            "console" => reader.types(&block.lines),
            "shell" => reader.could_type(&block.lines),
            _ => reader.writes(&block),
        }
    }
}

/// Links to other files of this repository lead somewhere.
fn links(text: &str, folder: &Path) {
    for link in text.split("](").skip(1) {
        let target = link.split([')', '#']).next().unwrap_or_default();
        let there = folder.join(target).exists();
        let outside = target.starts_with("https://") || target.is_empty();
        assert!(outside || there, "`{target}` leads nowhere");
    }
}

/// Who follows a guide: a directory, an emulator, and all programs on the path.
struct Reader {
    scene: Scene,
    programs: tempfile::TempDir,
    /// What was exported so far, which holds to the end of the guide.
    exported: RefCell<String>,
}

impl Reader {
    fn new() -> Self {
        let empty = tempfile::tempdir().unwrap();
        let scene = Scene::of_example(Terraform::find().unwrap(), empty.path()).unwrap();
        let programs = tempfile::tempdir().unwrap();
        for binary in [Binary::Driftlock, Binary::Gate] {
            let run = format!(
                "exec {} \"$@\"",
                quoted(&binary.path(Profile::Debug).unwrap())
            );
            program(programs.path(), binary.name(), &run);
        }
        let client = scene.terraform.client().command();
        let words = std::iter::once(client.get_program()).chain(client.get_args());
        let words: Vec<String> = words.map(|word| quoted(Path::new(word))).collect();
        // Not this program again, which is the first of that name on the reader's path.
        let path = quoted(Path::new(&std::env::var_os("PATH").unwrap()));
        let run = format!("PATH={path} exec {} \"$@\"", words.join(" "));
        program(programs.path(), "terraform", &run);
        let python = Venv::ensure(Requirements::CommandLine).unwrap().python();
        let aws = quoted(&python.parent().unwrap().join("aws"));
        let run = format!("exec {aws} --endpoint-url \"$AWS_ENDPOINT_URL\" \"$@\"");
        program(programs.path(), "aws", &run);
        Self {
            scene,
            programs,
            exported: RefCell::default(),
        }
    }

    fn directory(&self) -> PathBuf {
        self.scene.workspace.path().to_path_buf()
    }

    fn writes(&self, block: &Block) {
        let first = block.lines.first().map(String::as_str).unwrap_or_default();
        let name = first.strip_prefix("# ").unwrap_or_default();
        if !name.contains('.') || name.contains(' ') {
            assert_ne!(block.language, "terraform", "name the file of: {first}");
            return;
        }
        let text = format!("{}\n", block.lines.join("\n"));
        self.scene.workspace.write(name, &text).unwrap();
        if block.language == "terraform" {
            let formatted = self.bash(&format!("terraform fmt -check -diff {name}"));
            assert_eq!(formatted.0, 0, "`{name}`: {}", formatted.1);
        }
    }

    fn types(&self, lines: &[String]) {
        for (command, shown) in commands(lines) {
            if command.starts_with("export ") {
                self.exported.borrow_mut().push_str(&format!("{command}\n"));
                continue;
            }
            let expected = command
                .rsplit_once("# exit ")
                .map_or(0, |(_, code)| code.trim().parse().unwrap());
            let (code, said) = self.bash(&command);
            assert_eq!(code, expected, "$ {command}\n{said}");
            contains(&said, &shown).unwrap_or_else(|line| {
                panic!("$ {command}\nshows no line `{line}` there:\n{said}");
            });
        }
    }

    /// clap reads a line from the left, and `--help` ends it once all before it was understood.
    fn could_type(&self, lines: &[String]) {
        for (command, _) in commands(lines) {
            for part in command
                .split(['|', '>', ';'])
                .flat_map(|part| part.split("&&"))
            {
                let part = part.trim();
                let ours = ["driftlock ", "driftlock-gate "];
                if ours.iter().any(|program| part.starts_with(program)) {
                    let (code, said) = self.bash(&format!("{part} --help"));
                    assert_eq!(code, 0, "$ {part}\n{said}");
                }
            }
        }
    }

    /// The exit code, and all that was printed.
    fn bash(&self, script: &str) -> (i32, String) {
        let mut command = Command::new("bash");
        self.scene.workspace.isolate(&mut command);
        let mut path = vec![self.programs.path().to_path_buf()];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let output = command
            .arg("-c")
            .arg(format!(
                "exec 2>&1\nset -o pipefail\n{}{script}",
                self.exported.borrow()
            ))
            .current_dir(self.directory())
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("TF_CLI_ARGS", "-no-color")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code().unwrap_or(-1), said)
    }
}

/// Each command of a console, with what is shown below it.
fn commands(lines: &[String]) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        let begun = line.strip_prefix("$ ");
        match (begun, commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), Vec::new())),
            (None, Some((command, _))) if goes_on => command.push_str(&format!("\n{line}")),
            (None, Some((_, shown))) => shown.push(line.clone()),
            (None, None) => panic!("`{line}` comes before any command"),
        }
        goes_on = (begun.is_some() || goes_on) && line.ends_with('\\');
    }
    commands
}

/// Whether the lines shown are in what was said, in that order; else the first that is not.
fn contains(said: &str, shown: &[String]) -> Result<(), String> {
    let mut said = said.lines();
    for line in shown.iter().map(|line| line.trim_end()) {
        if line.is_empty() || line == "..." {
            continue;
        }
        if !said.any(|found| matches(found.trim_end(), line)) {
            return Err(line.to_owned());
        }
    }
    Ok(())
}

/// Whether a line is as shown, with `...` for anything.
fn matches(found: &str, shown: &str) -> bool {
    let mut parts = shown.split("...");
    let Some(mut rest) = found.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut last = "";
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        (rest, last) = (after, part);
    }
    rest.is_empty() || (shown.ends_with("...") && last.is_empty())
}

fn program(folder: &Path, name: &str, run: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{run}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}

#[test]
fn a_shown_line_is_told_from_another() {
    assert!(matches("site: 1 changed", "site: 1 changed"));
    assert!(matches("event 01ABC done", "event 01... done"));
    assert!(matches("event 01ABC done", "event ..."));
    assert!(!matches("site: 2 changed", "site: 1 changed"));
    assert!(!matches("event 01ABC done.", "event 01... done"));
}
