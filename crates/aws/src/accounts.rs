//! Several accounts as one: that of the credentials in use, and others by a role in each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use driftlock_core::{Attributes, BadScope, Call, HashKey, Key, Scope, Sweep, Unreadable};
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use crate::error::ASSUME_ROLE;
use crate::resources::Sent;
use crate::{CallError, ConnectError, Connection, Identity, Options, RoleToAssume};

/// Most accounts that are read at once; each has rate limits of its own.
const CONCURRENCY: usize = 4;

/// Access to the account of the credentials in use, its home, and to any other where
/// [`Options::account_role`] may be assumed. Connections to others are opened when they are first
/// needed.
#[derive(Debug)]
pub struct Accounts {
    home: Arc<Connection>,
    account_role: Option<RoleToAssume>,
    restore_role: Option<RoleToAssume>,
    hash_key: OnceLock<HashKey>,
    others: Mutex<BTreeMap<String, Arc<Connection>>>,
}

impl Accounts {
    /// Connects to the account of the credentials (one call).
    ///
    /// # Errors
    /// As for [`Connection::open`].
    pub async fn open(options: Options) -> Result<Self, ConnectError> {
        let (account_role, restore_role) =
            (options.account_role.clone(), options.restore_role.clone());
        Ok(Self {
            home: Arc::new(Connection::open(options).await?),
            account_role,
            restore_role,
            hash_key: OnceLock::new(),
            others: Mutex::default(),
        })
    }

    /// Who is calling, in the home account.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        self.home.identity()
    }

    /// The region used where a scope names none.
    #[must_use]
    pub fn region(&self) -> &str {
        self.home.region()
    }

    /// As [`Connection::conceal_with`], in every account.
    pub fn conceal_with(&self, key: HashKey) {
        let _was_given_before = self.hash_key.set(key);
    }

    /// As [`Connection::sweep`], in every account of the scope and of what is `known`. Of an account
    /// that cannot be reached everything is unreadable.
    ///
    /// # Errors
    /// A pattern of the scope cannot be used.
    pub async fn sweep(
        &self,
        scope: &Scope,
        known: &[Key],
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Sweep, BadScope> {
        let home = &self.identity().account;
        let mut accounts: BTreeSet<String> = scope.accounts(home);
        accounts.extend(known.iter().map(|key| self.account_of(key).to_owned()));
        let read = AtomicUsize::new(0);
        stream::iter(accounts)
            .map(|account| self.sweep_one(account, scope, known, (&read, progress)))
            .buffer_unordered(CONCURRENCY)
            .try_fold(Sweep::default(), |mut all, one| async move {
                all.extend(one);
                Ok(all)
            })
            .await
    }

    async fn sweep_one(
        &self,
        account: String,
        scope: &Scope,
        known: &[Key],
        (read, progress): (&AtomicUsize, &(dyn Fn(usize) + Sync)),
    ) -> Result<Sweep, BadScope> {
        let known = known.iter().filter(|key| self.account_of(key) == account);
        let known: Vec<Key> = known.cloned().map(at_home).collect();
        let scope = scope.within(&account, &self.identity().account);
        let mut found = match self.connection(&account).await {
            Ok(connection) => {
                let before = AtomicUsize::new(0);
                let counted = |now: usize| {
                    let more = now.saturating_sub(before.swap(now, Ordering::Relaxed));
                    progress(read.fetch_add(more, Ordering::Relaxed) + more);
                };
                connection.sweep(&scope, &known, &counted).await?
            }
            Err(error) => unreachable_account(&error).into(),
        };
        let named = (account != self.identity().account).then_some(account);
        for resource in &mut found.resources {
            resource.key.account.clone_from(&named);
        }
        for unreadable in &mut found.unreadable {
            unreadable.key.account.clone_from(&named);
        }
        Ok(found)
    }

    /// As [`Connection::read`].
    ///
    /// # Errors
    /// AWS could not be asked.
    pub async fn read(&self, key: &Key) -> Result<Option<Attributes>, CallError> {
        let connection = self.connection(self.account_of(key)).await?;
        connection.read(&at_home(key.clone())).await
    }

    /// As [`Connection::execute`].
    ///
    /// # Errors
    /// AWS refused it, or could not be asked.
    pub async fn execute(&self, key: &Key, call: &Call) -> Result<Sent, CallError> {
        let connection = self.connection(self.account_of(key)).await?;
        connection.execute(&at_home(key.clone()), call).await
    }

    /// As [`Connection::actors`].
    ///
    /// # Errors
    /// CloudTrail did not answer.
    pub async fn actors(&self, key: &Key, since: Timestamp) -> Result<Vec<String>, CallError> {
        let connection = self.connection(self.account_of(key)).await?;
        connection.actors(&at_home(key.clone()), since).await
    }

    /// As [`Connection::maker`].
    ///
    /// # Errors
    /// CloudTrail did not answer.
    pub async fn maker(&self, key: &Key) -> Result<Option<String>, CallError> {
        let connection = self.connection(self.account_of(key)).await?;
        connection.maker(&at_home(key.clone())).await
    }

    /// As [`Connection::narrowed`], with a session in each account where something is planned. No other
    /// account can be reached by it.
    ///
    /// # Errors
    /// A role may not be assumed, or a policy would be longer than AWS takes.
    pub async fn narrowed(&self, planned: &[(Key, Call)]) -> Result<Option<Self>, CallError> {
        if self.restore_role.is_none() {
            return Ok(None);
        }
        let mut by_account: BTreeMap<&str, Vec<(Key, Call)>> = BTreeMap::new();
        for (key, call) in planned {
            let calls = by_account.entry(self.account_of(key)).or_default();
            calls.push((at_home(key.clone()), call.clone()));
        }
        let mut narrowed = Self {
            home: Arc::clone(&self.home),
            account_role: None,
            restore_role: None,
            hash_key: self.hash_key.clone(),
            others: Mutex::default(),
        };
        for (account, planned) in by_account {
            let connection = self.connection(account).await?;
            let Some(session) = connection.narrowed(&planned).await? else {
                continue;
            };
            if account == self.identity().account {
                narrowed.home = Arc::new(session);
            } else {
                narrowed.keep(account, session);
            }
        }
        Ok(Some(narrowed))
    }

    fn account_of<'a>(&'a self, key: &'a Key) -> &'a str {
        let home = self.identity().account.as_str();
        key.account.as_deref().unwrap_or(home)
    }

    async fn connection(&self, account: &str) -> Result<Arc<Connection>, CallError> {
        let connection = if account == self.identity().account {
            Arc::clone(&self.home)
        } else if let Some(open) = self.opened(account) {
            open
        } else {
            let Some(role) = &self.account_role else {
                return Err(CallError::no_role(account));
            };
            let (role, restore) = (role.in_account(account), &self.restore_role);
            let restore = restore.as_ref().map(|role| role.in_account(account));
            let other = self.home.to_account(account, &role, restore).await?;
            self.keep(account, other)
        };
        if let Some(key) = self.hash_key.get() {
            connection.conceal_with(key.clone());
        }
        Ok(connection)
    }

    fn opened(&self, account: &str) -> Option<Arc<Connection>> {
        let others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        others.get(account).cloned()
    }

    /// Keeps the first of two connections that were opened at once.
    fn keep(&self, account: &str, connection: Connection) -> Arc<Connection> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = others.entry(account.to_owned());
        Arc::clone(kept.or_insert_with(|| Arc::new(connection)))
    }
}

/// The key as the account itself has it.
fn at_home(key: Key) -> Key {
    Key {
        account: None,
        ..key
    }
}

fn unreachable_account(error: &CallError) -> Unreadable {
    tracing::warn!(%error, action = ASSUME_ROLE, "an account could not be reached");
    Unreadable {
        key: Unreadable::all_of(None),
        parent: None,
        reason: error.to_string(),
    }
}
