//! Writes a plan of any size to standard output, in a shape that real Terraform wrote.
//!
//! ```text
//! cargo run --release -p driftlock-gate --example synthesise 5000 > plan.json
//! ```
//! The shape is `crates/policy/tests/plans/shape`: what one team typically deploys. It is repeated,
//! each copy under another name, until the plan has as many resources as asked for. Like a real
//! plan, it holds the planned values beside the changes.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::{env, io};

use serde_json::{Value, json};

const SHAPE: &str = include_str!("../../crates/policy/tests/plans/shape/plan.json");

/// The name that every copy gets another one for.
const NAME: &str = "unit";

fn main() -> Result<(), Box<dyn Error>> {
    let count = env::args()
        .nth(1)
        .ok_or("usage: synthesise NUMBER_OF_RESOURCES")?
        .parse()?;
    let shape: Value = serde_json::from_str(SHAPE)?;
    let mut out = BufWriter::new(io::stdout().lock());
    write!(
        out,
        "{{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\","
    )?;
    write!(
        out,
        "\"planned_values\":{{\"root_module\":{{\"resources\":["
    )?;
    copies(&mut out, &shape, count, planned)?;
    write!(out, "]}}}},\"resource_changes\":[")?;
    copies(&mut out, &shape, count, Value::clone)?;
    write!(
        out,
        "],\"configuration\":{{\"root_module\":{{\"resources\":["
    )?;
    let configured = shape.pointer("/configuration/root_module/resources");
    let configured = json!({ "resource_changes": configured });
    copies(&mut out, &configured, count, Value::clone)?;
    writeln!(out, "]}}}}}}")?;
    out.flush()?;
    Ok(())
}

fn copies(
    out: &mut impl Write,
    shape: &Value,
    count: usize,
    form: fn(&Value) -> Value,
) -> Result<(), Box<dyn Error>> {
    let changes = shape.get("resource_changes").and_then(Value::as_array);
    let changes: Vec<String> = changes
        .ok_or("the shape has no changes")?
        .iter()
        .map(|change| form(change).to_string())
        .collect();
    for number in 0..count {
        let (copy, place) = (number / changes.len(), number % changes.len());
        let change = changes.get(place).ok_or("the shape is empty")?;
        let separator = if number == 0 { "" } else { "," };
        write!(
            out,
            "{separator}{}",
            change.replace(NAME, &format!("{NAME}_{copy}"))
        )?;
    }
    Ok(())
}

/// A change as it stands among the planned values.
fn planned(change: &Value) -> Value {
    json!({
        "address": change.get("address"),
        "mode": change.get("mode"),
        "type": change.get("type"),
        "name": change.get("name"),
        "provider_name": change.get("provider_name"),
        "schema_version": 0,
        "values": change.pointer("/change/after"),
        "sensitive_values": change.pointer("/change/after_sensitive"),
    })
}
