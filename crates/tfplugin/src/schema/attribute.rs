//! One attribute: its type, who sets it, and what may be written in it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::types::Type;
use crate::value::Value;

/// One attribute of a schema.
#[derive(Clone)]
pub struct Attribute {
    /// A plain type, or attributes inside.
    pub kind: Kind,
    /// Who sets it.
    pub presence: Presence,
    /// Markdown, shown in generated documentation.
    pub description: String,
    /// Whether Terraform hides the value.
    pub sensitive: bool,
    /// Whether the value never reaches the state.
    pub write_only: bool,
    /// Whether using it earns a warning.
    pub deprecated: bool,
    /// Whether a change replaces the resource.
    pub requires_replace: bool,
    /// What an absent attribute stands for. Needs [`Presence::OptionalComputed`].
    pub default: Option<Value>,
    pub(crate) checks: Vec<Check>,
}

/// Judges a known value that is not null.
type Check = Arc<dyn Fn(&Value) -> Result<(), Diagnostic> + Send + Sync>;

/// A plain type, or attributes inside.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A plain type.
    Plain(Type),
    /// Attributes inside, each with a description and rules of its own.
    Nested(Nesting, BTreeMap<String, Attribute>),
}

/// How the objects of a nested attribute are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// A map of objects.
    Map,
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The configuration, always.
    Required,
    /// The configuration, or nobody.
    Optional,
    /// The provider, always.
    Computed,
    /// The configuration, else the provider.
    OptionalComputed,
}

impl Attribute {
    /// An attribute that the configuration must set.
    #[must_use]
    pub fn required(ty: Type) -> Attribute {
        Attribute::new(Kind::Plain(ty), Presence::Required)
    }

    /// An attribute that the configuration may set.
    #[must_use]
    pub fn optional(ty: Type) -> Attribute {
        Attribute::new(Kind::Plain(ty), Presence::Optional)
    }

    /// An attribute that the provider sets.
    #[must_use]
    pub fn computed(ty: Type) -> Attribute {
        Attribute::new(Kind::Plain(ty), Presence::Computed)
    }

    /// An attribute with attributes inside.
    #[must_use]
    pub fn nested<const N: usize>(
        nesting: Nesting,
        presence: Presence,
        attributes: [(&str, Attribute); N],
    ) -> Attribute {
        let attributes = attributes
            .into_iter()
            .map(|(name, at)| (name.to_owned(), at))
            .collect();
        Attribute::new(Kind::Nested(nesting, attributes), presence)
    }

    fn new(kind: Kind, presence: Presence) -> Attribute {
        Attribute {
            kind,
            presence,
            description: String::new(),
            sensitive: false,
            write_only: false,
            deprecated: false,
            requires_replace: false,
            default: None,
            checks: Vec::new(),
        }
    }

    /// Describes it in Markdown.
    #[must_use]
    pub fn describe(mut self, description: &str) -> Attribute {
        description.clone_into(&mut self.description);
        self
    }

    /// Gives the value that an absent attribute stands for.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Attribute {
        self.presence = Presence::OptionalComputed;
        self.default = Some(value.into());
        self
    }

    /// Hides the value in Terraform's output.
    #[must_use]
    pub fn sensitive(mut self) -> Attribute {
        self.sensitive = true;
        self
    }

    /// Keeps the value out of every plan and state. It is seen in [`Plan::config`] and
    /// [`Change::config`] only, and may come from an ephemeral resource.
    ///
    /// Since no state has it, no change of it is seen: put an attribute beside it, such as
    /// `password_wo_version`, that the user changes along with it. It needs Terraform 1.11; an
    /// older client is told so at the attribute. It goes in managed resources, not inside a
    /// set, and cannot be computed: Terraform is told of any other use instead of the schema.
    ///
    /// [`Plan::config`]: crate::Plan::config
    /// [`Change::config`]: crate::Change::config
    #[must_use]
    pub fn write_only(mut self) -> Attribute {
        self.write_only = true;
        self
    }

    /// A change replaces the resource.
    #[must_use]
    pub fn requires_replace(mut self) -> Attribute {
        self.requires_replace = true;
        self
    }

    /// Adds a rule. It is asked about known values only, never about null, and needs no path:
    /// the diagnostic is given the attribute's.
    #[must_use]
    pub fn check(
        mut self,
        check: impl Fn(&Value) -> Result<(), Diagnostic> + Send + Sync + 'static,
    ) -> Attribute {
        self.checks.push(Arc::new(check));
        self
    }

    /// Allows these texts only.
    #[must_use]
    pub fn one_of(self, allowed: &'static [&'static str]) -> Attribute {
        self.check(move |value| match value.as_str() {
            Some(text) if !allowed.contains(&text) => {
                let names: Vec<String> = allowed.iter().map(|name| format!("`{name}`")).collect();
                Err(
                    Diagnostic::error(format!("`{text}` is not among the values allowed"))
                        .detail(format!("Use one of {}.", names.join(", "))),
                )
            }
            _ => Ok(()),
        })
    }

    /// The type of its values.
    #[must_use]
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Plain(ty) => ty.clone(),
            Kind::Nested(nesting, attributes) => {
                let object = Type::Object(
                    attributes
                        .iter()
                        .map(|(name, at)| (name.clone(), at.ty()))
                        .collect(),
                );
                match nesting {
                    Nesting::Single => object,
                    Nesting::List => Type::list(object),
                    Nesting::Set => Type::set(object),
                    Nesting::Map => Type::map(object),
                }
            }
        }
    }

    pub(crate) fn is_computed(&self) -> bool {
        matches!(
            self.presence,
            Presence::Computed | Presence::OptionalComputed
        )
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("kind", &self.kind)
            .field("presence", &self.presence)
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}
