//! What Terraform is told: the CLI configuration and the provider blocks.

use std::fmt::Write as _;
use std::path::Path;

use super::mirror::AwsProvider;
use super::{Install, Local};

/// The registries that a source without a host means: Terraform's and OpenTofu's.
pub(super) const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

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
pub(super) fn cli(aws: Option<&AwsProvider>, local: Option<&Local>) -> String {
    let mut text = String::from("provider_installation {\n");
    let mut elsewhere = Vec::new();
    if let Some(local) = local {
        let addresses = REGISTRIES.map(|host| format!("\"{host}/{}\"", local.source));
        if local.install == Install::DevOverride {
            let dir = quoted(&local.binaries);
            let each = addresses
                .iter()
                .map(|address| format!("    {address} = {dir}\n"));
            let _ = writeln!(text, "  dev_overrides {{\n{}  }}", each.collect::<String>());
        }
        mirror(&mut text, local.mirror.path(), &addresses.join(", "));
        elsewhere.extend(addresses);
    }
    if let Some(aws) = aws {
        let address = "\"registry.terraform.io/hashicorp/aws\"";
        mirror(&mut text, aws.root(), address);
        elsewhere.push(address.to_owned());
    }
    let elsewhere = elsewhere.join(", ");
    let _ = writeln!(text, "  direct {{ exclude = [{elsewhere}] }}\n}}");
    text
}

/// A CLI configuration that gets every provider from the registry and keeps it in `cache`.
pub(super) fn registry_only(cache: &Path) -> String {
    let cache = quoted(cache);
    format!("plugin_cache_dir = {cache}\nprovider_installation {{\n  direct {{}}\n}}\n")
}

/// The `required_providers` of a working directory.
pub(super) fn required_providers(aws: Option<&str>, local: Option<&Local>) -> String {
    let mut text = String::from("terraform {\n  required_providers {\n");
    if let Some(version) = aws {
        let _ = writeln!(
            text,
            "    aws = {{\n      source  = \"registry.terraform.io/hashicorp/aws\"\n      version = \"{version}\"\n    }}"
        );
    }
    if let Some(local) = local {
        let name = local.source.rsplit('/').next().unwrap_or_default();
        let _ = writeln!(text, "    {name} = {{ source = \"{}\" }}", local.source);
    }
    text.push_str("  }\n}\n");
    text
}

/// The aws provider, with everything that it calls at `endpoint`.
pub(super) fn aws_provider(endpoint: &str) -> String {
    let mut text = String::from(
        "
provider \"aws\" {
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

fn mirror(text: &mut String, root: &Path, addresses: &str) {
    let _ = writeln!(
        text,
        "  filesystem_mirror {{\n    path    = {}",
        quoted(root)
    );
    let _ = writeln!(text, "    include = [{addresses}]\n  }}");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_may_come_from_the_registry() {
        assert!(cli(None, None).contains("direct { exclude = [] }"));
    }

    #[test]
    fn a_path_cannot_break_out_of_its_string() {
        assert_eq!(quoted(Path::new("/a \"b\" ${c}")), "\"/a \\\"b\\\" $${c}\"");
    }
}
