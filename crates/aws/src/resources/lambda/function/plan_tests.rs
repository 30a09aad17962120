//! What comes of a function that is not as approved.

use driftlock_core::{Attributes, HashKey};
use serde_json::{Value, json};

use crate::resources::lambda::function::NAME;
use crate::{RestorePlan, conceal_secrets, normalise, plan_restore};

fn function(more: &Value) -> Attributes {
    let mut all = json!({"id": "f", "function_name": "f", "arn": "arn:f", "role": "arn:r",
        "handler": "h", "runtime": "python3.12", "code_sha256": "c"});
    let all = all.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    let mut all = normalise(NAME, all.clone());
    assert_eq!(normalise(NAME, all.clone()), all);
    conceal_secrets(NAME, &mut all, Some(&HashKey::new([1; 32])));
    all
}

fn plan(approved: &Value, observed: &Value) -> RestorePlan {
    let (approved, observed) = (function(approved), function(observed));
    plan_restore(NAME, "f", Some(&approved), Some(&observed))
}

/// Members of the calls, without the name of the function.
fn inputs(plan: &RestorePlan) -> Vec<Value> {
    let inputs = plan.calls.iter().map(|call| {
        let mut input = call.arguments["input"].clone();
        input.as_object_mut().unwrap().remove("FunctionName");
        input
    });
    inputs.collect()
}

fn left(plan: &RestorePlan) -> Vec<&str> {
    let left = plan.unrestorable.iter();
    left.map(|one| one.path.as_str()).collect()
}

#[test]
fn everything_of_the_configuration_comes_back_by_one_call() {
    let approved = json!({
        "dead_letter_config": [{"target_arn": "arn:q"}],
        "ephemeral_storage": [{"size": 1024}],
        "file_system_config": [{"arn": "arn:fs", "local_mount_path": "/mnt/a"}],
        "image_config": [{"command": ["a"], "entry_point": ["b"], "working_directory": "/"}],
        "kms_key_arn": "arn:k", "layers": ["arn:l:1", "arn:a:2"],
        "logging_config": [{"log_format": "JSON", "application_log_level": "INFO",
            "system_log_level": "WARN", "log_group": "/g"}],
        "snap_start": [{"apply_on": "PublishedVersions", "optimization_status": "On"}],
        "tracing_config": [{"mode": "Active"}],
        "vpc_config": [{"subnet_ids": ["s2", "s1"], "security_group_ids": ["g"], "vpc_id": "v"}],
    });
    let expected = json!({
        "DeadLetterConfig": {"TargetArn": "arn:q"},
        "EphemeralStorage": {"Size": 1024},
        "FileSystemConfigs": [{"Arn": "arn:fs", "LocalMountPath": "/mnt/a"}],
        "ImageConfig": {"Command": ["a"], "EntryPoint": ["b"], "WorkingDirectory": "/"},
        "KMSKeyArn": "arn:k",
        "Layers": ["arn:l:1", "arn:a:2"],
        "LoggingConfig": {"ApplicationLogLevel": "INFO", "LogFormat": "JSON", "LogGroup": "/g",
            "SystemLogLevel": "WARN"},
        "SnapStart": {"ApplyOn": "PublishedVersions"},
        "TracingConfig": {"Mode": "Active"},
        "VpcConfig": {"Ipv6AllowedForDualStack": false, "SecurityGroupIds": ["g"],
            "SubnetIds": ["s1", "s2"]},
    });
    let plan_of = plan(&approved, &json!({}));
    assert_eq!(inputs(&plan_of), [expected]);
    assert_eq!(left(&plan_of), [""; 0]);

    let defaults = json!({
        "DeadLetterConfig": {"TargetArn": ""},
        "EphemeralStorage": {"Size": 512},
        "FileSystemConfigs": [],
        "ImageConfig": {},
        "KMSKeyArn": "",
        "Layers": [],
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/f"},
        "SnapStart": {"ApplyOn": "None"},
        "TracingConfig": {"Mode": "PassThrough"},
        "VpcConfig": {"SecurityGroupIds": [], "SubnetIds": []},
    });
    let plan_of = plan(&json!({}), &approved);
    assert_eq!(inputs(&plan_of), [defaults]);
    assert_eq!(left(&plan_of), [""; 0]);
}

#[test]
fn what_is_said_and_what_is_not_are_one_where_aws_has_a_default() {
    let said = json!({"architectures": ["x86_64"], "description": "", "memory_size": 128,
        "package_type": "Zip", "timeout": 3, "reserved_concurrent_executions": -1,
        "dead_letter_config": [], "environment": [{"variables": {}}],
        "ephemeral_storage": [{"size": 512}], "layers": [],
        "logging_config": [{"application_log_level": "", "log_format": "Text",
            "log_group": "/aws/lambda/f", "system_log_level": ""}],
        "snap_start": [{"apply_on": "None", "optimization_status": "Off"}],
        "tracing_config": [{"mode": "PassThrough"}],
        "vpc_config": [{"subnet_ids": [], "security_group_ids": [], "vpc_id": "",
            "ipv6_allowed_for_dual_stack": false}]});
    assert_eq!(function(&said), function(&json!({})));
}

#[test]
fn no_value_of_a_variable_is_sent() {
    let of = |variables: &Value| json!({"environment": [{"variables": variables}], "timeout": 5});
    let approved = of(&json!({"A": "1", "EMPTY": "", "GONE": "x"}));
    let observed = json!({"environment": [{"variables": {"A": "2", "B": "3"}}], "timeout": 6});
    let plan_of = plan(&approved, &observed);
    assert_eq!(inputs(&plan_of), [json!({"Timeout": 5})]);
    assert_eq!(
        left(&plan_of),
        ["A", "B", "EMPTY", "GONE"].map(|name| format!("environment[0].variables.{name}"))
    );

    let plan_of = plan(&of(&json!({"A": "1"})), &json!({"timeout": 5}));
    assert_eq!(plan_of.calls, []);
    assert_eq!(left(&plan_of), ["environment[0]"]);

    let plan_of = plan(&json!({"timeout": 5}), &of(&json!({"A": "1"})));
    assert_eq!(
        inputs(&plan_of),
        [json!({"Environment": {"Variables": {}}})]
    );
    assert_eq!(left(&plan_of), [""; 0]);
}

#[test]
fn other_code_is_deployed_again() {
    let observed = json!({"code_sha256": "d", "architectures": ["arm64"], "signing_job_arn": "j",
        "signing_profile_version_arn": "p", "package_type": "Image"});
    let plan_of = plan(&json!({}), &observed);
    assert_eq!(plan_of.calls, []);
    assert_eq!(
        left(&plan_of),
        [
            "architectures",
            "code_sha256",
            "package_type",
            "signing_job_arn",
            "signing_profile_version_arn"
        ]
    );
    let plan_of = plan_restore(NAME, "f", Some(&function(&json!({}))), None);
    assert_eq!(plan_of.calls, []);
    assert_eq!(left(&plan_of), ["id"]);
}

#[test]
fn who_may_sign_and_how_many_run_come_back_before_what_takes_time() {
    let of = |signing: &str, most: i64, timeout: u32| {
        json!({"code_signing_config_arn": signing, "timeout": timeout,
            "reserved_concurrent_executions": most})
    };
    let operations = |plan: &RestorePlan| -> Vec<Value> {
        let calls = plan.calls.iter();
        calls
            .map(|call| call.arguments["operation"].clone())
            .collect()
    };
    let plan_of = plan(&of("arn:s", 0, 5), &of("", -1, 6));
    assert_eq!(
        operations(&plan_of),
        [
            "PutFunctionCodeSigningConfig",
            "PutFunctionConcurrency",
            "UpdateFunctionConfiguration"
        ]
    );
    assert_eq!(
        inputs(&plan_of)[1],
        json!({"ReservedConcurrentExecutions": 0})
    );
    let plan_of = plan(&of("", -1, 6), &of("arn:s", 0, 6));
    assert_eq!(
        operations(&plan_of),
        [
            "DeleteFunctionCodeSigningConfig",
            "DeleteFunctionConcurrency"
        ]
    );
}
