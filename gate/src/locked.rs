//! What a plan does to what a baseline holds: the baseline is read from its store, and from nowhere
//! else.

use driftlock_core::{BaselineName, Pause, Resource};
use driftlock_policy::{Lock, Locked, LockedResource, OpenPause, Plan, nearest};
use driftlock_store::{S3Options, Store, StoreError};
use jiff::Timestamp;

use crate::failure::Failure;

/// Which baseline the plan is held against.
#[derive(Debug, clap::Args)]
pub(crate) struct LockedArgs {
    /// Say what the plan does to the resources that this baseline holds, and refuse to delete or
    /// replace any
    #[arg(long, value_name = "NAME")]
    pub(crate) baseline: Option<BaselineName>,
    /// Where baselines are kept: `file://PATH`, a path, or `s3://BUCKET/PREFIX`
    #[arg(
        long,
        env = "DRIFTLOCK_STORE",
        value_name = "URL",
        default_value = "file://.driftlock"
    )]
    pub(crate) store: String,
    /// Let the plan delete and replace resources that the baseline holds
    #[arg(long, requires = "baseline")]
    pub(crate) allow_locked: bool,
}

/// What the plan does to the baseline that was named.
///
/// # Errors
/// No baseline was named or there is none of this name, or the store cannot be read.
pub(crate) fn look(options: &LockedArgs, plan: &Plan) -> Result<Locked, Vec<Failure>> {
    #[expect(clippy::disallowed_methods, reason = "a pause is open by the clock")]
    let now = Timestamp::now();
    let lock = lock(options, now).map_err(|failure| vec![failure])?;
    Ok(Locked::of(lock, &plan.changes()))
}

fn lock(options: &LockedArgs, now: Timestamp) -> Result<Lock, Failure> {
    let Some(name) = &options.baseline else {
        return Err(Failure::new("no baseline is named").help("name one with `--baseline NAME`"));
    };
    let s3 = S3Options {
        path_style: std::env::var_os("AWS_ENDPOINT_URL_S3").is_some_and(|url| !url.is_empty()),
        ..S3Options::default()
    };
    let store = Store::open(&options.store, &s3).map_err(failure)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("starting: {error}")).help("close other programs"))?;
    let lock = runtime.block_on(read(&store, name, now))?;
    Ok(Lock {
        allowed: options.allow_locked,
        ..lock
    })
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
