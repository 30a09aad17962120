//! Attributes of the schema that are not held.

use crate::resources::Difference;

const CODE: &str = "tells Terraform where the code comes from; AWS tells only its hash";
const TERRAFORM: &str = "an instruction to Terraform; AWS does not know it";
const VERSION: &str = "names the latest published version; each deployment makes another";

pub(super) const ALL: &[Difference] = &[
    not("filename", CODE),
    not(
        "image_uri",
        "only `GetFunction` tells it, which hands out code; another image has another `code_sha256`",
    ),
    not("invoke_arn", "made of `arn`"),
    not(
        "last_modified",
        "changes with every change, also with those that restore",
    ),
    not("publish", TERRAFORM),
    not("qualified_arn", VERSION),
    not("qualified_invoke_arn", VERSION),
    not("replace_security_groups_on_destroy", TERRAFORM),
    not("replacement_security_group_ids", TERRAFORM),
    not("s3_bucket", CODE),
    not("s3_key", CODE),
    not("s3_object_version", CODE),
    not("skip_destroy", TERRAFORM),
    not(
        "source_code_hash",
        "what Terraform was told of the code; AWS tells `code_sha256`",
    ),
    not(
        "source_code_size",
        "of the code that `code_sha256` stands for",
    ),
    not("tags_all", "held as `tags`, which has all tags"),
    not("timeouts", TERRAFORM),
    not("version", VERSION),
];

const fn not(attribute: &'static str, reason: &'static str) -> Difference {
    Difference { attribute, reason }
}
