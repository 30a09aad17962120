//! `driftlock_waiver`: an approved exception to a policy, kept in the store. It counts for every
//! `require` of this store, for `driftlock scan`, and for a gate that is given the store.
//!
//! What it said before a change is kept, and so is one that was destroyed. A refresh reads the store
//! only.

use driftlock_core::{Expiry, Retirement, Waiver as Stored, WaiverTerms, WaiverVersion};
use driftlock_engine::{EngineError, OwnPolicies, check_waived_policy, check_waiver_resource};
use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, Plan, Resource, Schema, Type,
    Value, async_trait,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::provider::Shared;
use crate::session::{Session, failed, fault};

const ABOUT: &str = "An approved exception to a policy, for everything that is judged beside this \
store: the `require` of its baselines, `driftlock scan`, and `driftlock-gate check` where it is given \
the store. A revision that was captured stays as it is; the next capture judges anew.\n\n\
Waivers are never deleted: what one said before a change, and one that was destroyed, stay on record with \
who did that, and when.";

/// What an apply finds out.
const APPROVED: [&str; 3] = ["id", "approved_at", "approved_by"];

/// See the module.
pub(crate) struct Waiver(pub(crate) Shared);

#[async_trait]
impl Resource for Waiver {
    fn schema(&self) -> Schema {
        let text = || Attribute::required(Type::String);
        let computed = || Attribute::computed(Type::String);
        Schema::new(ABOUT)
            .attribute("policy", text().describe(
                "Id of the policy, such as `public_s3_bucket`; `driftlock-gate policies` lists those \
                 that are built in."))
            .attribute("own_policy", Attribute::optional(Type::Bool).describe(
                "Whether the policy is one of your own, so that its id is not known here. Default false: \
                 an id that is not built in is refused."))
            .attribute("resource", text().check(check_resource).describe(
                "The resources, in which `*` stands for anything: Terraform addresses, without instance \
                 keys for all instances, such as `module.site.aws_s3_bucket.web`; or type and id where \
                 no address is known, such as `aws_s3_bucket.assets`."))
            .attribute("reason", text().check(|value| said("reason", value)).describe("Why."))
            .attribute("owner", text().check(|value| said("owner", value))
                .describe("Who answers for it."))
            .attribute("expires", Attribute::optional(Type::String).check(check_expiry).describe(
                "The last day on which it holds, such as `2027-03-31`, or a time as RFC 3339, of which \
                 the whole day in UTC counts. Else it holds without end."))
            .attribute("ticket", Attribute::optional(Type::String)
                .describe("Where it was decided."))
            .attribute("id", computed().describe("Id of the waiver in the store."))
            .attribute("approved_at", computed()
                .describe("When it was approved as it is, as RFC 3339."))
            .attribute("approved_by", computed().describe("Who approved it as it is."))
    }

    async fn validate(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        let (policy, own) = (config.get("policy"), config.get("own_policy"));
        let (Some(id), true) = (policy.as_str(), own.is_wholly_known()) else {
            return Ok(());
        };
        let own = match own.as_bool() {
            Some(true) => OwnPolicies::Allowed,
            _ => OwnPolicies::Refused,
        };
        check_waived_policy(id, own).map_err(|error| {
            fault(&error)
                .detail("`own_policy = true` waives a policy of your own.")
                .at("policy")
                .into()
        })
    }

    async fn plan_create(&self, cx: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        self.warn_of_past(cx, plan);
        Ok(())
    }

    async fn plan_update(&self, cx: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if plan.is_change() {
            for name in APPROVED.into_iter().skip(1) {
                plan.set_unknown(name);
            }
        }
        if plan.changes("expires") {
            self.warn_of_past(cx, plan);
        }
        Ok(())
    }

    async fn plan_destroy(&self, cx: &Context, prior: &Value) -> Result<(), Diagnostics> {
        let id = prior.string("id").unwrap_or_default();
        let warning = Diagnostic::warning(format!("waiver `{id}` stays on record"));
        cx.warn(warning.detail(
            "It waives nothing any more, but the store keeps what it said, and who ended it: nothing is \
             ever deleted.",
        ));
        Ok(())
    }

    async fn create(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        let ledger = Session::of(&self.0)?.ledger();
        let added = ledger.add_waiver(terms(&change.planned)?).await;
        let added = added.map_err(|error| failed(&error))?;
        Ok(approved(change.planned, &added))
    }

    async fn read(&self, cx: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        let session = Session::of(&self.0)?;
        let id = state.string("id").unwrap_or_default();
        let stored = match session.ledger().waiver(id).await {
            Ok(stored) => stored,
            Err(EngineError::NoWaiver { .. }) => return Ok(None),
            Err(error) => return Err(failed(&error).into()),
        };
        if let Some(retired) = &stored.retired {
            cx.warn(gone(id, retired));
            return Ok(None);
        }
        if let Some(version) = stored.current()
            && version.terms.has_expired(today(session))
        {
            cx.warn(expired(id, &version.terms));
        }
        Ok(Some(told(state, &stored)))
    }

    async fn update(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        let id = change.prior.string("id").unwrap_or_default();
        let ledger = Session::of(&self.0)?.ledger();
        let changed = ledger.change_waiver(id, terms(&change.planned)?).await;
        let changed = changed.map_err(|error| failed(&error))?;
        Ok(approved(change.planned, &changed))
    }

    async fn delete(&self, _: &Context, prior: Value) -> Result<(), Failure> {
        let id = prior.string("id").unwrap_or_default();
        let ledger = Session::of(&self.0)?.ledger();
        match ledger.retire_waiver(id, "destroyed by Terraform").await {
            Ok(_) | Err(EngineError::NoWaiver { .. }) => Ok(()),
            Err(error) => Err(failed(&error).into()),
        }
    }

    async fn import(&self, _: &Context, id: &str) -> Result<Value, Diagnostics> {
        let found = Session::of(&self.0)?.ledger().waiver(id).await;
        let found = found.map_err(|error| failed(&error))?;
        match found.retired {
            None => Ok(Value::object([("id", id.into())])),
            Some(Retirement { actor, reason, .. }) => {
                let (id, by) = (id.to_owned(), actor.to_string());
                Err(failed(&EngineError::WaiverRetired { id, by, reason }).into())
            }
        }
    }
}

impl Waiver {
    /// Says that what is about to be approved waives nothing.
    fn warn_of_past(&self, cx: &Context, plan: &Plan) {
        let Ok(session) = Session::of(&self.0) else {
            return;
        };
        let expires = plan.planned.string("expires").unwrap_or_default();
        let over = |expiry: Expiry| expiry.last_day() < today(session);
        if expires.parse::<Expiry>().is_ok_and(over) {
            cx.warn(
                Diagnostic::warning(format!("this waiver has expired already, on `{expires}`"))
                    .detail("It waives nothing. Give a later day, or leave it out.")
                    .at("expires"),
            );
        }
    }
}

fn today(session: &Session) -> Date {
    session.ledger().now().to_zoned(TimeZone::UTC).date()
}

fn terms(planned: &Value) -> Result<WaiverTerms, Diagnostic> {
    let text = |name| planned.string(name).unwrap_or_default().to_owned();
    let expires = planned.string("expires").map(|text| {
        let expiry: Result<Expiry, _> = text.parse();
        expiry.map_err(|_| Diagnostic::error(format!("`{text}` is no end of a waiver")))
    });
    Ok(WaiverTerms {
        policy: text("policy"),
        resource: text("resource"),
        reason: text("reason"),
        owner: text("owner"),
        expires: expires.transpose()?,
        ticket: planned.string("ticket").map(str::to_owned),
    })
}

/// What the store holds, in a state.
fn told(state: Value, stored: &Stored) -> Value {
    let Some(WaiverVersion { terms, .. }) = stored.current() else {
        return state;
    };
    // A time may be written in several ways.
    let written = state.string("expires").and_then(|text| text.parse().ok());
    let state = match written == terms.expires {
        true => state,
        false => state.with("expires", terms.expires.map(|expires| expires.to_string())),
    };
    approved(
        state
            .with("policy", terms.policy.as_str())
            .with("resource", terms.resource.as_str())
            .with("reason", terms.reason.as_str())
            .with("owner", terms.owner.as_str())
            .with("ticket", terms.ticket.clone()),
        stored,
    )
}

fn approved(state: Value, stored: &Stored) -> Value {
    let version = stored.current();
    state
        .with("id", stored.id.as_str())
        .with("approved_at", version.map(|version| version.at.to_string()))
        .with(
            "approved_by",
            version.map(|version| version.actor.to_string()),
        )
}

fn said(name: &str, value: &Value) -> Result<(), Diagnostic> {
    match value.as_str().unwrap_or_default().trim() {
        "" => Err(Diagnostic::error(format!("`{name}` is empty"))
            .detail("Whoever reads it later must understand why the policy does not hold here.")),
        _ => Ok(()),
    }
}

fn check_resource(value: &Value) -> Result<(), Diagnostic> {
    check_waiver_resource(value.as_str().unwrap_or_default()).map_err(|error| fault(&error))
}

fn check_expiry(value: &Value) -> Result<(), Diagnostic> {
    let read = value.as_str().unwrap_or_default().parse::<Expiry>();
    let told = |error: driftlock_core::BadExpiry| {
        Diagnostic::error(error.to_string()).detail(error.help())
    };
    read.map(drop).map_err(told)
}

fn gone(id: &str, retired: &Retirement) -> Diagnostic {
    let Retirement { actor, reason, .. } = retired;
    let at = retired.at.strftime("%Y-%m-%d %H:%M:%SZ");
    Diagnostic::warning(format!("waiver `{id}` was retired at {at} by {actor}")).detail(format!(
        "Why: {reason}. What is retired stays retired; a configuration that still asks for it makes a \
         new one."
    ))
}

fn expired(id: &str, terms: &WaiverTerms) -> Diagnostic {
    let day = terms.expires.map(|expires| expires.last_day().to_string());
    Diagnostic::warning(format!(
        "waiver `{id}` of {} expired on {}",
        terms.policy,
        day.unwrap_or_default()
    ))
    .detail(format!(
        "What `{}` does against the policy counts again. Give a later `expires`, or remove the waiver.",
        terms.resource
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_refused() {
        assert_eq!(said("owner", &"web".into()), Ok(()));
        for text in ["", "  "] {
            let error = said("owner", &text.into()).unwrap_err();
            assert_eq!(error.summary, "`owner` is empty");
        }
        assert!(check_resource(&"aws_s3_bucket.web[".into()).is_err());
        let error = check_expiry(&"soon".into()).unwrap_err();
        assert_eq!(error.summary, "`soon` is neither a day nor a time");
    }

    #[test]
    fn a_time_stays_as_it_was_written_while_it_means_the_same() {
        let stored = |expires: &str| Stored {
            id: "01A".into(),
            versions: vec![WaiverVersion {
                version: 1,
                terms: WaiverTerms {
                    policy: "public_s3_bucket".into(),
                    resource: "*".into(),
                    reason: "r".into(),
                    owner: "o".into(),
                    expires: expires.parse().ok(),
                    ticket: None,
                },
                at: jiff::Timestamp::UNIX_EPOCH,
                actor: driftlock_core::Actor::default(),
            }],
            retired: None,
        };
        let written = "2027-03-31T02:00:00+02:00";
        let state = Value::object([("expires", written.into())]);
        let same = told(state.clone(), &stored("2027-03-31T00:00:00Z"));
        assert_eq!(same.string("expires"), Some(written));
        let other = told(state, &stored("2027-04-01"));
        assert_eq!(other.string("expires"), Some("2027-04-01"));
        assert_eq!(
            terms(&other).unwrap(),
            stored("2027-04-01").versions[0].terms
        );
    }
}
