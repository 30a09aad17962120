//! Connects resources that configure others, by value where it is known, else by reference.

use std::collections::{BTreeSet, HashMap};

use regorus::Value;

use super::link::{self, LINKS, Link};
use super::place::Places;
use super::resolve::{Meaning, Resolver};
use crate::plan::{Block, Configuration};
use crate::resource::Resource;
use crate::value::{member, text};

/// A setting of a setting of a setting is still followed; anything deeper is a circle.
const MOST_HOPS: usize = 4;

/// The resources that one resource may configure.
#[derive(Debug, Default)]
pub(super) struct Parents {
    /// The one that it certainly configures.
    pub(super) certain: Option<usize>,
    /// Those of which it configures one, or none.
    pub(super) possible: Vec<usize>,
    /// True when it may configure any resource of the parent type.
    pub(super) vague: bool,
}

/// Finds parents among the resources of one plan or snapshot.
pub(super) struct Connections<'p> {
    resources: &'p [Resource],
    places: &'p Places,
    configuration: Option<&'p Configuration>,
    by_identity: HashMap<(&'static str, &'p str), Vec<usize>>,
}

impl<'p> Connections<'p> {
    pub(super) fn new(
        resources: &'p [Resource],
        places: &'p Places,
        configuration: Option<&'p Configuration>,
    ) -> Self {
        Self {
            resources,
            places,
            configuration,
            by_identity: by_identity(resources),
        }
    }

    /// What the resource `number` configures, by its one link.
    pub(super) fn parents(&self, number: usize) -> Option<(&'static Link, Parents)> {
        let resource = self.resources.get(number)?;
        let link = link::of(&resource.kind)?;
        Some((link, self.follow(number, link, 0)))
    }

    /// The configuration of a resource.
    pub(super) fn block(&self, number: usize) -> Option<&'p Block> {
        let resource = self.resources.get(number)?;
        let path = self.places.path(self.places.module_of(number));
        self.configuration?
            .module(path)?
            .resource(&format!("{}.{}", resource.kind, resource.name))
    }

    /// What an attribute of a resource refers to.
    pub(super) fn meaning(&self, number: usize, attribute: &str) -> Meaning {
        let (Some(configuration), Some(block), Some(resource)) = (
            self.configuration,
            self.block(number),
            self.resources.get(number),
        ) else {
            return Meaning {
                vague: true,
                ..Meaning::default()
            };
        };
        let resolver = Resolver {
            configuration,
            places: self.places,
        };
        let module = self.places.module_of(number);
        resolver.argument(module, resource.key.as_ref(), block, attribute)
    }

    /// The data sources that an attribute refers to by name, `module.a.data.type.name`.
    pub(super) fn data(&self, number: usize, attribute: &str) -> BTreeSet<String> {
        let block = self.block(number);
        let references = block.and_then(|block| block.arguments.get(attribute));
        let module = self.resources.get(number).map_or("", |r| &r.module);
        let names = references
            .into_iter()
            .flat_map(|references| &references.names);
        names
            .filter_map(|name| {
                let mut parts = name.strip_prefix("data.")?.split(['.', '[']);
                let (kind, name) = (parts.next()?, parts.next()?);
                Some(match module {
                    "" => format!("data.{kind}.{name}"),
                    module => format!("{module}.data.{kind}.{name}"),
                })
            })
            .collect()
    }

    fn follow(&self, number: usize, link: &Link, hops: usize) -> Parents {
        let Some(resource) = self.resources.get(number) else {
            return Parents::default();
        };
        match member(&resource.after, link.attribute) {
            Some(Value::String(name)) => self.named(link.parent, name),
            _ if member(&resource.unknown, link.attribute).is_none() => Parents::default(),
            _ => self.referred(number, link, hops),
        }
    }

    fn named(&self, parent: &'static str, name: &str) -> Parents {
        match self
            .by_identity
            .get(&(parent, name))
            .map_or(&[][..], Vec::as_slice)
        {
            [] => Parents::default(),
            [one] => Parents {
                certain: Some(*one),
                ..Parents::default()
            },
            several => Parents {
                possible: several.to_vec(),
                ..Parents::default()
            },
        }
    }

    fn referred(&self, number: usize, link: &Link, hops: usize) -> Parents {
        let meaning = self.meaning(number, link.attribute);
        let mut parents = Parents {
            vague: meaning.vague,
            ..Parents::default()
        };
        for target in meaning.resources {
            let kind = self.resources.get(target).map_or("", |target| &target.kind);
            if kind == link.parent {
                parents.possible.push(target);
                continue;
            }
            // `bucket = aws_s3_bucket_ownership_controls.x.bucket`
            let via = link::of(kind).filter(|via| via.parent == link.parent && hops < MOST_HOPS);
            if let Some(via) = via {
                let found = self.follow(target, via, hops + 1);
                parents.vague |= found.vague;
                parents
                    .possible
                    .extend(found.certain.into_iter().chain(found.possible));
            }
        }
        parents.possible.sort_unstable();
        parents.possible.dedup();
        if let ([one], false) = (parents.possible.as_slice(), parents.vague) {
            parents.certain = Some(*one);
            parents.possible.clear();
        }
        parents
    }
}

fn by_identity(resources: &[Resource]) -> HashMap<(&'static str, &str), Vec<usize>> {
    let parents: HashMap<&str, &Link> = LINKS.iter().map(|link| (link.parent, link)).collect();
    let mut found: HashMap<(&'static str, &str), Vec<usize>> = HashMap::new();
    for (number, resource) in resources.iter().enumerate() {
        let Some(link) = parents.get(resource.kind.as_str()) else {
            continue;
        };
        for attribute in link.identity {
            let Some(name) = member(&resource.after, attribute).and_then(text) else {
                continue;
            };
            let numbers = found.entry((link.parent, name)).or_default();
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        }
    }
    found
}
