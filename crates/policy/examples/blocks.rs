//! Writes the names of nested blocks again, from what the AWS provider says of itself.
//!
//! ```text
//! terraform providers schema -json | cargo run -p driftlock-policy --example blocks
//! ```

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::{fs, io};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let schemas: Value = serde_json::from_reader(io::stdin().lock())?;
    let mut names = BTreeSet::new();
    for provider in members(&schemas, "provider_schemas") {
        for resource in members(provider, "resource_schemas") {
            collect(resource.get("block"), 0, &mut names);
        }
    }
    let text = names
        .into_iter()
        .fold(String::new(), |text, name| text + name + "\n");
    fs::write(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view/blocks.txt"),
        text,
    )?;
    Ok(())
}

fn members<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let object = value.get(key).and_then(Value::as_object);
    object.into_iter().flat_map(serde_json::Map::values)
}

/// The names of blocks inside of blocks.
fn collect<'v>(block: Option<&'v Value>, depth: usize, names: &mut BTreeSet<&'v str>) {
    let types = block.and_then(|block| block.get("block_types")?.as_object());
    for (name, kind) in types.into_iter().flatten() {
        if depth > 0 {
            names.insert(name);
        }
        collect(kind.get("block"), depth + 1, names);
    }
}
