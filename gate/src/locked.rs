//! What a store says of a plan: what the plan does to what a baseline holds, and what is waived.
//! Nothing else opens the store.

use driftlock_core::{BaselineName, Expiry, Pause, Resource, Waiver, WaiverTerms};
use driftlock_policy::{
    self as policy, Lock, Locked, LockedResource, OpenPause, Plan, StoredWaiver, nearest,
};
use driftlock_store::{DEFAULT_STORE, S3Options, Store, StoreError, Which};
use jiff::Timestamp;

use crate::failure::Failure;

/// Which baseline the plan is held against.
#[derive(Debug, clap::Args)]
pub(crate) struct LockedArgs {
    /// Say what the plan does to the resources that this baseline holds, and refuse to delete or
    /// replace any
    #[arg(long, value_name = "NAME")]
    pub(crate) baseline: Option<BaselineName>,
    /// Where baselines and waivers are kept: `file://PATH`, a path, or `s3://BUCKET/PREFIX`. Where a
    /// store is named its waivers count, beside those of `--waivers` [default with --baseline:
    /// file://.driftlock]
    #[arg(long, env = "DRIFTLOCK_STORE", value_name = "URL")]
    pub(crate) store: Option<String>,
    /// Let the plan delete and replace resources that the baseline holds
    #[arg(long, requires = "baseline")]
    pub(crate) allow_locked: bool,
}

/// What the store says: of the baseline that was named, and of what is waived.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// What the plan does to the baseline; none where none was named.
    pub(crate) locked: Option<Locked>,
    /// Approved exceptions.
    pub(crate) waivers: Vec<policy::Waiver>,
}

/// Asks the store, where one is named, or a baseline of it.
///
/// # Errors
/// There is no baseline of this name, or the store cannot be read.
pub(crate) fn look(options: &LockedArgs, plan: &Plan) -> Result<Said, Vec<Failure>> {
    let named = options.store.as_deref().filter(|url| !url.is_empty());
    let url = match (named, &options.baseline) {
        (Some(url), _) => url,
        (None, Some(_)) => DEFAULT_STORE,
        (None, None) => return Ok(Said::default()),
    };
    #[expect(clippy::disallowed_methods, reason = "a pause is open by the clock")]
    let now = Timestamp::now();
    let (lock, waivers) = ask(options, url, now).map_err(|failure| vec![failure])?;
    let lock = lock.map(|lock| Lock {
        allowed: options.allow_locked,
        ..lock
    });
    Ok(Said {
        locked: lock.map(|lock| Locked::of(lock, &plan.changes())),
        waivers: waivers.into_iter().filter_map(exception).collect(),
    })
}

fn ask(
    options: &LockedArgs,
    url: &str,
    now: Timestamp,
) -> Result<(Option<Lock>, Vec<Waiver>), Failure> {
    let s3 = S3Options {
        path_style: std::env::var_os("AWS_ENDPOINT_URL_S3").is_some_and(|url| !url.is_empty()),
        ..S3Options::default()
    };
    let store = Store::open(url, &s3).map_err(failure)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("starting: {error}")).help("close other programs"))?;
    runtime.block_on(async {
        let lock = match &options.baseline {
            Some(name) => Some(read(&store, name, now).await?),
            None => None,
        };
        let waivers = store.waivers(Which::Standing).await.map_err(failure)?;
        Ok((lock, waivers))
    })
}

fn exception(waiver: Waiver) -> Option<policy::Waiver> {
    let WaiverTerms {
        policy,
        resource,
        reason,
        owner,
        expires,
        ticket,
    } = waiver.current()?.terms.clone();
    let stored = StoredWaiver {
        id: waiver.id,
        policy,
        resource,
        reason,
        owner,
        expires: expires.map(Expiry::last_day),
        ticket,
    };
    Some(stored.into())
}

async fn read(store: &Store, name: &BaselineName, now: Timestamp) -> Result<Lock, Failure> {
    let Some(head) = store.head(name).await.map_err(failure)? else {
        let known = store.baselines().await.map_err(failure)?;
        return Err(no_baseline(name, store.url(), &known));
    };
    let revision = store.revision(name, head.revision).await.map_err(failure)?;
    let snapshot = store.snapshot(&head.digest).await.map_err(failure)?;
    let pauses = store.pauses(name).await.map_err(failure)?;
    Ok(Lock {
        baseline: name.to_string(),
        revision: head.revision,
        approved_at: revision.at,
        pause: longest(pauses.open, now),
        resources: snapshot.resources.into_iter().map(locked).collect(),
        allowed: false,
    })
}

/// The pause of the whole baseline that holds longest. One of a single resource pauses no apply.
fn longest(pauses: Vec<Pause>, now: Timestamp) -> Option<OpenPause> {
    let open = pauses.into_iter();
    let open = open.filter(|pause| pause.resource.is_none() && pause.holds_at(now));
    open.max_by_key(|pause| pause.until).map(|pause| OpenPause {
        who: pause.owner,
        until: pause.until,
        reason: pause.reason,
    })
}

fn locked(resource: Resource) -> LockedResource {
    LockedResource {
        kind: resource.key.kind,
        id: resource.key.id,
        address: resource.address,
        setting: resource.parent.is_some(),
        parts: resource.parts.into_values().collect(),
        attributes: resource.attributes,
    }
}

fn no_baseline(name: &BaselineName, store: &str, known: &[BaselineName]) -> Failure {
    let failure = Failure::new(format!("there is no baseline `{name}` in {store}"));
    let names = || known.iter().map(BaselineName::as_str);
    let listed: Vec<&str> = names().collect();
    match nearest(name.as_str(), names()) {
        Some(meant) => failure.help(format!("did you mean `{meant}`?")),
        None if listed.is_empty() => {
            failure.help("the store holds none; check `--store` and DRIFTLOCK_STORE")
        }
        None => failure.help(format!("there is {}", listed.join(", "))),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn failure(error: StoreError) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

#[cfg(test)]
#[path = "locked_tests.rs"]
mod tests;
