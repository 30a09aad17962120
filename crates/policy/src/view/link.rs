//! Which resource types configure which others, and by which attribute they name them.

/// A child resource names its parent by one attribute.
pub(super) struct Link {
    /// The type that configures another, `aws_s3_bucket_acl`.
    pub(super) child: &'static str,
    /// The attribute by which it names the other.
    pub(super) attribute: &'static str,
    /// The type that is configured.
    pub(super) parent: &'static str,
    /// The attributes of the parent that may stand in the child's attribute.
    pub(super) identity: &'static [&'static str],
}

const fn link(
    child: &'static str,
    attribute: &'static str,
    parent: &'static str,
    identity: &'static [&'static str],
) -> Link {
    Link {
        child,
        attribute,
        parent,
        identity,
    }
}

const ARN: &[&str] = &["arn"];
const BUCKET: &[&str] = &["id", "bucket"];
const CLUSTER: &[&str] = &["cluster_identifier", "id"];
const DOMAIN: &[&str] = &["domain_name"];
const FUNCTION: &[&str] = &["function_name", "arn", "id"];
const ID: &[&str] = &["id"];
const KEY: &[&str] = &["key_id", "arn", "id"];
const NAME: &[&str] = &["name", "id"];
const QUEUE: &[&str] = &["url", "id"];
const SECRET: &[&str] = &["arn", "id"];

/// Every link, sorted by child.
pub(super) const LINKS: &[Link] = &[
    link(
        "aws_apigatewayv2_route",
        "api_id",
        "aws_apigatewayv2_api",
        ID,
    ),
    link("aws_cloudtrail", "s3_bucket_name", "aws_s3_bucket", BUCKET),
    link(
        "aws_cloudwatch_log_delivery_source",
        "resource_arn",
        "aws_cloudfront_distribution",
        ARN,
    ),
    link(
        "aws_efs_backup_policy",
        "file_system_id",
        "aws_efs_file_system",
        ID,
    ),
    link(
        "aws_elasticsearch_domain_policy",
        "domain_name",
        "aws_elasticsearch_domain",
        DOMAIN,
    ),
    link("aws_flow_log", "vpc_id", "aws_vpc", ID),
    link("aws_iam_group_policy", "group", "aws_iam_group", NAME),
    link("aws_iam_role_policy", "role", "aws_iam_role", NAME),
    link("aws_iam_user_policy", "user", "aws_iam_user", NAME),
    link("aws_kms_alias", "target_key_id", "aws_kms_key", KEY),
    link("aws_kms_key_policy", "key_id", "aws_kms_key", KEY),
    link(
        "aws_lambda_function_event_invoke_config",
        "function_name",
        "aws_lambda_function",
        FUNCTION,
    ),
    link(
        "aws_opensearch_domain_policy",
        "domain_name",
        "aws_opensearch_domain",
        DOMAIN,
    ),
    link(
        "aws_redshift_logging",
        "cluster_identifier",
        "aws_redshift_cluster",
        CLUSTER,
    ),
    link(
        "aws_s3_bucket_accelerate_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link("aws_s3_bucket_acl", "bucket", "aws_s3_bucket", BUCKET),
    link(
        "aws_s3_bucket_cors_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_lifecycle_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link("aws_s3_bucket_logging", "bucket", "aws_s3_bucket", BUCKET),
    link(
        "aws_s3_bucket_notification",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_object_lock_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_ownership_controls",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link("aws_s3_bucket_policy", "bucket", "aws_s3_bucket", BUCKET),
    link(
        "aws_s3_bucket_public_access_block",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_replication_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_request_payment_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_server_side_encryption_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_versioning",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_s3_bucket_website_configuration",
        "bucket",
        "aws_s3_bucket",
        BUCKET,
    ),
    link(
        "aws_secretsmanager_secret_rotation",
        "secret_id",
        "aws_secretsmanager_secret",
        SECRET,
    ),
    link(
        "aws_security_group_rule",
        "security_group_id",
        "aws_security_group",
        ID,
    ),
    link("aws_sqs_queue_policy", "queue_url", "aws_sqs_queue", QUEUE),
    link(
        "aws_sqs_queue_redrive_policy",
        "queue_url",
        "aws_sqs_queue",
        QUEUE,
    ),
    link(
        "aws_vpc_security_group_egress_rule",
        "security_group_id",
        "aws_security_group",
        ID,
    ),
    link(
        "aws_vpc_security_group_ingress_rule",
        "security_group_id",
        "aws_security_group",
        ID,
    ),
];

/// The link of a type, if it configures another.
pub(super) fn of(child: &str) -> Option<&'static Link> {
    LINKS
        .binary_search_by(|link| link.child.cmp(child))
        .ok()
        .and_then(|at| LINKS.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_sorted_so_that_they_can_be_searched() {
        assert!(LINKS.is_sorted_by_key(|link| link.child));
        assert_eq!(of("aws_s3_bucket_acl").unwrap().parent, "aws_s3_bucket");
        assert!(of("aws_s3_bucket").is_none());
    }
}
