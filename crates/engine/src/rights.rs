//! The rights that a baseline needs in AWS, and no more, as IAM policies.

use std::collections::BTreeSet;

use driftlock_aws::{
    RoleToAssume, Roles, Subject, WholeObjects, read_policy, restore_policy, store_policy,
};
use driftlock_core::{BaselineName, Enforcement, Key, Mode, Revision, Snapshot};
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
    /// Other accounts of the baseline, each of which needs a role with rights of its own.
    pub accounts: BTreeSet<String>,
}

/// For whom rights are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grantee<'a> {
    /// Taken for everything, instead of the settings.
    pub mode: Option<Mode>,
    /// Another account of the baseline than its own, for the role there.
    pub account: Option<&'a str>,
    /// The role by which other accounts are reached.
    pub account_role: Option<&'a RoleToAssume>,
    /// The role that restores.
    pub restore_role: Option<&'a RoleToAssume>,
}

impl Ledger {
    /// The rights that a baseline needs in one account, for what its approved revision holds there.
    ///
    /// # Errors
    /// It does not exist, holds nothing in that account, or the store could not be read.
    pub async fn rights(
        &self,
        name: &BaselineName,
        grantee: Grantee<'_>,
    ) -> Result<Rights, EngineError> {
        let revision = self.revision(name, None).await?;
        let settings = self.enforcement(name).await?;
        let snapshot = self.snapshot(&revision).await?;
        let home = revision.account.as_str();
        let account = grantee.account.unwrap_or(home);
        let mut accounts = accounts(&revision, &snapshot);
        if !accounts.contains(account) && account != home {
            return Err(EngineError::NoSuchAccount {
                name: name.clone(),
                account: account.to_owned(),
            });
        }
        accounts.remove(home);
        let scope = revision.scope.within(account, home);
        let keys = snapshot.resources.into_iter().filter_map(|one| {
            let held = one.account == account;
            held.then_some(Key {
                account: None,
                ..one.key
            })
        });
        let keys: Vec<Key> = keys.collect();
        let regions = revision.scope.regions();
        let region = regions.first().map_or("us-east-1", String::as_str);
        let subject = Subject {
            scope: &scope,
            region,
            keys: &keys,
            account,
        };
        let restores = restores(grantee.mode, &settings);
        let role_in = |role: &RoleToAssume, account: &str| role.in_account(account).role_arn;
        let reached = grantee.account_role.filter(|_| account == home);
        let restorer = grantee.restore_role.filter(|_| restores);
        let roles = Roles {
            restore: restorer.map(|role| role_in(role, account)),
            accounts: reached.map_or_else(BTreeSet::new, |role| {
                accounts.iter().map(|id| role_in(role, id)).collect()
            }),
        };
        let whole = WholeObjects {
            allow_delete: settings.guardrails.allow_delete,
            allow_replace: settings.guardrails.allow_replace,
        };
        let bad = |fault| EngineError::Scope(vec![fault]);
        Ok(Rights {
            read: read_policy(&subject, roles).map_err(bad)?,
            restore: match restores {
                true => restore_policy(&subject, whole).map_err(bad)?,
                false => Vec::new(),
            },
            store: bucket(self.url())
                .filter(|_| account == home)
                .map(|(bucket, prefix)| store_policy(bucket, prefix, region)),
            accounts,
        })
    }
}

/// All accounts that the revision is about.
fn accounts(revision: &Revision, snapshot: &Snapshot) -> BTreeSet<String> {
    let held = snapshot.resources.iter().map(|one| one.account.clone());
    held.chain(revision.scope.accounts(&revision.account))
        .collect()
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
