//! What Terraform is told: the CLI configuration and the provider blocks.

use std::fmt::Write as _;
use std::path::Path;

use super::mirror::AwsProvider;
use super::{Install, Local};
use crate::place;

/// The services that tests may use. Each is named, so that no call leaves the machine.
const SERVICES: [&str; 27] = [
    "apigateway",
    "cloudcontrol",
    "cloudtrail",
    "cloudwatch",
    "cloudwatchlogs",
    "configservice",
    "dynamodb",
    "ec2",
    "ecr",
    "eks",
    "elasticache",
    "elbv2",
    "eventbridge",
    "iam",
    "kms",
    "lambda",
    "rds",
    "redshift",
    "resourcegroupstaggingapi",
    "route53",
    "s3",
    "s3control",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "sts",
];

/// The CLI configuration: each provider has exactly one place to come from.
pub(super) fn cli(aws: &AwsProvider, local: Option<&Local>) -> String {
    let mut text = String::new();
    let cache = place::equipment_dir().join("plugin-cache");
    // One download for all tests; the lock files of throw-away directories need no more hashes.
    let _ = writeln!(text, "plugin_cache_dir = {}", quoted(&cache));
    text.push_str("plugin_cache_may_break_dependency_lock_file = true\n");
    text.push_str("provider_installation {\n");
    let mut elsewhere = Vec::new();
    if let Some(local) = local {
        let address = format!("registry.terraform.io/{}", local.source);
        let dir = quoted(&local.dir);
        let _ = match local.install {
            Install::DevOverride => writeln!(text, "  dev_overrides {{ \"{address}\" = {dir} }}"),
            Install::Mirror => writeln!(
                text,
                "  filesystem_mirror {{\n    path    = {dir}\n    include = [\"{address}\"]\n  }}"
            ),
        };
        elsewhere.push(format!("\"{address}\""));
    }
    if let AwsProvider::Mirror { root, .. } = aws {
        let address = "registry.terraform.io/hashicorp/aws";
        let _ = writeln!(
            text,
            "  filesystem_mirror {{\n    path    = {}\n    include = [\"{address}\"]\n  }}",
            quoted(root)
        );
        elsewhere.push(format!("\"{address}\""));
    }
    let _ = writeln!(
        text,
        "  direct {{ exclude = [{}] }}\n}}",
        elsewhere.join(", ")
    );
    text
}

/// `required_providers`, and the aws provider with everything that it calls at `endpoint`.
pub(super) fn providers(aws: &AwsProvider, local: Option<&Local>, endpoint: &str) -> String {
    let mut text = String::from("terraform {\n  required_providers {\n");
    let version = aws.version();
    let _ = writeln!(
        text,
        "    aws = {{ source = \"hashicorp/aws\", version = \"{version}\" }}"
    );
    if let Some(local) = local {
        let name = local.source.rsplit('/').next().unwrap_or_default();
        let _ = writeln!(text, "    {name} = {{ source = \"{}\" }}", local.source);
    }
    text.push_str("  }\n}\n\n");
    text.push_str(
        "provider \"aws\" {
  region                      = \"us-east-1\"
  access_key                  = \"testbed\"
  secret_key                  = \"testbed\"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  max_retries                 = 2
  endpoints {
",
    );
    for service in SERVICES {
        let _ = writeln!(text, "    {service:<24} = \"{endpoint}\"");
    }
    text.push_str("  }\n}\n");
    text
}

/// A path as an HCL string.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    format!(
        "\"{}\"",
        text.replace('"', "\\\"")
            .replace("${", "$${")
            .replace("%{", "%%{")
    )
}
