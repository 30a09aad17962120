//! Stored calls on a function, sent.

use aws_sdk_lambda::Client;
use aws_sdk_lambda::error::BuildError;
use aws_sdk_lambda::types::{
    ApplicationLogLevel, DeadLetterConfig, Environment, EphemeralStorage, FileSystemConfig,
    ImageConfig, LogFormat, LoggingConfig, Runtime, SnapStart, SnapStartApplyOn, SystemLogLevel,
    TracingConfig, TracingMode, VpcConfig,
};
use serde_json::Value;

use super::{DELETE_CONCURRENCY, DELETE_SIGNING, PUT_CONCURRENCY, PUT_SIGNING, TAG, UNTAG, UPDATE};
use crate::resources::Sent;
use crate::resources::request::Request;
use crate::{CallError, tags};

pub(super) async fn send(lambda: &Client, request: &Request) -> Result<Sent, CallError> {
    let name = request.text("FunctionName");
    match request.operation() {
        "UpdateFunctionConfiguration" => update(lambda, request).await,
        "PutFunctionConcurrency" => {
            let call = lambda.put_function_concurrency().set_function_name(name);
            let most = request.number("ReservedConcurrentExecutions");
            let call = call.set_reserved_concurrent_executions(most);
            Sent::of(PUT_CONCURRENCY, call.send().await)
        }
        "DeleteFunctionConcurrency" => {
            let call = lambda.delete_function_concurrency().set_function_name(name);
            Sent::of(DELETE_CONCURRENCY, call.send().await)
        }
        "PutFunctionCodeSigningConfig" => {
            let call = lambda.put_function_code_signing_config();
            let call = call
                .set_function_name(name)
                .set_code_signing_config_arn(request.text("CodeSigningConfigArn"));
            Sent::of(PUT_SIGNING, call.send().await)
        }
        "DeleteFunctionCodeSigningConfig" => {
            let call = lambda.delete_function_code_signing_config();
            Sent::of(DELETE_SIGNING, call.set_function_name(name).send().await)
        }
        "TagResource" => {
            let tags = tags::listed(request.value("Tags")).into_iter().collect();
            let call = lambda.tag_resource().set_tags(Some(tags));
            let call = call.set_resource(request.text("Resource"));
            Sent::of(TAG, call.send().await)
        }
        "UntagResource" => {
            let call = lambda.untag_resource();
            let call = call
                .set_resource(request.text("Resource"))
                .set_tag_keys(request.texts("TagKeys"));
            Sent::of(UNTAG, call.send().await)
        }
        _ => Err(request.unknown()),
    }
}

async fn update(lambda: &Client, request: &Request) -> Result<Sent, CallError> {
    let unusable = |error: BuildError| request.unusable(&error);
    let storage = storage(request.value("EphemeralStorage")).map_err(unusable)?;
    let files = files(request.value("FileSystemConfigs")).map_err(unusable)?;
    let runtime = request.text("Runtime");
    let call = lambda
        .update_function_configuration()
        .set_function_name(request.text("FunctionName"))
        .set_role(request.text("Role"))
        .set_handler(request.text("Handler"))
        .set_description(request.text("Description"))
        .set_timeout(request.number("Timeout"))
        .set_memory_size(request.number("MemorySize"))
        .set_runtime(runtime.as_deref().map(Runtime::from))
        .set_kms_key_arn(request.text("KMSKeyArn"))
        .set_layers(request.texts("Layers"))
        .set_vpc_config(network(request.value("VpcConfig")))
        .set_environment(emptied(request.value("Environment")))
        .set_dead_letter_config(letters(request.value("DeadLetterConfig")))
        .set_tracing_config(tracing(request.value("TracingConfig")))
        .set_image_config(image(request.value("ImageConfig")))
        .set_snap_start(start(request.value("SnapStart")))
        .set_logging_config(logging(request.value("LoggingConfig")))
        .set_ephemeral_storage(storage)
        .set_file_system_configs(files);
    Sent::of(UPDATE, call.send().await)
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

fn texts(value: &Value, name: &str) -> Option<Vec<String>> {
    let all = value.get(name)?.as_array()?.iter();
    Some(all.filter_map(Value::as_str).map(str::to_owned).collect())
}

fn network(wanted: &Value) -> Option<VpcConfig> {
    let dual = wanted.get("Ipv6AllowedForDualStack");
    let all = VpcConfig::builder()
        .set_security_group_ids(texts(wanted, "SecurityGroupIds"))
        .set_subnet_ids(texts(wanted, "SubnetIds"))
        .set_ipv6_allowed_for_dual_stack(dual.and_then(Value::as_bool));
    wanted.is_object().then(|| all.build())
}

/// No value of a variable is ever sent.
fn emptied(wanted: &Value) -> Option<Environment> {
    let none = Environment::builder().set_variables(Some(Default::default()));
    wanted.is_object().then(|| none.build())
}

fn letters(wanted: &Value) -> Option<DeadLetterConfig> {
    let all = DeadLetterConfig::builder().set_target_arn(text(wanted, "TargetArn"));
    wanted.is_object().then(|| all.build())
}

fn tracing(wanted: &Value) -> Option<TracingConfig> {
    let mode = text(wanted, "Mode")?;
    let mode = TracingMode::from(mode.as_str());
    Some(TracingConfig::builder().mode(mode).build())
}

fn image(wanted: &Value) -> Option<ImageConfig> {
    let all = ImageConfig::builder()
        .set_command(texts(wanted, "Command"))
        .set_entry_point(texts(wanted, "EntryPoint"))
        .set_working_directory(text(wanted, "WorkingDirectory"));
    wanted.is_object().then(|| all.build())
}

fn start(wanted: &Value) -> Option<SnapStart> {
    let on = text(wanted, "ApplyOn")?;
    let on = SnapStartApplyOn::from(on.as_str());
    Some(SnapStart::builder().apply_on(on).build())
}

fn logging(wanted: &Value) -> Option<LoggingConfig> {
    let [application, format, system] =
        ["ApplicationLogLevel", "LogFormat", "SystemLogLevel"].map(|name| text(wanted, name));
    let all = LoggingConfig::builder()
        .set_application_log_level(application.as_deref().map(ApplicationLogLevel::from))
        .set_log_format(format.as_deref().map(LogFormat::from))
        .set_log_group(text(wanted, "LogGroup"))
        .set_system_log_level(system.as_deref().map(SystemLogLevel::from));
    wanted.is_object().then(|| all.build())
}

fn storage(wanted: &Value) -> Result<Option<EphemeralStorage>, BuildError> {
    let size = wanted.get("Size").and_then(Value::as_i64);
    let size = size.and_then(|size| i32::try_from(size).ok());
    let all = EphemeralStorage::builder().set_size(size);
    wanted.is_object().then(|| all.build()).transpose()
}

fn files(wanted: &Value) -> Result<Option<Vec<FileSystemConfig>>, BuildError> {
    let one = |files: &Value| {
        FileSystemConfig::builder()
            .set_arn(text(files, "Arn"))
            .set_local_mount_path(text(files, "LocalMountPath"))
            .build()
    };
    let all = wanted.as_array();
    all.map(|all| all.iter().map(one).collect()).transpose()
}
