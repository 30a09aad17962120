//! `aws_key_pair`: a public key under a name, and tags.
//!
//! Owned: all of the schema but what is listed as a difference; the public key without its comment, which
//! AWS replaces by the name.
//! Restored: tags, and the key where somebody put another under the name or deleted it: it is imported
//! again, under a new `key_pair_id`. Instances keep the keys that they have been started with.
//!
//! One `DescribeKeyPairs` reads all: the call has no pages.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    Filter, KeyPairInfo, KeyType, ResourceType as Tagged, Tag, TagSpecification,
};
use aws_smithy_types::{Blob, base64};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::tagging;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct KeyPair;

const NAME: &str = "aws_key_pair";
const DESCRIBE: &str = "ec2:DescribeKeyPairs";
const DELETE: &str = "ec2:DeleteKeyPair";
const IMPORT: &str = "ec2:ImportKeyPair";

#[async_trait]
impl ResourceType for KeyPair {
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
                attribute: "key_name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
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
                    Action::on_each(DELETE),
                    Action::on_each(tagging::UNTAG),
                    Action::on_each(IMPORT),
                ]
            },
            create: const { &[Action::on_each(IMPORT), Action::on_each(tagging::TAG)] },
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:ec2:{region}:{account}:key-pair/{id}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        if let Some(Value::String(key)) = attributes.get_mut("public_key") {
            *key = key.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = describe(clients, None).await?;
        let whole = |pair| Listed::whole(self.normalise(read_from(clients, pair)));
        Ok(all.iter().map(whole).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let one = Filter::builder().name("key-name").values(id).build();
        let all = describe(clients, Some(one)).await?;
        let pair = all.first();
        Ok(pair.map(|pair| self.normalise(read_from(clients, pair))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        if let Some(approved) = approved {
            restore(&mut plan, id, approved, observed);
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let name = request.text("KeyName");
        match request.operation() {
            "DeleteKeyPair" => {
                let call = clients.ec2.delete_key_pair().set_key_name(name);
                Sent::of(DELETE, call.send().await)
            }
            "ImportKeyPair" => {
                let material = request.text("PublicKeyMaterial").unwrap_or_default();
                let material =
                    base64::decode(material).map_err(|error| request.unusable(&error))?;
                let call = clients.ec2.import_key_pair().set_key_name(name);
                let call = call.public_key_material(Blob::new(material));
                let call = call.set_tag_specifications(specification(&request));
                Sent::of(IMPORT, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

async fn describe(clients: &Clients, one: Option<Filter>) -> Result<Vec<KeyPairInfo>, CallError> {
    let call = clients.ec2.describe_key_pairs().include_public_key(true);
    let answer = call.set_filters(one.map(|one| vec![one])).send().await;
    let output = answer.map_err(|error| CallError::new(DESCRIBE, error))?;
    Ok(output.key_pairs.unwrap_or_default())
}

fn read_from(clients: &Clients, pair: &KeyPairInfo) -> Attributes {
    let name = pair.key_name().unwrap_or_default();
    attributes([
        ("id", Value::from(name)),
        ("arn", Value::from(KeyPair.arn(&clients.place(), name))),
        ("fingerprint", Value::from(pair.key_fingerprint())),
        ("key_name", Value::from(name)),
        ("key_pair_id", Value::from(pair.key_pair_id())),
        (
            "key_type",
            Value::from(pair.key_type().map(KeyType::as_str)),
        ),
        ("public_key", Value::from(pair.public_key())),
        ("tags", tagging::read(pair.tags())),
    ])
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: Option<&Attributes>) {
    let same =
        |observed: &&Attributes| text(observed, "public_key") == text(approved, "public_key");
    match observed {
        Some(observed) if same(&observed) => {
            tagging::restore(plan, text(observed, "key_pair_id"), approved, observed);
            let changes = diff(Some(approved), Some(observed), &KeyPair.shape());
            let fixed = changes.into_iter().filter(|c| !c.path.starts_with("tags"));
            plan.unrestorable.extend(fixed.map(|change| Unrestorable {
                path: change.path,
                reason: "it was imported again, and AWS numbers anew".to_owned(),
            }));
        }
        observed => import(plan, id, approved, observed.is_some()),
    }
}

/// Puts the approved key under the name.
fn import(plan: &mut RestorePlan, id: &str, approved: &Attributes, other_is_there: bool) {
    let key = text(approved, "public_key");
    if key.is_empty() {
        plan.unrestorable.push(Unrestorable {
            path: "public_key".to_owned(),
            reason: "AWS did not tell the approved key; import it again".to_owned(),
        });
        return;
    }
    if other_is_there {
        plan.calls.push(request(
            DELETE,
            "remove the other key from under the name",
            ["ec2", "DeleteKeyPair"],
            json!({"KeyName": id}),
        ));
    }
    let set = tags::of(Some(approved));
    let specification = match set.is_empty() {
        true => Value::Null,
        false => json!([{"ResourceType": "key-pair", "Tags": tags::list(&set)}]),
    };
    plan.calls.push(request(
        IMPORT,
        "import the approved public key",
        ["ec2", "ImportKeyPair"],
        json!({
            "KeyName": id,
            "PublicKeyMaterial": base64::encode(key),
            "TagSpecifications": specification,
        }),
    ));
    plan.unrestorable.push(Unrestorable {
        path: "key_pair_id".to_owned(),
        reason: "AWS gives a key that is imported a new one".to_owned(),
    });
    // "Verify the fingerprint" in the EC2 user guide: SHA-1 of a key that AWS made, MD5 of one imported.
    const SHA_1: usize = 59;
    if text(approved, "fingerprint").len() == SHA_1 {
        plan.unrestorable.push(Unrestorable {
            path: "fingerprint".to_owned(),
            reason: "AWS computes it otherwise for a key that is imported".to_owned(),
        });
    }
}

fn specification(request: &Request) -> Option<Vec<TagSpecification>> {
    let tags = request.value("TagSpecifications").get(0)?.get("Tags")?;
    let tag = |(name, value)| Tag::builder().key(name).value(value).build();
    let all: Vec<Tag> = tags::listed(tags).into_iter().map(tag).collect();
    let specification = TagSpecification::builder()
        .resource_type(Tagged::KeyPair)
        .set_tags(Some(all));
    Some(vec![specification.build()])
}

/// Whoever has the key under the name gets into what is started from now on.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    match path {
        "public_key" | "fingerprint" if !observed.is_null() => Risk::ExposureWidened,
        _ if path.starts_with("tags") || path == "key_pair_id" => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn pair(key: &str, id: &str) -> Attributes {
        let pair = json!({"id": "k", "key_name": "k", "key_pair_id": id, "fingerprint": key,
            "public_key": format!("ssh-ed25519 {key} someone@somewhere\n"), "tags": {"a": "b"}});
        crate::normalise(NAME, pair.as_object().unwrap().clone())
    }

    #[test]
    fn another_key_under_the_name_lets_somebody_in() {
        check_risk(
            NAME,
            &Value::Object(pair("AAAA", "key-1")),
            &Value::Object(pair("BBBB", "key-2")),
            &[
                ("fingerprint", Risk::ExposureWidened),
                ("key_pair_id", Risk::Cosmetic),
                ("public_key", Risk::ExposureWidened),
            ],
        );
    }

    #[test]
    fn the_approved_key_is_imported_in_the_place_of_another_or_of_none() {
        let approved = pair("AAAA", "key-1");
        let of = |observed: Option<&Attributes>| {
            let plan = crate::plan_restore(NAME, "k", Some(&approved), observed);
            let told: Vec<_> = plan.unrestorable.iter().map(|u| u.path.clone()).collect();
            assert_eq!(told, ["key_pair_id"]);
            plan.calls
        };
        let calls = of(Some(&pair("BBBB", "key-2")));
        let actions: Vec<_> = calls.iter().map(|call| call.action.as_str()).collect();
        assert_eq!(actions, [DELETE, IMPORT]);
        assert_eq!(of(None), calls[1..]);
        assert_eq!(
            calls[1].arguments["input"],
            json!({"KeyName": "k", "PublicKeyMaterial": base64::encode("ssh-ed25519 AAAA"),
                "TagSpecifications": [{"ResourceType": "key-pair", "Tags": [{"Key": "a", "Value": "b"}]}]})
        );
    }
}
