//! `aws_security_group`: a group with all of its rules, whoever made them.
//!
//! Owned: `id arn name description vpc_id owner_id tags ingress egress`. Rules are held one per
//! peer, each in the schema of the `ingress` and `egress` attributes, however Terraform or AWS
//! grouped them. Restored: rules and tags; name, description and VPC cannot change in AWS.
//!
//! One `DescribeSecurityGroups` call reads 1,000 groups.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Filter, SecurityGroup as Described, Tag};
use driftlock_core::{Attributes, Call, Shape, diff};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Actions, Difference, Kind, Listed, ResourceType, RestorePlan, Sent, call, drop_differences,
    typed,
};
use crate::connection::Clients;
use crate::{CallError, tags};

mod plan;
mod rule;

use rule::{Direction, Rule};

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

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("ingress", rule::ingress_label),
                ("egress", rule::egress_label),
            ],
            identity: &[],
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
            read: &[DESCRIBE],
            restore: &[
                "ec2:AuthorizeSecurityGroupEgress",
                "ec2:AuthorizeSecurityGroupIngress",
                "ec2:CreateTags",
                "ec2:DeleteTags",
                "ec2:RevokeSecurityGroupEgress",
                "ec2:RevokeSecurityGroupIngress",
                "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
                "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
            ],
        }
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
            .map(|group| {
                let attributes = self.normalise(attributes(clients, group));
                Listed {
                    id: text(&attributes, "id"),
                    attributes: Some(attributes),
                }
            })
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

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        match typed::<SgCall>(DESCRIBE, call)? {
            SgCall::Authorize { direction, rules } => {
                authorize(clients, id, direction, &rules).await
            }
            SgCall::Revoke { direction, rules } => revoke(clients, id, direction, &rules).await,
            SgCall::Describe { direction, rules } => {
                redescribe(clients, id, direction, &rules).await
            }
            SgCall::SetTags { tags } => set_tags(clients, id, &tags).await,
            SgCall::RemoveTags { names } => remove_tags(clients, id, &names).await,
        }
    }
}

/// A write call on a security group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
enum SgCall {
    /// Add rules.
    Authorize {
        direction: Direction,
        rules: Vec<Rule>,
    },
    /// Remove rules.
    Revoke {
        direction: Direction,
        rules: Vec<Rule>,
    },
    /// Set the descriptions of rules that exist.
    Describe {
        direction: Direction,
        rules: Vec<Rule>,
    },
    /// Add tags or set their values.
    SetTags { tags: Attributes },
    /// Remove tags.
    RemoveTags { names: Vec<String> },
}

impl SgCall {
    fn action(&self) -> &'static str {
        match self {
            Self::Authorize {
                direction: Direction::Ingress,
                ..
            } => "ec2:AuthorizeSecurityGroupIngress",
            Self::Authorize {
                direction: Direction::Egress,
                ..
            } => "ec2:AuthorizeSecurityGroupEgress",
            Self::Revoke {
                direction: Direction::Ingress,
                ..
            } => "ec2:RevokeSecurityGroupIngress",
            Self::Revoke {
                direction: Direction::Egress,
                ..
            } => "ec2:RevokeSecurityGroupEgress",
            Self::Describe {
                direction: Direction::Ingress,
                ..
            } => "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
            Self::Describe {
                direction: Direction::Egress,
                ..
            } => "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
            Self::SetTags { .. } => "ec2:CreateTags",
            Self::RemoveTags { .. } => "ec2:DeleteTags",
        }
    }

    fn summary(&self) -> String {
        let list = |direction: Direction, rules: &[Rule]| {
            rules
                .iter()
                .map(|rule| rule.label(direction))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match self {
            Self::Authorize { direction, rules } => {
                format!("allow {direction} {}", list(*direction, rules))
            }
            Self::Revoke { direction, rules } => {
                format!("revoke {direction} {}", list(*direction, rules))
            }
            Self::Describe { direction, rules } => {
                format!(
                    "set the description of {direction} {}",
                    list(*direction, rules)
                )
            }
            Self::SetTags { tags } => {
                let names: Vec<&str> = tags.keys().map(String::as_str).collect();
                format!("set tags {}", names.join(", "))
            }
            Self::RemoveTags { names } => format!("remove tags {}", names.join(", ")),
        }
    }

    fn into_call(self) -> Call {
        call(self.action(), self.summary(), &self)
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

fn attributes(clients: &Clients, group: &Described) -> Attributes {
    let id = group.group_id().unwrap_or_default();
    let owner = group.owner_id().unwrap_or(&clients.account);
    let arn = match group.security_group_arn() {
        Some(arn) => arn.to_owned(),
        None => format!(
            "arn:{}:ec2:{}:{owner}:security-group/{id}",
            partition(&clients.region),
            clients.region
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

/// ARN partition of a region; see "Amazon Resource Names (ARNs)" in the IAM user guide.
fn partition(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "aws-cn",
        Some("us") if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
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

/// A call that finds its work done already has succeeded: another actor was faster.
fn done_already<T>(
    answer: Result<T, CallError>,
    codes: &[&str],
    request_id: impl Fn(&T) -> Option<String>,
) -> Result<Sent, CallError> {
    match answer {
        Ok(output) => Ok(Sent {
            request_id: request_id(&output),
        }),
        Err(error) if error.has_code(codes) => Ok(Sent::default()),
        Err(error) => Err(error),
    }
}

async fn authorize(
    clients: &Clients,
    id: &str,
    direction: Direction,
    rules: &[Rule],
) -> Result<Sent, CallError> {
    use aws_sdk_ec2::operation::RequestId;
    let permissions = Some(Rule::all_to_aws(rules, id));
    let duplicate = &["InvalidPermission.Duplicate"];
    match direction {
        Direction::Ingress => {
            let request = clients.ec2.authorize_security_group_ingress().group_id(id);
            let answer = request.set_ip_permissions(permissions).send().await;
            let answer = answer.map_err(|e| CallError::new("ec2:AuthorizeSecurityGroupIngress", e));
            done_already(answer, duplicate, |o| o.request_id().map(str::to_owned))
        }
        Direction::Egress => {
            let request = clients.ec2.authorize_security_group_egress().group_id(id);
            let answer = request.set_ip_permissions(permissions).send().await;
            let answer = answer.map_err(|e| CallError::new("ec2:AuthorizeSecurityGroupEgress", e));
            done_already(answer, duplicate, |o| o.request_id().map(str::to_owned))
        }
    }
}

async fn revoke(
    clients: &Clients,
    id: &str,
    direction: Direction,
    rules: &[Rule],
) -> Result<Sent, CallError> {
    use aws_sdk_ec2::operation::RequestId;
    let permissions = Some(Rule::all_to_aws(rules, id));
    let gone = &["InvalidPermission.NotFound"];
    match direction {
        Direction::Ingress => {
            let request = clients.ec2.revoke_security_group_ingress().group_id(id);
            let answer = request.set_ip_permissions(permissions).send().await;
            let answer = answer.map_err(|e| CallError::new("ec2:RevokeSecurityGroupIngress", e));
            done_already(answer, gone, |o| o.request_id().map(str::to_owned))
        }
        Direction::Egress => {
            let request = clients.ec2.revoke_security_group_egress().group_id(id);
            let answer = request.set_ip_permissions(permissions).send().await;
            let answer = answer.map_err(|e| CallError::new("ec2:RevokeSecurityGroupEgress", e));
            done_already(answer, gone, |o| o.request_id().map(str::to_owned))
        }
    }
}

async fn redescribe(
    clients: &Clients,
    id: &str,
    direction: Direction,
    rules: &[Rule],
) -> Result<Sent, CallError> {
    use aws_sdk_ec2::operation::RequestId;
    let permissions = Some(Rule::all_to_aws(rules, id));
    match direction {
        Direction::Ingress => {
            let request = clients
                .ec2
                .update_security_group_rule_descriptions_ingress()
                .group_id(id);
            let answer = request.set_ip_permissions(permissions).send().await;
            answer
                .map(|o| Sent {
                    request_id: o.request_id().map(str::to_owned),
                })
                .map_err(|e| CallError::new("ec2:UpdateSecurityGroupRuleDescriptionsIngress", e))
        }
        Direction::Egress => {
            let request = clients
                .ec2
                .update_security_group_rule_descriptions_egress()
                .group_id(id);
            let answer = request.set_ip_permissions(permissions).send().await;
            answer
                .map(|o| Sent {
                    request_id: o.request_id().map(str::to_owned),
                })
                .map_err(|e| CallError::new("ec2:UpdateSecurityGroupRuleDescriptionsEgress", e))
        }
    }
}

async fn set_tags(clients: &Clients, id: &str, tags: &Attributes) -> Result<Sent, CallError> {
    use aws_sdk_ec2::operation::RequestId;
    let tags = tags
        .iter()
        .map(|(name, value)| {
            Tag::builder()
                .key(name)
                .value(value.as_str().unwrap_or_default())
                .build()
        })
        .collect();
    let request = clients.ec2.create_tags().resources(id).set_tags(Some(tags));
    let answer = request
        .send()
        .await
        .map_err(|e| CallError::new("ec2:CreateTags", e))?;
    Ok(Sent {
        request_id: answer.request_id().map(str::to_owned),
    })
}

async fn remove_tags(clients: &Clients, id: &str, names: &[String]) -> Result<Sent, CallError> {
    use aws_sdk_ec2::operation::RequestId;
    let tags = names
        .iter()
        .map(|name| Tag::builder().key(name).build())
        .collect();
    let request = clients.ec2.delete_tags().resources(id).set_tags(Some(tags));
    let answer = request
        .send()
        .await
        .map_err(|e| CallError::new("ec2:DeleteTags", e))?;
    Ok(Sent {
        request_id: answer.request_id().map(str::to_owned),
    })
}
