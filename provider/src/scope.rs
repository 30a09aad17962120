//! `scope` and `exclude` blocks: which resources a baseline covers.

use std::collections::BTreeSet;

use driftlock_core::{BadScope, Scope, Selector};
use driftlock_tfplugin::{
    Attribute, AttributePath, Block, Diagnostic, Diagnostics, NestedBlock, Schema, Type, Value,
};

const SCOPE: &str = "scope";
const EXCLUDE: &str = "exclude";
const TYPES: &str = "resource_types";

/// Adds both blocks to a schema. `who` is who takes what is in scope: `the baseline covers`.
pub(crate) fn blocks(schema: Schema, who: &str) -> Schema {
    let scope = format!(
        "What {who}. Within one block every condition must hold, and within one condition any value \
         may; of several blocks the union counts."
    );
    let exclude = "What is left out all the same.";
    schema
        .block(SCOPE, NestedBlock::list(block(&scope)).min(1))
        .block(EXCLUDE, NestedBlock::list(block(exclude)))
}

fn block(description: &str) -> Block {
    let texts = || Attribute::optional(Type::set(Type::String));
    Block::new(description)
        .attribute("resource_types", texts().describe(
            "Terraform types, with globs: `aws_security_group`, `aws_s3_bucket*`."))
        .attribute("tags", Attribute::optional(Type::map(Type::String)).describe(
            "Tags that a resource must carry; values may be globs. A bucket's settings have its tags."))
        .attribute("ids", texts().describe("Ids of resources, with globs."))
        .attribute("regions", texts().describe(
            "AWS regions; the provider's where none is named."))
        .attribute("accounts", texts().describe(
            "Ids of AWS accounts; that of the provider's credentials where none is named. Others are \
             reached by the provider's `account_role`. An exclusion without any is about all."))
}

/// The scope that a configuration or state describes.
pub(crate) fn from_value(value: &Value) -> Scope {
    Scope {
        select: value.blocks(SCOPE).iter().map(selector).collect(),
        exclude: value.blocks(EXCLUDE).iter().map(selector).collect(),
    }
}

fn selector(block: &Value) -> Selector {
    Selector {
        resource_types: block.strings("resource_types"),
        tags: block.string_map("tags"),
        ids: block.strings("ids"),
        regions: block.strings("regions"),
        accounts: block.strings("accounts"),
    }
}

/// Whether two values cover the same, wherever they say so and wherever they leave it to the
/// provider's region.
pub(crate) fn covers_the_same(a: &Value, b: &Value, default_region: Option<&str>) -> bool {
    let meant = |value: &Value| match default_region {
        Some(region) => from_value(value).resolved(region),
        None => from_value(value),
    };
    let known = |value: &Value| {
        [SCOPE, EXCLUDE]
            .iter()
            .all(|name| value.get(name).is_wholly_known())
    };
    known(a) && known(b) && meant(a) == meant(b)
}

/// Whether a state describes the stored scope. Where it names no region, the stored one is the
/// provider's of that time.
pub(crate) fn agrees(state: &Value, stored: &Scope) -> bool {
    let described = from_value(state);
    agree(&described.select, &stored.select) && agree(&described.exclude, &stored.exclude)
}

fn agree(described: &[Selector], stored: &[Selector]) -> bool {
    let same = |a: &[String], b: &[String]| {
        let of = |items: &[String]| items.iter().cloned().collect::<BTreeSet<_>>();
        of(a) == of(b)
    };
    described.len() == stored.len()
        && described.iter().zip(stored).all(|(described, stored)| {
            same(&described.resource_types, &stored.resource_types)
                && described.tags == stored.tags
                && same(&described.ids, &stored.ids)
                && same(&described.accounts, &stored.accounts)
                && (described.regions.is_empty() || same(&described.regions, &stored.regions))
        })
}

/// Writes a stored scope into a state, for import. A region that is the provider's own is left
/// out: the configuration need not name it.
pub(crate) fn write(mut state: Value, scope: &Scope, default_region: Option<&str>) -> Value {
    let blocks = |selectors: &[Selector]| {
        let blocks = selectors
            .iter()
            .map(|selector| to_block(selector, default_region));
        Value::List(blocks.collect())
    };
    state.set(SCOPE, blocks(&scope.select));
    state.set(EXCLUDE, blocks(&scope.exclude));
    state
}

fn to_block(selector: &Selector, default_region: Option<&str>) -> Value {
    let set = |items: &[String]| match items {
        [] => Value::Null,
        items => Value::Set(items.iter().map(|item| item.as_str().into()).collect()),
    };
    let regions = match selector.regions.as_slice() {
        [only] if Some(only.as_str()) == default_region => Value::Null,
        regions => set(regions),
    };
    let tags = match selector.tags.is_empty() {
        true => Value::Null,
        false => selector.tags.clone().into(),
    };
    Value::object([
        ("resource_types", set(&selector.resource_types)),
        ("tags", tags),
        ("ids", set(&selector.ids)),
        ("regions", regions),
        ("accounts", set(&selector.accounts)),
    ])
}

/// Every fault of the blocks of a configuration, each at its attribute. Blocks that hold anything
/// unknown are judged later.
pub(crate) fn check(config: &Value, supported: &[&str]) -> Diagnostics {
    let mut found = Diagnostics::new();
    for (name, block, index) in all_blocks(config) {
        let path = AttributePath::new(name).index(index);
        found.extend(faults(name, block, supported).map(|fault| at(&fault, block, &path)));
    }
    found
}

fn all_blocks(config: &Value) -> impl Iterator<Item = (&'static str, &Value, usize)> {
    [SCOPE, EXCLUDE].into_iter().flat_map(|name| {
        let blocks = config.blocks(name).iter().enumerate();
        let known = blocks.filter(|(_, block)| block.is_wholly_known());
        known.map(move |(index, block)| (name, block, index))
    })
}

fn faults(name: &str, block: &Value, supported: &[&str]) -> impl Iterator<Item = BadScope> {
    let selector = selector(block);
    let scope = match name {
        EXCLUDE => Scope {
            select: Vec::new(),
            exclude: vec![selector],
        },
        _ => Scope {
            select: vec![selector],
            exclude: Vec::new(),
        },
    };
    let judged_alone = name == EXCLUDE;
    let faults = scope
        .validate(supported)
        .err()
        .unwrap_or_default()
        .into_iter();
    // An exclusion judged by itself comes without a selection.
    faults.filter(move |fault| !(judged_alone && *fault == BadScope::Empty))
}

/// An empty block is shown where its types are missing: a path to a block alone shows the resource.
fn at(fault: &BadScope, block: &Value, path: &AttributePath) -> Diagnostic {
    let attribute = match fault {
        BadScope::Account { .. } => "accounts",
        BadScope::Glob { glob, .. } => with(block, glob),
        BadScope::UnknownType { .. } | BadScope::Empty | BadScope::EmptyExclusion => TYPES,
    };
    Diagnostic::error(fault.to_string())
        .detail(fault.help())
        .at(path.clone().attribute(attribute))
}

/// The attribute of a block in which a glob is written.
fn with(block: &Value, glob: &str) -> &'static str {
    let lists = [TYPES, "ids"];
    let has = |name: &&str| block.strings(name).iter().any(|one| one == glob);
    lists.into_iter().find(has).unwrap_or("tags")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUPPORTED: &[&str] = &["aws_s3_bucket", "aws_security_group"];

    fn types(types: &[&str]) -> Value {
        let types = types.iter().map(|&name| name.into()).collect();
        Value::object([("resource_types", Value::Set(types))])
    }

    #[track_caller]
    fn faulty(scope: Vec<Value>, exclude: Vec<Value>, expected: &[&str]) {
        let config = Value::object([("scope", scope.into()), ("exclude", exclude.into())]);
        let found = check(&config, SUPPORTED);
        let found: Vec<String> = found
            .iter()
            .map(|d| format!("{}: {}", d.path, d.summary))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn faults_point_at_their_block() {
        faulty(
            vec![types(&["aws_s3*"])],
            vec![types(&["aws_security_group"])],
            &[],
        );
        faulty(
            vec![types(&["aws_s3*"]), types(&["aws_s3_buket"])],
            vec![Value::object([])],
            &[
                "scope[1].resource_types: no supported resource type matches `aws_s3_buket`; did you mean `aws_s3_bucket`?",
                "exclude[0].resource_types: an exclusion is empty: it names no resource types, tags, ids, regions or accounts",
            ],
        );
    }

    #[test]
    fn unknown_values_are_judged_later() {
        faulty(
            vec![Value::object([("ids", Value::unknown())])],
            Vec::new(),
            &[],
        );
    }

    #[test]
    fn an_imported_scope_reads_as_it_was_written() {
        let config = Value::object([("scope", vec![types(&["aws_s3_bucket"])].into())]);
        let stored = from_value(&config).resolved("eu-west-1");
        assert!(agrees(&config, &stored));
        assert!(!agrees(&Value::object([]), &stored));
        let imported = write(Value::object([]), &stored, Some("eu-west-1"));
        assert_eq!(from_value(&imported), from_value(&config));
        assert!(covers_the_same(&imported, &config, None));
        let elsewhere = write(Value::object([]), &stored, Some("us-east-1"));
        assert_eq!(from_value(&elsewhere), stored);
        assert!(covers_the_same(&elsewhere, &config, Some("eu-west-1")));
        assert!(!covers_the_same(&elsewhere, &config, Some("us-east-1")));
    }
}
