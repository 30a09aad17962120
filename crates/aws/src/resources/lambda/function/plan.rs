//! The way back from an observed function to the approved one. While AWS updates a configuration it refuses
//! other changes, so that comes last; nothing else takes time.

use driftlock_core::{Attributes, Change, Unrestorable, diff, is_secret};
use serde_json::{Map, Value, json};

use super::{
    CONCURRENCY, DELETE_CONCURRENCY, DELETE_SIGNING, ENVIRONMENT, Function, PUT_CONCURRENCY,
    PUT_SIGNING, TAG, UNRESERVED, UNTAG, UPDATE,
};
use crate::resources::form::{block, elements, text};
use crate::resources::lambda::SERVICE;
use crate::resources::request::request;
use crate::resources::{ResourceType, RestorePlan};

/// The calls back from `observed` to `approved`.
pub(super) fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let changes = diff(Some(approved), Some(observed), &Function.shape());
    let changed = |name: &str| changes.iter().any(|change| root(change) == name);
    if changed("code_signing_config_arn") {
        sign(&mut plan, id, approved);
    }
    if changed(CONCURRENCY) {
        reserve(&mut plan, id, approved);
    }
    retag(&mut plan, approved, observed);
    let mut input = Map::new();
    for change in &changes {
        if let Some((member, value)) = member(change, approved) {
            input.insert(member.to_owned(), value);
        } else if let Some(reason) = reason(change) {
            plan.unrestorable.push(Unrestorable {
                path: change.path.clone(),
                reason: reason.to_owned(),
            });
        }
    }
    if !input.is_empty() {
        let names: Vec<&str> = input.keys().map(String::as_str).collect();
        let summary = format!("put back {}", names.join(", "));
        input.insert("FunctionName".to_owned(), Value::from(id));
        let operation = [SERVICE, "UpdateFunctionConfiguration"];
        plan.calls
            .push(request(UPDATE, summary, operation, Value::Object(input)));
    }
    plan
}

/// Nothing that Driftlock keeps could run.
pub(super) fn gone() -> RestorePlan {
    RestorePlan {
        calls: Vec::new(),
        unrestorable: vec![Unrestorable {
            path: "id".to_owned(),
            reason: "the function is gone with its code, which Driftlock neither reads nor keeps; \
                     deploy it again"
                .to_owned(),
        }],
    }
}

/// The name of the attribute that a path begins with.
fn root(change: &Change) -> &str {
    let path = change.path.as_str();
    path.split(['.', '[']).next().unwrap_or(path)
}

/// Why a change stays; none where it is taken back, or told of as that of a secret.
fn reason(change: &Change) -> Option<&'static str> {
    match root(change) {
        "arn" | "function_name" | "id" => Some("AWS cannot change it on an existing function"),
        "architectures"
        | "code_sha256"
        | "handler"
        | "package_type"
        | "runtime"
        | "signing_job_arn"
        | "signing_profile_version_arn" => {
            Some("it comes with the code, which Driftlock neither reads nor keeps; deploy it again")
        }
        ENVIRONMENT if !is_secret(&change.path, Function.secrets()) => {
            Some("only hashes of the approved values are kept; deploy it again")
        }
        _ => None,
    }
}

/// What `UpdateFunctionConfiguration` is to be told of a change, by the Lambda API reference; what is empty
/// takes away.
fn member(change: &Change, approved: &Attributes) -> Option<(&'static str, Value)> {
    let name = root(change);
    let said = |name: &str| Value::from(text(approved, name));
    let given = |name: &str| approved.get(name).cloned();
    let of = |member: &str| {
        let block = block(approved, name);
        let value = block.and_then(|block| block.get(member));
        value.cloned().unwrap_or_default()
    };
    Some(match name {
        "dead_letter_config" => {
            let target = of("target_arn");
            let target = target.as_str().unwrap_or_default();
            ("DeadLetterConfig", json!({ "TargetArn": target }))
        }
        "description" => ("Description", said(name)),
        ENVIRONMENT if !approved.contains_key(name) => ("Environment", json!({"Variables": {}})),
        "ephemeral_storage" => ("EphemeralStorage", json!({"Size": of("size")})),
        "file_system_config" => ("FileSystemConfigs", files(approved)),
        "handler" => ("Handler", given(name)?),
        "image_config" => {
            let all = [
                ("Command", of("command")),
                ("EntryPoint", of("entry_point")),
                ("WorkingDirectory", of("working_directory")),
            ];
            ("ImageConfig", without_null(all))
        }
        "kms_key_arn" => ("KMSKeyArn", said(name)),
        "layers" => ("Layers", given(name).unwrap_or_else(|| json!([]))),
        "logging_config" => {
            let all = [
                ("ApplicationLogLevel", of("application_log_level")),
                ("LogFormat", of("log_format")),
                ("LogGroup", of("log_group")),
                ("SystemLogLevel", of("system_log_level")),
            ];
            ("LoggingConfig", without_null(all))
        }
        "memory_size" => ("MemorySize", given(name)?),
        "role" => ("Role", given(name)?),
        "runtime" => ("Runtime", given(name)?),
        "snap_start" => {
            let on = of("apply_on");
            (
                "SnapStart",
                json!({"ApplyOn": on.as_str().unwrap_or("None")}),
            )
        }
        "timeout" => ("Timeout", given(name)?),
        "tracing_config" => ("TracingConfig", json!({"Mode": of("mode")})),
        "vpc_config" => {
            let list = |value: Value| if value.is_array() { value } else { json!([]) };
            let all = [
                ("Ipv6AllowedForDualStack", of("ipv6_allowed_for_dual_stack")),
                ("SecurityGroupIds", list(of("security_group_ids"))),
                ("SubnetIds", list(of("subnet_ids"))),
            ];
            ("VpcConfig", without_null(all))
        }
        _ => return None,
    })
}

fn without_null<const N: usize>(all: [(&str, Value); N]) -> Value {
    let said = all.into_iter().filter(|(_, value)| !value.is_null());
    let said = said.map(|(name, value)| (name.to_owned(), value));
    Value::Object(said.collect())
}

fn files(approved: &Attributes) -> Value {
    let all = elements(approved, "file_system_config");
    all.map(
        |files| json!({"Arn": files.get("arn"), "LocalMountPath": files.get("local_mount_path")}),
    )
    .collect()
}

fn sign(plan: &mut RestorePlan, id: &str, approved: &Attributes) {
    plan.calls
        .push(match text(approved, "code_signing_config_arn") {
            "" => request(
                DELETE_SIGNING,
                "take code of any signer, or of none",
                [SERVICE, "DeleteFunctionCodeSigningConfig"],
                json!({ "FunctionName": id }),
            ),
            arn => request(
                PUT_SIGNING,
                "take only code that the approved signers signed",
                [SERVICE, "PutFunctionCodeSigningConfig"],
                json!({"FunctionName": id, "CodeSigningConfigArn": arn}),
            ),
        });
}

fn reserve(plan: &mut RestorePlan, id: &str, approved: &Attributes) {
    let reserved = approved.get(CONCURRENCY).and_then(Value::as_i64);
    plan.calls
        .push(match reserved.filter(|most| *most != UNRESERVED) {
            Some(most) => request(
                PUT_CONCURRENCY,
                format!("reserve {most} executions at a time, and allow no more"),
                [SERVICE, "PutFunctionConcurrency"],
                json!({"FunctionName": id, "ReservedConcurrentExecutions": most}),
            ),
            None => request(
                DELETE_CONCURRENCY,
                "reserve no executions",
                [SERVICE, "DeleteFunctionConcurrency"],
                json!({ "FunctionName": id }),
            ),
        });
}

fn retag(plan: &mut RestorePlan, approved: &Attributes, observed: &Attributes) {
    let arn = text(observed, "arn");
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"Resource": arn, "Tags": tags});
            request(TAG, summary, [SERVICE, "TagResource"], input)
        },
        |summary, names| {
            let input = json!({"Resource": arn, "TagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagResource"], input)
        },
    );
}
