use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_iam_role",
    hcl: r#"
resource "aws_iam_role" "plain" {
  name               = "conformance-role-plain"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_policy" "role_read" {
  name   = "conformance-role-read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:ListBucket", "s3:GetObject"], Resource = "*" }]
  })
}
resource "aws_iam_policy" "role_limit" {
  name   = "conformance-role-limit"
  path   = "/limits/"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}
resource "aws_iam_role" "full" {
  name                 = "conformance-role-full+=,.@-_"
  path                 = "/conformance/team-a,b/"
  description          = "reads; 100% \"quoted\" + more"
  max_session_duration = 7200
  permissions_boundary = aws_iam_policy.role_limit.arn
  assume_role_policy   = jsonencode({
    Version   = "2012-10-17"
    Statement = {
      Sid       = ""
      Effect    = "Allow"
      Principal = { AWS = ["123456789012", "arn:aws:iam::210987654321:root"], Service = ["lambda.amazonaws.com"] }
      Action    = ["sts:TagSession", "sts:AssumeRole"]
      Condition = { StringEquals = { "sts:ExternalId" = "a+b c%20d" }, Bool = { "aws:MultiFactorAuthPresent" = true } }
    }
  })
  inline_policy {
    name   = "inline+one"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = ["arn:aws:s3:::b/*", "arn:aws:s3:::a/$${aws:username}+x"] }]
    })
  }
  inline_policy {
    name   = "inline.two"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Deny", Action = "s3:DeleteObject", Resource = "*" }]
    })
  }
  managed_policy_arns = [aws_iam_policy.role_read.arn]
  tags                = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_iam_role" "in_parts" {
  name               = "conformance-role-in-parts"
  assume_role_policy = aws_iam_role.plain.assume_role_policy
}
resource "aws_iam_role_policy" "in_parts" {
  name   = "conformance-part"
  role   = aws_iam_role.in_parts.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }]
  })
}
resource "aws_iam_role_policy_attachment" "in_parts" {
  role       = aws_iam_role.in_parts.name
  policy_arn = aws_iam_policy.role_read.arn
}
resource "aws_iam_role" "exclusive" {
  name               = "conformance-role-exclusive"
  assume_role_policy = aws_iam_role.plain.assume_role_policy
}
resource "aws_iam_role_policy" "exclusive" {
  name   = "conformance-only"
  role   = aws_iam_role.exclusive.id
  policy = aws_iam_role_policy.in_parts.policy
}
resource "aws_iam_role_policies_exclusive" "exclusive" {
  role_name    = aws_iam_role.exclusive.name
  policy_names = [aws_iam_role_policy.exclusive.name]
}
resource "aws_iam_role_policy_attachments_exclusive" "exclusive" {
  role_name   = aws_iam_role.exclusive.name
  policy_arns = [aws_iam_policy.role_limit.arn]
}
"#,
    changes: &[
        Change {
            name: "everybody may become it",
            on: "aws_iam_role.plain",
            statements: r#"
client("iam").update_assume_role_policy(RoleName=id, PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}))"#,
            drift: &["assume_role_policy"],
        },
        Change {
            name: "rights added in both ways, and a limit",
            on: "aws_iam_role.plain",
            statements: r#"
client("iam").put_role_policy(RoleName=id, PolicyName="backdoor", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
client("iam").attach_role_policy(RoleName=id, PolicyArn=ids["aws_iam_policy.role_read"])
client("iam").put_role_permissions_boundary(
    RoleName=id, PermissionsBoundary=ids["aws_iam_policy.role_limit"])"#,
            drift: &[
                "inline_policy[backdoor]",
                "managed_policy_arns[{aws_iam_policy.role_read}]",
                "permissions_boundary",
            ],
        },
        Change {
            name: "described and tagged",
            on: "aws_iam_role.plain",
            statements: r#"
client("iam").update_role(RoleName=id, Description="mine", MaxSessionDuration=43200)
client("iam").tag_role(RoleName=id, Tags=[{"Key": "x.y", "Value": ""}])"#,
            drift: &["description", "max_session_duration", "tags[\"x.y\"]"],
        },
        Change {
            name: "rights widened, and the limit lost",
            on: "aws_iam_role.full",
            statements: r#"
client("iam").put_role_policy(RoleName=id, PolicyName="inline+one", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
client("iam").delete_role_policy(RoleName=id, PolicyName="inline.two")
client("iam").delete_role_permissions_boundary(RoleName=id)"#,
            drift: &[
                "inline_policy[inline+one].policy",
                "inline_policy[inline.two]",
                "permissions_boundary",
            ],
        },
        Change {
            name: "trust without its conditions, for an hour, without tags",
            on: "aws_iam_role.full",
            statements: r#"
client("iam").update_assume_role_policy(RoleName=id, PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
client("iam").update_role(RoleName=id, Description="", MaxSessionDuration=3600)
client("iam").tag_role(RoleName=id, Tags=[{"Key": "Env", "Value": "test"}])
client("iam").untag_role(RoleName=id, TagKeys=["cost center"])"#,
            drift: &[
                "assume_role_policy",
                "description",
                "max_session_duration",
                "tags.Env",
                "tags[\"cost center\"]",
            ],
        },
        Change {
            name: "its parts replaced",
            on: "aws_iam_role.in_parts",
            statements: r#"
client("iam").delete_role_policy(RoleName=id, PolicyName="conformance-part")
client("iam").detach_role_policy(RoleName=id, PolicyArn=ids["aws_iam_policy.role_read"])
client("iam").attach_role_policy(RoleName=id, PolicyArn=ids["aws_iam_policy.role_limit"])"#,
            drift: &[
                "inline_policy[conformance-part]",
                "managed_policy_arns[{aws_iam_policy.role_limit}]",
                "managed_policy_arns[{aws_iam_policy.role_read}]",
            ],
        },
    ],
    by_hand: &[
        "attach-role-policy",
        "delete-role-permissions-boundary",
        "delete-role-policy",
        "detach-role-policy",
        "put-role-permissions-boundary",
        "put-role-policy",
        "tag-role",
        "untag-role",
        "update-assume-role-policy",
        "update-role",
    ],
    ..NOTHING
};
