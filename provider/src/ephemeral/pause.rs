//! Ephemeral `driftlock_pause`: enforcement is paused for as long as an apply takes.
//!
//! Terraform opens it before the first resource that depends on it, renews it meanwhile, and closes
//! it after the last. It does not close it where the apply fails or is killed, so that the pause is a
//! short lease: it ends by silence.

use driftlock_core::{BaselineName, Pause as Lease};
use driftlock_engine::{EngineError, LEASE, Ledger, OnSilence, Renewal};
use driftlock_tfplugin::{
    Attribute, Context, Diagnostic, Diagnostics, EphemeralResource, Opened, Schema, Type, Value,
    async_trait,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::duration;
use crate::provider::Shared;
use crate::resource::pause::check_reason;
use crate::session::{Session, baseline_name, check_name, failed};
use crate::settings::optional_computed;

const ABOUT: &str = "A pause of enforcement for as long as an apply takes. What is deployed depends on it \
(`depends_on`, of modules too), and so does, through that, the `driftlock_baseline` that captures the \
outcome. It is opened before the first of them changes, on every apply, and ends after the last. A \
failed or killed apply ends it by silence, two minutes later, and the next plan says so.\n\n\
For Terraform from 1.10 on and OpenTofu from 1.11 on; the resource `driftlock_pause` is for older ones.";

const RESUME: &str = "resume";
const HOLD: &str = "hold";
/// How long a pause is held where nobody says.
const USUAL_HOLD: SignedDuration = SignedDuration::from_hours(1);
/// Thrice within each lease, so that two renewals may fail.
const RENEWAL: SignedDuration = SignedDuration::from_secs(40);
/// How soon a renewal that failed is tried again.
const RETRY: SignedDuration = SignedDuration::from_secs(15);

/// See the module.
pub(crate) struct Pause(pub(crate) Shared);

/// What Terraform keeps between opening and closing.
#[derive(Serialize, Deserialize)]
struct Kept {
    baseline: BaselineName,
    id: String,
    /// Until when it was last kept alive.
    lease: Timestamp,
    /// For how long it is held after the last sign of life, where it is.
    hold: Option<SignedDuration>,
}

#[async_trait]
impl EphemeralResource for Pause {
    fn schema(&self) -> Schema {
        let computed = Attribute::computed;
        Schema::new(ABOUT)
            .attribute("baseline", Attribute::required(Type::String).check(check_name)
                .describe("Name of the baseline. One that does not exist yet needs no pause."))
            .attribute("reason", Attribute::required(Type::String).check(check_reason)
                .describe("Why; kept in the history."))
            .attribute("enabled", optional_computed(Type::Bool).describe(
                "Whether to pause at all. With `terraform.applying`, which is the usual value, plans \
                 pause nothing and need no right to write the store. Default true: plans open and close \
                 a pause too."))
            .attribute("on_failure", optional_computed(Type::String).one_of(&[RESUME, HOLD]).describe(
                "What becomes of the pause when the apply fails or is killed: `resume`, the default, ends \
                 it two minutes after the last sign of life, so that the revision in force is enforced \
                 again; `hold` keeps it for `ttl`, for somebody to look at what is there."))
            .attribute("ttl", optional_computed(Type::String)
                .check(|value| duration::read("ttl", value).map(drop))
                .describe("How long `hold` holds after the last sign of life, such as `30m` or `1h 30m`. Default `1h`."))
            .attribute("id", computed(Type::String)
                .describe("Id of the pause; `none` where nothing was paused."))
            .attribute("active", computed(Type::Bool).describe("Whether enforcement is paused."))
    }

    async fn validate(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        let ttl_alone =
            config.get("on_failure").is_null() || config.string("on_failure") == Some(RESUME);
        if ttl_alone && config.string("ttl").is_some() {
            return Err(Diagnostic::error("`ttl` has no effect without `on_failure = \"hold\"`")
                .detail("Set that, or leave `ttl` out: a pause that is not held ends two minutes after the last sign of life.")
                .at("ttl")
                .into());
        }
        Ok(())
    }

    async fn open(&self, cx: &Context, config: Value) -> Result<Opened, Diagnostics> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&config, "baseline")?;
        let enabled = config.boolean("enabled");
        let hold = held_for(&config)?;
        let config = completed(config);
        if enabled == Some(false) {
            return Ok(nothing(config).into());
        }
        let reason = config.string("reason").unwrap_or_default();
        let lease = match session
            .ledger()
            .open_lease(&name, on_silence(hold), reason)
            .await
        {
            Ok(lease) => lease,
            Err(EngineError::NoBaseline { .. }) => return Ok(nothing(config).into()),
            Err(error) => return Err(failed(&error).into()),
        };
        session
            .deployments()
            .began(&name, &lease.id, enabled.is_some());
        let result = config.with("id", lease.id.as_str()).with("active", true);
        Ok(Opened {
            result,
            renew_at: Some(keep(cx, session.ledger(), name, lease, hold)),
        })
    }

    async fn renew(&self, cx: &Context) -> Result<Option<Timestamp>, Diagnostics> {
        let (session, Some(kept)) = (Session::of(&self.0)?, kept(cx)) else {
            return Ok(None);
        };
        let (name, ledger) = (kept.baseline.clone(), session.ledger());
        let renewed = ledger
            .renew_lease(&name, &kept.id, on_silence(kept.hold))
            .await;
        match renewed {
            Ok(Renewal::Ended) => Ok(None),
            Ok(renewed) => {
                if let Renewal::Reopened { lapsed } = renewed {
                    cx.warn(reopened(&name, &lapsed));
                }
                let lease = after(ledger.now(), LEASE);
                remember(cx, &Kept { lease, ..kept });
                Ok(Some(after(ledger.now(), RENEWAL)))
            }
            Err(error) if ledger.now() < kept.lease => {
                tracing::warn!(%error, baseline = %name, "the pause could not be renewed; trying again");
                Ok(Some(after(ledger.now(), RETRY)))
            }
            Err(error) => Err(failed(&error).into()),
        }
    }

    async fn close(&self, cx: &Context) -> Result<(), Diagnostics> {
        let (session, Some(kept)) = (Session::of(&self.0)?, kept(cx)) else {
            return Ok(());
        };
        session.deployments().ended(&kept.baseline);
        match session
            .ledger()
            .resume(&kept.baseline, Some(&kept.id))
            .await
        {
            Ok(_) | Err(EngineError::NoBaseline { .. }) => Ok(()),
            Err(error) => Err(failed(&error).into()),
        }
    }
}

fn held_for(config: &Value) -> Result<Option<SignedDuration>, Diagnostic> {
    if config.string("on_failure") != Some(HOLD) {
        return Ok(None);
    }
    match config.get("ttl") {
        ttl if ttl.is_null() => Ok(Some(USUAL_HOLD)),
        ttl => duration::read("ttl", ttl)
            .map(Some)
            .map_err(|error| error.at("ttl")),
    }
}

fn on_silence(hold: Option<SignedDuration>) -> OnSilence {
    hold.map_or(OnSilence::Resume, OnSilence::Hold)
}

/// The configuration with what is usual where it says nothing.
fn completed(mut config: Value) -> Value {
    let usual: [(&str, Value); 2] = [("enabled", true.into()), ("on_failure", RESUME.into())];
    for (name, value) in usual {
        if config.get(name).is_null() {
            config.set(name, value);
        }
    }
    if config.string("on_failure") == Some(HOLD) && config.get("ttl").is_null() {
        config.set("ttl", duration::write(USUAL_HOLD));
    }
    config
}

fn nothing(config: Value) -> Value {
    config.with("id", "none").with("active", false)
}

/// Keeps what closing and renewing need, and tells when to renew.
fn keep(
    cx: &Context,
    ledger: &Ledger,
    baseline: BaselineName,
    pause: Lease,
    hold: Option<SignedDuration>,
) -> Timestamp {
    let lease = pause.lease.unwrap_or(pause.until);
    remember(
        cx,
        &Kept {
            baseline,
            id: pause.id,
            lease,
            hold,
        },
    );
    after(ledger.now(), RENEWAL)
}

fn remember(cx: &Context, kept: &Kept) {
    cx.set_private(serde_json::to_vec(kept).unwrap_or_default());
}

/// None where nothing was paused.
fn kept(cx: &Context) -> Option<Kept> {
    serde_json::from_slice(&cx.private()).ok()
}

fn after(now: Timestamp, length: SignedDuration) -> Timestamp {
    now.saturating_add(length).unwrap_or(Timestamp::MAX)
}

fn reopened(name: &BaselineName, lapsed: &Lease) -> Diagnostic {
    let until = lapsed.until.strftime("%Y-%m-%d %H:%M:%SZ");
    Diagnostic::warning(format!(
        "the pause of baseline `{name}` had run out at {until}"
    ))
    .detail(
        "It was not renewed in time, as happens to a machine that sleeps. It holds again, but in \
             between enforcement may have taken back what this apply changed.",
    )
}
