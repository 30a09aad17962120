//! The write calls on a security group.

use aws_sdk_ec2::types::Tag;
use driftlock_core::{Attributes, Call};
use serde::{Deserialize, Serialize};

use super::rule::{Direction, Rule};
use crate::CallError;
use crate::connection::Clients;
use crate::resources::{Sent, call};

/// A write call on a security group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub(super) enum SgCall {
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
    /// Delete the group. AWS refuses while something uses it.
    Delete,
}

impl SgCall {
    pub(super) fn action(&self) -> &'static str {
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
            Self::Delete => "ec2:DeleteSecurityGroup",
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
            Self::Delete => "delete the security group".to_owned(),
        }
    }

    pub(super) fn into_call(self) -> Call {
        call(self.action(), self.summary(), &self)
    }

    /// Makes the call on the group `id`.
    pub(super) async fn send(&self, clients: &Clients, id: &str) -> Result<Sent, CallError> {
        match self {
            Self::Authorize { direction, rules }
            | Self::Revoke { direction, rules }
            | Self::Describe { direction, rules } => {
                self.send_rules(clients, id, *direction, rules).await
            }
            Self::SetTags { tags } => self.set_tags(clients, id, tags).await,
            Self::RemoveTags { names } => self.remove_tags(clients, id, names).await,
            Self::Delete => {
                let request = clients.ec2.delete_security_group().group_id(id);
                Sent::of(self.action(), request.send().await)
            }
        }
    }

    /// AWS takes all of `rules` or none: one that another actor was faster with fails the whole
    /// call ("no rules are revoked", `RevokeSecurityGroupIngress` in the EC2 API reference). Then
    /// each is sent alone, and those that are as wanted already count as done.
    async fn send_rules(
        &self,
        clients: &Clients,
        id: &str,
        direction: Direction,
        rules: &[Rule],
    ) -> Result<Sent, CallError> {
        let sent = self.send_at_once(clients, id, direction, rules).await;
        if !matches!(&sent, Err(error) if self.is_done_by(error)) {
            return sent;
        }
        let mut last = Sent::default();
        // A single rule has had its answer.
        for rule in rules.iter().filter(|_| rules.len() > 1) {
            let alone = std::slice::from_ref(rule);
            match self.send_at_once(clients, id, direction, alone).await {
                Err(error) if self.is_done_by(&error) => {}
                sent => last = sent?,
            }
        }
        Ok(last)
    }

    /// Whether `error` says that a rule is as this call wants it. A description cannot be set on a
    /// rule that is gone: that one is a failure.
    fn is_done_by(&self, error: &CallError) -> bool {
        match self {
            Self::Authorize { .. } => error.has_code(&["InvalidPermission.Duplicate"]),
            Self::Revoke { .. } => error.has_code(&["InvalidPermission.NotFound"]),
            Self::Describe { .. }
            | Self::SetTags { .. }
            | Self::RemoveTags { .. }
            | Self::Delete => false,
        }
    }

    async fn send_at_once(
        &self,
        clients: &Clients,
        id: &str,
        direction: Direction,
        rules: &[Rule],
    ) -> Result<Sent, CallError> {
        /// The operations differ in name and type only.
        macro_rules! send {
            ($operation:ident) => {{
                let request = clients.ec2.$operation().group_id(id);
                let request = request.set_ip_permissions(Some(Rule::all_to_aws(rules, id)));
                Sent::of(self.action(), request.send().await)
            }};
        }
        match (self, direction) {
            (Self::Authorize { .. }, Direction::Ingress) => send!(authorize_security_group_ingress),
            (Self::Authorize { .. }, Direction::Egress) => send!(authorize_security_group_egress),
            (Self::Revoke { .. }, Direction::Ingress) => send!(revoke_security_group_ingress),
            (Self::Revoke { .. }, Direction::Egress) => send!(revoke_security_group_egress),
            (_, Direction::Ingress) => send!(update_security_group_rule_descriptions_ingress),
            (_, Direction::Egress) => send!(update_security_group_rule_descriptions_egress),
        }
    }

    async fn set_tags(
        &self,
        clients: &Clients,
        id: &str,
        tags: &Attributes,
    ) -> Result<Sent, CallError> {
        let tags = tags.iter().map(|(name, value)| {
            let value = value.as_str().unwrap_or_default();
            Tag::builder().key(name).value(value).build()
        });
        let request = clients.ec2.create_tags().resources(id);
        Sent::of(
            self.action(),
            request.set_tags(Some(tags.collect())).send().await,
        )
    }

    async fn remove_tags(
        &self,
        clients: &Clients,
        id: &str,
        names: &[String],
    ) -> Result<Sent, CallError> {
        let tags = names.iter().map(|name| Tag::builder().key(name).build());
        let request = clients.ec2.delete_tags().resources(id);
        Sent::of(
            self.action(),
            request.set_tags(Some(tags.collect())).send().await,
        )
    }
}
