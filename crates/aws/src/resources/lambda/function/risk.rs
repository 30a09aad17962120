//! What a change of a function puts at risk.

use driftlock_core::Risk;
use serde_json::Value;

/// Variables by which another program runs before, or in place of, the function's own code: those of the
/// runtimes ("Modifying the runtime environment" in the Lambda developer guide), and of the loader.
const CODE_BY_VARIABLE: &[&str] = &[
    "AWS_LAMBDA_EXEC_WRAPPER",
    "JAVA_TOOL_OPTIONS",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "NODE_OPTIONS",
    "NODE_PATH",
    "PYTHONPATH",
    "RUBYLIB",
    "RUBYOPT",
];

/// Other rights, other code, and another place for what fails expose; what keeps code out, or the function in
/// its network and its logs where they are looked for, is weakened; the rest is how it works.
pub(super) fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let name = path.split(['.', '[']).next().unwrap_or(path);
    match name {
        "role" | "code_sha256" => Risk::ExposureWidened,
        "layers" | "dead_letter_config" | "file_system_config" if observed.is_null() => {
            Risk::ServiceBroken
        }
        "layers" | "dead_letter_config" | "file_system_config" => Risk::ExposureWidened,
        "environment" if runs_code(path, observed) => Risk::ExposureWidened,
        "code_signing_config_arn"
        | "signing_profile_version_arn"
        | "kms_key_arn"
        | "logging_config"
        | "vpc_config" => Risk::ProtectionWeakened,
        // A function that was switched off runs.
        "reserved_concurrent_executions" if *approved == 0 => Risk::ProtectionWeakened,
        "description" | "signing_job_arn" | "tags" | "tracing_config" => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

fn runs_code(path: &str, observed: &Value) -> bool {
    let variables = observed.get("variables").and_then(Value::as_object);
    let named = |name: &str| path.rsplit('.').next() == Some(name) && !observed.is_null();
    let mut names = CODE_BY_VARIABLE.iter();
    names.any(|name| named(name) || variables.is_some_and(|all| all.contains_key(*name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;
    use serde_json::json;

    const NAME: &str = crate::resources::lambda::function::NAME;

    #[test]
    fn other_rights_and_other_code_expose() {
        let of = |role: &str, layers: &[&str], variables: &Value| {
            json!({"id": "f", "function_name": "f", "role": role, "code_sha256": role,
                "layers": layers, "environment": [{"variables": variables}]})
        };
        check_risk(
            NAME,
            &of("a", &[], &json!({"MODE": "1", "RUBYOPT": "x"})),
            &of("b", &["l"], &json!({"MODE": "2", "NODE_OPTIONS": "x"})),
            &[
                ("code_sha256", Risk::ExposureWidened),
                ("environment[0].variables.MODE", Risk::ServiceBroken),
                (
                    "environment[0].variables.NODE_OPTIONS",
                    Risk::ExposureWidened,
                ),
                ("environment[0].variables.RUBYOPT", Risk::ServiceBroken),
                ("layers", Risk::ExposureWidened),
                ("role", Risk::ExposureWidened),
            ],
        );
        check_risk(
            NAME,
            &of("a", &["l"], &json!({})),
            &of("a", &[], &json!({"LD_PRELOAD": "x"})),
            &[
                ("environment[0]", Risk::ExposureWidened),
                ("layers", Risk::ServiceBroken),
            ],
        );
    }

    #[test]
    fn what_keeps_a_function_in_weakens() {
        let of = |signing: &str, subnets: &[&str], most: i64| {
            json!({"id": "f", "function_name": "f", "code_signing_config_arn": signing,
                "vpc_config": [{"subnet_ids": subnets, "security_group_ids": []}],
                "reserved_concurrent_executions": most, "timeout": most + 1,
                "description": signing})
        };
        check_risk(
            NAME,
            &of("s", &["subnet-1"], 0),
            &of("", &[], 5),
            &[
                ("code_signing_config_arn", Risk::ProtectionWeakened),
                ("description", Risk::Cosmetic),
                ("reserved_concurrent_executions", Risk::ProtectionWeakened),
                ("timeout", Risk::ServiceBroken),
                ("vpc_config[0]", Risk::ProtectionWeakened),
            ],
        );
    }
}
