//! What is said of drift besides what differs: who made what is new, and what is lost with what is gone.

use std::time::Duration;

use driftlock_core::{Drift, DriftKind, Key, ResourceDrift, Snapshot};

use crate::{Detection, Engine};

/// For how many resources of one look AWS's records are searched: they answer two requests a second.
const SEARCHED: usize = 10;

/// How long the records have to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tags in which people say who made something, in any spelling: `CreatedBy`, `created-by`.
const MAKERS: [&str; 4] = ["createdby", "creator", "madeby", "launchedby"];

impl Engine {
    /// Names who made what the baseline does not know, where tags or AWS's records tell. Nothing fails
    /// where they do not.
    pub(crate) async fn name_makers(&self, found: &mut Detection) {
        let unmanaged = |drift: &&mut ResourceDrift| drift.kind == DriftKind::Unmanaged;
        let mut searched = 0;
        let observed = &found.observed.resources;
        for drift in found.drift.resources.iter_mut().filter(unmanaged) {
            let resource = observed.iter().find(|one| one.key == drift.key);
            drift.made_by = resource.and_then(|one| by_tags(one.tags()));
            if drift.made_by.is_none() && searched < SEARCHED {
                searched += 1;
                drift.made_by = self.by_records(&drift.key).await;
            }
        }
    }

    async fn by_records(&self, key: &Key) -> Option<String> {
        match tokio::time::timeout(PATIENCE, self.cloud.maker(key)).await {
            Ok(Ok(maker)) => maker,
            Ok(Err(error)) => {
                tracing::debug!(%error, resource = %key, "who made it is not known");
                None
            }
            Err(_) => {
                tracing::debug!(resource = %key, "who made it was not answered in time");
                None
            }
        }
    }

    /// Says of each object that is gone what bringing it back would mean.
    pub(crate) fn say_what_is_lost(&self, drift: &mut Drift, approved: &Snapshot) {
        let gone =
            |drift: &&mut ResourceDrift| drift.kind == DriftKind::Missing && drift.parent.is_none();
        for drift in drift.resources.iter_mut().filter(gone) {
            let was = approved.get(&drift.key);
            let was = was.and_then(|resource| resource.attributes.as_ref());
            let plan = self.cloud.plan_restore(&drift.key, was, None);
            let reasons: Vec<String> = plan
                .unrestorable
                .into_iter()
                .map(|one| one.reason)
                .collect();
            let anew = (!plan.calls.is_empty()).then(|| ANEW.to_owned());
            let told: Vec<String> = anew.into_iter().chain(reasons).collect();
            drift.reason = (!told.is_empty()).then(|| told.join("; "));
        }
    }
}

const ANEW: &str = "it is made anew, as it was configured, only where `allow_replace` is set";

fn by_tags<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let plain = |name: &str| name.replace(['-', '_', ' ', ':'], "").to_lowercase();
    let mut told =
        tags.filter(|(name, maker)| !maker.is_empty() && MAKERS.contains(&plain(name).as_str()));
    let (name, maker) = told.next()?;
    Some(format!("{maker} (tag `{name}`)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_who_made_something_in_any_spelling() {
        let told = |name: &'static str| by_tags([("Name", "x"), (name, "eve")].into_iter());
        for name in ["CreatedBy", "created-by", "created_by", "Creator"] {
            assert_eq!(told(name), Some(format!("eve (tag `{name}`)")));
        }
        assert_eq!(told("Owner"), None);
        assert_eq!(by_tags([("CreatedBy", "")].into_iter()), None);
    }
}
