//! `aws_s3_bucket_acl`: to whom a bucket is open besides its policy.
//!
//! Owned: `id bucket access_control_policy`: the owner and every grant, whether they were given one by
//! one or as a canned ACL, which S3 does not remember. Every bucket has one. Display names are not held.
//! Restored: all grants, by one call that replaces them, after the ownership controls that give them
//! effect. Full control for the owner alone, which every new bucket has, is sent as the canned ACL
//! `private`.
//!
//! S3 refuses the ownership controls `BucketOwnerEnforced` while anybody else has a grant
//! (`InvalidBucketAclWithObjectOwnership`), and every list once they are in force
//! (`AccessControlListNotSupported`; S3 user guide, "Controlling ownership of objects",
//! "Troubleshooting"). So where somebody gave up these controls and then opened the list, a run that
//! restores both closes the list, and the next one restores the controls.

use async_trait::async_trait;
use aws_sdk_s3::types::{
    AccessControlPolicy, BucketCannedAcl, Grant, Grantee, Owner, Permission, Type,
};
use aws_smithy_types::error::operation::BuildError;
use driftlock_core::{Attributes, Call, Risk, SetKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::setting::{BucketSetting, EXPECTED_OWNER, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{attributes, block, elements, prune, sort_set, text};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketAcl;

const GET: &str = "s3:GetBucketAcl";
const PUT: &str = "s3:PutBucketAcl";

#[async_trait]
impl BucketSetting for S3BucketAcl {
    const NAME: &'static str = "aws_s3_bucket_acl";
    const SETS: &'static [(&'static str, SetKey)] = &[("access_control_policy.grant", label)];
    const DIFFERENCES: &'static [Difference] = &[
        Difference {
            attribute: "acl",
            reason: "the name of a canned ACL; S3 keeps only the grants that it stands for",
        },
        EXPECTED_OWNER,
    ];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];
    const RANK: u8 = 4;

    fn form(&self, attributes: &mut Attributes) {
        prune(attributes);
        let policy = attributes.get_mut("access_control_policy");
        let policy = policy.and_then(|policy| policy.get_mut(0));
        if let Some(policy) = policy.and_then(Value::as_object_mut) {
            without_name(policy.get_mut("owner"));
            let grants = policy.get_mut("grant").and_then(Value::as_array_mut);
            for grant in grants.into_iter().flatten() {
                without_name(grant.get_mut("grantee"));
            }
            sort_set(policy, "grant");
        }
        prune(attributes);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_acl().bucket(bucket).send().await;
        let output = configured(GET, &["NoSuchBucket"], answer)?;
        Ok(output.map(|output| {
            let owner = output.owner().and_then(Owner::id);
            let grants = output.grants().iter().map(read_grant);
            let grants: Vec<Value> = grants.collect();
            let policy = json!([{ "owner": [{ "id": owner }], "grant": grants }]);
            attributes([("access_control_policy", policy)])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let Some(policy) = block(approved, "access_control_policy") else {
            return Err("the snapshot holds no grants");
        };
        let owner = block(policy, "owner").map_or("", |owner| text(owner, "id"));
        if is_private(policy, owner) {
            return Ok(request(
                PUT,
                "make the access control list private: full control for the owner alone",
                [SERVICE, "PutBucketAcl"],
                json!({"Bucket": bucket, "ACL": "private"}),
            ));
        }
        let grants: Vec<Value> = elements(policy, "grant").map(write_grant).collect();
        let policy = json!({"Owner": {"ID": owner}, "Grants": grants});
        Ok(request(
            PUT,
            format!(
                "replace the access control list by the {} grants approved",
                grants.len()
            ),
            [SERVICE, "PutBucketAcl"],
            json!({"Bucket": bucket, "AccessControlPolicy": policy}),
        ))
    }

    fn remove(&self, _bucket: &str) -> Result<Call, &'static str> {
        Err("every bucket has an access control list")
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        if request.operation() != "PutBucketAcl" {
            return Err(request.unknown());
        }
        let input: Input = request.input()?;
        let policy = input.policy.map(GivenPolicy::build).transpose();
        let policy = policy.map_err(|error| request.unusable(&error))?;
        let canned = input.canned.as_deref().map(BucketCannedAcl::from);
        let call = clients.s3.put_bucket_acl().bucket(input.bucket);
        let call = call.set_acl(canned).set_access_control_policy(policy);
        Sent::of(PUT, call.send().await)
    }

    /// A grant more lets somebody in, and one less keeps somebody out.
    fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
        if path.contains("grant[") && observed.is_null() {
            Risk::ServiceBroken
        } else {
            Risk::ExposureWidened
        }
    }
}

/// Whether nobody but the owner has anything.
fn is_private(policy: &Attributes, owner: &str) -> bool {
    let mut grants = elements(policy, "grant");
    let only = grants.next().filter(|_| grants.next().is_none());
    let text = |pointer: &str| only?.pointer(pointer)?.as_str();
    let is_owner = text("/grantee/0/id") == Some(owner) && !owner.is_empty();
    is_owner && text("/permission") == Some("FULL_CONTROL")
}

fn without_name(block: Option<&mut Value>) {
    let block = block.and_then(|block| block.get_mut(0));
    if let Some(block) = block.and_then(Value::as_object_mut) {
        block.remove("display_name");
    }
}

/// `READ to http://acs.amazonaws.com/groups/global/AllUsers`: permission and grantee are the grant.
fn label(grant: &Value) -> String {
    let text = |pointer: &str| grant.pointer(pointer).and_then(Value::as_str);
    let who = [
        "/grantee/0/uri",
        "/grantee/0/id",
        "/grantee/0/email_address",
    ];
    let who = who.iter().find_map(|pointer| text(pointer));
    let what = text("/permission").unwrap_or_default();
    format!("{what} to {}", who.unwrap_or_default())
}

fn read_grant(grant: &Grant) -> Value {
    let grantee = grant.grantee().map(|grantee| {
        json!({
            "type": grantee.r#type().as_str(),
            "id": grantee.id(),
            "uri": grantee.uri(),
            "email_address": grantee.email_address(),
        })
    });
    let permission = grant.permission().map(Permission::as_str);
    json!({ "permission": permission, "grantee": [grantee] })
}

fn write_grant(grant: &Value) -> Value {
    let grantee = grant.pointer("/grantee/0").and_then(Value::as_object);
    let text = |name: &str| grantee.map_or("", |grantee| text(grantee, name));
    let mut grantee = attributes([
        ("Type", json!(text("type"))),
        ("ID", json!(text("id"))),
        ("URI", json!(text("uri"))),
        ("EmailAddress", json!(text("email_address"))),
    ]);
    prune(&mut grantee);
    json!({ "Grantee": grantee, "Permission": grant.get("permission") })
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    bucket: String,
    #[serde(rename = "ACL")]
    canned: Option<String>,
    #[serde(rename = "AccessControlPolicy")]
    policy: Option<GivenPolicy>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GivenPolicy {
    owner: GivenOwner,
    grants: Vec<GivenGrant>,
}

#[derive(Serialize, Deserialize)]
struct GivenOwner {
    #[serde(rename = "ID")]
    id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GivenGrant {
    grantee: GivenGrantee,
    permission: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GivenGrantee {
    r#type: String,
    #[serde(rename = "ID")]
    id: Option<String>,
    #[serde(rename = "URI")]
    uri: Option<String>,
    email_address: Option<String>,
}

impl GivenPolicy {
    fn build(self) -> Result<AccessControlPolicy, BuildError> {
        let grants = self.grants.into_iter().map(GivenGrant::build);
        let grants = grants.collect::<Result<Vec<_>, _>>()?;
        Ok(AccessControlPolicy::builder()
            .owner(Owner::builder().set_id(self.owner.id).build())
            .set_grants(Some(grants))
            .build())
    }
}

impl GivenGrant {
    fn build(self) -> Result<Grant, BuildError> {
        let grantee = Grantee::builder()
            .r#type(Type::from(self.grantee.r#type.as_str()))
            .set_id(self.grantee.id)
            .set_uri(self.grantee.uri)
            .set_email_address(self.grantee.email_address)
            .build()?;
        let permission = Permission::from(self.permission.as_str());
        Ok(Grant::builder()
            .grantee(grantee)
            .permission(permission)
            .build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn full_control_for_the_owner_alone_is_sent_as_a_canned_list() {
        let canned = |id: &str, permission: &str| {
            let grant =
                json!({"permission": permission, "grantee": [{"type": "CanonicalUser", "id": id}]});
            let policy = json!([{"owner": [{"id": "o"}], "grant": [grant]}]);
            let call = S3BucketAcl.put("b", &attributes([("access_control_policy", policy)]));
            Request::of(&call.unwrap()).unwrap().text("ACL")
        };
        assert_eq!(canned("o", "FULL_CONTROL").as_deref(), Some("private"));
        assert_eq!(canned("o", "READ"), None);
        assert_eq!(canned("other", "FULL_CONTROL"), None);
    }

    #[test]
    fn a_grant_more_exposes_and_one_less_breaks() {
        let grant = |permission: &str, uri: &str| json!({"permission": permission, "grantee": [{"type": "Group", "uri": uri}]});
        let of = |grants: Value| {
            let policy = json!([{"owner": [{"id": "o"}], "grant": grants}]);
            json!({"id": "b", "bucket": "b", "access_control_policy": policy})
        };
        let path = |label: &str| format!("access_control_policy[0].grant[{label}]");
        check_risk(
            S3BucketAcl::NAME,
            &of(json!([grant("WRITE", "logs")])),
            &of(json!([grant("READ", "everybody")])),
            &[
                (&path("READ to everybody"), Risk::ExposureWidened),
                (&path("WRITE to logs"), Risk::ServiceBroken),
            ],
        );
    }
}
