//! Leases: one at a time works on a baseline.

use driftlock_core::BaselineName;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::backoff::random;
use crate::process::Process;
use crate::record::Record;
use crate::store::Step;
use crate::{Store, StoreError};

/// The right to work on a baseline until a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    version: u32,
    /// The baseline.
    pub baseline: BaselineName,
    /// Who holds it, for others to read: program, user, host, process.
    pub holder: String,
    /// Greater than that of every lease on this baseline before it.
    pub fencing: u64,
    /// When it ends if it is not renewed. Judged by the clock of whoever wants it next.
    pub until: Timestamp,
    /// Tells apart leases of holders that call themselves the same.
    token: String,
    /// Whether its holder gave it back.
    released: bool,
    /// The process that holds it, where that could be found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    process: Option<Process>,
}

impl Record for Lease {}

impl Lease {
    /// Whether it keeps others out at `now`.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        !self.released && now < self.until
    }

    /// As [`Lease::holds_at`], unless its holder is known to have died.
    fn keeps_out(&self, now: Timestamp) -> bool {
        self.holds_at(now) && !self.process.as_ref().is_some_and(Process::has_died)
    }

    /// The error for whoever goes on with it after somebody else took over.
    pub(crate) fn lost(&self) -> StoreError {
        StoreError::LeaseLost {
            baseline: self.baseline.clone(),
            holder: self.holder.clone(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.fencing == other.fencing && self.token == other.token
    }
}

fn lease_key(name: &BaselineName) -> String {
    format!("leases/{name}.json")
}

fn end(now: Timestamp, ttl: SignedDuration) -> Timestamp {
    now.saturating_add(ttl).unwrap_or(Timestamp::MAX)
}

impl Store {
    /// The lease on a baseline that holds at `now`, if there is one. That of a process of this
    /// machine that has died holds no more.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read.
    pub async fn lease(
        &self,
        name: &BaselineName,
        now: Timestamp,
    ) -> Result<Option<Lease>, StoreError> {
        let lease: Option<Lease> = self.load(&lease_key(name)).await?;
        Ok(lease.filter(|lease| lease.keeps_out(now)))
    }

    /// Takes the lease on a baseline for `ttl` from `now` on. One that has run out is taken over,
    /// and so is, at once, that of a process of this machine that has died. From when this returns,
    /// nothing is appended under any lease before it.
    ///
    /// # Errors
    /// [`StoreError::Held`] while somebody holds it, be it the same `holder`; else a [`StoreError`]
    /// where it could not be written.
    pub async fn acquire_lease(
        &self,
        name: &BaselineName,
        holder: &str,
        ttl: SignedDuration,
        now: Timestamp,
    ) -> Result<Lease, StoreError> {
        let lease = self.take_lease(name, holder, ttl, now).await?;
        let fenced = self.fence(&lease).await;
        if fenced.is_err()
            && let Err(error) = self.release_lease(&lease).await
        {
            tracing::warn!(baseline = %name, %error, "the lease could not be given back; it ends by itself");
        }
        fenced.map(|()| lease)
    }

    async fn take_lease(
        &self,
        name: &BaselineName,
        holder: &str,
        ttl: SignedDuration,
        now: Timestamp,
    ) -> Result<Lease, StoreError> {
        let token = format!("{:016x}", random());
        // Numbers grow even where the record of the lease before was taken away.
        let floor = self.fencing(name).await?;
        self.update(&lease_key(name), |current: Option<Lease>| {
            if let Some(held) = current.as_ref().filter(|lease| lease.keeps_out(now)) {
                return Err(StoreError::Held {
                    baseline: name.clone(),
                    by: held.holder.clone(),
                    until: held.until,
                });
            }
            let before = current.map_or(0, |lease| lease.fencing).max(floor);
            let lease = Lease {
                version: 1,
                baseline: name.clone(),
                holder: holder.to_owned(),
                fencing: before.saturating_add(1),
                until: end(now, ttl),
                token: token.clone(),
                released: false,
                process: Process::this().cloned(),
            };
            Ok(Step::Write(lease.clone(), lease))
        })
        .await
    }

    /// Holds `lease` for another `ttl` from `now` on. One that has run out can be renewed as long
    /// as nobody took it.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] where it was released or somebody else took it; its holder must
    /// change nothing more.
    pub async fn renew_lease(
        &self,
        lease: &Lease,
        ttl: SignedDuration,
        now: Timestamp,
    ) -> Result<Lease, StoreError> {
        self.update(
            &lease_key(&lease.baseline),
            |current: Option<Lease>| match current
                .filter(|current| current.is_same(lease) && !current.released)
            {
                None => Err(lease.lost()),
                Some(current) => {
                    let until = end(now, ttl);
                    let renewed = Lease { until, ..current };
                    Ok(Step::Write(renewed.clone(), renewed))
                }
            },
        )
        .await
    }

    /// Gives `lease` back. One that was lost is left to whoever has it.
    ///
    /// # Errors
    /// A [`StoreError`] where that could not be written; the lease then ends by itself.
    pub async fn release_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        self.update(&lease_key(&lease.baseline), |current: Option<Lease>| {
            let held = current.filter(|current| current.is_same(lease) && !current.released);
            Ok(match held {
                None => Step::Leave(()),
                Some(current) => Step::Write(
                    Lease {
                        released: true,
                        ..current
                    },
                    (),
                ),
            })
        })
        .await
    }
}
