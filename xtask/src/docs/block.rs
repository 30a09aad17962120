//! The schema of a block as Markdown: what is required, optional and read-only, then each nested
//! schema below an anchor of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::types;

const WRITE_ONLY: &str =
    "https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments";

/// How something may be set, in the order of a page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Required,
    Optional,
    ReadOnly,
}

impl Use {
    fn title(self) -> &'static str {
        match self {
            Self::Required => "Required",
            Self::Optional => "Optional",
            Self::ReadOnly => "Read-Only",
        }
    }
}

/// What is told further below.
struct Nested<'a> {
    anchor: String,
    path: Vec<&'a str>,
    is: Inner<'a>,
}

enum Inner<'a> {
    /// Attributes and blocks, each of which says how it may be set.
    Block(&'a Value),
    /// An object type, which is set or read as a whole.
    Object(&'a Map<String, Value>, Use),
}

/// One line of a list, and what it announces.
struct Line<'a> {
    text: String,
    nested: Option<Nested<'a>>,
}

/// The whole section of a block, from its heading on.
pub(super) fn section(block: &Value) -> String {
    let mut out = String::from("## Schema\n\n");
    children(&mut out, &[], block);
    out
}

fn children<'a>(out: &mut String, path: &[&'a str], block: &'a Value) {
    let mut groups: BTreeMap<Use, BTreeMap<&str, Line<'a>>> = BTreeMap::new();
    for (name, attribute) in entries(block, "attributes") {
        let line = attribute_line(&joined(path, name), attribute);
        let group = groups.entry(attribute_use(attribute)).or_default();
        group.insert(name, line);
    }
    for (name, nested) in entries(block, "block_types") {
        let line = block_line(&joined(path, name), nested);
        groups
            .entry(block_use(nested))
            .or_default()
            .insert(name, line);
    }
    let mut announced = Vec::new();
    for (group, lines) in groups {
        heading(out, path, group);
        for line in lines.into_values() {
            out.push_str(&line.text);
            announced.extend(line.nested);
        }
        out.push('\n');
    }
    nested_sections(out, announced);
}

fn heading(out: &mut String, path: &[&str], group: Use) {
    let title = group.title();
    let _ = if path.is_empty() {
        write!(out, "### {title}\n\n")
    } else {
        write!(out, "{title}:\n\n")
    };
}

fn nested_sections(out: &mut String, announced: Vec<Nested<'_>>) {
    for nested in announced {
        let title = nested.path.join(".");
        let _ = write!(
            out,
            "<a id=\"{}\"></a>\n### Nested Schema for `{title}`\n\n",
            nested.anchor
        );
        match nested.is {
            Inner::Block(block) => children(out, &nested.path, block),
            Inner::Object(attributes, group) => object(out, &nested.path, attributes, group),
        }
        out.push('\n');
    }
}

fn object<'a>(out: &mut String, path: &[&'a str], of: &'a Map<String, Value>, group: Use) {
    heading(out, path, group);
    let mut announced = Vec::new();
    for (name, ty) in of {
        let path = joined(path, name);
        let nested = types::object(ty).map(|attributes| Nested {
            anchor: anchor("nestedobjatt", &path),
            is: Inner::Object(attributes, group),
            path,
        });
        let _ = writeln!(
            out,
            "- `{name}` ({}){}",
            types::words(ty),
            below(nested.as_ref())
        );
        announced.extend(nested);
    }
    out.push('\n');
    nested_sections(out, announced);
}

fn attribute_line<'a>(path: &[&'a str], attribute: &'a Value) -> Line<'a> {
    let nested_type = attribute.get("nested_type");
    let inner = match (nested_type, attribute.get("type")) {
        (Some(nested), _) => Some(Inner::Block(nested)),
        (None, Some(ty)) => types::object(ty).map(|of| Inner::Object(of, attribute_use(attribute))),
        (None, None) => None,
    };
    let nested = inner.map(|is| Nested {
        anchor: anchor("nestedatt", path),
        path: path.to_vec(),
        is,
    });
    let mut facts = vec![match nested_type {
        Some(nested) => format!("Attributes{}", mode(nested)),
        None => types::words(attribute.get("type").unwrap_or(&Value::Null)),
    }];
    facts.extend(flag(attribute, "sensitive").then(|| "Sensitive".to_owned()));
    facts.extend(flag(attribute, "deprecated").then(|| "Deprecated".to_owned()));
    facts.extend(flag(attribute, "write_only").then(|| format!("[Write-only]({WRITE_ONLY})")));
    line(path, &facts, attribute, nested)
}

fn block_line<'a>(path: &[&'a str], block: &'a Value) -> Line<'a> {
    let mut facts = vec![format!("Block{}", mode(block))];
    if block
        .get("nesting_mode")
        .is_some_and(|mode| mode == "single")
    {
        facts.push(block_use(block).title().to_owned());
    }
    for (key, word) in [("min_items", "Min"), ("max_items", "Max")] {
        let items = block.get(key).and_then(Value::as_u64).filter(|n| *n > 0);
        facts.extend(items.map(|n| format!("{word}: {n}")));
    }
    let inner = block.get("block").unwrap_or(&Value::Null);
    facts.extend(flag(inner, "deprecated").then(|| "Deprecated".to_owned()));
    let nested = Nested {
        anchor: anchor("nestedblock", path),
        path: path.to_vec(),
        is: Inner::Block(inner),
    };
    line(path, &facts, inner, Some(nested))
}

fn line<'a>(path: &[&str], facts: &[String], of: &Value, nested: Option<Nested<'a>>) -> Line<'a> {
    let name = path.last().copied().unwrap_or_default();
    let mut text = format!("- `{name}` ({})", facts.join(", "));
    let description = super::description(of);
    if !description.is_empty() {
        let _ = write!(text, " {description}");
    }
    let _ = writeln!(text, "{}", below(nested.as_ref()));
    Line { text, nested }
}

fn below(nested: Option<&Nested<'_>>) -> String {
    nested.map_or_else(String::new, |nested| {
        format!(" (see [below for nested schema](#{}))", nested.anchor)
    })
}

fn anchor(kind: &str, path: &[&str]) -> String {
    format!("{kind}--{}", path.join("--"))
}

fn mode(of: &Value) -> &'static str {
    match of.get("nesting_mode").and_then(Value::as_str) {
        Some("list") => " List",
        Some("set") => " Set",
        Some("map") => " Map",
        _ => "",
    }
}

fn attribute_use(attribute: &Value) -> Use {
    if flag(attribute, "required") {
        Use::Required
    } else if flag(attribute, "optional") {
        Use::Optional
    } else {
        Use::ReadOnly
    }
}

/// A block is read-only where all that is in it is.
fn block_use(nested: &Value) -> Use {
    if nested.get("min_items").and_then(Value::as_u64) > Some(0) {
        return Use::Required;
    }
    let block = nested.get("block").unwrap_or(&Value::Null);
    let mut uses = entries(block, "attributes")
        .map(|(_, attribute)| attribute_use(attribute))
        .chain(entries(block, "block_types").map(|(_, inner)| block_use(inner)))
        .peekable();
    if uses.peek().is_some() && uses.all(|of| of == Use::ReadOnly) {
        Use::ReadOnly
    } else {
        Use::Optional
    }
}

fn flag(of: &Value, name: &str) -> bool {
    of.get(name).and_then(Value::as_bool).unwrap_or_default()
}

fn entries<'a>(block: &'a Value, key: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = block.get(key).and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn joined<'a>(path: &[&'a str], name: &'a str) -> Vec<&'a str> {
    path.iter().copied().chain([name]).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_come_in_order_and_nested_schemas_below() {
        let block = json!({
            "attributes": {
                "name": { "type": "string", "required": true, "description": "Its name." },
                "token": { "type": "string", "optional": true, "sensitive": true, "write_only": true },
                "found": { "type": ["list", ["object", { "id": "string" }]], "computed": true },
                "tree": { "optional": true, "description": "A tree.", "nested_type": {
                    "nesting_mode": "list",
                    "attributes": { "leaf": { "type": "bool", "required": true } },
                } },
            },
            "block_types": {
                "rule": { "nesting_mode": "list", "min_items": 1, "max_items": 3, "block": {
                    "description": "A rule.",
                    "attributes": { "mode": { "type": "string", "optional": true } },
                } },
                "limit": { "nesting_mode": "single", "block": {
                    "attributes": { "most": { "type": "number", "optional": true } },
                } },
            },
        });
        let expected = format!(
            "## Schema

### Required

- `name` (String) Its name.
- `rule` (Block List, Min: 1, Max: 3) A rule. (see [below for nested schema](#nestedblock--rule))

### Optional

- `limit` (Block, Optional) (see [below for nested schema](#nestedblock--limit))
- `token` (String, Sensitive, [Write-only]({WRITE_ONLY}))
- `tree` (Attributes List) A tree. (see [below for nested schema](#nestedatt--tree))

### Read-Only

- `found` (List of Object) (see [below for nested schema](#nestedatt--found))

<a id=\"nestedblock--rule\"></a>
### Nested Schema for `rule`

Optional:

- `mode` (String)


<a id=\"nestedblock--limit\"></a>
### Nested Schema for `limit`

Optional:

- `most` (Number)


<a id=\"nestedatt--tree\"></a>
### Nested Schema for `tree`

Required:

- `leaf` (Boolean)


<a id=\"nestedatt--found\"></a>
### Nested Schema for `found`

Read-Only:

- `id` (String)


"
        );
        assert_eq!(section(&block), expected);
    }
}
