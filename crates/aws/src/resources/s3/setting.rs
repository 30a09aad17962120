//! What the settings of a bucket have in common: one Get reads a setting whole, one Put replaces it, and
//! most are removed by one Delete.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, SetKey, Shape, Unrestorable, diff};
use serde_json::Value;

use super::{SETTING_OF_BUCKET, bucket};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::text;
use crate::resources::request::Request;
use crate::resources::{Difference, Kind, ResourceType, RestorePlan, Sent, drop_differences};

/// The service as the AWS command line calls it.
pub(super) const SERVICE: &str = "s3api";

/// A check that AWS is asked for with a request.
pub(super) const EXPECTED_OWNER: Difference = Difference {
    attribute: "expected_bucket_owner",
    reason: "a check that Terraform asks AWS to make; not a property of the bucket",
};

/// The bucket of a setting in Terraform's state, where the id may say more than that: the owner that was
/// expected, or the name of a canned ACL.
pub(super) fn bucket_in_state(values: &Attributes) -> Option<String> {
    Some(text(values, "bucket").to_owned()).filter(|bucket| !bucket.is_empty())
}

/// One setting of a bucket. Whatever implements this is a [`ResourceType`].
#[async_trait]
pub(super) trait BucketSetting: Send + Sync {
    /// Terraform's name for it.
    const NAME: &'static str;
    /// Its lists that are sets.
    const SETS: &'static [(&'static str, SetKey)] = &[];
    /// Attributes of the schema that it does not hold.
    const DIFFERENCES: &'static [Difference] = &[EXPECTED_OWNER];
    /// What reads it.
    const READ: &'static [Action];
    /// What replaces and removes it.
    const RESTORE: &'static [Action];
    /// Lower ranks are restored first.
    const RANK: u8 = 10;

    /// Brings its attributes into the form of snapshots; `bucket` and `id` are there already.
    fn form(&self, attributes: &mut Attributes);

    /// Reads it, without `bucket` and `id`; `None` where it, or the bucket, is absent.
    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError>;

    /// The call that makes it as approved, or the reason why there is none.
    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str>;

    /// The call that removes it, or the reason why there is none.
    fn remove(&self, bucket: &str) -> Result<Call, &'static str>;

    /// Sends one of these.
    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError>;

    /// What a change puts at risk.
    fn risk(path: &str, approved: &Value, observed: &Value) -> Risk
    where
        Self: Sized;
}

#[async_trait]
impl<T: BucketSetting> ResourceType for T {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn kind(&self) -> Kind {
        SETTING_OF_BUCKET
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: T::SETS,
            identity: &["bucket", "id"],
            risk: Some(T::risk),
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
        bucket::arn(place, id)
    }

    fn restore_rank(&self) -> u8 {
        T::RANK
    }

    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        bucket_in_state(values)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        let bucket = match text(&attributes, "bucket") {
            "" => text(&attributes, "id").to_owned(),
            bucket => bucket.to_owned(),
        };
        self.form(&mut attributes);
        for name in ["bucket", "id"] {
            attributes.insert(name.to_owned(), Value::from(bucket.as_str()));
        }
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let Some(mut attributes) = self.get(clients, id).await? else {
            return Ok(None);
        };
        attributes.insert("bucket".to_owned(), Value::from(id));
        Ok(Some(self.normalise(attributes)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        let changes = diff(approved, observed, &self.shape());
        if changes.is_empty() {
            return plan;
        }
        let call = match approved {
            Some(approved) => self.put(id, approved),
            None => self.remove(id),
        };
        match call {
            Ok(call) => plan.calls.push(call),
            Err(reason) => {
                let unrestorable = changes.into_iter().map(|change| Unrestorable {
                    path: change.path,
                    reason: reason.to_owned(),
                });
                plan.unrestorable.extend(unrestorable);
            }
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        self.send(clients, &Request::of(call)?).await
    }
}
