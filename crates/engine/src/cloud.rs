//! What the engine needs of a cloud.

use async_trait::async_trait;
use driftlock_aws::{Accounts, CallError, Fault, Identity, RestorePlan, Sent};
use driftlock_core::{Attributes, BadScope, Call, HashKey, Key, Scope, Shape, Sweep};
use jiff::Timestamp;

/// Why a resource could not be read or a call not be made: the cause, and what to do about it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{cause}")]
pub struct ReadError {
    /// The cause, with the action that was called.
    pub cause: String,
    /// What to do about it.
    pub help: String,
    /// Whether the cloud asks to slow down.
    pub throttled: bool,
    /// Id of the request that failed, where the answer had one.
    pub request_id: Option<String>,
}

impl From<CallError> for ReadError {
    fn from(error: CallError) -> Self {
        Self {
            cause: error.to_string(),
            help: error.help(),
            throttled: error.fault == Fault::Throttled,
            request_id: error.request_id,
        }
    }
}

/// Cloud accounts, as the engine sees them: the one of the credentials and those reached from it.
/// Implemented by connections to AWS.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// Whose credentials these are.
    fn identity(&self) -> &Identity;

    /// The region used where a scope names none.
    fn region(&self) -> &str;

    /// Names of the types that can be read.
    fn supported_types(&self) -> Vec<&'static str>;

    /// From now on secret values are kept as hashes under this key.
    fn conceal_with(&self, _key: HashKey) {}

    /// What the schema of a type says beyond JSON.
    fn shape(&self, kind: &str) -> Shape;

    /// Where a type stands when several resources are restored in one run; lowest first.
    fn restore_rank(&self, kind: &str) -> u8;

    /// Reads all of `scope`, and all of `known` besides.
    async fn sweep(
        &self,
        scope: &Scope,
        known: &[Key],
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Sweep, BadScope>;

    /// Reads one resource anew; `None` where it does not exist.
    async fn read(&self, key: &Key) -> Result<Option<Attributes>, ReadError>;

    /// The calls that bring a resource from `observed` to `approved`. Pure.
    fn plan_restore(
        &self,
        key: &Key,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan;

    /// The same as a line for a shell, to be typed by hand; none where there is no such line.
    fn command_line(&self, _key: &Key, _call: &Call) -> Option<String> {
        None
    }

    /// A cloud whose calls are made with no more rights than the `planned` ones need; none where the
    /// credentials for reading are those for restoring too.
    async fn narrowed(
        &self,
        _planned: &[(Key, Call)],
    ) -> Result<Option<Box<dyn Cloud>>, ReadError> {
        Ok(None)
    }

    /// Who made write calls on a resource since then, as far as the cloud tells.
    async fn actors(&self, _key: &Key, _since: Timestamp) -> Result<Vec<String>, ReadError> {
        Ok(Vec::new())
    }

    /// Who made a resource, as far as the cloud tells.
    async fn maker(&self, _key: &Key) -> Result<Option<String>, ReadError> {
        Ok(None)
    }

    /// Makes one call.
    async fn execute(&self, key: &Key, call: &Call) -> Result<Sent, ReadError>;
}

#[async_trait]
impl Cloud for Accounts {
    fn identity(&self) -> &Identity {
        self.identity()
    }

    fn region(&self) -> &str {
        self.region()
    }

    fn conceal_with(&self, key: HashKey) {
        Self::conceal_with(self, key);
    }

    fn supported_types(&self) -> Vec<&'static str> {
        driftlock_aws::supported_types()
    }

    fn shape(&self, kind: &str) -> Shape {
        driftlock_aws::shape(kind)
    }

    fn restore_rank(&self, kind: &str) -> u8 {
        driftlock_aws::restore_rank(kind)
    }

    async fn sweep(
        &self,
        scope: &Scope,
        known: &[Key],
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Sweep, BadScope> {
        self.sweep(scope, known, progress).await
    }

    async fn read(&self, key: &Key) -> Result<Option<Attributes>, ReadError> {
        Ok(self.read(key).await?)
    }

    fn plan_restore(
        &self,
        key: &Key,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        driftlock_aws::plan_restore(&key.kind, &key.id, approved, observed)
    }

    fn command_line(&self, key: &Key, call: &Call) -> Option<String> {
        driftlock_aws::command_line(key, call)
    }

    async fn narrowed(&self, planned: &[(Key, Call)]) -> Result<Option<Box<dyn Cloud>>, ReadError> {
        let narrowed = self.narrowed(planned).await?;
        Ok(narrowed.map(|accounts| Box::new(accounts) as Box<dyn Cloud>))
    }

    async fn actors(&self, key: &Key, since: Timestamp) -> Result<Vec<String>, ReadError> {
        Ok(self.actors(key, since).await?)
    }

    async fn maker(&self, key: &Key) -> Result<Option<String>, ReadError> {
        Ok(self.maker(key).await?)
    }

    async fn execute(&self, key: &Key, call: &Call) -> Result<Sent, ReadError> {
        Ok(self.execute(key, call).await?)
    }
}
