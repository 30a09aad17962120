//! The rights that a baseline needs in AWS, and no more, as IAM policies.

use driftlock_aws::{Purpose, Subject, WholeObjects, read_policy, restore_policy, store_policy};
use driftlock_core::{BaselineName, Enforcement, Key, Mode};
use serde_json::Value;

use crate::{EngineError, Ledger};

/// IAM policies for one baseline. Each list is of documents that are no longer than a managed policy
/// may be; mostly there is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Rights {
    /// For the credentials that capture and detect.
    pub read: Vec<Value>,
    /// For the role that restores, or for the same credentials where there is no such role; empty
    /// where nothing is restored.
    pub restore: Vec<Value>,
    /// For the credentials that keep the store, where that is a bucket.
    pub store: Option<Value>,
}

impl Ledger {
    /// The rights that a baseline needs: for what its approved revision holds, under its settings,
    /// or under `mode` for everything. `restore_role` is the ARN of the role that restores.
    ///
    /// # Errors
    /// It does not exist, or the store could not be read.
    pub async fn rights(
        &self,
        name: &BaselineName,
        mode: Option<Mode>,
        restore_role: Option<&str>,
    ) -> Result<Rights, EngineError> {
        let revision = self.revision(name, None).await?;
        let settings = self.enforcement(name).await?;
        let snapshot = self.snapshot(&revision).await?;
        let keys: Vec<Key> = snapshot.resources.into_iter().map(|one| one.key).collect();
        let regions = revision.scope.regions();
        let region = regions.first().map_or("us-east-1", String::as_str);
        let subject = Subject {
            scope: &revision.scope,
            region,
            keys: &keys,
            account: &revision.account,
        };
        let restores = restores(mode, &settings);
        let purpose = match restores {
            true => Purpose::Enforce(restore_role),
            false => Purpose::Observe,
        };
        let whole = WholeObjects {
            allow_delete: settings.guardrails.allow_delete,
            allow_replace: settings.guardrails.allow_replace,
        };
        let bad = |fault| EngineError::Scope(vec![fault]);
        Ok(Rights {
            read: read_policy(&subject, purpose).map_err(bad)?,
            restore: match restores {
                true => restore_policy(&subject, whole).map_err(bad)?,
                false => Vec::new(),
            },
            store: bucket(self.url()).map(|(bucket, prefix)| store_policy(bucket, prefix, region)),
        })
    }
}

/// Whether anything is ever restored: in mode `approve` it is, once somebody approves.
fn restores(mode: Option<Mode>, settings: &Enforcement) -> bool {
    let rules = settings.rules.iter().map(|rule| rule.mode);
    match mode {
        Some(mode) => mode != Mode::Observe,
        None => rules
            .chain([settings.mode])
            .any(|mode| mode != Mode::Observe),
    }
}

fn bucket(url: &str) -> Option<(&str, &str)> {
    let place = url.strip_prefix("s3://")?;
    Some(place.split_once('/').unwrap_or((place, "")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use driftlock_core::Rule;

    #[test]
    fn what_only_observes_restores_nothing() {
        let rule = |mode| Rule {
            resource_types: Vec::new(),
            min_risk: None,
            mode,
        };
        let settings = |mode, rules: &[Mode]| Enforcement {
            mode,
            rules: rules.iter().map(|mode| rule(*mode)).collect(),
            ..Enforcement::default()
        };
        assert!(!restores(None, &settings(Mode::Observe, &[Mode::Observe])));
        assert!(restores(None, &settings(Mode::Observe, &[Mode::Approve])));
        assert!(restores(None, &settings(Mode::Enforce, &[])));
        assert!(restores(Some(Mode::Enforce), &settings(Mode::Observe, &[])));
        assert!(!restores(
            Some(Mode::Observe),
            &settings(Mode::Enforce, &[])
        ));
    }

    #[test]
    fn a_bucket_has_a_prefix_or_none() {
        assert_eq!(bucket("s3://acme/prod/a"), Some(("acme", "prod/a")));
        assert_eq!(bucket("s3://acme"), Some(("acme", "")));
        assert_eq!(bucket("file:///tmp/x"), None);
    }
}
