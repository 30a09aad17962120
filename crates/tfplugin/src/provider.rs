//! What a provider implements.

use std::sync::Arc;

use async_trait::async_trait;

use crate::context::Context;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ephemeral::EphemeralResource;
use crate::function::Function;
use crate::identity::IdentitySchema;
use crate::plan::Plan;
use crate::schema::Schema;
use crate::value::Value;

/// A provider: its own configuration, and the resources and data sources behind it.
///
/// `resources` and the like are asked for once, at the start. What `configure` finds out
/// reaches them through whatever they were built with, such as an `Arc<OnceLock<Client>>`.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// The schema of the `provider` block.
    fn schema(&self) -> Schema;

    /// The managed resources, by full type name.
    fn resources(&self) -> Vec<(&'static str, Arc<dyn Resource>)> {
        Vec::new()
    }

    /// The data sources, by full type name.
    fn data_sources(&self) -> Vec<(&'static str, Arc<dyn DataSource>)> {
        Vec::new()
    }

    /// The ephemeral resources, by full type name.
    fn ephemeral_resources(&self) -> Vec<(&'static str, Arc<dyn EphemeralResource>)> {
        Vec::new()
    }

    /// The functions, by name.
    fn functions(&self) -> Vec<(&'static str, Arc<dyn Function>)> {
        Vec::new()
    }

    /// Judges the `provider` block as a whole; rules of single attributes belong to the schema.
    /// Values may be unknown, and nothing may be asked of the network.
    async fn validate(&self, _cx: &Context, _config: &Value) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Takes the configuration, once, before any resource is read, planned or applied.
    async fn configure(&self, _cx: &Context, _config: &Value) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// A managed resource.
///
/// Values passed in have every attribute and block of the schema; values returned may leave
/// out those that are null or empty.
#[async_trait]
pub trait Resource: Send + Sync {
    /// The schema of the `resource` block.
    fn schema(&self) -> Schema;

    /// Judges a configuration as a whole; rules of single attributes belong to the schema.
    /// Values may be unknown, and nothing may be asked of the network.
    async fn validate(&self, _cx: &Context, _config: &Value) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Refines the plan of a creation. Defaults are filled in already, and computed attributes
    /// are unknown.
    async fn plan_create(&self, _cx: &Context, _plan: &mut Plan) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Refines the plan of an update, which may turn out to be none. Computed attributes stand
    /// as they were; say with [`Plan::set_unknown`] which of them the update will change.
    async fn plan_update(&self, _cx: &Context, _plan: &mut Plan) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// A last word before a destruction is planned: an error prevents it, a warning is shown.
    async fn plan_destroy(&self, _cx: &Context, _prior: &Value) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Creates the object and returns its state, with nothing unknown in it.
    async fn create(&self, cx: &Context, change: Change) -> Result<Value, Failure>;

    /// Reads the object; `None` when it is gone.
    async fn read(&self, cx: &Context, state: Value) -> Result<Option<Value>, Diagnostics>;

    /// Changes the object in place and returns its new state, with nothing unknown in it.
    async fn update(&self, cx: &Context, change: Change) -> Result<Value, Failure>;

    /// Destroys the object.
    async fn delete(&self, cx: &Context, prior: Value) -> Result<(), Failure>;

    /// Finds an existing object by the id given to `terraform import`. The state returned need
    /// hold only what `read` needs, since `read` comes next.
    async fn import(&self, _cx: &Context, id: &str) -> Result<Value, Diagnostics> {
        Err(Diagnostic::error(format!(
            "importing `{id}`: this resource cannot be imported"
        ))
        .into())
    }

    /// The schema of what tells one object of this resource from another, if it has such.
    fn identity_schema(&self) -> Option<IdentitySchema> {
        None
    }

    /// The identity of the object in `state`: the attributes of the same names, unless said
    /// otherwise here. The state may be a planned one, with unknowns in it; an identity that is
    /// not complete yet is not sent.
    fn identity(&self, state: &Value) -> Value {
        match self.identity_schema() {
            Some(schema) => schema.pick(state),
            None => Value::Null,
        }
    }

    /// Finds an existing object by the `identity` of an `import` block. The state returned need
    /// hold only what `read` needs, since `read` comes next: the attributes of the same names,
    /// unless said otherwise here.
    async fn import_identity(&self, _cx: &Context, identity: &Value) -> Result<Value, Diagnostics> {
        Ok(identity.clone())
    }

    /// Brings an identity saved under identity schema `version`, which is older than the
    /// current one, to the current schema, JSON to JSON.
    async fn upgrade_identity(
        &self,
        _cx: &Context,
        version: i64,
        _identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        Err(too_old("identity", version))
    }

    /// Takes over the state of another type, of this provider or any other, as a `moved` block
    /// asks for; `None` when it is not one that this resource can become. The private bytes
    /// are those of the source until they are replaced. The object itself stays as it is.
    async fn move_from(
        &self,
        _cx: &Context,
        _source: &MoveSource,
    ) -> Result<Option<Value>, Diagnostics> {
        Ok(None)
    }

    /// Brings a state written under schema `version`, which is older than the current one, to
    /// the current schema, JSON to JSON. Numbers of more digits than a float holds are rounded
    /// on this way; keep what matters to the last digit in a text.
    async fn upgrade(
        &self,
        _cx: &Context,
        version: i64,
        _state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        Err(too_old("state", version))
    }
}

fn too_old(what: &str, version: i64) -> Diagnostics {
    Diagnostic::error(format!("no upgrade from schema version {version}"))
        .detail(format!("The {what} was written by a version of the provider that this one does not know. Apply once with a version in between."))
        .into()
}

/// A data source.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// The schema of the `data` block.
    fn schema(&self) -> Schema;

    /// Judges a configuration as a whole; rules of single attributes belong to the schema.
    async fn validate(&self, _cx: &Context, _config: &Value) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Reads the data; returns the configuration with its computed attributes filled in.
    async fn read(&self, cx: &Context, config: Value) -> Result<Value, Diagnostics>;
}

/// What is to be applied.
#[derive(Clone, Debug)]
pub struct Change {
    /// The state before; null for a creation.
    pub prior: Value,
    /// What was planned. What is not unknown in it must come back as it is.
    pub planned: Value,
    /// What the configuration says. What is write-only is seen here only.
    pub config: Value,
}

/// What a `moved` block wants to become a resource of another type.
#[derive(Clone, Debug)]
pub struct MoveSource {
    /// The provider that it is of, such as `registry.terraform.io/hashicorp/aws`.
    pub provider_address: String,
    /// Its type.
    pub type_name: String,
    /// The version of the schema that the state was written under.
    pub schema_version: i64,
    /// Its state, as the state file has it.
    pub state: serde_json::Value,
    /// The version of the identity schema, and the identity, if one was saved.
    pub identity: Option<(i64, serde_json::Value)>,
}

/// A create, update or delete that did not go through, with what it left behind.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What went wrong.
    pub diagnostics: Diagnostics,
    /// The state reached. `None` means nothing changed: the prior state is kept.
    pub state: Option<Value>,
}

impl Failure {
    /// Says how far it got.
    #[must_use]
    pub fn with_state(mut self, state: Value) -> Failure {
        self.state = Some(state);
        self
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Failure {
            diagnostics,
            state: None,
        }
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics::from(diagnostic).into()
    }
}
