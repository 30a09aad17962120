use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_acl",
    hcl: r#"
resource "aws_s3_bucket" "acl_private" {
  bucket = "conformance-acl-private"
}
resource "aws_s3_bucket_acl" "acl_private" {
  bucket = aws_s3_bucket.acl_private.id
  acl    = "private"
}
resource "aws_s3_bucket" "acl_grants" {
  bucket = "conformance-acl-grants"
}
resource "aws_s3_bucket_acl" "acl_grants" {
  bucket = aws_s3_bucket.acl_grants.id
  access_control_policy {
    owner { id = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a" }
    grant {
      grantee {
        type = "CanonicalUser"
        id   = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
      }
      permission = "FULL_CONTROL"
    }
    grant {
      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/s3/LogDelivery"
      }
      permission = "READ_ACP"
    }
    grant {
      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/s3/LogDelivery"
      }
      permission = "WRITE"
    }
  }
}
resource "aws_s3_bucket" "acl_undeclared" {
  bucket = "conformance-acl-undeclared"
}
"#,
    undeclared: Some(
        r#"{"access_control_policy": [{
            "grant": [{
                "grantee": [{
                    "id": "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a",
                    "type": "CanonicalUser"}],
                "permission": "FULL_CONTROL"}],
            "owner": [{"id": "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"}]}]}"#,
    ),
    changes: &[
        Change {
            name: "made public",
            on: "aws_s3_bucket_acl.acl_private",
            statements: r#"client("s3").put_bucket_acl(Bucket=id, ACL="public-read")"#,
            drift: &[
                "access_control_policy[0].grant[READ to http://acs.amazonaws.com/groups/global/AllUsers]",
            ],
        },
        Change {
            name: "log delivery shut out",
            on: "aws_s3_bucket_acl.acl_grants",
            statements: r#"
acl = client("s3").get_bucket_acl(Bucket=id)
grants = [grant for grant in acl["Grants"] if grant["Grantee"]["Type"] != "Group"]
client("s3").put_bucket_acl(
    Bucket=id, AccessControlPolicy={"Owner": acl["Owner"], "Grants": grants})"#,
            drift: &[
                "access_control_policy[0].grant[READ_ACP to http://acs.amazonaws.com/groups/s3/LogDelivery]",
                "access_control_policy[0].grant[WRITE to http://acs.amazonaws.com/groups/s3/LogDelivery]",
            ],
        },
        Change {
            name: "made public where nobody declared a list",
            on: "aws_s3_bucket.acl_undeclared",
            statements: r#"client("s3").put_bucket_acl(Bucket=id, ACL="authenticated-read")"#,
            drift: &[
                "access_control_policy[0].grant[READ to http://acs.amazonaws.com/groups/global/AuthenticatedUsers]",
            ],
        },
    ],
    by_hand: &["put-bucket-acl"],
    ..NOTHING
};
