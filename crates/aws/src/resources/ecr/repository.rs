//! `aws_ecr_repository`: whether the tags of images stay, whether images are scanned, and the
//! repository's tags.
//!
//! Owned: `id arn name registry_id repository_url image_tag_mutability image_scanning_configuration
//! encryption_configuration tags`. Images are never looked at.
//! Restored: mutability, scanning and tags. Encryption cannot change. One that is gone is made anew, empty,
//! where that is allowed.
//!
//! `DescribeRepositories` reads 1,000 a page, then one and `ListTagsForResource` each.

use async_trait::async_trait;
use aws_sdk_ecr::types::{
    EncryptionConfiguration, EncryptionType, ImageScanningConfiguration, ImageTagMutability,
    Repository as Described, Tag,
};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::{GONE, SERVICE};
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{add, attributes, block, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Repository;

pub(super) const NAME: &str = "aws_ecr_repository";
const DESCRIBE: &str = "ecr:DescribeRepositories";
const LIST_TAGS: &str = "ecr:ListTagsForResource";
const PUT_MUTABILITY: &str = "ecr:PutImageTagMutability";
const PUT_SCANNING: &str = "ecr:PutImageScanningConfiguration";
const TAG: &str = "ecr:TagResource";
const UNTAG: &str = "ecr:UntagResource";
const CREATE: &str = "ecr:CreateRepository";
/// Most results of one call, by the ECR API reference.
const PAGE: i32 = 1000;

#[async_trait]
impl ResourceType for Repository {
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
                attribute: "force_delete",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform; AWS does not know it",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_each(DESCRIBE), Action::on_each(LIST_TAGS)] },
            restore: const {
                &[
                    Action::on_each(PUT_SCANNING),
                    Action::on_each(PUT_MUTABILITY),
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                ]
            },
            create: const { &[Action::on_each(CREATE)] },
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, id)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "image_tag_mutability", "MUTABLE");
        prune(&mut attributes);
        let or = |attributes: &mut Attributes, name: &str, value: Value| {
            attributes.entry(name).or_insert(value);
        };
        let (plain, unscanned) = (
            json!([{"encryption_type": "AES256"}]),
            json!([{"scan_on_push": false}]),
        );
        or(&mut attributes, "encryption_configuration", plain);
        or(&mut attributes, "image_scanning_configuration", unscanned);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.ecr().describe_repositories().max_results(PAGE);
        let all = all.into_paginator().items().send();
        let all = all.collect::<Result<Vec<_>, _>>().await;
        let all = all.map_err(|error| CallError::new(DESCRIBE, error))?;
        let names = all.into_iter().filter_map(|one| one.repository_name);
        Ok(names.map(Listed::id).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let ecr = clients.ecr();
        let answer = ecr
            .describe_repositories()
            .repository_names(id)
            .send()
            .await;
        let output = configured(DESCRIBE, &[GONE], answer)?;
        let Some(found) = output.and_then(|output| output.repositories?.into_iter().next()) else {
            return Ok(None);
        };
        let answer = ecr.list_tags_for_resource();
        let answer = answer.resource_arn(arn(&clients.place(), id)).send().await;
        let Some(tagged) = configured(LIST_TAGS, &[GONE], answer)? else {
            return Ok(None);
        };
        let all = tagged.tags().iter();
        let own = tags::own(all.map(|tag| (Some(tag.key()), Some(tag.value()))));
        Ok(Some(self.normalise(read_from(&found, id, own))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (Some(approved), Some(observed)) => restore(id, approved, observed),
            (Some(approved), None) => create(id, approved),
            (None, _) => RestorePlan::default(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let (ecr, name) = (clients.ecr(), request.text("repositoryName"));
        let arn = request.text("resourceArn");
        match request.operation() {
            "PutImageTagMutability" => {
                let call = ecr.put_image_tag_mutability().set_repository_name(name);
                let call = call.set_image_tag_mutability(mutability(&request));
                Sent::of(PUT_MUTABILITY, call.send().await)
            }
            "PutImageScanningConfiguration" => {
                let call = ecr.put_image_scanning_configuration();
                let call = call
                    .set_repository_name(name)
                    .image_scanning_configuration(scanning(&request));
                Sent::of(PUT_SCANNING, call.send().await)
            }
            "CreateRepository" => {
                let call = ecr.create_repository().set_repository_name(name);
                let call = call
                    .set_image_tag_mutability(mutability(&request))
                    .image_scanning_configuration(scanning(&request))
                    .set_encryption_configuration(encryption(&request)?)
                    .set_tags(Some(given(&request)?));
                Sent::of(CREATE, call.send().await)
            }
            "TagResource" => {
                let call = ecr.tag_resource().set_resource_arn(arn);
                Sent::of(TAG, call.set_tags(Some(given(&request)?)).send().await)
            }
            "UntagResource" => {
                let call = ecr.untag_resource().set_resource_arn(arn);
                let call = call.set_tag_keys(request.texts("tagKeys"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

pub(super) fn arn(Place { region, account }: &Place<'_>, id: &str) -> String {
    let partition = partition(region);
    format!("arn:{partition}:ecr:{region}:{account}:repository/{id}")
}

fn read_from(found: &Described, id: &str, own: Attributes) -> Attributes {
    let mutability = found.image_tag_mutability().map(ImageTagMutability::as_str);
    let scanning = found.image_scanning_configuration();
    let scanning = scanning.map(|scanning| json!({"scan_on_push": scanning.scan_on_push()}));
    let encryption = found.encryption_configuration().map(|encryption| {
        json!({
            "encryption_type": encryption.encryption_type().as_str(),
            "kms_key": encryption.kms_key(),
        })
    });
    attributes([
        ("id", Value::from(id)),
        ("name", Value::from(id)),
        ("arn", Value::from(found.repository_arn())),
        ("registry_id", Value::from(found.registry_id())),
        ("repository_url", Value::from(found.repository_uri())),
        ("image_tag_mutability", json!(mutability)),
        (
            "image_scanning_configuration",
            scanning.into_iter().collect(),
        ),
        ("encryption_configuration", encryption.into_iter().collect()),
        ("tags", Value::Object(own)),
    ])
}

fn mutability(request: &Request) -> Option<ImageTagMutability> {
    let text = request.text("imageTagMutability");
    text.as_deref().map(ImageTagMutability::from)
}

fn scanning(request: &Request) -> ImageScanningConfiguration {
    let on = request
        .value("imageScanningConfiguration")
        .get("scanOnPush");
    let on = on.and_then(Value::as_bool).unwrap_or_default();
    ImageScanningConfiguration::builder()
        .scan_on_push(on)
        .build()
}

fn encryption(request: &Request) -> Result<Option<EncryptionConfiguration>, CallError> {
    let given = request.value("encryptionConfiguration");
    let word = |name: &str| given.get(name).and_then(Value::as_str);
    let Some(kind) = word("encryptionType") else {
        return Ok(None);
    };
    EncryptionConfiguration::builder()
        .encryption_type(EncryptionType::from(kind))
        .set_kms_key(word("kmsKey").map(str::to_owned))
        .build()
        .map(Some)
        .map_err(|error| request.unusable(&error))
}

fn given(request: &Request) -> Result<Vec<Tag>, CallError> {
    let all = tags::listed(request.value("tags")).into_iter();
    all.map(|(name, value)| Tag::builder().key(name).value(value).build())
        .collect::<Result<_, _>>()
        .map_err(|error| request.unusable(&error))
}

fn scans(attributes: &Attributes) -> bool {
    let block = block(attributes, "image_scanning_configuration");
    let on = block.and_then(|block| block.get("scan_on_push")?.as_bool());
    on.unwrap_or_default()
}

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    for change in diff(Some(approved), Some(observed), &Repository.shape()) {
        match change.path.as_str() {
            "image_tag_mutability" => {
                let wanted = text(approved, "image_tag_mutability");
                plan.calls.push(request(
                    PUT_MUTABILITY,
                    format!("make tags {wanted}"),
                    [SERVICE, "PutImageTagMutability"],
                    json!({"repositoryName": id, "imageTagMutability": wanted}),
                ));
            }
            path if path.starts_with("image_scanning_configuration") => {
                let on = scans(approved);
                plan.calls.push(request(
                    PUT_SCANNING,
                    format!("set scanning on push to {on}"),
                    [SERVICE, "PutImageScanningConfiguration"],
                    json!({"repositoryName": id, "imageScanningConfiguration": {"scanOnPush": on}}),
                ));
            }
            path if path.starts_with("tags") => {}
            _ => plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing repository".to_owned(),
            }),
        }
    }
    let arn = text(approved, "arn");
    let change = tags::change(Some(approved), Some(observed));
    if !change.set.is_empty() {
        let input = json!({"resourceArn": arn, "tags": tags::list(&change.set)});
        let summary = format!("set tags {}", json!(change.set));
        plan.calls
            .push(request(TAG, summary, [SERVICE, "TagResource"], input));
    }
    if !change.remove.is_empty() {
        let input = json!({"resourceArn": arn, "tagKeys": change.remove});
        let summary = format!("remove tags {}", change.remove.join(", "));
        plan.calls
            .push(request(UNTAG, summary, [SERVICE, "UntagResource"], input));
    }
    plan
}

/// What was in it is gone: nothing pretends to bring that back.
fn create(id: &str, approved: &Attributes) -> RestorePlan {
    let mut input = json!({
        "repositoryName": id,
        "imageTagMutability": text(approved, "image_tag_mutability"),
        "imageScanningConfiguration": {"scanOnPush": scans(approved)},
        "tags": tags::list(&tags::of(Some(approved))),
    });
    if let Some(encryption) = block(approved, "encryption_configuration") {
        let mut written = attributes([
            ("encryptionType", json!(encryption.get("encryption_type"))),
            ("kmsKey", json!(encryption.get("kms_key"))),
        ]);
        prune(&mut written);
        add(&mut input, "encryptionConfiguration", written);
    }
    let summary = "make the repository anew, empty";
    RestorePlan {
        calls: vec![request(
            CREATE,
            summary,
            [SERVICE, "CreateRepository"],
            input,
        )],
        unrestorable: vec![Unrestorable {
            path: "images".to_owned(),
            reason: "the images that were in it are gone; push them again".to_owned(),
        }],
    }
}

/// A tag that may move lets another image run; what is not scanned is not known.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    match path {
        "image_tag_mutability" if observed == "IMMUTABLE" => Risk::ServiceBroken,
        "image_tag_mutability" => Risk::ProtectionWeakened,
        _ if path.ends_with("scan_on_push") && observed == true => Risk::Cosmetic,
        _ if path.starts_with("image_scanning") => Risk::ProtectionWeakened,
        _ if path.starts_with("encryption") => Risk::ProtectionWeakened,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn tags_that_may_move_and_images_that_nobody_scans_weaken() {
        let of = |mutability: &str, scan: bool| {
            let scanning = json!([{"scan_on_push": scan}]);
            json!({"id": "r", "name": "r", "image_tag_mutability": mutability,
                "image_scanning_configuration": scanning})
        };
        let scan = "image_scanning_configuration[0].scan_on_push";
        let weaker = [
            (scan, Risk::ProtectionWeakened),
            ("image_tag_mutability", Risk::ProtectionWeakened),
        ];
        check_risk(NAME, &of("IMMUTABLE", true), &of("MUTABLE", false), &weaker);
        let other = [
            (scan, Risk::Cosmetic),
            ("image_tag_mutability", Risk::ServiceBroken),
        ];
        check_risk(NAME, &of("MUTABLE", false), &of("IMMUTABLE", true), &other);
    }
}
