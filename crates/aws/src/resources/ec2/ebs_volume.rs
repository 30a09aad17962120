//! `aws_ebs_volume`: a disk, and tags. Those that go with an instance (`DeleteOnTermination`) are held by
//! their instance.
//!
//! Owned: all of the schema but what is listed as a difference; IOPS and throughput only of types that
//! have them for themselves.
//! Restored: type, IOPS, throughput, more size, multi-attach and tags. Nothing shrinks, and encryption, key,
//! zone and snapshot stay what they were. Data that is gone is gone.
//!
//! `DescribeVolumes` reads 500 a page and everything there is to read.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Filter, Volume, VolumeType};
use driftlock_core::{Attributes, Call, Change, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::tagging;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct EbsVolume;

const NAME: &str = "aws_ebs_volume";
const DESCRIBE: &str = "ec2:DescribeVolumes";
const MODIFY: &str = "ec2:ModifyVolume";
const PAGE: i32 = 500;

/// What `ModifyVolume` changes, in the schema and there.
const MEMBERS: [(&str, &str); 5] = [
    ("size", "Size"),
    ("type", "VolumeType"),
    ("iops", "Iops"),
    ("throughput", "Throughput"),
    ("multi_attach_enabled", "MultiAttachEnabled"),
];

#[async_trait]
impl ResourceType for EbsVolume {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
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
                attribute: "create_time",
                reason: "when it was made, which nobody can change",
            },
            Difference {
                attribute: "final_snapshot",
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
        format!("arn:{partition}:ec2:{region}:{account}:volume/{id}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "type", "gp2");
        default(&mut attributes, "encrypted", false);
        default(&mut attributes, "multi_attach_enabled", false);
        performance(&mut attributes, "type");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let pages = clients.ec2.describe_volumes().max_results(PAGE);
        let all = pages
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(DESCRIBE, error))?;
        let own = all.iter().filter(|volume| !goes_with_an_instance(volume));
        Ok(own
            .map(|volume| Listed::whole(self.normalise(read_from(clients, volume))))
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let one = Filter::builder().name("volume-id").values(id).build();
        let answer = clients.ec2.describe_volumes().filters(one).send().await;
        let output = answer.map_err(|error| CallError::new(DESCRIBE, error))?;
        let volume = output.volumes().first();
        Ok(volume.map(|volume| self.normalise(read_from(clients, volume))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        match (approved, observed) {
            (Some(approved), Some(observed)) => restore(&mut plan, id, approved, observed),
            (Some(_), None) => plan.unrestorable.push(Unrestorable {
                path: "id".to_owned(),
                reason: "the data of a volume that is gone is gone; make one of its last snapshot"
                    .to_owned(),
            }),
            (None, _) => {}
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        match request.operation() {
            "ModifyVolume" => Sent::of(MODIFY, modify(clients, &request).send().await),
            _ => tagging::execute(clients, &request).await,
        }
    }
}

/// `ModifyVolume` as stored.
pub(super) fn modify(
    clients: &Clients,
    request: &Request,
) -> aws_sdk_ec2::operation::modify_volume::builders::ModifyVolumeFluentBuilder {
    let kind = request.text("VolumeType");
    clients
        .ec2
        .modify_volume()
        .set_volume_id(request.text("VolumeId"))
        .set_size(request.number("Size"))
        .set_volume_type(kind.as_deref().map(VolumeType::from))
        .set_iops(request.number("Iops"))
        .set_throughput(request.number("Throughput"))
        .set_multi_attach_enabled(request.truth("MultiAttachEnabled"))
}

/// Other types have IOPS by their size, and no throughput of their own.
pub(super) fn performance(attributes: &mut Attributes, kind: &str) {
    let kind = text(attributes, kind).to_owned();
    if !["gp3", "io1", "io2"].contains(&kind.as_str()) {
        attributes.remove("iops");
    }
    if kind != "gp3" {
        attributes.remove("throughput");
    }
    for name in ["iops", "throughput"] {
        if attributes.get(name) == Some(&Value::from(0)) {
            attributes.remove(name);
        }
    }
}

fn goes_with_an_instance(volume: &Volume) -> bool {
    let mut attachments = volume.attachments().iter();
    attachments.any(|attachment| attachment.delete_on_termination() == Some(true))
}

fn read_from(clients: &Clients, volume: &Volume) -> Attributes {
    let id = volume.volume_id().unwrap_or_default();
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(EbsVolume.arn(&clients.place(), id))),
        ("availability_zone", Value::from(volume.availability_zone())),
        ("encrypted", Value::from(volume.encrypted())),
        ("iops", Value::from(volume.iops())),
        ("kms_key_id", Value::from(volume.kms_key_id())),
        (
            "multi_attach_enabled",
            Value::from(volume.multi_attach_enabled()),
        ),
        ("outpost_arn", Value::from(volume.outpost_arn())),
        ("size", Value::from(volume.size())),
        ("snapshot_id", Value::from(volume.snapshot_id())),
        ("throughput", Value::from(volume.throughput())),
        (
            "type",
            Value::from(volume.volume_type().map(VolumeType::as_str)),
        ),
        ("tags", tagging::read(volume.tags())),
    ])
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &EbsVolume.shape());
    let (possible, not): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| can_change(change));
    let retyped = possible.iter().any(|change| change.path == "type");
    let differs = |name: &str| possible.iter().any(|change| change.path == name);
    let mut input = Attributes::new();
    for (name, member) in MEMBERS {
        // A type that is set anew starts with its own IOPS and throughput.
        let with_type = retyped && ["iops", "throughput"].contains(&name);
        if let Some(value) = approved.get(name).filter(|_| differs(name) || with_type) {
            input.insert(member.to_owned(), value.clone());
        }
    }
    if !input.is_empty() {
        let summary = format!("modify the volume: {}", json!(input));
        input.insert("VolumeId".to_owned(), Value::from(id));
        let operation = ["ec2", "ModifyVolume"];
        plan.calls
            .push(request(MODIFY, summary, operation, Value::Object(input)));
    }
    tagging::restore(plan, id, approved, observed);
    plan.unrestorable
        .extend(not.into_iter().map(|change| Unrestorable {
            path: change.path.clone(),
            reason: match change.path.as_str() {
                "size" => "a volume cannot shrink".to_owned(),
                _ => "AWS cannot change it on an existing volume".to_owned(),
            },
        }));
}

fn can_change(change: &Change) -> bool {
    match change.path.as_str() {
        "size" => change.observed.as_u64() < change.approved.as_u64(),
        path => path.starts_with("tags") || MEMBERS.iter().any(|(name, _)| *name == path),
    }
}

/// A disk that several instances may write to is open to more than it was.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    match path {
        "multi_attach_enabled" if observed == &Value::from(true) => Risk::ExposureWidened,
        "encrypted" | "kms_key_id" => Risk::ProtectionWeakened,
        "size" => Risk::Cosmetic,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn planned(approved: &Value, observed: &Value) -> RestorePlan {
        let form = |value: &Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        crate::plan_restore(NAME, "vol-1", Some(&approved), Some(&observed))
    }

    #[test]
    fn disks_that_more_may_write_to_are_exposed() {
        let of = |size: u32, shared: bool, iops: u32| {
            json!({"id": "vol-1", "type": "io2", "size": size, "multi_attach_enabled": shared,
                "iops": iops})
        };
        check_risk(
            NAME,
            &of(8, false, 100),
            &of(16, true, 200),
            &[
                ("iops", Risk::ServiceBroken),
                ("multi_attach_enabled", Risk::ExposureWidened),
                ("size", Risk::Cosmetic),
            ],
        );
    }

    #[test]
    fn a_type_comes_back_with_its_performance_and_nothing_shrinks() {
        let plan = planned(
            &json!({"type": "gp3", "size": 8, "iops": 4000, "throughput": 250}),
            &json!({"type": "gp2", "size": 9, "iops": 100}),
        );
        assert_eq!(
            plan.calls[0].arguments["input"],
            json!({"VolumeId": "vol-1", "VolumeType": "gp3", "Iops": 4000, "Throughput": 250})
        );
        assert_eq!(plan.unrestorable[0].path, "size");
        let plan = planned(&json!({"size": 9}), &json!({"size": 8}));
        assert_eq!(
            plan.calls[0].arguments["input"],
            json!({"VolumeId": "vol-1", "Size": 9})
        );
        let plan = planned(&json!({"encrypted": true}), &json!({}));
        assert_eq!(plan.unrestorable[0].path, "encrypted");
    }
}
