//! Follows references of the configuration to the resources that they mean.
//!
//! Terraform writes `aws_s3_bucket.b["a"].id` as the references `aws_s3_bucket.b["a"].id`,
//! `aws_s3_bucket.b["a"]` and `aws_s3_bucket.b`; `aws_s3_bucket.b[each.key].id` only as
//! `aws_s3_bucket.b` and `each.key`. Locals are not part of a plan's JSON, so what goes through
//! one stays vague.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{ModuleId, Places};
use crate::address::{self, Segment};
use crate::plan::{Block, Configuration, References};
use crate::resource::Key;

/// More candidates than this are not listed: the reference is vague.
const MOST_CANDIDATES: usize = 32;

/// Modules nested deeper than this, or references in a circle, are given up as vague.
const MOST_STEPS: usize = 64;

/// What a reference may mean.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// The numbers of the resources.
    pub(super) resources: BTreeSet<usize>,
    /// True when it may also mean something else.
    pub(super) vague: bool,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Scope<'c> {
    module: ModuleId,
    /// The key of the instance that the expression belongs to.
    key: Option<&'c Key>,
    /// What its `for_each` refers to.
    for_each: Option<&'c References>,
    steps: usize,
}

/// How an expression picks an instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Pick {
    /// `b` alone: an index that is computed, a splat, or the whole.
    Whole,
    /// `b.id`: the only instance.
    Only,
    /// `b["a"]`.
    Exactly(Key),
}

pub(super) struct Resolver<'p> {
    pub(super) configuration: &'p Configuration,
    pub(super) places: &'p Places,
}

impl Resolver<'_> {
    /// What the argument of a resource refers to. Nothing when it is not set by a reference.
    pub(super) fn argument(
        &self,
        module: ModuleId,
        key: Option<&Key>,
        block: &Block,
        argument: &str,
    ) -> Meaning {
        let mut meaning = Meaning::default();
        if let Some(references) = block.arguments.get(argument) {
            let scope = Scope {
                module,
                key,
                for_each: Some(&block.for_each),
                steps: 0,
            };
            self.follow(scope, references, &mut meaning);
        }
        meaning
    }

    fn follow(&self, scope: Scope<'_>, references: &References, meaning: &mut Meaning) {
        if scope.steps > MOST_STEPS {
            meaning.vague = true;
            return;
        }
        let scope = Scope {
            steps: scope.steps + 1,
            ..scope
        };
        let mut resources: BTreeMap<String, BTreeSet<Pick>> = BTreeMap::new();
        let mut modules: BTreeMap<&str, BTreeSet<(Pick, Option<&str>)>> = BTreeMap::new();
        let mut by_key = false;
        for reference in &references.names {
            match address::segments(reference).as_slice() {
                [Segment::Name("each"), Segment::Name("value"), ..] => {
                    by_key = true;
                    self.each_value(scope, meaning);
                }
                [Segment::Name("each" | "count"), ..] => by_key = true,
                [Segment::Name("path" | "terraform" | "self"), ..] => {}
                [Segment::Name("var"), Segment::Name(name), ..] => {
                    self.variable(scope, name, meaning);
                }
                [Segment::Name("module"), Segment::Name(name), rest @ ..] => {
                    modules
                        .entry(name)
                        .or_default()
                        .insert((pick(rest), output(rest)));
                }
                [Segment::Name("local" | "data"), ..] => meaning.vague = true,
                [Segment::Name(kind), Segment::Name(name), rest @ ..] => {
                    let named = format!("{kind}.{name}");
                    resources.entry(named).or_default().insert(pick(rest));
                }
                _ => meaning.vague = true,
            }
        }
        let key = if by_key { scope.key } else { None };
        for (name, picks) in resources {
            self.resource(scope.module, &name, &strongest(picks), key, meaning);
        }
        for (name, picks) in modules {
            self.module(scope, name, picks, key, meaning);
        }
    }

    fn each_value(&self, scope: Scope<'_>, meaning: &mut Meaning) {
        let Some(for_each) = scope.for_each else {
            return;
        };
        // `for_each = aws_s3_bucket.b` hands over the keys of `b`.
        let mut references = for_each.clone();
        references.names.push("each.key".to_owned());
        let scope = Scope {
            for_each: None,
            ..scope
        };
        self.follow(scope, &references, meaning);
    }

    fn variable(&self, scope: Scope<'_>, name: &str, meaning: &mut Meaning) {
        let Some((parent, (call, key))) = self.places.parent(scope.module) else {
            return; // A variable of the root module is no resource.
        };
        let block = self
            .configuration
            .module(self.places.path(*parent))
            .and_then(|module| module.call(call));
        let Some(block) = block else {
            meaning.vague = true;
            return;
        };
        if let Some(references) = block.arguments.get(name) {
            let scope = Scope {
                module: *parent,
                key: key.as_ref(),
                for_each: Some(&block.for_each),
                steps: scope.steps,
            };
            self.follow(scope, references, meaning);
        }
    }

    fn resource(
        &self,
        module: ModuleId,
        name: &str,
        picks: &[Pick],
        key: Option<&Key>,
        meaning: &mut Meaning,
    ) {
        for pick in picks {
            let one = match pick {
                Pick::Exactly(key) => self.places.one(module, name, Some(key)),
                Pick::Only => self.places.one(module, name, None),
                Pick::Whole => key.and_then(|key| self.places.one(module, name, Some(key))),
            };
            let all = self.places.all(module, name);
            match one {
                Some(number) => {
                    meaning.resources.insert(number);
                }
                None if all.len() > MOST_CANDIDATES => meaning.vague = true,
                None => meaning.resources.extend(all),
            }
        }
    }

    fn module(
        &self,
        scope: Scope<'_>,
        name: &str,
        picks: BTreeSet<(Pick, Option<&str>)>,
        key: Option<&Key>,
        meaning: &mut Meaning,
    ) {
        let named: BTreeSet<&str> = picks.iter().filter_map(|(_, output)| *output).collect();
        let picks = strongest(picks.into_iter().map(|(pick, _)| pick).collect());
        let wanted = |instance: &Option<Key>| {
            picks.iter().any(|pick| match (pick, key) {
                (Pick::Exactly(key), _) | (Pick::Whole, Some(key)) => {
                    Some(key) == instance.as_ref()
                }
                (Pick::Only | Pick::Whole, _) => true,
            })
        };
        let instances = self.places.instances(scope.module, name);
        if instances.len() > MOST_CANDIDATES && key.is_none() {
            meaning.vague = true;
            return;
        }
        let mut found = false;
        for (_, instance) in instances.iter().filter(|(key, _)| wanted(key)) {
            found = true;
            self.outputs(scope, *instance, &named, meaning);
        }
        meaning.vague |= !found;
    }

    fn outputs(
        &self,
        scope: Scope<'_>,
        module: ModuleId,
        named: &BTreeSet<&str>,
        meaning: &mut Meaning,
    ) {
        let Some(configured) = self.configuration.module(self.places.path(module)) else {
            meaning.vague = true;
            return;
        };
        let inside = Scope {
            module,
            key: None,
            for_each: None,
            steps: scope.steps,
        };
        if named.is_empty() {
            for references in configured.outputs() {
                self.follow(inside, references, meaning);
            }
        }
        for references in named.iter().filter_map(|name| configured.output(name)) {
            self.follow(inside, references, meaning);
        }
    }
}

fn pick(rest: &[Segment<'_>]) -> Pick {
    match rest {
        [Segment::Key(key), ..] => Pick::Exactly(key.clone()),
        [Segment::Name(_), ..] => Pick::Only,
        [] => Pick::Whole,
    }
}

/// The output that a reference to a module names, if it names one.
fn output<'a>(rest: &[Segment<'a>]) -> Option<&'a str> {
    match rest {
        [Segment::Key(_), Segment::Name(name), ..] | [Segment::Name(name), ..] => Some(name),
        _ => None,
    }
}

/// Terraform lists the shorter forms of a reference too; only the most exact ones count.
fn strongest(picks: BTreeSet<Pick>) -> Vec<Pick> {
    let rank = |pick: &Pick| match pick {
        Pick::Whole => 0,
        Pick::Only => 1,
        Pick::Exactly(_) => 2,
    };
    let best = picks.iter().map(rank).max();
    picks
        .into_iter()
        .filter(|pick| Some(rank(pick)) == best)
        .collect()
}
