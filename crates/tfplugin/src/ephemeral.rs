//! Ephemeral resources: what is opened for one run of Terraform and never saved.

use async_trait::async_trait;

use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::schema::Schema;
use crate::value::Value;

/// An ephemeral resource: a lease, a token, a session.
///
/// Terraform opens it in every plan and every apply that uses it, renews it while it is in
/// use, and closes it when nothing needs it any more. It does not close what is open when the
/// run fails or is killed: let a lease end by itself soon after it is no longer renewed.
///
/// Nothing is saved. What `renew` and `close` need of what `open` did goes through
/// [`Context::set_private`] and [`Context::private`]; Terraform keeps those bytes in memory.
#[async_trait]
pub trait EphemeralResource: Send + Sync {
    /// The schema of the `ephemeral` block.
    fn schema(&self) -> Schema;

    /// Judges a configuration as a whole; rules of single attributes belong to the schema.
    /// Values may be unknown, and nothing may be asked of the network.
    async fn validate(&self, _cx: &Context, _config: &Value) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Opens it. Everything in the configuration is known. If the result is not what the schema
    /// and the configuration ask for, it is closed again.
    async fn open(&self, cx: &Context, config: Value) -> Result<Opened, Diagnostics>;

    /// Keeps it open, at the time asked for. Returns when to renew next, or `None` for never.
    async fn renew(&self, _cx: &Context) -> Result<Option<jiff::Timestamp>, Diagnostics> {
        Ok(None)
    }

    /// Closes it.
    async fn close(&self, _cx: &Context) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// What opening an ephemeral resource gave.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The configuration with its computed attributes filled in, and nothing unknown in it.
    pub result: Value,
    /// When it needs renewing; `None` for never.
    pub renew_at: Option<jiff::Timestamp>,
}

impl From<Value> for Opened {
    /// What needs no renewing.
    fn from(result: Value) -> Self {
        Opened {
            result,
            renew_at: None,
        }
    }
}
