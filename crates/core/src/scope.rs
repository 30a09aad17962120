//! Which resources a baseline holds.

use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobMatcher, GlobSet};
use serde::{Deserialize, Serialize};

use crate::{Key, Resource};

/// One way of picking resources: all conditions given must hold; within one, any value may.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Globs over Terraform types, such as `aws_s3_bucket*`; empty for every supported type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_types: Vec<String>,
    /// Tags that the resource must carry, by name; the value is a glob. A setting is judged by its
    /// parent's tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Globs over ids; a setting is judged by its own id or its parent's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// AWS regions; empty for the region of the credentials in use. What AWS keeps once for all
    /// regions, such as IAM, is in every one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Twelve-digit ids of AWS accounts. Where a selection names none it is about the account of the
    /// credentials in use; an exclusion is then about every account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<String>,
}

impl Selector {
    /// Whether nothing at all is asked of a resource.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The union of `select`, less the union of `exclude`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// What is in.
    pub select: Vec<Selector>,
    /// What is out all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<Selector>,
}

/// A scope that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadScope {
    /// Nothing was selected.
    #[error("the scope is empty: it selects no resource types, tags or ids")]
    Empty,
    /// An `exclude` without a condition would exclude everything.
    #[error("an exclusion is empty: it names no resource types, tags, ids, regions or accounts")]
    EmptyExclusion,
    /// A text that is no account.
    #[error("`{account}` is not an AWS account id")]
    Account {
        /// The text as given.
        account: String,
    },
    /// A text that is no glob.
    #[error("`{glob}` is not a usable pattern: {cause}")]
    Glob {
        /// The text as given.
        glob: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A type or type glob that matches nothing that can be read.
    #[error("no supported resource type matches `{glob}`{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownType {
        /// The type or glob as given.
        glob: String,
        /// The supported type that looks most like it.
        nearest: Option<String>,
    },
}

impl BadScope {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Empty => {
                "select something: at least a resource type such as `aws_security_group`"
            }
            Self::EmptyExclusion => "name what to exclude, or leave the exclusion out",
            Self::Account { .. } => {
                "give the twelve digits, as `aws sts get-caller-identity` shows them"
            }
            Self::Glob { .. } => "use `*` for any text, `?` for one character, `{a,b}` for either",
            Self::UnknownType { .. } => "`driftlock types` lists the supported types",
        }
    }
}

impl Scope {
    /// Checks every pattern, and every type against the `supported` ones. All faults are returned.
    ///
    /// # Errors
    /// Every [`BadScope`] found, in the order of the scope.
    pub fn validate(&self, supported: &[&str]) -> Result<(), Vec<BadScope>> {
        let mut faults = Vec::new();
        if self.select.is_empty() || self.select.iter().any(Selector::is_empty) {
            faults.push(BadScope::Empty);
        }
        if self.exclude.iter().any(Selector::is_empty) {
            faults.push(BadScope::EmptyExclusion);
        }
        for selector in self.select.iter().chain(&self.exclude) {
            for glob in &selector.resource_types {
                match compile(glob) {
                    Ok(matcher) if !supported.iter().any(|kind| matcher.is_match(kind)) => {
                        faults.push(BadScope::UnknownType {
                            glob: glob.clone(),
                            nearest: nearest(glob, supported),
                        });
                    }
                    Ok(_) => {}
                    Err(fault) => faults.push(fault),
                }
            }
            let accounts = selector.accounts.iter().filter(|id| !is_account(id));
            faults.extend(accounts.map(|account| BadScope::Account {
                account: account.clone(),
            }));
            let others = selector.ids.iter().chain(selector.tags.values());
            faults.extend(others.filter_map(|glob| compile(glob).err()));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// The same scope with `region` written in wherever no region is named, so that it means the
    /// same whatever the surroundings of a later run.
    #[must_use]
    pub fn resolved(mut self, region: &str) -> Self {
        for selector in &mut self.select {
            if selector.regions.is_empty() {
                selector.regions.push(region.to_owned());
            }
        }
        self
    }

    /// Every account that a selection is about, sorted; `home` is that of the credentials in use.
    #[must_use]
    pub fn accounts(&self, home: &str) -> BTreeSet<String> {
        let named = self.select.iter().flat_map(|s| s.accounts.iter().cloned());
        let unnamed = self.select.iter().filter(|s| s.accounts.is_empty());
        named.chain(unnamed.map(|_| home.to_owned())).collect()
    }

    /// What the scope means in one account alone, named no more.
    #[must_use]
    pub fn within(&self, account: &str, home: &str) -> Self {
        let names = |s: &Selector| s.accounts.iter().any(|id| id == account);
        let alone = |selector: &Selector| Selector {
            accounts: Vec::new(),
            ..selector.clone()
        };
        let selected = |s: &&Selector| names(s) || (s.accounts.is_empty() && account == home);
        let excluded = |s: &&Selector| names(s) || s.accounts.is_empty();
        Self {
            select: self.select.iter().filter(selected).map(alone).collect(),
            exclude: self.exclude.iter().filter(excluded).map(alone).collect(),
        }
    }

    /// Every region named by a selection, sorted.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.select.iter().flat_map(|s| &s.regions).collect();
        all.into_iter().cloned().collect()
    }

    /// Compiles the scope for matching.
    ///
    /// # Errors
    /// The first pattern that cannot be used.
    pub fn matcher(&self) -> Result<ScopeMatcher, BadScope> {
        let compile_all = |selectors: &[Selector]| {
            selectors
                .iter()
                .map(SelectorMatcher::new)
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(ScopeMatcher {
            select: compile_all(&self.select)?,
            exclude: compile_all(&self.exclude)?,
        })
    }
}

/// A scope ready for matching.
#[derive(Clone, Debug)]
pub struct ScopeMatcher {
    select: Vec<SelectorMatcher>,
    exclude: Vec<SelectorMatcher>,
}

impl ScopeMatcher {
    /// Whether resources of this type in this region can be in scope.
    #[must_use]
    pub fn wants_type(&self, kind: &str, region: &str) -> bool {
        self.select
            .iter()
            .any(|s| s.matches_type(kind) && s.matches_region(region))
            && !self
                .exclude
                .iter()
                .any(|s| s.is_type_only() && s.matches_type(kind))
    }

    /// Whether an object with this id can be in scope, whatever its tags: a cheap test before its
    /// attributes are read.
    #[must_use]
    pub fn may_match(&self, kind: &str, region: &str, id: &str) -> bool {
        self.wants_type(kind, region)
            && self
                .select
                .iter()
                .any(|s| s.matches_type(kind) && s.matches_region(region) && s.matches_id(id, None))
    }

    /// Whether `resource` is in scope. `tags` are its own, or its parent's for a setting.
    #[must_use]
    pub fn matches(&self, resource: &Resource, tags: &BTreeMap<String, String>) -> bool {
        let hit = |selector: &SelectorMatcher| selector.matches(resource, tags);
        self.select.iter().any(hit) && !self.exclude.iter().any(hit)
    }
}

#[derive(Clone, Debug)]
struct SelectorMatcher {
    types: Vec<GlobMatcher>,
    tags: Vec<(String, GlobMatcher)>,
    /// Thousands of ids are looked up at once.
    ids: GlobSet,
    regions: Vec<String>,
}

/// Knows no accounts: [`Scope::within`] has chosen one.
impl SelectorMatcher {
    fn new(selector: &Selector) -> Result<Self, BadScope> {
        let all = |globs: &[String]| {
            globs
                .iter()
                .map(|g| compile(g))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            types: all(&selector.resource_types)?,
            tags: selector
                .tags
                .iter()
                .map(|(name, glob)| Ok((name.clone(), compile(glob)?)))
                .collect::<Result<_, BadScope>>()?,
            ids: compile_set(&selector.ids)?,
            regions: selector.regions.clone(),
        })
    }

    fn matches(&self, resource: &Resource, tags: &BTreeMap<String, String>) -> bool {
        let parent = resource.parent.as_ref().map(|parent| parent.id.as_str());
        self.matches_type(&resource.key.kind)
            && self.matches_region(&resource.key.region)
            && self.matches_id(&resource.key.id, parent)
            && self
                .tags
                .iter()
                .all(|(name, glob)| tags.get(name).is_some_and(|value| glob.is_match(value)))
    }

    fn is_type_only(&self) -> bool {
        !self.types.is_empty()
            && self.tags.is_empty()
            && self.ids.is_empty()
            && self.regions.is_empty()
    }

    fn matches_type(&self, kind: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|glob| glob.is_match(kind))
    }

    fn matches_region(&self, region: &str) -> bool {
        region == Key::GLOBAL || self.regions.is_empty() || self.regions.iter().any(|r| r == region)
    }

    fn matches_id(&self, id: &str, parent: Option<&str>) -> bool {
        self.ids.is_empty()
            || self.ids.is_match(id)
            || parent.is_some_and(|id| self.ids.is_match(id))
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn compile(glob: &str) -> Result<GlobMatcher, BadScope> {
    parse(glob).map(|glob| glob.compile_matcher())
}

fn compile_set(globs: &[String]) -> Result<GlobSet, BadScope> {
    let all = globs.iter().map(|glob| parse(glob));
    let all = all.collect::<Result<Vec<_>, _>>()?;
    GlobSet::new(all).map_err(|error| unusable(&globs.join(" | "), &error))
}

fn parse(glob: &str) -> Result<Glob, BadScope> {
    Glob::new(glob).map_err(|error| unusable(glob, &error))
}

fn unusable(glob: &str, error: &globset::Error) -> BadScope {
    BadScope::Glob {
        glob: glob.to_owned(),
        cause: error.kind().to_string(),
    }
}

/// The supported type that is at most a third of its letters away from `typed`.
pub(crate) fn nearest(typed: &str, supported: &[&str]) -> Option<String> {
    supported
        .iter()
        .map(|kind| (strsim::damerau_levenshtein(typed, kind), kind))
        .filter(|(distance, kind)| *distance * 3 <= kind.len())
        .min()
        .map(|(_, kind)| (*kind).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, PROVIDER_AWS, Parent};

    fn selector(types: &[&str]) -> Selector {
        Selector {
            resource_types: types.iter().map(|&t| t.to_owned()).collect(),
            ..Selector::default()
        }
    }

    fn resource(kind: &str, id: &str, parent: Option<&str>) -> Resource {
        Resource {
            provider: PROVIDER_AWS.to_owned(),
            key: Key {
                kind: kind.into(),
                region: "eu-west-1".into(),
                id: id.into(),
                account: None,
            },
            account: "123456789012".into(),
            address: None,
            parent: parent.map(|id| Parent {
                kind: "aws_s3_bucket".into(),
                id: id.into(),
            }),
            parts: std::collections::BTreeMap::new(),
            attributes: None,
        }
    }

    const SUPPORTED: &[&str] = &[
        "aws_s3_bucket",
        "aws_s3_bucket_policy",
        "aws_security_group",
    ];

    #[test]
    fn a_misspelt_type_is_refused_with_the_nearest_one() {
        let scope = Scope {
            select: vec![selector(&["aws_securty_group"])],
            exclude: vec![],
        };
        let faults = scope.validate(SUPPORTED).unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "no supported resource type matches `aws_securty_group`; did you mean `aws_security_group`?"
        );
    }

    #[test]
    fn every_fault_is_reported() {
        let scope = Scope {
            select: vec![selector(&["aws_x", "[", "aws_s3*"])],
            exclude: vec![Selector::default()],
        };
        assert_eq!(scope.validate(SUPPORTED).unwrap_err().len(), 3);
    }

    #[test]
    fn an_empty_scope_is_refused() {
        for select in [vec![], vec![Selector::default()]] {
            let scope = Scope {
                select,
                exclude: vec![],
            };
            assert_eq!(scope.validate(SUPPORTED), Err(vec![BadScope::Empty]));
        }
    }

    #[test]
    fn a_setting_is_judged_by_its_parents_tags_and_id() {
        let mut select = selector(&["aws_s3_bucket*"]);
        select.tags.insert("app".into(), "w*".into());
        select.ids.push("logs".into());
        let matcher = Scope {
            select: vec![select],
            exclude: vec![],
        }
        .matcher()
        .unwrap();
        let tags = BTreeMap::from([("app".to_owned(), "web".to_owned())]);
        assert!(matcher.matches(&resource("aws_s3_bucket_policy", "p", Some("logs")), &tags));
        assert!(!matcher.matches(&resource("aws_s3_bucket_policy", "p", Some("data")), &tags));
        assert!(!matcher.matches(&resource("aws_s3_bucket", "logs", None), &BTreeMap::new()));
    }

    #[test]
    fn exclusion_wins_and_selections_are_a_union() {
        let scope = Scope {
            select: vec![
                selector(&["aws_security_group"]),
                selector(&["aws_s3_bucket"]),
            ],
            exclude: vec![Selector {
                ids: vec!["sg-no*".into()],
                ..Selector::default()
            }],
        };
        let matcher = scope.resolved("eu-west-1").matcher().unwrap();
        let none = BTreeMap::new();
        assert!(matcher.matches(&resource("aws_security_group", "sg-1", None), &none));
        assert!(matcher.matches(&resource("aws_s3_bucket", "b", None), &none));
        assert!(!matcher.matches(&resource("aws_security_group", "sg-no1", None), &none));
        assert!(!matcher.wants_type("aws_security_group", "us-east-1"));
    }

    #[test]
    fn each_account_has_the_selections_that_are_about_it() {
        let of = |kind: &str, accounts: &[&str]| Selector {
            accounts: accounts.iter().map(|&id| id.to_owned()).collect(),
            ..selector(&[kind])
        };
        let (home, other) = ("111111111111", "222222222222");
        let scope = Scope {
            select: vec![of("aws_a", &[]), of("aws_b", &[home, other])],
            exclude: vec![of("aws_c", &[]), of("aws_d", &[other])],
        };
        assert_eq!(
            scope.accounts(home),
            [home, other].map(str::to_owned).into()
        );
        let types = |account: &str| {
            let within = scope.within(account, home);
            let all = within.select.into_iter().chain(within.exclude);
            all.flat_map(|s| s.resource_types).collect::<Vec<_>>()
        };
        assert_eq!(types(home), ["aws_a", "aws_b", "aws_c"]);
        assert_eq!(types(other), ["aws_b", "aws_c", "aws_d"]);
        assert!(scope.within("333333333333", home).select.is_empty());
    }

    #[test]
    fn an_account_is_twelve_digits() {
        let scope = |account: &str| Scope {
            select: vec![Selector {
                accounts: vec![account.to_owned()],
                ..Selector::default()
            }],
            exclude: vec![],
        };
        assert_eq!(scope("111111111111").validate(SUPPORTED), Ok(()));
        for account in ["11111111111", "1111111111111", "prod", ""] {
            let faults = scope(account).validate(SUPPORTED).unwrap_err();
            assert!(
                matches!(&faults[..], [BadScope::Account { .. }]),
                "{account}"
            );
        }
    }
}
