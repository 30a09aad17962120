//! Compliance frameworks: which of their controls are about which policies.
//!
//! A framework is data, one YAML file each. A control names policies, themes, or says why no policy
//! can cover it:
//!
//! ```yaml
//! id: acme-1.0
//! title: Acme's rules for the cloud
//! reference: https://acme.example/rules
//! controls:
//!   - id: "1.1"
//!     title: nothing is public
//!     themes: [public-access]
//!     policies: [ssh_rdp_open_to_world]
//!   - id: "1.2"
//!     title: contacts are up to date
//!     note: kept in the account, not in a resource
//! ```

mod file;
mod result;
mod text;

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::policy::{Policies, Policy, Theme};

pub use file::FrameworkError;
pub use result::{ControlResult, ControlStatus, FrameworkResult};

/// A compliance framework.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// `cis-aws-3.0`.
    pub id: String,
    /// Its full name.
    pub title: String,
    /// Where it is published.
    #[serde(default)]
    pub reference: String,
    /// Its controls, in its own order.
    pub controls: Vec<Control>,
}

/// One control of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Its number or name in the framework.
    pub id: String,
    /// What it asks for, in our words.
    pub title: String,
    /// Policies whose findings are evidence against it.
    #[serde(default)]
    pub policies: BTreeSet<String>,
    /// Themes whose policies' findings are evidence against it.
    #[serde(default)]
    pub themes: BTreeSet<Theme>,
    /// Why no policy covers it.
    #[serde(default)]
    pub note: Option<String>,
}

impl Framework {
    /// True when a policy is about a control: the framework maps it, or the policy names the control.
    #[must_use]
    pub fn maps(&self, control: &Control, policy: &Policy) -> bool {
        let custom = &policy.metadata.custom;
        control.policies.contains(&policy.id)
            || !control.themes.is_disjoint(&custom.themes)
            || custom
                .controls
                .iter()
                .any(|named| named.split_once(':') == Some((self.id.as_str(), control.id.as_str())))
    }

    /// The controls that a policy is about, in the framework's order.
    pub fn controls_of(&self, policy: &Policy) -> impl Iterator<Item = &Control> {
        self.controls
            .iter()
            .filter(|control| self.maps(control, policy))
    }

    /// Policies that the framework names and that do not exist, with the control that names them.
    pub fn unknown_policies<'f>(
        &'f self,
        policies: &'f Policies,
    ) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.controls.iter().flat_map(move |control| {
            let named = control.policies.iter();
            named
                .filter(|id| policies.get(id).is_none())
                .map(|id| (control.id.as_str(), id.as_str()))
        })
    }
}

/// Every control of the built-in frameworks, and of the policy's own metadata, that a policy is about,
/// as `framework:control`, sorted.
#[must_use]
pub fn controls(policy: &Policy, frameworks: &[Framework]) -> Vec<String> {
    let mapped = frameworks.iter().flat_map(|framework| {
        let of = framework.controls_of(policy);
        of.map(|control| format!("{}:{}", framework.id, control.id))
    });
    let own = policy.metadata.custom.controls.iter().cloned();
    own.chain(mapped)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
