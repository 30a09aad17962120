//! `aws_security_group`: a group with all of its rules, whoever made them. The default group of a VPC,
//! which Terraform also calls `aws_default_security_group`, is one of them, and rules that Terraform
//! declares by themselves are parts of their group.
//!
//! Owned: `id arn name description vpc_id owner_id tags ingress egress`. Rules are held one per
//! peer, each in the schema of the `ingress` and `egress` attributes, however Terraform or AWS
//! grouped them. Restored: rules and tags; name, description and VPC cannot change in AWS.
//!
//! AWS gives each rule a new id, by which Terraform knows `aws_vpc_security_group_ingress_rule` and
//! `_egress_rule`: one that was revoked has to be imported anew into its state after the restore.
//!
//! One `DescribeSecurityGroups` call reads 1,000 groups.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Filter, SecurityGroup as Described};
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::Value;

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::{
    Difference, Kind, Listed, Part, ResourceType, RestorePlan, Sent, drop_differences, typed,
};
use crate::{CallError, tags};

mod call;
mod command;
mod parts;
mod plan;
mod rule;

use call::SgCall;
use rule::Rule;

/// See the module's documentation.
pub(crate) struct SecurityGroup;

const NAME: &str = "aws_security_group";
const DESCRIBE: &str = "ec2:DescribeSecurityGroups";
/// Most results of one call, by the EC2 API reference.
const PAGE: i32 = 1000;

#[async_trait]
impl ResourceType for SecurityGroup {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_default_security_group"]
    }

    fn parts(&self) -> &'static [Part] {
        parts::PARTS
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("ingress", rule::ingress_label),
                ("egress", rule::egress_label),
            ],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "revoke_rules_on_delete",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each("ec2:AuthorizeSecurityGroupEgress"),
                    Action::on_each("ec2:AuthorizeSecurityGroupIngress"),
                    Action::on_each("ec2:CreateTags"),
                    Action::on_each("ec2:DeleteTags"),
                    Action::on_each("ec2:RevokeSecurityGroupEgress"),
                    Action::on_each("ec2:RevokeSecurityGroupIngress"),
                    Action::on_each("ec2:UpdateSecurityGroupRuleDescriptionsEgress"),
                    Action::on_each("ec2:UpdateSecurityGroupRuleDescriptionsIngress"),
                ]
            },
            create: &[],
            delete: const { &[Action::on_each("ec2:DeleteSecurityGroup")] },
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, id)
    }

    /// An open port is closed before anything that is no exposure.
    fn restore_rank(&self) -> u8 {
        1
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences_but_tags(&mut attributes);
        tags::normalise(&mut attributes);
        let id = text(&attributes, "id");
        for name in ["ingress", "egress"] {
            let rules = Rule::all_from(attributes.get(name), &id);
            attributes.insert(name.to_owned(), Rule::all_to_value(rules));
        }
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let groups = describe(clients, None).await?;
        Ok(groups
            .iter()
            .map(|group| Listed::whole(self.normalise(attributes(clients, group))))
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let groups = describe(clients, Some(id)).await?;
        Ok(groups
            .first()
            .map(|group| self.normalise(attributes(clients, group))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let changes = diff(approved, observed, &self.shape());
        plan::plan(id, approved, observed, &changes)
    }

    fn command(&self, id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        Ok(command::words(&typed::<SgCall>(DESCRIBE, call)?, id))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        typed::<SgCall>(DESCRIBE, call)?.send(clients, id).await
    }
}

/// A rule more lets more in, or lets data out; a rule less cuts somebody off. That a rule replaced an
/// approved one is two changes, each judged as what it is.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match (root, approved, observed) {
        ("tags" | "description", _, _) => Risk::Cosmetic,
        ("ingress" | "egress", _, _) if path.ends_with("].description") => Risk::Cosmetic,
        ("ingress", _, Value::Null) | ("egress", _, Value::Null) => Risk::ServiceBroken,
        ("ingress", _, _) => Risk::ExposureWidened,
        ("egress", _, _) => Risk::ProtectionWeakened,
        // AWS changes no name, VPC or owner: this is another group under the same id.
        _ => Risk::ServiceBroken,
    }
}

/// All that are differences go, but `tags_all`, which [`tags::normalise`] reads first.
fn drop_differences_but_tags(attributes: &mut Attributes) {
    let tags_all = attributes.remove("tags_all");
    drop_differences(&SecurityGroup, attributes);
    if let Some(tags) = tags_all {
        attributes.insert("tags_all".to_owned(), tags);
    }
}

fn text(attributes: &Attributes, name: &str) -> String {
    attributes
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn arn(Place { region, account }: &Place<'_>, id: &str) -> String {
    let partition = partition(region);
    format!("arn:{partition}:ec2:{region}:{account}:security-group/{id}")
}

fn attributes(clients: &Clients, group: &Described) -> Attributes {
    let id = group.group_id().unwrap_or_default();
    let owner = group.owner_id().unwrap_or(&clients.account);
    let arn = match group.security_group_arn() {
        Some(arn) => arn.to_owned(),
        None => arn(
            &Place {
                region: &clients.region,
                account: owner,
            },
            id,
        ),
    };
    let all_tags = tags::own(group.tags().iter().map(|tag| (tag.key(), tag.value())));
    let rules = |permissions| Rule::all_to_value(Rule::all_from_aws(permissions, id, owner));
    [
        ("id", Value::from(id)),
        ("arn", Value::from(arn)),
        ("name", Value::from(group.group_name().unwrap_or_default())),
        (
            "description",
            Value::from(group.description().unwrap_or_default()),
        ),
        ("vpc_id", Value::from(group.vpc_id().unwrap_or_default())),
        ("owner_id", Value::from(owner)),
        ("tags", Value::Object(all_tags)),
        ("ingress", rules(group.ip_permissions())),
        ("egress", rules(group.ip_permissions_egress())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

async fn describe(clients: &Clients, id: Option<&str>) -> Result<Vec<Described>, CallError> {
    let mut request = clients.ec2.describe_security_groups();
    // A filter answers an unknown id with nothing, where `GroupIds` fails the whole call. AWS does
    // not allow MaxResults beside ids; beside a filter it does.
    if let Some(id) = id {
        request = request.filters(Filter::builder().name("group-id").values(id).build());
    }
    request
        .max_results(PAGE)
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .map_err(|error| CallError::new(DESCRIBE, error))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn rules_are_judged_by_direction() {
        let rule = |port: u16, peer: &str, words: &str| {
            json!({"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": [peer],
                "description": words})
        };
        let of = |ingress: Value, egress: Value, tags: Value, name: &str| {
            json!({"id": "sg-1", "name": name, "description": name, "ingress": ingress,
                "egress": egress, "tags": tags})
        };
        check_risk(
            NAME,
            &of(
                json!([rule(443, "10.0.0.0/8", ""), rule(80, "10.0.0.0/8", "a")]),
                json!([rule(53, "10.0.0.2/32", ""), rule(123, "10.0.0.3/32", "a")]),
                json!({"Env": "prod"}),
                "web",
            ),
            &of(
                json!([rule(443, "0.0.0.0/0", ""), rule(80, "10.0.0.0/8", "b")]),
                json!([rule(53, "0.0.0.0/0", ""), rule(123, "10.0.0.3/32", "b")]),
                json!({}),
                "other",
            ),
            &[
                ("description", Risk::Cosmetic),
                ("egress[tcp 123 to 10.0.0.3/32].description", Risk::Cosmetic),
                ("egress[tcp 53 to 0.0.0.0/0]", Risk::ProtectionWeakened),
                ("egress[tcp 53 to 10.0.0.2/32]", Risk::ServiceBroken),
                ("ingress[tcp 443 from 0.0.0.0/0]", Risk::ExposureWidened),
                ("ingress[tcp 443 from 10.0.0.0/8]", Risk::ServiceBroken),
                (
                    "ingress[tcp 80 from 10.0.0.0/8].description",
                    Risk::Cosmetic,
                ),
                ("name", Risk::ServiceBroken),
                ("tags.Env", Risk::Cosmetic),
            ],
        );
    }
}
