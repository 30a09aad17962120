//! `aws_iam_policy`: a managed policy of the account, in its default version.
//!
//! Owned: `id arn name path description policy tags`, the policy compared by meaning (see
//! `iam_policy`). Versions that are not the default grant nothing and are not held.
//! Restored: policy and tags; name, path and description cannot change. An earlier version that
//! says the same becomes the default again; else a new version is made, in place of the oldest where
//! there are five. One that is gone is made anew under its ARN; whom it was attached to is restored
//! with them.
//!
//! `GetAccountAuthorizationDetails` reads the default versions of all policies page by page, and
//! `GetPolicy` description and tags of each. AWS's own policies are not listed.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_iam::types::{EntityType, ManagedPolicyDetail, Policy as Described, PolicyVersion};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::{Value, json};

use super::document::decoded;
use super::permissions::{MISSING, PAGE, SERVICE, sdk_tags, tags_of};
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::iam_policy::{canonical, judge};
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Policy;

const NAME: &str = "aws_iam_policy";
const DETAILS: &str = "iam:GetAccountAuthorizationDetails";
const GET: &str = "iam:GetPolicy";
const GET_VERSION: &str = "iam:GetPolicyVersion";
const CREATE: &str = "iam:CreatePolicy";
const CREATE_VERSION: &str = "iam:CreatePolicyVersion";
const DELETE_VERSION: &str = "iam:DeletePolicyVersion";
const LIST_VERSIONS: &str = "iam:ListPolicyVersions";
const SET_VERSION: &str = "iam:SetDefaultPolicyVersion";
const TAG: &str = "iam:TagPolicy";
const UNTAG: &str = "iam:UntagPolicy";
/// Most versions of a policy ("IAM and AWS STS quotas" in the IAM user guide).
const VERSIONS: usize = 5;
/// Most reads under way at once.
const CONCURRENCY: usize = 8;

#[async_trait]
impl ResourceType for Policy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn is_global(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "attachment_count",
                reason: "a counter of AWS's; attachments are held with those that have them",
            },
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "policy_id",
                reason: "a number of AWS's own; a policy made anew has another",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DETAILS), Action::on_each(GET)] },
            read: const { &[Action::on_each(GET), Action::on_each(GET_VERSION)] },
            restore: const {
                &[
                    Action::on_each(CREATE_VERSION).with(&[
                        DELETE_VERSION,
                        GET_VERSION,
                        LIST_VERSIONS,
                        SET_VERSION,
                    ]),
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                ]
            },
            create: const { &[Action::on_each(CREATE).with(&[TAG])] },
            delete: &[],
        }
    }

    /// The id is the ARN.
    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        if id.starts_with("arn:") {
            return id.to_owned();
        }
        let partition = partition(region);
        format!("arn:{partition}:iam::{account}:policy/{id}")
    }

    /// Before those that it is to be attached to.
    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        if let Some(Value::String(policy)) = attributes.get_mut("policy") {
            *policy = canonical(policy);
        }
        default(&mut attributes, "path", "/");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let documents = documents(clients).await?;
        let reads = documents.into_iter().map(|(arn, document)| async move {
            let policy = get(clients, &arn).await?;
            let read = policy.map(|policy| self.normalise(read_from(&policy, document)));
            Ok::<_, CallError>(read.map(Listed::whole))
        });
        let all: Vec<_> = stream::iter(reads)
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await?;
        Ok(all.into_iter().flatten().collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let Some(policy) = get(clients, id).await? else {
            return Ok(None);
        };
        let version = policy.default_version_id().unwrap_or_default();
        let document = version_text(clients.iam(), id, version).await?;
        Ok(Some(self.normalise(read_from(&policy, document))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (None, _) => RestorePlan::default(),
            (Some(approved), None) => create(approved),
            (Some(approved), Some(observed)) => restore(id, approved, observed),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let iam = clients.iam();
        let arn = request.text("PolicyArn");
        let document = request.text("PolicyDocument");
        match request.operation() {
            "CreatePolicy" => {
                let call = iam.create_policy().set_policy_document(document);
                let call = call.set_policy_name(request.text("PolicyName"));
                let call = call.set_path(request.text("Path"));
                let call = call.set_description(request.text("Description"));
                Sent::of(CREATE, call.set_tags(sdk_tags(&request)?).send().await)
            }
            "CreatePolicyVersion" => {
                let (arn, document) = (arn.unwrap_or_default(), document.unwrap_or_default());
                make_default(iam, &arn, &document).await
            }
            "TagPolicy" => {
                let call = iam.tag_policy().set_policy_arn(arn);
                Sent::of(TAG, call.set_tags(sdk_tags(&request)?).send().await)
            }
            "UntagPolicy" => {
                let call = iam.untag_policy().set_policy_arn(arn);
                let call = call.set_tag_keys(request.texts("TagKeys"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

/// The texts of the default versions of all policies of the account, by ARN.
async fn documents(clients: &Clients) -> Result<BTreeMap<String, Option<String>>, CallError> {
    let request = clients.iam().get_account_authorization_details();
    let mut pages = request
        .filter(EntityType::LocalManagedPolicy)
        .max_items(PAGE)
        .into_paginator()
        .send();
    let mut all = BTreeMap::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| CallError::new(DETAILS, error))?;
        for policy in page.policies() {
            all.extend(policy.arn().map(|arn| (arn.to_owned(), in_force(policy))));
        }
    }
    Ok(all)
}

fn in_force(policy: &ManagedPolicyDetail) -> Option<String> {
    let mut versions = policy.policy_version_list().iter();
    let default = versions.find(|version| version.is_default_version())?;
    default.document().map(decoded)
}

async fn get(clients: &Clients, arn: &str) -> Result<Option<Described>, CallError> {
    let answer = clients.iam().get_policy().policy_arn(arn).send().await;
    Ok(configured(GET, MISSING, answer)?.and_then(|output| output.policy))
}

async fn version_text(
    iam: &aws_sdk_iam::Client,
    arn: &str,
    version: &str,
) -> Result<Option<String>, CallError> {
    let request = iam.get_policy_version().policy_arn(arn);
    let answer = request.version_id(version).send().await;
    let output = answer.map_err(|error| CallError::new(GET_VERSION, error))?;
    let document = output.policy_version().and_then(PolicyVersion::document);
    Ok(document.map(decoded))
}

fn read_from(policy: &Described, document: Option<String>) -> Attributes {
    attributes([
        ("id", Value::from(policy.arn())),
        ("arn", Value::from(policy.arn())),
        ("name", Value::from(policy.policy_name())),
        ("path", Value::from(policy.path())),
        ("description", Value::from(policy.description())),
        ("policy", Value::from(document)),
        ("tags", tags_of(policy.tags())),
    ])
}

fn create(approved: &Attributes) -> RestorePlan {
    let tags = tags::list(&tags::of(Some(approved)));
    let made = request(
        CREATE,
        "make the policy anew",
        [SERVICE, "CreatePolicy"],
        json!({
            "PolicyName": approved.get("name"),
            "Path": approved.get("path"),
            "PolicyDocument": approved.get("policy"),
            "Description": approved.get("description"),
            "Tags": if tags == json!([]) { Value::Null } else { tags },
        }),
    );
    RestorePlan {
        calls: vec![made],
        unrestorable: vec![Unrestorable {
            path: "policy_id".to_owned(),
            reason: "its earlier versions are gone".to_owned(),
        }],
    }
}

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    for change in diff(Some(approved), Some(observed), &Policy.shape()) {
        match change.path.as_str() {
            "policy" => plan.calls.push(request(
                CREATE_VERSION,
                "make the approved text the policy's default version",
                [SERVICE, "CreatePolicyVersion"],
                json!({"PolicyArn": id, "PolicyDocument": text(approved, "policy"),
                    "SetAsDefault": true}),
            )),
            path if path.starts_with("tags") => {}
            _ => plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "IAM cannot change it on an existing policy".to_owned(),
            }),
        }
    }
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"PolicyArn": id, "Tags": tags::list(tags)});
            request(TAG, summary, [SERVICE, "TagPolicy"], input)
        },
        |summary, names| {
            let input = json!({"PolicyArn": id, "TagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagPolicy"], input)
        },
    );
    plan
}

/// Makes `document` the text of the default version: by a version that says the same, or else by a new
/// one.
async fn make_default(
    iam: &aws_sdk_iam::Client,
    arn: &str,
    document: &str,
) -> Result<Sent, CallError> {
    let others = other_versions(iam, arn).await?;
    let wanted = canonical(document);
    for version in others.iter().rev() {
        let text = version_text(iam, arn, version).await?;
        if text.is_some_and(|text| canonical(&text) == wanted) {
            let call = iam.set_default_policy_version().policy_arn(arn);
            return Sent::of(SET_VERSION, call.version_id(version).send().await);
        }
    }
    if let (true, Some(oldest)) = (others.len() + 1 >= VERSIONS, others.first()) {
        let call = iam.delete_policy_version().policy_arn(arn);
        Sent::of(DELETE_VERSION, call.version_id(oldest).send().await)?;
    }
    let call = iam.create_policy_version().policy_arn(arn);
    let call = call.policy_document(document).set_as_default(true);
    Sent::of(CREATE_VERSION, call.send().await)
}

/// Ids of the versions that are not the default, oldest first: they are `v1`, `v2` and so on.
async fn other_versions(iam: &aws_sdk_iam::Client, arn: &str) -> Result<Vec<String>, CallError> {
    let versions = iam.list_policy_versions().policy_arn(arn).into_paginator();
    let versions: Vec<PolicyVersion> = versions
        .items()
        .send()
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_VERSIONS, error))?;
    let others = versions
        .iter()
        .filter(|version| !version.is_default_version());
    let mut ids: Vec<String> = others
        .filter_map(|version| version.version_id().map(str::to_owned))
        .collect();
    ids.sort_by_key(|id| id.trim_start_matches('v').parse::<u64>().ok());
    Ok(ids)
}

/// Judged by what the policy allows and denies to whoever has it.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    match path {
        "policy" => judge(approved.as_str(), observed.as_str()),
        "description" => Risk::Cosmetic,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn policy(action: &str, tag: &str) -> Value {
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": action, "Resource": "*"}]});
        json!({"id": "arn:p", "arn": "arn:p", "name": "p", "path": "/a/",
            "policy": policy.to_string(), "description": "d", "tags": {"t": tag}})
    }

    #[test]
    fn more_rights_expose_and_fewer_break() {
        check_risk(
            NAME,
            &policy("s3:Get*", "1"),
            &policy("s3:*", "2"),
            &[
                ("policy", Risk::ExposureWidened),
                ("tags.t", Risk::Cosmetic),
            ],
        );
        let fewer = &[("policy", Risk::ServiceBroken)];
        check_risk(NAME, &policy("s3:*", "1"), &policy("s3:Get*", "1"), fewer);
    }

    #[test]
    fn one_that_is_gone_is_made_anew() {
        let approved = policy("s3:Get*", "1");
        let approved = crate::normalise(NAME, approved.as_object().unwrap().clone());
        let plan = crate::plan_restore(NAME, "arn:p", Some(&approved), None);
        let [call]: &[Call] = plan.calls.as_slice() else {
            panic!("{plan:?}")
        };
        let made = Request::of(call).unwrap();
        assert_eq!(made.operation(), "CreatePolicy");
        assert_eq!(made.text("Path").as_deref(), Some("/a/"));
        assert_eq!(made.value("Tags"), &json!([{"Key": "t", "Value": "1"}]));
    }

    #[test]
    fn what_cannot_change_is_told() {
        let form = |value: Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let approved = form(policy("s3:Get*", "1"));
        let mut observed = approved.clone();
        observed.insert("description".to_owned(), json!("other"));
        let plan = crate::plan_restore(NAME, "arn:p", Some(&approved), Some(&observed));
        assert_eq!(plan.calls, []);
        assert_eq!(plan.unrestorable[0].path, "description");
    }
}
