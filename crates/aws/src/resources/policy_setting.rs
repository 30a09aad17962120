//! What settings that are one policy document have in common: one Get, one Put that replaces it, and one
//! Delete.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::Value;

use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{prune, text};
use crate::resources::request::Request;
use crate::resources::{Difference, Kind, ResourceType, RestorePlan, Sent, drop_differences};
use crate::{CallError, iam_policy};

/// A setting whose attributes are what it belongs to, and `policy`.
#[async_trait]
pub(crate) trait PolicyDocument: Send + Sync {
    /// Terraform's name for it.
    const NAME: &'static str;
    /// The type that it is a setting of.
    const PARENT: &'static str;
    /// Attributes that name what it belongs to.
    const IDENTITY: &'static [&'static str];
    /// Attributes of the schema that it does not hold.
    const DIFFERENCES: &'static [Difference] = &[];
    /// What reads it.
    const READ: &'static [Action];
    /// What replaces and deletes it.
    const RESTORE: &'static [Action];
    /// Lower ranks are restored first.
    const RANK: u8 = 2;

    /// The ARN that IAM policies name it by.
    fn arn(&self, place: &Place<'_>, id: &str) -> String;

    /// The document in a form that is the same for all that means the same.
    fn canonical(policy: &str) -> String
    where
        Self: Sized,
    {
        iam_policy::canonical(policy)
    }

    /// Reads it; `None` where what it belongs to is absent. An empty `policy` is none.
    async fn get(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError>;

    /// The call that makes it this one.
    fn put(&self, id: &str, policy: &str) -> Call;

    /// The call that deletes it.
    fn remove(&self, id: &str) -> Call;

    /// Sends one of these.
    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError>;

    /// What another document puts at risk.
    fn risk(approved: &Value, observed: &Value) -> Risk
    where
        Self: Sized;
}

/// See [`PolicyDocument`].
pub(crate) struct PolicySetting<T>(pub(crate) T);

fn risk<T: PolicyDocument>(path: &str, approved: &Value, observed: &Value) -> Risk {
    match path {
        "policy" => T::risk(approved, observed),
        _ => Risk::ServiceBroken,
    }
}

#[async_trait]
impl<T: PolicyDocument> ResourceType for PolicySetting<T> {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn kind(&self) -> Kind {
        Kind::SettingOf(T::PARENT)
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[],
            identity: T::IDENTITY,
            risk: Some(risk::<T>),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        T::DIFFERENCES
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: T::READ,
            restore: T::RESTORE,
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        self.0.arn(place, id)
    }

    fn restore_rank(&self) -> u8 {
        T::RANK
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        let policy = T::canonical(text(&attributes, "policy"));
        attributes.insert("policy".to_owned(), Value::from(policy));
        prune(&mut attributes);
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let found = self.0.get(clients, id).await?;
        let found = found.filter(|attributes| !text(attributes, "policy").is_empty());
        Ok(found.map(|attributes| self.normalise(attributes)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        if !diff(approved, observed, &self.shape()).is_empty() {
            plan.calls.push(match approved {
                Some(approved) => self.0.put(id, text(approved, "policy")),
                None => self.0.remove(id),
            });
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        self.0.send(clients, &Request::of(call)?).await
    }
}
