//! The configuration that a plan was made of: where each resource stands in its files, and which
//! findings are waived by comments there.
//!
//! A plan names no files. Given the directory that it was made in, modules are followed as Terraform
//! follows them: to where `terraform init` put them (`.terraform/modules/modules.json`), else along
//! local paths.
//!
//! A comment in the block of a resource waives a policy for it:
//!
//! ```hcl
//! resource "aws_s3_bucket" "site" {
//!   # driftlock:waive public_s3_bucket until 2027-03-31: serves the public website
//!   bucket = "acme-site"
//! }
//! ```

mod comment;
mod modules;

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body, Structure};
use serde::Serialize;

use crate::address;
use crate::fault::Fault;
use crate::policy::io_reason;
use crate::waiver::Waiver;

/// Where something stands in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The file, as it is found from the working directory, with `/` between folders.
    pub file: String,
    /// The first line, from 1.
    pub line: usize,
    /// The last line.
    pub end_line: usize,
}

/// One resource block.
#[derive(Debug)]
struct Declared {
    location: Location,
    /// Lines of its arguments and blocks, by path: `ingress[0].cidr_blocks`.
    parts: HashMap<String, usize>,
}

/// Everything that the files of a configuration declare.
#[derive(Debug, Default)]
pub struct Configuration {
    /// By address without instance keys.
    resources: HashMap<String, Declared>,
    /// Approved exceptions in comments.
    pub(crate) waivers: Vec<Waiver>,
}

impl Configuration {
    /// Reads the files of a directory, and of the modules that it calls.
    ///
    /// # Errors
    /// A directory that holds no configuration, files that cannot be read or parsed, and comments
    /// that were meant to waive something and do not say what, why or until when.
    pub fn read(directory: &Path) -> Result<Self, Vec<Fault>> {
        let mut configuration = Self::default();
        let mut faults = Vec::new();
        let installed = modules::Installed::read(directory);
        let mut left = vec![(Vec::new(), directory.to_owned())];
        while let Some((path, folder)) = left.pop() {
            match configuration.module(&path, &folder) {
                Ok(calls) => left.extend(calls.into_iter().filter_map(|(name, source)| {
                    let mut inside = path.clone();
                    inside.push(name);
                    let folder = installed.folder(&inside, &folder, source.as_deref())?;
                    (inside.len() <= modules::DEEPEST).then_some((inside, folder))
                })),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() {
            Ok(configuration)
        } else {
            Err(faults)
        }
    }

    /// Where a resource, or an attribute of it, is declared.
    #[must_use]
    pub fn locate(&self, address: &str, attribute: Option<&str>) -> Option<Location> {
        let declared = self.resources.get(&address::without_keys(address))?;
        let line = attribute.and_then(|attribute| {
            // The longest part of the path that the block declares.
            let ends = attribute.match_indices(['.', '[']).map(|(at, _)| at);
            let mut starts: Vec<usize> = ends.chain([attribute.len()]).collect();
            starts.reverse();
            let known = |end: usize| declared.parts.get(attribute.get(..end)?);
            starts.into_iter().find_map(known)
        });
        Some(match line {
            Some(line) => Location {
                line: *line,
                end_line: *line,
                ..declared.location.clone()
            },
            None => declared.location.clone(),
        })
    }

    /// Reads one module; gives the modules that it calls, with their sources.
    fn module(
        &mut self,
        path: &[String],
        folder: &Path,
    ) -> Result<Vec<(String, Option<String>)>, Vec<Fault>> {
        let (mut calls, mut faults) = (Vec::new(), Vec::new());
        for file in files(folder).map_err(|fault| vec![fault])? {
            let name = shown(&file);
            let read = fs::read_to_string(&file)
                .map_err(|error| Fault::new(format!("reading `{name}`: {}", io_reason(&error))));
            let text = match read {
                Ok(text) => text,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            match hcl_edit::parser::parse_body(&text) {
                Ok(body) => {
                    let lines = Lines::new(&text);
                    for block in body.blocks() {
                        match block.ident.as_str() {
                            "module" => calls.extend(call(block)),
                            "resource" => {
                                let found = self.resource(path, block, &name, &text, &lines);
                                faults.extend(found.err().unwrap_or_default());
                            }
                            _ => {}
                        }
                    }
                }
                Err(error) => {
                    let at = error.location();
                    let place = format!("{name}:{}:{}", at.line(), at.column());
                    let reason = error.message().to_owned();
                    faults.push(
                        Fault::new(format!("configuration {place}: {reason}"))
                            .help("`terraform validate` says more"),
                    );
                }
            }
        }
        if faults.is_empty() {
            Ok(calls)
        } else {
            Err(faults)
        }
    }

    fn resource(
        &mut self,
        path: &[String],
        block: &Block,
        file: &str,
        text: &str,
        lines: &Lines,
    ) -> Result<(), Vec<Fault>> {
        let labels = labels(block);
        let ([kind, name], Some(span)) = (labels.as_slice(), block.span()) else {
            return Ok(());
        };
        let mut address = String::new();
        for call in path {
            address += &format!("module.{call}.");
        }
        address += &format!("{kind}.{name}");
        let location = Location {
            file: file.to_owned(),
            line: lines.at(span.start),
            end_line: lines.at(span.end.saturating_sub(1)),
        };
        let waivers = comment::waivers(text, &span, &location, &address);
        let mut parts = HashMap::new();
        collect(&block.body, "", lines, &mut parts);
        self.resources.insert(address, Declared { location, parts });
        self.waivers.extend(waivers?);
        Ok(())
    }
}

/// The files of one module, sorted, in Terraform's and OpenTofu's languages.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let shown = folder.display();
    let help = "`--source` is the directory in which the plan was made";
    let entries = fs::read_dir(folder).map_err(|error| {
        Fault::new(format!(
            "reading configuration `{shown}`: {}",
            io_reason(&error)
        ))
        .help(help)
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|e| e == "tf" || e == "tofu"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Fault::new(format!("there is no `.tf` file in `{shown}`")).help(help));
    }
    Ok(files)
}

/// A path as reports show it: without a leading `./`, and with `/` on every system.
fn shown(file: &Path) -> String {
    let path = file.display().to_string().replace('\\', "/");
    path.strip_prefix("./").map_or(path.clone(), str::to_owned)
}

fn labels(block: &Block) -> Vec<&str> {
    block.labels.iter().map(|label| label.as_str()).collect()
}

/// The name and the source of a module call.
fn call(block: &Block) -> Option<(String, Option<String>)> {
    let name = (*labels(block).first()?).to_owned();
    let source = block.body.get_attribute("source");
    let source = source
        .and_then(|source| source.value.as_str())
        .map(str::to_owned);
    Some((name, source))
}

/// The line of every argument and block in a body, by path.
fn collect(body: &Body, prefix: &str, lines: &Lines, parts: &mut HashMap<String, usize>) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for structure in body.iter() {
        let (name, span) = match structure {
            Structure::Attribute(attribute) => (attribute.key.as_str(), attribute.span()),
            Structure::Block(block) => (block.ident.as_str(), block.span()),
        };
        let Some(span) = span else { continue };
        let line = lines.at(span.start);
        parts.entry(format!("{prefix}{name}")).or_insert(line);
        if let Structure::Block(block) = structure {
            let number = seen.entry(name).or_default();
            let path = format!("{prefix}{name}[{number}]");
            *number += 1;
            collect(&block.body, &format!("{path}."), lines, parts);
            // A policy that knows of one such block may leave the number out.
            collect(&block.body, &format!("{prefix}{name}."), lines, parts);
            parts.insert(path, line);
        }
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self([0].into_iter().chain(breaks).collect())
    }

    /// The line of an offset, from 1.
    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

/// The text of a span.
fn slice<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    text.get(span.clone()).unwrap_or_default()
}
