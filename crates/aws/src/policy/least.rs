//! The read policy and the restore policy of a baseline: what its types need, on what it holds.

use std::collections::BTreeSet;

use driftlock_core::{BadScope, Key, Scope, Selector};
use serde_json::Value;

use super::document::{Part, documents};
use super::statement::{self, Rights};
use crate::action::{Action, On};
use crate::arn::{Place, partition};
use crate::resources::{Kind, REGISTRY, ResourceType};

/// The baseline that policies are for.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What it selects.
    pub scope: &'a Scope,
    /// The region where the scope names none.
    pub region: &'a str,
    /// What its revision holds.
    pub keys: &'a [Key],
    /// Twelve-digit account id.
    pub account: &'a str,
}

/// Roles that the reading credentials assume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// ARN of the one that restores, if anything is restored.
    pub restore: Option<String>,
    /// ARNs of those in other accounts.
    pub accounts: BTreeSet<String>,
}

/// Which whole objects a restore may touch; the guardrails of the same names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeObjects {
    /// Delete objects in scope that the baseline does not know.
    pub allow_delete: bool,
    /// Make objects anew that are gone.
    pub allow_replace: bool,
}

/// What the credentials that capture and detect need, as one or more documents for managed policies.
///
/// Objects that the baseline does not know yet are found by type, so single objects are named only
/// where every selection names ids. CloudTrail is asked who made and who changes a resource. Asking STS
/// who is calling needs no permission.
///
/// # Errors
/// A pattern of the scope cannot be used.
pub fn read_policy(subject: &Subject<'_>, roles: Roles) -> Result<Vec<Value>, BadScope> {
    let mut parts = Vec::new();
    for family in families(subject)? {
        parts.extend(family.read(subject)?);
    }
    parts.push(part("NameOtherActors", ["cloudtrail:LookupEvents"], "*"));
    let assume = |role: String| part("AssumeRestoreRole", ["sts:AssumeRole"], &role);
    parts.extend(roles.restore.map(assume));
    if !roles.accounts.is_empty() {
        parts.push(Part {
            resources: roles.accounts,
            ..part("AssumeAccountRoles", ["sts:AssumeRole"], "")
        });
    }
    // Types and ids are few; they need no wider form.
    Ok(documents(parts.clone(), || parts))
}

/// What the restore role needs, as one or more documents for managed policies: what the baseline
/// holds, object by object, unless that is more than a role's policies can hold, then type by type.
///
/// # Errors
/// A pattern of the scope cannot be used.
pub fn restore_policy(subject: &Subject<'_>, whole: WholeObjects) -> Result<Vec<Value>, BadScope> {
    let families = families(subject)?;
    let parts = |named: Named| {
        let of = |family: &Family| family.restore(subject, whole, named);
        families.iter().flat_map(of).collect::<Vec<_>>()
    };
    Ok(documents(parts(Named::EachObject), || {
        parts(Named::WholeTypes)
    }))
}

/// What the credentials that keep baselines and history in `s3://bucket/prefix` need.
///
/// `s3:ListBucket` cannot be narrowed to the prefix: without it for the bucket S3 answers 403 instead
/// of 404 for an object that does not exist (`GetObject`, S3 API reference). Nothing is ever deleted.
/// A bucket with a KMS key of its own needs `kms:Decrypt` and `kms:GenerateDataKey` on it besides.
#[must_use]
pub fn store_policy(bucket: &str, prefix: &str, region: &str) -> Value {
    let arn = format!("arn:{}:s3:::{bucket}", partition(region));
    let objects = match prefix.trim_matches('/') {
        "" => format!("{arn}/*"),
        prefix => format!("{arn}/{prefix}/*"),
    };
    let parts = vec![
        part("KeepHistory", ["s3:GetObject", "s3:PutObject"], &objects),
        part(
            "FindHistory",
            ["s3:GetBucketVersioning", "s3:ListBucket"],
            &arn,
        ),
    ];
    documents(parts.clone(), || parts)
        .into_iter()
        .next()
        .unwrap_or_default()
}

/// How resources are named.
#[derive(Clone, Copy, PartialEq)]
enum Named {
    EachObject,
    WholeTypes,
}

/// A type of objects with those of its settings that are wanted.
struct Family {
    object: &'static dyn ResourceType,
    /// Whether the object itself is wanted, or its tags decide about its settings.
    reads_object: bool,
    settings: Vec<&'static dyn ResourceType>,
    regions: BTreeSet<String>,
}

fn families(subject: &Subject<'_>) -> Result<Vec<Family>, BadScope> {
    let scope = subject.scope.clone().resolved(subject.region);
    let matcher = scope.matcher()?;
    let mut regions: BTreeSet<String> = scope.regions().into_iter().collect();
    regions.extend(subject.keys.iter().map(|key| key.region.clone()));
    // What is global has no region in its ARN, and the partition of those that do.
    regions.remove(Key::GLOBAL);
    let wants = |kind: &str| {
        regions
            .iter()
            .any(|region| matcher.wants_type(kind, region))
            || subject.keys.iter().any(|key| key.kind == kind)
    };
    let by_tags = scope.select.iter().chain(&scope.exclude);
    let needs_tags = by_tags.clone().any(|selector| !selector.tags.is_empty());
    let objects = REGISTRY
        .iter()
        .filter(|kind| !matches!(kind.kind(), Kind::SettingOf(_)));
    let families = objects.map(|object| {
        let settings = REGISTRY.iter().copied();
        let settings = settings.filter(|s| s.kind() == Kind::SettingOf(object.name()));
        Family {
            object: *object,
            reads_object: wants(object.name()) || needs_tags,
            settings: settings.filter(|s| wants(s.name())).collect(),
            regions: if object.is_global() {
                BTreeSet::from([subject.region.to_owned()])
            } else {
                regions.clone()
            },
        }
    });
    Ok(families
        .filter(|family| wants(family.object.name()) || !family.settings.is_empty())
        .collect())
}

impl Family {
    fn types(&self) -> impl Iterator<Item = &'static dyn ResourceType> {
        std::iter::once(self.object).chain(self.settings.iter().copied())
    }

    fn read(&self, subject: &Subject<'_>) -> Result<Vec<Part>, BadScope> {
        let object = self.reads_object.then_some(self.object);
        let kinds = object.into_iter().chain(self.settings.iter().copied());
        let actions: Vec<Action> = kinds
            .flat_map(|kind| kind.actions().read)
            .chain(self.object.actions().list)
            .copied()
            .collect();
        let names = |on: On| -> BTreeSet<&'static str> {
            let those = actions.iter().filter(|action| action.on == on);
            those.flat_map(|action| action.names()).collect()
        };
        let mut resources = BTreeSet::new();
        for id in self.ids(subject)? {
            resources.extend(self.regions.iter().map(|region| {
                let account = subject.account;
                self.object.arn(&Place { region, account }, &id)
            }));
        }
        let every = BTreeSet::from(["*".to_owned()]);
        let parts = [("List", On::All, every), ("Read", On::Each, resources)];
        let parts = parts.map(|(verb, on, resources)| Part {
            sid: self.sid(verb),
            actions: names(on),
            resources,
        });
        Ok(parts
            .into_iter()
            .filter(|part| !part.actions.is_empty())
            .collect())
    }

    /// Ids that can be in scope, as IAM's patterns.
    fn ids(&self, subject: &Subject<'_>) -> Result<BTreeSet<String>, BadScope> {
        let any = || BTreeSet::from(["*".to_owned()]);
        let known = subject.keys.iter();
        let mut ids: BTreeSet<String> = known
            .filter(|key| self.types().any(|kind| kind.name() == key.kind))
            .map(|key| key.id.clone())
            .collect();
        for selector in &subject.scope.select {
            if !self.is_selected(selector, subject.region)? {
                continue;
            }
            if selector.ids.is_empty() || !selector.ids.iter().all(|id| is_iam_pattern(id)) {
                return Ok(any());
            }
            ids.extend(selector.ids.iter().cloned());
        }
        Ok(ids)
    }

    fn is_selected(&self, selector: &Selector, region: &str) -> Result<bool, BadScope> {
        let alone = Scope {
            select: vec![selector.clone()],
            exclude: Vec::new(),
        };
        let matcher = alone.resolved(region).matcher()?;
        let mut types = self.types();
        Ok(types.any(|kind| {
            self.regions
                .iter()
                .any(|r| matcher.wants_type(kind.name(), r))
        }))
    }

    fn restore(&self, subject: &Subject<'_>, whole: WholeObjects, named: Named) -> Vec<Part> {
        let mut rights = Rights::new();
        for kind in self.types() {
            let keys = subject.keys.iter().filter(|key| key.kind == kind.name());
            for key in keys {
                let id = match named {
                    Named::EachObject => key.id.as_str(),
                    Named::WholeTypes => "*",
                };
                let actions = kind.actions();
                let create = actions.create.iter().filter(|_| whole.allow_replace);
                for action in actions.restore.iter().chain(create) {
                    let region = match key.region.as_str() {
                        Key::GLOBAL => subject.region,
                        region => region,
                    };
                    add(&mut rights, kind, action, (region, subject.account), id);
                }
            }
        }
        let verb = match named {
            Named::EachObject => "Restore",
            Named::WholeTypes => "RestoreAny",
        };
        let mut parts = self.parts(verb, rights);
        if whole.allow_delete {
            parts.extend(self.parts("Delete", self.deletions(subject)));
        }
        parts
    }

    /// Nobody knows the ids of what is deleted: the baseline does not hold them.
    fn deletions(&self, subject: &Subject<'_>) -> Rights {
        let mut rights = Rights::new();
        for action in self.object.actions().delete {
            for region in &self.regions {
                let place = (region.as_str(), subject.account);
                add(&mut rights, self.object, action, place, "*");
            }
        }
        rights
    }

    fn parts(&self, verb: &str, rights: Rights) -> Vec<Part> {
        let groups = statement::grouped(rights).into_iter().enumerate();
        let part = |(n, (actions, resources))| Part {
            sid: match n {
                0 => self.sid(verb),
                n => format!("{}{}", self.sid(verb), n + 1),
            },
            actions,
            resources,
        };
        groups.map(part).collect()
    }

    /// `ReadAwsS3Bucket`: statement ids are letters and digits only.
    fn sid(&self, verb: &str) -> String {
        let words = self.object.name().split('_').map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            format!("{}{rest}", first.to_uppercase())
        });
        format!("{verb}{}", words.collect::<String>())
    }
}

fn add(
    rights: &mut Rights,
    kind: &dyn ResourceType,
    action: &Action,
    (region, account): (&str, &str),
    id: &str,
) {
    let resource = match action.on {
        On::Each => kind.arn(&Place { region, account }, id),
        On::Tags => kind.tags_arn(&Place { region, account }, id),
        On::All => "*".to_owned(),
    };
    statement::add(rights, resource, action.names());
}

/// Whether a glob of ours means the same in an ARN: both know `*` and `?`, and only ours the rest.
fn is_iam_pattern(glob: &str) -> bool {
    !glob.contains(['[', ']', '{', '}', '\\', '!', '$'])
}

fn part<const N: usize>(sid: &str, actions: [&'static str; N], resource: &str) -> Part {
    Part {
        sid: sid.to_owned(),
        actions: BTreeSet::from(actions),
        resources: BTreeSet::from([resource.to_owned()]),
    }
}

#[cfg(test)]
#[path = "least_tests.rs"]
mod tests;
