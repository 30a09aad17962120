//! From drift to calls.

use driftlock_core::{Attributes, Call, Change, Unrestorable, diff, is_secret};
use serde_json::{Map, Value, json};

use super::{CREATE_VERSION, LaunchTemplate, MODIFY, data};
use crate::resources::ec2::tagging;
use crate::resources::form::text;
use crate::resources::request::request;
use crate::resources::{ResourceType as _, RestorePlan};

pub(super) fn plan(
    id: &str,
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
) -> RestorePlan {
    let mut plan = RestorePlan::default();
    match (approved, observed) {
        (Some(approved), Some(observed)) => restore(&mut plan, id, approved, observed),
        (Some(_), None) => plan.unrestorable.push(Unrestorable {
            path: "id".to_owned(),
            reason: "a launch template that is gone cannot come back under its id, nor with its \
                     versions; deploy a new one"
                .to_owned(),
        }),
        (None, _) => {}
    }
    plan
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &LaunchTemplate.shape());
    let touched: Vec<&str> = changes
        .iter()
        .filter(|change| !is_secret(&change.path, LaunchTemplate.secrets()))
        .map(root)
        .collect();
    // The approved version is the default again before anything is started from the other.
    if touched.contains(&"default_version") {
        plan.calls.push(make_default(id, approved));
    }
    if touched.iter().any(|name| is_setting(name)) {
        new_version(plan, id, approved, observed, &changes);
    }
    tagging::restore(plan, id, approved, observed);
    let fixed = changes
        .iter()
        .filter(|change| ["id", "arn", "name"].contains(&root(change)));
    plan.unrestorable.extend(fixed.map(|change| Unrestorable {
        path: change.path.clone(),
        reason: "AWS cannot change it on an existing launch template".to_owned(),
    }));
}

fn root(change: &Change) -> &str {
    change.path.split(['.', '[']).next().unwrap_or_default()
}

fn is_setting(name: &str) -> bool {
    name == "description" || data::ALL.iter().any(|setting| setting.attribute == name)
}

fn make_default(id: &str, approved: &Attributes) -> Call {
    let version = approved.get("default_version").unwrap_or(&Value::Null);
    request(
        MODIFY,
        format!("make version {version} the default again"),
        ["ec2", "ModifyLaunchTemplate"],
        json!({"LaunchTemplateId": id, "DefaultVersion": version.to_string()}),
    )
}

fn new_version(
    plan: &mut RestorePlan,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
    changes: &[Change],
) {
    let mut members = data::members(approved);
    // What is left out of a version that is made from another, it has from that.
    let secret = text(approved, "user_data");
    let source = (!secret.is_empty()).then_some("$Latest");
    if source.is_some() {
        members = overlay(members, approved, observed);
        let lost = changes.iter().filter(|change| is_left(change, approved));
        plan.unrestorable.extend(lost.map(|change| {
            Unrestorable {
                path: change.path.clone(),
                reason:
                    "a version that keeps the user data, which is held as a hash only, cannot lose \
                     it; deploy it again"
                        .to_owned(),
            }
        }));
    }
    plan.calls.push(request(
        CREATE_VERSION,
        "make a new version with the approved settings",
        ["ec2", "CreateLaunchTemplateVersion"],
        json!({
            "LaunchTemplateId": id,
            "SourceVersion": source,
            "VersionDescription": approved.get("description"),
            "LaunchTemplateData": members,
        }),
    ));
}

/// Members of the settings that differ.
fn overlay(
    mut members: Map<String, Value>,
    approved: &Attributes,
    observed: &Attributes,
) -> Map<String, Value> {
    let same = data::ALL
        .iter()
        .filter(|setting| approved.get(setting.attribute) == observed.get(setting.attribute));
    for setting in same {
        members.remove(setting.member);
    }
    members
}

/// Whether a setting as a whole came that was not approved.
fn is_left(change: &Change, approved: &Attributes) -> bool {
    let name = root(change);
    is_setting(name) && !approved.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::ec2::launch_template::NAME;

    fn planned(approved: &Value, observed: &Value) -> RestorePlan {
        let form = |value: &Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        crate::plan_restore(NAME, "lt-1", Some(&approved), Some(&observed))
    }

    #[test]
    fn settings_come_back_by_a_version_and_the_default_by_its_number() {
        let of = |image: &str, version: u32| {
            json!({"image_id": image, "default_version": version, "description": image,
                "metadata_options": [{"http_tokens": "required"}]})
        };
        let plan = planned(&of("a", 3), &of("b", 4));
        let inputs: Vec<_> = plan
            .calls
            .iter()
            .map(|call| &call.arguments["input"])
            .collect();
        assert_eq!(
            inputs,
            [
                &json!({"LaunchTemplateId": "lt-1", "DefaultVersion": "3"}),
                &json!({"LaunchTemplateId": "lt-1", "SourceVersion": null, "VersionDescription": "a",
                    "LaunchTemplateData":
                        {"ImageId": "a", "MetadataOptions": {"HttpTokens": "required"}}}),
            ]
        );
        assert_eq!(planned(&of("a", 3), &of("a", 4)).calls.len(), 1);
    }

    #[test]
    fn user_data_is_kept_by_a_version_of_the_latest() {
        let of = |image: &str, kind: Option<&str>, data: &str| json!({"image_id": image, "instance_type": kind, "key_name": "k", "user_data": data});
        let plan = planned(&of("a", None, "hash"), &of("b", Some("t3.micro"), "hash"));
        let input = &plan.calls[0].arguments["input"];
        assert_eq!(input["SourceVersion"], "$Latest");
        assert_eq!(input["LaunchTemplateData"], json!({"ImageId": "a"}));
        assert_eq!(plan.unrestorable[0].path, "instance_type");
        assert!(!plan.calls[0].arguments.to_string().contains("hash"));
        let plan = planned(&of("a", None, "hash"), &of("a", None, "other"));
        assert_eq!(plan.calls, []);
        assert_eq!(plan.unrestorable[0].path, "user_data");
    }

    #[test]
    fn no_accelerators_is_not_the_same_as_any() {
        let of = |range: Value| json!({"instance_requirements": [{"accelerator_count": range}]});
        let plan = planned(&of(json!([{"max": 0, "min": 0}])), &of(json!([])));
        assert_eq!(
            plan.calls[0].arguments["input"]["LaunchTemplateData"],
            json!({"InstanceRequirements": {"AcceleratorCount": {"Max": 0}}})
        );
        let whole = of(json!([{"min": 1.0, "max": 4}]));
        assert_eq!(
            planned(&whole, &of(json!([{"min": 1, "max": 4.0}]))).calls,
            []
        );
    }
}
