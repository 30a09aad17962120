//! `aws_launch_template`: what instances are started from, and tags.
//!
//! Owned: all of the schema but what is listed as a difference. As in Terraform the settings are those of the
//! latest version; `default_version` is the number of the version that instances are started from where none
//! is named. A version never changes, so that its number stands for all that is in it. User data is held as
//! a keyed hash only.
//! Restored: the settings, by a new version, for none can be changed or taken back; the default version, by its
//! number; and tags. Where there is user data, which nobody here knows, the new version is made from the
//! latest one, and what that has besides cannot be taken out of it.
//!
//! `DescribeLaunchTemplates` reads 200 a page, then `DescribeLaunchTemplates` and
//! `DescribeLaunchTemplateVersions` each.

use async_trait::async_trait;
use aws_sdk_ec2::types::LaunchTemplate as Described;
use driftlock_core::{Attributes, Call, Shape};
use serde_json::Value;

use super::tagging;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, label_text, prune, sort_set};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

mod data;
mod plan;
mod risk;
mod wire;

/// See the module's documentation.
pub(crate) struct LaunchTemplate;

const NAME: &str = "aws_launch_template";
const DESCRIBE: &str = "ec2:DescribeLaunchTemplates";
const DESCRIBE_VERSIONS: &str = "ec2:DescribeLaunchTemplateVersions";
const CREATE_VERSION: &str = "ec2:CreateLaunchTemplateVersion";
const MODIFY: &str = "ec2:ModifyLaunchTemplate";
const MISSING: &[&str] = &[
    "InvalidLaunchTemplateId.NotFound",
    "InvalidLaunchTemplateId.NotFoundException",
];
/// Most results of one call, by the EC2 API reference.
const PAGE: i32 = 200;

#[async_trait]
impl ResourceType for LaunchTemplate {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["user_data"]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: SETS,
            identity: &[],
            risk: Some(risk::risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "latest_version",
                reason: "counts versions, also those that bring approved settings back",
            },
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "update_default_version",
                reason: "an instruction to Terraform; AWS does not know it",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE_VERSIONS), Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each(CREATE_VERSION),
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    Action::on_each(MODIFY),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:ec2:{region}:{account}:launch-template/{id}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        for name in ["disable_api_stop", "disable_api_termination"] {
            default(&mut attributes, name, false);
        }
        data::normalise(&mut attributes);
        prune(&mut attributes);
        for name in [
            "security_group_names",
            "vpc_security_group_ids",
            "license_specification",
        ] {
            sort_set(&mut attributes, name);
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let pages = clients.ec2.describe_launch_templates().max_results(PAGE);
        let all = pages
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(DESCRIBE, error))?;
        let listed = |one: Described| Some(Listed::part(one.launch_template_id()?, one.clone()));
        Ok(all.into_iter().filter_map(listed).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let call = clients.ec2.describe_launch_templates();
        let answer = call.launch_template_ids(id).send().await;
        let Some(output) = configured(DESCRIBE, MISSING, answer)? else {
            return Ok(None);
        };
        let Some(template) = output.launch_templates().first() else {
            return Ok(None);
        };
        self.rest(clients, id, template).await
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        match listed.held::<Described>() {
            Some(described) => self.rest(clients, &listed.id, described).await,
            None => self.read(clients, &listed.id).await,
        }
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        plan::plan(id, approved, observed)
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let id = request.text("LaunchTemplateId");
        match request.operation() {
            "ModifyLaunchTemplate" => {
                let call = clients.ec2.modify_launch_template();
                let call = call.set_launch_template_id(id);
                let call = call.set_default_version(request.text("DefaultVersion"));
                Sent::of(MODIFY, call.send().await)
            }
            "CreateLaunchTemplateVersion" => wire::create_version(clients, &request).await,
            _ => tagging::execute(clients, &request).await,
        }
    }
}

impl LaunchTemplate {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        template: &Described,
    ) -> Result<Option<Attributes>, CallError> {
        let call = clients.ec2.describe_launch_template_versions();
        let call = call.launch_template_id(id).versions("$Latest");
        let Some(output) = configured(DESCRIBE_VERSIONS, MISSING, call.send().await)? else {
            return Ok(None);
        };
        let Some(latest) = output.launch_template_versions().first() else {
            return Ok(None);
        };
        let mut all = read_from(clients, template, id);
        let words = Value::from(latest.version_description());
        all.insert("description".to_owned(), words);
        if let Some(data) = latest.launch_template_data() {
            all.extend(data::read(data));
        }
        Ok(Some(self.normalise(all)))
    }
}

const SETS: &[(&str, driftlock_core::SetKey)] = &[
    ("security_group_names", label_text),
    ("vpc_security_group_ids", label_text),
    ("license_specification", label_of_license),
    ("network_interfaces.ipv4_addresses", label_text),
    ("network_interfaces.ipv4_prefixes", label_text),
    ("network_interfaces.ipv6_addresses", label_text),
    ("network_interfaces.ipv6_prefixes", label_text),
    ("network_interfaces.security_groups", label_text),
    (
        "instance_requirements.accelerator_manufacturers",
        label_text,
    ),
    ("instance_requirements.accelerator_names", label_text),
    ("instance_requirements.accelerator_types", label_text),
    ("instance_requirements.allowed_instance_types", label_text),
    ("instance_requirements.cpu_manufacturers", label_text),
    ("instance_requirements.excluded_instance_types", label_text),
    ("instance_requirements.instance_generations", label_text),
    ("instance_requirements.local_storage_types", label_text),
];

fn label_of_license(license: &Value) -> String {
    label_text(
        license
            .get("license_configuration_arn")
            .unwrap_or(&Value::Null),
    )
}

fn read_from(clients: &Clients, template: &Described, id: &str) -> Attributes {
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(LaunchTemplate.arn(&clients.place(), id))),
        ("name", Value::from(template.launch_template_name())),
        (
            "default_version",
            Value::from(template.default_version_number()),
        ),
        ("tags", tagging::read(template.tags())),
    ])
}
