//! The `configuration` part of a plan: what refers to what, before any value is known.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The `configuration` object as written.
#[derive(serde::Deserialize)]
pub(super) struct ConfigurationDocument<'a> {
    #[serde(borrow, default)]
    root_module: ModuleDocument<'a>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct ModuleDocument<'a> {
    #[serde(borrow)]
    resources: Vec<ResourceDocument<'a>>,
    #[serde(borrow)]
    module_calls: BTreeMap<Cow<'a, str>, CallDocument<'a>>,
    #[serde(borrow)]
    outputs: BTreeMap<Cow<'a, str>, OutputDocument>,
}

#[derive(serde::Deserialize)]
struct ResourceDocument<'a> {
    #[serde(borrow)]
    mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    expressions: BTreeMap<String, References>,
    #[serde(default)]
    for_each_expression: References,
}

#[derive(serde::Deserialize)]
struct CallDocument<'a> {
    #[serde(default)]
    expressions: BTreeMap<String, References>,
    #[serde(default)]
    for_each_expression: References,
    #[serde(borrow, default)]
    module: ModuleDocument<'a>,
}

#[derive(serde::Deserialize)]
struct OutputDocument {
    #[serde(default)]
    expression: References,
}

/// What a block of configuration refers to, by argument.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// The references of each argument that is set; a constant has none.
    pub(crate) arguments: BTreeMap<String, References>,
    /// The references of `for_each`.
    pub(crate) for_each: References,
}

/// The references in one expression, in Terraform's spelling (`aws_s3_bucket.b["a"].id`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct References {
    /// What is referred to.
    pub(crate) names: Vec<String>,
    /// The arguments that are set inside nested blocks, by path (`rule.apply.algorithm`).
    pub(crate) inside: BTreeSet<String>,
    /// How many blocks are written out; dynamic ones are not part of a plan's configuration.
    pub(crate) blocks: usize,
}

/// Everything configured, found by where it stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Configuration {
    modules: HashMap<Vec<String>, Module>,
}

/// One module's configuration.
#[derive(Debug, Clone, Default)]
pub(crate) struct Module {
    resources: HashMap<String, Block>,
    calls: HashMap<String, Block>,
    outputs: BTreeMap<String, References>,
}

impl Configuration {
    pub(super) fn new(document: ConfigurationDocument<'_>) -> Self {
        let mut configuration = Self::default();
        configuration.add(Vec::new(), document.root_module);
        configuration
    }

    fn add(&mut self, path: Vec<String>, document: ModuleDocument<'_>) {
        let mut module = Module::default();
        for resource in document
            .resources
            .into_iter()
            .filter(|r| r.mode == "managed")
        {
            let block = Block {
                arguments: resource.expressions,
                for_each: resource.for_each_expression,
            };
            let address = format!("{}.{}", resource.kind, resource.name);
            module.resources.insert(address, block);
        }
        for (name, output) in document.outputs {
            module.outputs.insert(name.into_owned(), output.expression);
        }
        for (name, call) in document.module_calls {
            let block = Block {
                arguments: call.expressions,
                for_each: call.for_each_expression,
            };
            module.calls.insert(name.clone().into_owned(), block);
            let mut child = path.clone();
            child.push(name.into_owned());
            self.add(child, call.module);
        }
        self.modules.insert(path, module);
    }

    /// The module at a path of call names; the root module is the empty path.
    pub(crate) fn module(&self, path: &[String]) -> Option<&Module> {
        self.modules.get(path)
    }
}

impl Module {
    /// The managed resource `type.name` of this module.
    pub(crate) fn resource(&self, address: &str) -> Option<&Block> {
        self.resources.get(address)
    }

    /// The call of the child module `name`.
    pub(crate) fn call(&self, name: &str) -> Option<&Block> {
        self.calls.get(name)
    }

    /// What the output `name` refers to.
    pub(crate) fn output(&self, name: &str) -> Option<&References> {
        self.outputs.get(name)
    }

    /// What all outputs refer to.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = &References> {
        self.outputs.values()
    }
}

/// An expression is `{"references": [..]}`, `{"constant_value": ..}`, or nested blocks: an object
/// or a list of objects of expressions. Nested references count for the argument they stand in.
impl<'de> Deserialize<'de> for References {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Collect)
    }
}

struct Collect;

impl<'de> Visitor<'de> for Collect {
    type Value = References;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an expression of the configuration")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<References, A::Error> {
        let mut all = References::default();
        while let Some(found) = items.next_element::<References>()? {
            all.names.extend(found.names);
            all.inside.extend(found.inside);
            all.blocks += 1;
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<References, A::Error> {
        let mut all = References::default();
        while let Some(key) = entries.next_key::<Cow<'de, str>>()? {
            match key.as_ref() {
                "references" => {
                    let Found(found) = entries.next_value()?;
                    all.names.extend(found);
                }
                "constant_value" => {
                    entries.next_value::<IgnoredAny>()?;
                }
                name => {
                    let found: References = entries.next_value()?;
                    all.names.extend(found.names);
                    let deeper = found.inside.iter().map(|path| format!("{name}.{path}"));
                    all.inside.extend(deeper);
                    all.inside.insert(name.to_owned());
                }
            }
        }
        Ok(all)
    }

    fn visit_bool<E>(self, _: bool) -> Result<References, E> {
        Ok(References::default())
    }

    fn visit_unit<E>(self) -> Result<References, E> {
        Ok(References::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<References, E> {
        Ok(References::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<References, E> {
        Ok(References::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<References, E> {
        Ok(References::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<References, E> {
        Ok(References::default())
    }
}

/// The member `references`: a list of strings, or, where a block has an argument of that very
/// name, an expression.
struct Found(Vec<String>);

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Either {
            Names(Vec<String>),
            Nested(References),
        }
        Ok(Self(match Either::deserialize(deserializer)? {
            Either::Names(names) => names,
            Either::Nested(references) => references.names,
        }))
    }
}
