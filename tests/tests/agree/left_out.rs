//! Which fixtures are not deployed, and why.

const INSTRUCTION: &str = "an instruction to Terraform, of which AWS knows nothing";
const RECORDED: &str = "what one trail of the account records counts for all, and others record it";
const SEVERAL: &str = "an account has one, and the fixture declares several";
const UNREAD: &str = "what counts and watches events is of types that are not read";

/// Fixtures by name, each with the reason.
pub(super) const LEFT_OUT: [(&str, &str); 61] = [
    (
        "cloudtrail_bucket_unlogged.fail",
        "declares the bucket that others refer to",
    ),
    (
        "cloudtrail_bucket_unlogged.pass",
        "the emulator takes no logging without an ACL on the target",
    ),
    ("cloudtrail_without_object_reads.fail", RECORDED),
    ("cloudtrail_without_object_writes.fail", RECORDED),
    ("ebs_default_encryption_off.fail", SEVERAL),
    ("ebs_default_encryption_off.pass", SEVERAL),
    (
        "ecr_scan_off.pass",
        "how a registry scans is of a type that is not read",
    ),
    (
        "ecr_without_customer_key.fail",
        "AWS names a key of its own by an ARN like any other",
    ),
    (
        "instance_metadata_v1.pass",
        "the emulator takes no metadata options from a launch template",
    ),
    (
        "instance_monitoring_off.fail",
        "the emulator does not know MonitorInstances",
    ),
    (
        "instance_monitoring_off.pass",
        "the emulator does not know MonitorInstances",
    ),
    (
        "instance_without_role.pass",
        "uses a launch template that it does not declare",
    ),
    (
        "lambda_without_dead_letters.pass",
        "a function's destinations are of a type that is not read",
    ),
    ("no_alarm_for_bucket_policy_changes.pass", UNREAD),
    ("no_alarm_for_cloudtrail_changes.pass", UNREAD),
    ("no_alarm_for_config_changes.pass", UNREAD),
    ("no_alarm_for_failed_sign_ins.pass", UNREAD),
    ("no_alarm_for_gateway_changes.pass", UNREAD),
    ("no_alarm_for_iam_changes.pass", UNREAD),
    ("no_alarm_for_key_deletion.pass", UNREAD),
    ("no_alarm_for_network_acl_changes.pass", UNREAD),
    ("no_alarm_for_organizations_changes.pass", UNREAD),
    ("no_alarm_for_root_use.pass", UNREAD),
    ("no_alarm_for_route_changes.pass", UNREAD),
    ("no_alarm_for_security_group_changes.pass", UNREAD),
    ("no_alarm_for_sign_in_without_mfa.pass", UNREAD),
    ("no_alarm_for_unauthorized_calls.pass", UNREAD),
    ("no_alarm_for_vpc_changes.pass", UNREAD),
    (
        "open_s3_bucket_policy.fail",
        "live, a policy written into the bucket is a setting of its own",
    ),
    (
        "open_secret_policy.fail",
        "sets the policy of a secret that it does not declare",
    ),
    (
        "open_secret_policy.pass",
        "sets the policy of a secret that it does not declare",
    ),
    (
        "public_ip_on_instance.pass",
        "the emulator gives every instance a public address",
    ),
    (
        "rds_single_zone.fail",
        "the emulator gives a DB instance no resource id",
    ),
    (
        "rds_single_zone.pass",
        "the emulator gives a DB instance no resource id",
    ),
    ("reused_iam_passwords.fail", SEVERAL),
    (
        "reused_iam_passwords.pass",
        "the account's one policy is that of simple_iam_passwords.pass",
    ),
    (
        "s3_access_logging_off.fail",
        "the emulator takes no logging without an ACL on the target",
    ),
    (
        "s3_access_logging_off.pass",
        "the emulator takes no logging without an ACL on the target",
    ),
    (
        "s3_account_public_access_allowed.fail",
        "the emulator has no S3 Control under an address",
    ),
    (
        "s3_account_public_access_allowed.pass",
        "the emulator has no S3 Control under an address",
    ),
    (
        "s3_acls_in_use.pass",
        "the emulator makes buckets with ACLs, as AWS did once",
    ),
    ("s3_bucket_force_destroyed.fail", INSTRUCTION),
    ("s3_bucket_force_destroyed.pass", INSTRUCTION),
    (
        "s3_cors_any_origin_writes.fail",
        "three configurations of one bucket that it does not declare",
    ),
    (
        "s3_incomplete_uploads_kept.fail",
        "the emulator does not answer the lifecycle as it was put",
    ),
    ("s3_mfa_delete_off.pass", "the emulator keeps no MFA delete"),
    (
        "s3_without_customer_key.pass",
        "the emulator takes no logging without an ACL on the target",
    ),
    ("secret_deleted_at_once.fail", INSTRUCTION),
    ("secret_deleted_at_once.pass", INSTRUCTION),
    (
        "secret_without_rotation.fail",
        "the emulator fails on its rotation",
    ),
    (
        "secret_without_rotation.pass",
        "a secret's rotation is of a type that is not read",
    ),
    ("short_iam_passwords.fail", SEVERAL),
    ("short_iam_passwords.pass", SEVERAL),
    ("simple_iam_passwords.fail", SEVERAL),
    (
        "sns_over_http.pass",
        "its subscription is one with that of sns_over_http.fail",
    ),
    (
        "sqs_queue_without_dead_letters.fail",
        "its queue's policy becomes no JSON",
    ),
    (
        "sqs_queue_without_dead_letters.pass",
        "what sends to the queue is of a type that is not read",
    ),
    (
        "unencrypted_ebs_volume.pass",
        "the emulator encrypts no volume by default",
    ),
    (
        "unencrypted_instance_disks.fail",
        "the emulator gives no image a root device",
    ),
    (
        "unencrypted_instance_disks.pass",
        "the emulator gives no image a root device",
    ),
    (
        "unencrypted_sqs_queue.fail",
        "AWS encrypts what declares nothing; the policy asks for a declaration",
    ),
];
