//! The parts of `terraform show -json` that the gate reads, as they are written.
//!
//! Attribute trees stay raw text here: each is turned into a Rego value once, and parts that the
//! gate never looks at (`planned_values`, `prior_state`) are skipped without being built.
//! Format: <https://developer.hashicorp.com/terraform/internals/json-format>.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::configuration::ConfigurationDocument;

/// The top level of a plan.
#[derive(Deserialize)]
pub(super) struct Document<'a> {
    #[serde(borrow)]
    pub(super) format_version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) terraform_version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) resource_changes: Option<Vec<ChangeDocument<'a>>>,
    pub(super) planned_values: Option<PlannedValues>,
    #[serde(borrow)]
    pub(super) configuration: Option<ConfigurationDocument<'a>>,
    #[serde(default)]
    pub(super) errored: bool,
    #[serde(default)]
    pub(super) deferred_changes: Vec<IgnoredAny>,
    // What tells other documents of Terraform apart from a plan.
    pub(super) values: Option<IgnoredAny>,
    pub(super) lineage: Option<IgnoredAny>,
    pub(super) serial: Option<IgnoredAny>,
    #[serde(rename = "@level")]
    pub(super) log_level: Option<IgnoredAny>,
}

/// Only whether anything is planned at all.
#[derive(Deserialize)]
pub(super) struct PlannedValues {
    root_module: Option<PlannedModule>,
}

#[derive(Deserialize)]
struct PlannedModule {
    #[serde(default)]
    resources: Vec<IgnoredAny>,
    #[serde(default)]
    child_modules: Vec<PlannedModule>,
}

impl PlannedValues {
    /// True when a resource is planned in any module.
    pub(super) fn any(&self) -> bool {
        self.root_module.as_ref().is_some_and(PlannedModule::any)
    }
}

impl PlannedModule {
    fn any(&self) -> bool {
        !self.resources.is_empty() || self.child_modules.iter().any(Self::any)
    }
}

/// One entry of `resource_changes`.
#[derive(Deserialize)]
pub(super) struct ChangeDocument<'a> {
    #[serde(borrow)]
    pub(super) address: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) module_address: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    pub(super) index: Option<serde_json::Value>,
    pub(super) deposed: Option<IgnoredAny>,
    #[serde(borrow, default)]
    pub(super) provider_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) change: Change<'a>,
}

/// Before and after of one resource.
#[derive(Deserialize)]
pub(super) struct Change<'a> {
    #[serde(borrow)]
    pub(super) actions: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) before: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) after: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) after_unknown: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) before_sensitive: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) after_sensitive: Option<&'a RawValue>,
}
