//! The built-in policies. One file each; this list is their only registry.

use super::module::Source;

/// What the names of built-in files begin with.
const PREFIX: &str = "builtin:";

macro_rules! library {
    ($($file:literal,)*) => {
        &[$(($file, include_str!(concat!("../../library/", $file)))),*]
    };
}

/// Every file under `library/`, sorted.
const FILES: &[(&str, &str)] = library![
    "dynamodb/unencrypted_dynamodb_table.rego",
    "ec2/all_ports_open_to_world.rego",
    "ec2/ssh_rdp_open_to_world.rego",
    "ec2/unencrypted_ebs_volume.rego",
    "iam/wildcard_iam_policy.rego",
    "kms/kms_key_rotation_off.rego",
    "lib/iam.rego",
    "lib/ingress.rego",
    "lib/resource.rego",
    "lib/s3.rego",
    "s3/missing_s3_public_access_block.rego",
    "s3/open_s3_bucket_policy.rego",
    "s3/public_s3_bucket.rego",
    "s3/unencrypted_s3_bucket.rego",
    "s3/unversioned_s3_bucket.rego",
    "sqs/unencrypted_sqs_queue.rego",
];

/// The built-in policies and the libraries that they import.
#[must_use]
pub fn builtin() -> Vec<Source> {
    let source = |(file, text): &(&str, &str)| Source {
        file: format!("{PREFIX}{file}"),
        text: (*text).to_owned(),
    };
    FILES.iter().map(source).collect()
}

/// Only the libraries, which policies of users may import too.
#[must_use]
pub fn builtin_libraries() -> Vec<Source> {
    let library = |source: &Source| source.file.starts_with("builtin:lib/");
    builtin().into_iter().filter(library).collect()
}

/// The ids of the built-in policies.
pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
    let ids = FILES.iter().filter(|(file, _)| !file.starts_with("lib/"));
    ids.filter_map(|(file, _)| file.rsplit_once('/')?.1.strip_suffix(".rego"))
}

/// True for a built-in file.
pub(super) fn is_builtin(source: &Source) -> bool {
    source.file.starts_with(PREFIX)
}
