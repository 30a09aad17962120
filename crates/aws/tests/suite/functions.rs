//! Functions, as far as AWS documents what neither the emulator nor a run of Terraform shows.

use std::collections::BTreeMap;

use driftlock_aws::{command_line, normalise, plan_restore};
use driftlock_core::{Attributes, HashKey, Key};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, json as answer, json_error};
use crate::{check_declared, scope, sweep};

type Parameters = BTreeMap<String, String>;

const FUNCTION: &str = "aws_lambda_function";

fn arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")
}

/// What is asked, by the end of the path (Lambda API reference), and of which function.
fn asked(parameters: &Parameters) -> (&str, &str) {
    let path = parameters["Bucket"].as_str();
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [_, "functions"] => ("functions", ""),
        [_, "functions", name, what] => (*what, *name),
        [_, "tags", _] => ("tags", ""),
        _ => panic!("{path}"),
    }
}

fn configuration(name: &str) -> Value {
    let mut all = json!({"FunctionName": name, "FunctionArn": arn(name), "Role": "arn:r",
        "CodeSha256": "c", "CodeSize": 500, "Description": "", "MemorySize": 128, "Timeout": 3,
        "PackageType": "Zip", "Architectures": ["x86_64"], "Version": "$LATEST",
        "Handler": "h", "Runtime": "python3.12", "LastModified": "2024-01-01T00:00:00.000+0000",
        "State": "Active", "LastUpdateStatus": "Successful", "RevisionId": "r",
        "EphemeralStorage": {"Size": 512}, "TracingConfig": {"Mode": "PassThrough"},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": format!("/aws/lambda/{name}")},
        "RuntimeVersionConfig": {"RuntimeVersionArn": "arn:v"}});
    let more = match name {
        "full" => json!({
            "DeadLetterConfig": {"TargetArn": "arn:q"},
            "Environment": {"Variables": {"A": "hunter2", "EMPTY": ""}},
            "FileSystemConfigs": [{"Arn": "arn:fs", "LocalMountPath": "/mnt/a"}],
            "KMSKeyArn": "arn:k",
            "Layers": [{"Arn": "arn:l:2", "CodeSize": 1}, {"Arn": "arn:a:1", "CodeSize": 2}],
            "LoggingConfig": {"LogFormat": "JSON", "ApplicationLogLevel": "INFO",
                "SystemLogLevel": "WARN", "LogGroup": "/g"},
            "SigningJobArn": "arn:j", "SigningProfileVersionArn": "arn:p",
            "SnapStart": {"ApplyOn": "PublishedVersions", "OptimizationStatus": "Off"},
            "VpcConfig": {"SubnetIds": ["s2", "s1"], "SecurityGroupIds": ["g"], "VpcId": "v",
                "Ipv6AllowedForDualStack": true},
        }),
        "image" => json!({"PackageType": "Image", "Handler": null, "Runtime": null,
            "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": [], "VpcId": ""},
            "ImageConfigResponse": {"ImageConfig":
                {"EntryPoint": ["/e"], "Command": ["c"], "WorkingDirectory": "/w"}}}),
        "locked" => json!({"KMSKeyArn": "arn:k", "Environment": {"Error": {
            "ErrorCode": "AccessDeniedException",
            "Message": "Lambda was unable to decrypt the environment variables because KMS access was denied."}}}),
        _ => json!({}),
    };
    let members = all.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    all
}

fn functions(_: &str, parameters: &Parameters) -> ResponseTemplate {
    let (what, name) = asked(parameters);
    match what {
        "functions" => {
            let of = |names: &[&str]| {
                names
                    .iter()
                    .map(|name| configuration(name))
                    .collect::<Value>()
            };
            match parameters.get("Marker").map(String::as_str) {
                None => answer(
                    200,
                    &json!({"Functions": of(&["full", "gone", "image"]), "NextMarker": "to/2+="}),
                ),
                Some("to/2+=") => answer(200, &json!({"Functions": of(&["locked", "new"])})),
                Some(other) => panic!("{other}"),
            }
        }
        "configuration" if name == "gone" => {
            json_error(404, "ResourceNotFoundException", "Function not found")
                .insert_header("x-amzn-errortype", "ResourceNotFoundException")
        }
        "configuration" => answer(200, &configuration(name)),
        "concurrency" if name == "full" => answer(200, &json!({"ReservedConcurrentExecutions": 0})),
        "concurrency" => answer(200, &json!({})),
        "code-signing-config" if name == "full" => answer(
            200,
            &json!({"CodeSigningConfigArn": "arn:csc", "FunctionName": name}),
        ),
        "code-signing-config" => {
            assert_ne!(name, "image", "AWS refuses to tell of images");
            answer(200, &json!({"FunctionName": name}))
        }
        "tags" => answer(
            200,
            &json!({"Tags": {"a": "", "aws:cloudformation:stack-name": "s"}}),
        ),
        other => panic!("{other} of {name}"),
    }
}

#[tokio::test]
async fn functions_are_read_page_by_page_and_their_code_never() {
    let fake = Fake::start(functions).await;
    let connection = fake.connect().await;
    connection.conceal_with(HashKey::new([1; 32]));
    let found = sweep(&connection, &scope(&[FUNCTION], &[])).await;
    let [locked] = found.unreadable.as_slice() else {
        panic!("{:?}", found.unreadable)
    };
    assert_eq!(locked.key.id, "locked");
    assert_eq!(
        locked.reason,
        "access denied calling `kms:Decrypt`: AccessDeniedException: Lambda was unable to decrypt the \
         environment variables because KMS access was denied."
    );
    let all: BTreeMap<String, Attributes> = found
        .resources
        .into_iter()
        .map(|resource| (resource.key.id, resource.attributes.unwrap()))
        .collect();
    assert_eq!(all.keys().collect::<Vec<_>>(), ["full", "image", "new"]);
    let declared = json!({"id": "new", "function_name": "new", "arn": arn("new"), "role": "arn:r",
        "handler": "h", "runtime": "python3.12", "code_sha256": "c", "tags": {"a": ""}});
    let declared = normalise(FUNCTION, declared.as_object().unwrap().clone());
    assert_eq!(all["new"], declared);

    let full = &all["full"];
    assert_eq!(full["reserved_concurrent_executions"], 0);
    assert_eq!(full["code_signing_config_arn"], "arn:csc");
    assert_eq!(full["layers"], json!(["arn:l:2", "arn:a:1"]));
    assert_eq!(
        full["snap_start"],
        json!([{"apply_on": "PublishedVersions"}])
    );
    assert_eq!(full["logging_config"][0]["application_log_level"], "INFO");
    assert_eq!(full["dead_letter_config"], json!([{"target_arn": "arn:q"}]));
    let network = json!([{"ipv6_allowed_for_dual_stack": true, "security_group_ids": ["g"],
        "subnet_ids": ["s1", "s2"], "vpc_id": "v"}]);
    assert_eq!(full["vpc_config"], network);
    let variables = &full["environment"][0]["variables"];
    assert_eq!(variables["EMPTY"], "");
    assert_ne!(variables["A"], "hunter2");
    assert!(!Value::Object(full.clone()).to_string().contains("hunter2"));

    let image = &all["image"];
    assert!(!image.contains_key("vpc_config"));
    let started = json!([{"command": ["c"], "entry_point": ["/e"], "working_directory": "/w"}]);
    assert_eq!(image["image_config"], started);
}

fn accepted(_: &str, parameters: &Parameters) -> ResponseTemplate {
    match asked(parameters).0 {
        "code-signing-config" if !parameters.contains_key("CodeSigningConfigArn") => {
            ResponseTemplate::new(204)
        }
        "code-signing-config" => answer(
            200,
            &json!({"CodeSigningConfigArn": "arn:csc", "FunctionName": "f"}),
        ),
        "configuration" => answer(200, &configuration("f")),
        other => panic!("{other}"),
    }
}

/// What is sent for these two states: method, path and body.
async fn sent(approved: &Value, observed: &Value) -> Vec<(String, Value)> {
    let fake = Fake::start(accepted).await;
    let connection = fake.connect().await;
    let of = |value: &Value| normalise(FUNCTION, value.as_object().unwrap().clone());
    let (approved, observed) = (of(approved), of(observed));
    let plan = plan_restore(FUNCTION, "f", Some(&approved), Some(&observed));
    assert_eq!(plan.unrestorable, []);
    let key = Key {
        kind: FUNCTION.to_owned(),
        region: "us-east-1".to_owned(),
        id: "f".to_owned(),
        account: None,
    };
    for call in &plan.calls {
        check_declared(FUNCTION, &call.action);
        assert!(command_line(&key, call).is_some());
        connection.execute(&key, call).await.unwrap();
    }
    let requests = fake.requests().into_iter();
    requests
        .map(|request| {
            let method = request.operation.split(' ').next().unwrap_or_default();
            let what = format!("{method} {}", asked(&request.parameters).0);
            let parsed = |text: &String| serde_json::from_str(text).unwrap_or(json!(text));
            let body = request
                .parameters
                .iter()
                .filter(|(name, _)| *name != "Bucket");
            let body = body.map(|(name, value)| (name.clone(), parsed(value)));
            (what, Value::Object(body.collect()))
        })
        .collect()
}

#[tokio::test]
async fn what_the_emulator_does_not_keep_is_sent_as_aws_takes_it() {
    let plain = json!({"id": "f", "function_name": "f"});
    let full = json!({"id": "f", "function_name": "f",
        "code_signing_config_arn": "arn:csc",
        "dead_letter_config": [{"target_arn": "arn:q"}],
        "ephemeral_storage": [{"size": 1024}],
        "file_system_config": [{"arn": "arn:fs", "local_mount_path": "/mnt/a"}],
        "image_config": [{"command": ["a"], "entry_point": ["b"], "working_directory": "/"}],
        "kms_key_arn": "arn:k",
        "logging_config": [{"log_format": "JSON", "application_log_level": "INFO",
            "system_log_level": "WARN", "log_group": "/g"}],
        "snap_start": [{"apply_on": "PublishedVersions"}],
        "tracing_config": [{"mode": "Active"}],
        "vpc_config": [{"subnet_ids": ["s"], "security_group_ids": ["g"],
            "ipv6_allowed_for_dual_stack": true}]});
    let body = json!({
        "DeadLetterConfig": {"TargetArn": "arn:q"},
        "EphemeralStorage": {"Size": 1024},
        "FileSystemConfigs": [{"Arn": "arn:fs", "LocalMountPath": "/mnt/a"}],
        "ImageConfig": {"Command": ["a"], "EntryPoint": ["b"], "WorkingDirectory": "/"},
        "KMSKeyArn": "arn:k",
        "LoggingConfig": {"ApplicationLogLevel": "INFO", "LogFormat": "JSON", "LogGroup": "/g",
            "SystemLogLevel": "WARN"},
        "SnapStart": {"ApplyOn": "PublishedVersions"},
        "TracingConfig": {"Mode": "Active"},
        "VpcConfig": {"Ipv6AllowedForDualStack": true, "SecurityGroupIds": ["g"],
            "SubnetIds": ["s"]},
    });
    let signed = json!({"CodeSigningConfigArn": "arn:csc"});
    assert_eq!(
        sent(&full, &plain).await,
        [
            ("PUT code-signing-config".to_owned(), signed),
            ("PUT configuration".to_owned(), body)
        ]
    );
    let body = json!({
        "DeadLetterConfig": {"TargetArn": ""},
        "EphemeralStorage": {"Size": 512},
        "FileSystemConfigs": [],
        "ImageConfig": {},
        "KMSKeyArn": "",
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/f"},
        "SnapStart": {"ApplyOn": "None"},
        "TracingConfig": {"Mode": "PassThrough"},
        "VpcConfig": {"SecurityGroupIds": [], "SubnetIds": []},
    });
    assert_eq!(
        sent(&plain, &full).await,
        [
            ("DELETE code-signing-config".to_owned(), json!({})),
            ("PUT configuration".to_owned(), body)
        ]
    );
}
