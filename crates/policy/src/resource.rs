//! One resource as policies judge it, from a plan or from what is deployed.

use std::fmt;

use regorus::Value;

/// A managed resource or a data source read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Terraform creates, changes and destroys it.
    Managed,
    /// Terraform only reads it.
    Data,
}

/// The key of one instance of a resource or module with `count` or `for_each`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Key {
    /// From `count`.
    Number(u64),
    /// From `for_each`.
    Text(String),
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(text),
        }
    }
}

/// One resource, in the schema of the Terraform provider that owns it.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// The full address, or a stand-in for what has none.
    pub(crate) address: String,
    /// The address of the module instance that holds it; empty for the root module.
    pub(crate) module: String,
    /// `aws_s3_bucket`.
    pub(crate) kind: String,
    /// The name in the configuration.
    pub(crate) name: String,
    /// The instance key, where there is one.
    pub(crate) key: Option<Key>,
    /// The provider's full name, or empty.
    pub(crate) provider: String,
    /// Managed or data.
    pub(crate) mode: Mode,
    /// `create`, `update`, `delete`, `no-op`, `read`, `forget`, in Terraform's order.
    pub(crate) actions: Vec<String>,
    /// The attributes as they will be; null when the resource will be gone.
    pub(crate) after: Value,
    /// The attributes as they are; null when the resource does not exist yet.
    pub(crate) before: Value,
    /// Terraform's `after_unknown`: true in place of each value not known until apply.
    pub(crate) unknown: Value,
}

impl Resource {
    /// True when the resource exists once the plan is applied.
    pub(crate) fn remains(&self) -> bool {
        self.mode == Mode::Managed && !matches!(self.after, Value::Null)
    }
}
