//! IAM actions of a type, and what a policy may grant them on.
//!
//! Source: "Actions, resources, and condition keys" of each service in the Service Authorization
//! Reference. IAM does not always call an action as the API calls its operation.

/// One IAM action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// As IAM spells it, such as `s3:GetEncryptionConfiguration`.
    pub name: &'static str,
    /// What it can be granted on.
    pub on: On,
    /// Actions that a call with this one asks for besides, on the same resource.
    pub with: &'static [&'static str],
}

/// What an action can be granted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A single resource, by its ARN.
    Each,
    /// Only `*`: the action has no resource-level permissions.
    All,
    /// The tags of a single resource, where a service names them by an ARN of their own.
    Tags,
}

impl Action {
    pub(crate) const fn on_each(name: &'static str) -> Self {
        Self {
            name,
            on: On::Each,
            with: &[],
        }
    }

    pub(crate) const fn on_all(name: &'static str) -> Self {
        Self {
            name,
            on: On::All,
            with: &[],
        }
    }

    pub(crate) const fn on_tags(name: &'static str) -> Self {
        Self {
            name,
            on: On::Tags,
            with: &[],
        }
    }

    pub(crate) const fn with(mut self, others: &'static [&'static str]) -> Self {
        self.with = others;
        self
    }

    /// The action and those that it asks for besides.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.with.iter().copied())
    }
}

/// IAM actions that a type needs.
#[derive(Clone, Copy, Debug)]
pub struct Actions {
    /// To list the objects of a region; none for a setting, whose objects its parent lists.
    pub list: &'static [Action],
    /// To read one.
    pub read: &'static [Action],
    /// To restore attributes of one, besides reading it.
    pub restore: &'static [Action],
    /// To make one anew that is gone; none where that cannot be done.
    pub create: &'static [Action],
    /// To delete one that the baseline does not know; none where that is never done.
    pub delete: &'static [Action],
}

impl Actions {
    /// Those of all calls that a plan can hold.
    pub(crate) fn writes(&self) -> impl Iterator<Item = &'static Action> {
        self.restore.iter().chain(self.create).chain(self.delete)
    }
}
