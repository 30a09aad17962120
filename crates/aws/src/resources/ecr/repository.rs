//! `aws_ecr_repository`: whether tags of images may be overwritten, whether images are scanned, and tags.
//!
//! Owned: every attribute of the schema but instructions to Terraform, and besides which tags may be
//! overwritten although others may not.
//! Restored: mutability, scanning and tags; the encryption is for ever. One that is gone is made anew,
//! empty, where that is allowed.
//!
//! `DescribeRepositories` reads 1,000 a page; again for each, then `ListTagsForResource`.

use async_trait::async_trait;
use aws_sdk_ecr::types::{
    EncryptionConfiguration, EncryptionType, ImageScanningConfiguration, ImageTagMutability,
    ImageTagMutabilityExclusionFilter as Filter, ImageTagMutabilityExclusionFilterType, Tag,
};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::{GONE, SERVICE};
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, block, default, elements, prune, sort_set, text};
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
const SET_MUTABILITY: &str = "ecr:PutImageTagMutability";
const SET_SCANNING: &str = "ecr:PutImageScanningConfiguration";
const TAG: &str = "ecr:TagResource";
const UNTAG: &str = "ecr:UntagResource";
const CREATE: &str = "ecr:CreateRepository";
/// Most results of one call, by the ECR API reference.
const PAGE: i32 = 1000;

const MUTABILITY: &str = "image_tag_mutability";
const FILTERS: &str = "image_tag_mutability_exclusion_filter";
const SCANNING: &str = "image_scanning_configuration";
const ENCRYPTION: &str = "encryption_configuration";

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
            sets: &[(FILTERS, filter_of)],
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

    fn beyond_schema(&self) -> &'static [Difference] {
        &[Difference {
            attribute: FILTERS,
            reason: "tags that may be overwritten although others may not; later schemas have it",
        }]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_each(DESCRIBE)] },
            read: const { &[Action::on_each(DESCRIBE), Action::on_each(LIST_TAGS)] },
            restore: const {
                &[
                    Action::on_each(SET_SCANNING),
                    Action::on_each(SET_MUTABILITY),
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
        sort_set(&mut attributes, FILTERS);
        prune(&mut attributes);
        default(&mut attributes, MUTABILITY, "MUTABLE");
        let unscanned = json!([{"scan_on_push": false}]);
        default(&mut attributes, SCANNING, unscanned);
        let own_key = json!([{"encryption_type": "AES256"}]);
        default(&mut attributes, ENCRYPTION, own_key);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.ecr().describe_repositories().max_results(PAGE);
        let all = all.into_paginator().items().send();
        let all = all.collect::<Result<Vec<_>, _>>().await;
        let all = all.map_err(|error| CallError::new(DESCRIBE, error))?;
        let listed = |one: aws_sdk_ecr::types::Repository| {
            Some(Listed::part(one.repository_name()?, one.clone()))
        };
        Ok(all.into_iter().filter_map(listed).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let ecr = clients.ecr();
        let answer = ecr.describe_repositories().repository_names(id);
        let answer = answer.send().await;
        let Some(output) = configured(DESCRIBE, GONE, answer)? else {
            return Ok(None);
        };
        let Some(repository) = output.repositories().first() else {
            return Ok(None);
        };
        self.rest(clients, id, repository).await
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        match listed.held::<aws_sdk_ecr::types::Repository>() {
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
        match (approved, observed) {
            (Some(approved), Some(observed)) => restore(id, approved, observed),
            (Some(approved), None) => create(id, approved),
            (None, _) => RestorePlan::default(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let (ecr, name) = (clients.ecr(), request.text("repositoryName"));
        match request.operation() {
            "PutImageTagMutability" => {
                let call = ecr.put_image_tag_mutability().set_repository_name(name);
                let call = call
                    .set_image_tag_mutability(mutability(&request))
                    .set_image_tag_mutability_exclusion_filters(filters(&request)?);
                Sent::of(SET_MUTABILITY, call.send().await)
            }
            "PutImageScanningConfiguration" => {
                let call = ecr.put_image_scanning_configuration();
                let call = call
                    .set_repository_name(name)
                    .set_image_scanning_configuration(Some(scanning(&request)));
                Sent::of(SET_SCANNING, call.send().await)
            }
            "CreateRepository" => {
                let call = ecr.create_repository().set_repository_name(name);
                let call = call
                    .set_image_tag_mutability(mutability(&request))
                    .set_image_tag_mutability_exclusion_filters(filters(&request)?)
                    .set_image_scanning_configuration(Some(scanning(&request)))
                    .set_encryption_configuration(Some(encryption(&request)?))
                    .set_tags(Some(given(&request)?));
                Sent::of(CREATE, call.send().await)
            }
            "TagResource" => {
                let call = ecr.tag_resource().set_tags(Some(given(&request)?));
                let call = call.set_resource_arn(request.text("resourceArn"));
                Sent::of(TAG, call.send().await)
            }
            "UntagResource" => {
                let call = ecr.untag_resource().set_tag_keys(request.texts("tagKeys"));
                let call = call.set_resource_arn(request.text("resourceArn"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

impl Repository {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        repository: &aws_sdk_ecr::types::Repository,
    ) -> Result<Option<Attributes>, CallError> {
        let arn = arn(&clients.place(), id);
        let answer = clients
            .ecr()
            .list_tags_for_resource()
            .resource_arn(arn)
            .send()
            .await;
        let Some(tagged) = configured(LIST_TAGS, GONE, answer)? else {
            return Ok(None);
        };
        let all = tagged.tags().iter();
        let own = tags::own(all.map(|tag| (Some(tag.key()), Some(tag.value()))));
        Ok(Some(self.normalise(read_from(repository, id, own))))
    }
}

fn arn(Place { region, account }: &Place<'_>, id: &str) -> String {
    let partition = partition(region);
    format!("arn:{partition}:ecr:{region}:{account}:repository/{id}")
}

fn filter_of(element: &Value) -> String {
    let filter = element.get("filter").and_then(Value::as_str);
    filter.unwrap_or_default().to_owned()
}

fn read_from(repository: &aws_sdk_ecr::types::Repository, id: &str, own: Attributes) -> Attributes {
    let scanning = repository.image_scanning_configuration();
    let scanning = scanning.map(|scanning| json!([{"scan_on_push": scanning.scan_on_push()}]));
    let encryption = repository.encryption_configuration().map(|encryption| {
        json!([{
            "encryption_type": encryption.encryption_type().as_str(),
            "kms_key": encryption.kms_key(),
        }])
    });
    let filters = repository.image_tag_mutability_exclusion_filters().iter();
    let filters = filters.map(
        |filter| json!({"filter": filter.filter(), "filter_type": filter.filter_type().as_str()}),
    );
    let mutability = repository.image_tag_mutability();
    attributes([
        ("id", Value::from(id)),
        ("name", Value::from(id)),
        ("arn", Value::from(repository.repository_arn())),
        ("registry_id", Value::from(repository.registry_id())),
        ("repository_url", Value::from(repository.repository_uri())),
        (
            MUTABILITY,
            Value::from(mutability.map(ImageTagMutability::as_str)),
        ),
        (FILTERS, filters.collect()),
        (SCANNING, Value::from(scanning)),
        (ENCRYPTION, Value::from(encryption)),
        ("tags", Value::Object(own)),
    ])
}

/// The members of a request that say which tags may be overwritten.
fn mutability_members(approved: &Attributes) -> Attributes {
    let filters = elements(approved, FILTERS).map(
        |filter| json!({"filter": filter.get("filter"), "filterType": filter.get("filter_type")}),
    );
    let filters: Vec<Value> = filters.collect();
    let mut members = attributes([(
        "imageTagMutability",
        Value::from(text(approved, MUTABILITY)),
    )]);
    if !filters.is_empty() {
        members.insert(
            "imageTagMutabilityExclusionFilters".to_owned(),
            filters.into(),
        );
    }
    members
}

fn scanning_members(approved: &Attributes) -> Value {
    let scanning = block(approved, SCANNING).and_then(|block| block.get("scan_on_push"));
    json!({"scanOnPush": scanning == Some(&Value::Bool(true))})
}

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    for change in diff(Some(approved), Some(observed), &Repository.shape()) {
        let held = [MUTABILITY, SCANNING, "tags"];
        if !held.iter().any(|name| change.path.starts_with(name)) {
            plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing repository".to_owned(),
            });
        }
    }
    let differs = |name: &str| approved.get(name) != observed.get(name);
    if differs(MUTABILITY) || differs(FILTERS) {
        let mut input = mutability_members(approved);
        input.insert("repositoryName".to_owned(), Value::from(id));
        plan.calls.push(request(
            SET_MUTABILITY,
            format!("make tags {}", text(approved, MUTABILITY)),
            [SERVICE, "PutImageTagMutability"],
            Value::Object(input),
        ));
    }
    if differs(SCANNING) {
        let scanning = scanning_members(approved);
        plan.calls.push(request(
            SET_SCANNING,
            format!("set {scanning}"),
            [SERVICE, "PutImageScanningConfiguration"],
            json!({"repositoryName": id, "imageScanningConfiguration": scanning}),
        ));
    }
    restore_tags(&mut plan, approved, observed);
    plan
}

fn restore_tags(plan: &mut RestorePlan, approved: &Attributes, observed: &Attributes) {
    let arn = text(approved, "arn");
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"resourceArn": arn, "tags": tags::list(tags)});
            request(TAG, summary, [SERVICE, "TagResource"], input)
        },
        |summary, names| {
            let input = json!({"resourceArn": arn, "tagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagResource"], input)
        },
    );
}

/// Its name, ARN and address stay the same; its images are gone.
fn create(id: &str, approved: &Attributes) -> RestorePlan {
    let encryption = block(approved, ENCRYPTION);
    let kind = encryption.map_or("", |block| text(block, "encryption_type"));
    if kind != "AES256" {
        return RestorePlan {
            calls: Vec::new(),
            unrestorable: vec![Unrestorable {
                path: "id".to_owned(),
                reason:
                    "making it anew asks for grants on its key; deploy it again and push its images"
                        .to_owned(),
            }],
        };
    }
    let mut input = mutability_members(approved);
    let more = [
        ("repositoryName", Value::from(id)),
        ("imageScanningConfiguration", scanning_members(approved)),
        ("encryptionConfiguration", json!({"encryptionType": kind})),
        ("tags", tags::list(&tags::of(Some(approved)))),
    ];
    input.extend(more.map(|(name, value)| (name.to_owned(), value)));
    RestorePlan {
        calls: vec![request(
            CREATE,
            "make the repository anew, empty",
            [SERVICE, "CreateRepository"],
            Value::Object(input),
        )],
        unrestorable: vec![Unrestorable {
            path: "images".to_owned(),
            reason: "those that it had are gone; push them again".to_owned(),
        }],
    }
}

fn mutability(request: &Request) -> Option<ImageTagMutability> {
    let text = request.text("imageTagMutability");
    text.as_deref().map(ImageTagMutability::from)
}

fn filters(request: &Request) -> Result<Option<Vec<Filter>>, CallError> {
    let Some(all) = request
        .value("imageTagMutabilityExclusionFilters")
        .as_array()
    else {
        return Ok(None);
    };
    let member = |filter: &Value, name: &str| {
        let text = filter.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let made = all.iter().map(|filter| {
        let kind = member(filter, "filterType");
        Filter::builder()
            .filter_type(ImageTagMutabilityExclusionFilterType::from(kind.as_str()))
            .filter(member(filter, "filter"))
            .build()
    });
    let made = made.collect::<Result<Vec<_>, _>>();
    made.map(Some).map_err(|error| request.unusable(&error))
}

fn scanning(request: &Request) -> ImageScanningConfiguration {
    let scanning = request.value("imageScanningConfiguration");
    let on = scanning.get("scanOnPush").and_then(Value::as_bool);
    let builder = ImageScanningConfiguration::builder();
    builder.scan_on_push(on.unwrap_or_default()).build()
}

fn encryption(request: &Request) -> Result<EncryptionConfiguration, CallError> {
    let encryption = request.value("encryptionConfiguration");
    let kind = encryption.get("encryptionType").and_then(Value::as_str);
    EncryptionConfiguration::builder()
        .set_encryption_type(kind.map(EncryptionType::from))
        .build()
        .map_err(|error| request.unusable(&error))
}

fn given(request: &Request) -> Result<Vec<Tag>, CallError> {
    let all = tags::listed(request.value("tags")).into_iter();
    all.map(|(name, value)| Tag::builder().key(name).value(value).build())
        .collect::<Result<_, _>>()
        .map_err(|error| request.unusable(&error))
}

/// Whoever may overwrite a tag changes what is deployed under it; who scans no more sees no holes.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let mutable = |value: &Value| value.as_str().is_none_or(|text| text != "IMMUTABLE");
    match path {
        MUTABILITY if !mutable(approved) || mutable(observed) => Risk::ProtectionWeakened,
        _ if path.starts_with(FILTERS) && !observed.is_null() => Risk::ProtectionWeakened,
        _ if path.starts_with(SCANNING) && observed == true => Risk::Cosmetic,
        _ if path.starts_with(SCANNING) => Risk::ProtectionWeakened,
        _ if path.starts_with(ENCRYPTION) => Risk::ProtectionWeakened,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn tags_that_may_be_overwritten_weaken_and_so_does_no_scan() {
        let of = |mutability: &str, scan: bool, filters: Value| {
            json!({"id": "r", (MUTABILITY): mutability, (SCANNING): [{"scan_on_push": scan}],
                (FILTERS): filters})
        };
        let one = json!([{"filter": "dev-*", "filter_type": "WILDCARD"}]);
        check_risk(
            NAME,
            &of("IMMUTABLE", true, json!([])),
            &of("IMMUTABLE_WITH_EXCLUSION", false, one),
            &[
                (
                    "image_scanning_configuration[0].scan_on_push",
                    Risk::ProtectionWeakened,
                ),
                (MUTABILITY, Risk::ProtectionWeakened),
                (
                    "image_tag_mutability_exclusion_filter[dev-*]",
                    Risk::ProtectionWeakened,
                ),
            ],
        );
        let stricter = &[(MUTABILITY, Risk::ServiceBroken)];
        let (loose, strict) = (
            of("MUTABLE", true, json!([])),
            of("IMMUTABLE", true, json!([])),
        );
        check_risk(NAME, &loose, &strict, stricter);
    }

    #[test]
    fn one_that_is_gone_is_made_anew_unless_a_key_encrypted_it() {
        let plan = |encryption: Value| {
            let approved = json!({"id": "r", (ENCRYPTION): encryption, "tags": {"a": "1"}});
            let approved = crate::normalise(NAME, approved.as_object().unwrap().clone());
            crate::plan_restore(NAME, "r", Some(&approved), None)
        };
        let made = plan(json!([]));
        let input = &made.calls[0].arguments["input"];
        assert_eq!(input["imageTagMutability"], "MUTABLE");
        assert_eq!(input["tags"], json!([{"Key": "a", "Value": "1"}]));
        assert_eq!(made.unrestorable[0].path, "images");
        let encrypted = plan(json!([{"encryption_type": "KMS", "kms_key": "arn:k"}]));
        assert_eq!(
            (encrypted.calls.len(), encrypted.unrestorable.len()),
            (0, 1)
        );
    }
}
