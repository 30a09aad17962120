//! What AWS answers of a function, in the words of the schema.

use aws_sdk_lambda::operation::get_function_configuration::GetFunctionConfigurationOutput as Described;
use aws_sdk_lambda::types::{
    ApplicationLogLevel, Architecture, DeadLetterConfig, EphemeralStorage, FileSystemConfig,
    ImageConfig, LogFormat, LoggingConfig, PackageType, Runtime, SystemLogLevel, VpcConfigResponse,
};
use driftlock_core::Attributes;
use serde_json::{Value, json};

use super::DECRYPT;
use crate::CallError;
use crate::resources::form::attributes;

/// The configuration; an error where AWS may not show the variables to the caller, for then nothing can be
/// said of them.
pub(super) fn function(function: &Described) -> Result<Attributes, CallError> {
    let layers = function.layers().iter().map(|layer| layer.arn());
    let architectures = function.architectures().iter().map(Architecture::as_str);
    let mut all = attributes([
        ("id", Value::from(function.function_name())),
        ("function_name", Value::from(function.function_name())),
        ("arn", Value::from(function.function_arn())),
        ("architectures", architectures.collect()),
        ("code_sha256", Value::from(function.code_sha256())),
        ("description", Value::from(function.description())),
        ("environment", environment(function)?),
        ("handler", Value::from(function.handler())),
        ("kms_key_arn", Value::from(function.kms_key_arn())),
        ("layers", layers.collect()),
        ("memory_size", json!(function.memory_size())),
        (
            "package_type",
            json!(function.package_type().map(PackageType::as_str)),
        ),
        ("role", Value::from(function.role())),
        ("runtime", json!(function.runtime().map(Runtime::as_str))),
        ("signing_job_arn", Value::from(function.signing_job_arn())),
        (
            "signing_profile_version_arn",
            Value::from(function.signing_profile_version_arn()),
        ),
        ("timeout", json!(function.timeout())),
    ]);
    all.extend(parts(function));
    Ok(all)
}

/// What the schema holds in blocks.
fn parts(function: &Described) -> Attributes {
    let tracing = function.tracing_config().and_then(|tracing| tracing.mode());
    let start = function.snap_start().and_then(|start| start.apply_on());
    let letters = function.dead_letter_config();
    let letters = letters.and_then(DeadLetterConfig::target_arn);
    let image = function.image_config_response();
    let image = image.and_then(|answer| answer.image_config());
    let storage = function.ephemeral_storage().map(EphemeralStorage::size);
    let files = function.file_system_configs().iter().map(files);
    attributes([
        ("dead_letter_config", one("target_arn", letters)),
        ("ephemeral_storage", one("size", storage)),
        ("file_system_config", files.collect()),
        ("image_config", image.map(started).unwrap_or_default()),
        (
            "logging_config",
            function.logging_config().map(logging).unwrap_or_default(),
        ),
        ("snap_start", one("apply_on", start.map(|on| on.as_str()))),
        ("tracing_config", one("mode", tracing.map(|on| on.as_str()))),
        (
            "vpc_config",
            function.vpc_config().map(network).unwrap_or_default(),
        ),
    ])
}

/// A block that holds one thing.
fn one(name: &str, value: Option<impl Into<Value>>) -> Value {
    match value.map(Into::into) {
        Some(value) => json!([{ name: value }]),
        None => Value::Null,
    }
}

fn environment(function: &Described) -> Result<Value, CallError> {
    let Some(environment) = function.environment() else {
        return Ok(Value::Null);
    };
    if let Some(error) = environment.error() {
        let (code, message) = (error.error_code(), error.message());
        let (code, message) = (code.unwrap_or_default(), message.unwrap_or_default());
        return Err(CallError::told(DECRYPT, code, message));
    }
    Ok(json!([{"variables": environment.variables()}]))
}

fn files(files: &FileSystemConfig) -> Value {
    json!({"arn": files.arn(), "local_mount_path": files.local_mount_path()})
}

fn started(image: &ImageConfig) -> Value {
    json!([{
        "command": image.command(),
        "entry_point": image.entry_point(),
        "working_directory": image.working_directory(),
    }])
}

fn logging(logging: &LoggingConfig) -> Value {
    let application = logging.application_log_level();
    json!([{
        "application_log_level": application.map(ApplicationLogLevel::as_str),
        "log_format": logging.log_format().map(LogFormat::as_str),
        "log_group": logging.log_group(),
        "system_log_level": logging.system_log_level().map(SystemLogLevel::as_str),
    }])
}

fn network(network: &VpcConfigResponse) -> Value {
    json!([{
        "ipv6_allowed_for_dual_stack": network.ipv6_allowed_for_dual_stack(),
        "security_group_ids": network.security_group_ids(),
        "subnet_ids": network.subnet_ids(),
        "vpc_id": network.vpc_id(),
    }])
}
