//! `cargo xtask docs`: the pages that the Terraform registry shows, from the provider's schema and
//! from `examples/`.
//!
//! Names, order and anchors are those of HashiCorp's generator, so that the registry renders them
//! and links to them keep working. The generator itself is a Go program that would have to be
//! downloaded to build the documentation; what it does with a schema is in these few files.

mod block;
mod page;
mod schema;
mod types;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use driftlock_testbed::workspace_root;
use serde_json::{Map, Value};

use crate::{cargo, say};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing, and fail where a page is stale
    #[arg(long)]
    check: bool,

    /// The provider to describe [default: the one of this workspace, built first]
    #[arg(long, value_name = "PROGRAM")]
    provider: Option<PathBuf>,

    /// Where the pages are [default: docs]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Pages by their path below `docs`.
type Pages = BTreeMap<PathBuf, String>;

pub(crate) fn run(args: &Args) -> Result<()> {
    let provider = match &args.provider {
        Some(named) => named.clone(),
        None => cargo::provider()?,
    };
    let root = workspace_root();
    let pages = pages(&schema::read(&provider)?, &root.join("examples"))?;
    let docs = args.out.clone().unwrap_or_else(|| root.join("docs"));
    if args.check {
        return check(&docs, &pages);
    }
    write(&docs, &pages)?;
    say::good(&format!("{} pages in {}", pages.len(), docs.display()));
    Ok(())
}

/// Fails naming each page of `docs` that is not what the provider says.
pub(crate) fn check_committed() -> Result<()> {
    run(&Args {
        check: true,
        provider: None,
        out: None,
    })
}

fn pages(schema: &Value, examples: &Path) -> Result<Pages> {
    let mut pages = Pages::new();
    let provider = schema.get("provider").unwrap_or(&Value::Null);
    pages.insert("index.md".into(), page::provider(provider, examples)?);
    for kind in &page::KINDS {
        for (name, schema) in named(schema, kind.schemas) {
            let text = page::of_block(kind, name, schema, examples)?;
            pages.insert(path(kind, name), text);
        }
    }
    for (name, function) in named(schema, page::FUNCTIONS.schemas) {
        let text = page::of_function(name, function, examples)?;
        pages.insert(path(&page::FUNCTIONS, name), text);
    }
    Ok(pages)
}

/// The registry leaves the provider's name out of the page's.
fn path(kind: &page::Kind, name: &str) -> PathBuf {
    let short = name.strip_prefix("driftlock_").unwrap_or(name);
    Path::new(kind.folder).join(format!("{short}.md"))
}

fn named<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let map = schema.get(key).and_then(Value::as_object);
    map.into_iter().flat_map(Map::iter)
}

/// What a schema says of itself.
fn description(of: &Value) -> &str {
    let text = of.get("description").and_then(Value::as_str);
    text.unwrap_or_default().trim()
}

fn write(docs: &Path, pages: &Pages) -> Result<()> {
    for stray in strays(docs, pages)? {
        let path = docs.join(stray);
        fs::remove_file(&path).with_context(|| format!("removing `{}`", path.display()))?;
    }
    for (path, text) in pages {
        let path = docs.join(path);
        let folder = path.parent().unwrap_or(docs);
        fs::create_dir_all(folder).with_context(|| format!("creating `{}`", folder.display()))?;
        fs::write(&path, text).with_context(|| format!("writing `{}`", path.display()))?;
    }
    Ok(())
}

fn check(docs: &Path, pages: &Pages) -> Result<()> {
    let mut stale: Vec<String> = Vec::new();
    for (path, text) in pages {
        let there = fs::read_to_string(docs.join(path)).ok();
        if there.as_ref() != Some(text) {
            stale.push(path.display().to_string());
        }
    }
    for stray in strays(docs, pages)? {
        stale.push(format!("{}, which nothing has any more", stray.display()));
    }
    if stale.is_empty() {
        say::good(&format!("{} pages say what the provider says", pages.len()));
        return Ok(());
    }
    bail!(
        "pages are stale: {}; run `cargo xtask docs`",
        stale.join(", ")
    );
}

/// Pages in the folders of generated ones that are of nothing in the schema.
fn strays(docs: &Path, pages: &Pages) -> Result<Vec<PathBuf>> {
    let mut strays = Vec::new();
    for kind in page::KINDS.iter().chain([&page::FUNCTIONS]) {
        let folder = docs.join(kind.folder);
        if !folder.is_dir() {
            continue;
        }
        let entries =
            fs::read_dir(&folder).with_context(|| format!("reading `{}`", folder.display()))?;
        for entry in entries {
            let path = Path::new(kind.folder).join(entry?.file_name());
            if !pages.contains_key(&path) {
                strays.push(path);
            }
        }
    }
    Ok(strays)
}
