use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_iam_user",
    hcl: r#"
resource "aws_iam_user" "user_plain" {
  name = "conformance-user-plain"
}
resource "aws_iam_policy" "user_read" {
  name   = "conformance-user-read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "*" }]
  })
}
resource "aws_iam_group" "user_admins" {
  name = "conformance-user-admins"
}
resource "aws_iam_group" "user_readers" {
  name = "conformance-user-readers"
}
resource "aws_iam_user" "user_full" {
  name          = "conformance-user-full+=,.@-_"
  path          = "/conformance/team-a,b/"
  force_destroy = true
  tags          = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_iam_user_policy" "user_full" {
  name   = "conformance-user-part"
  user   = aws_iam_user.user_full.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage", "sns:Publish"], Resource = "*" }]
  })
}
resource "aws_iam_user_policy_attachment" "user_full" {
  user       = aws_iam_user.user_full.name
  policy_arn = aws_iam_policy.user_read.arn
}
resource "aws_iam_user_policies_exclusive" "user_full" {
  user_name    = aws_iam_user.user_full.name
  policy_names = [aws_iam_user_policy.user_full.name]
}
resource "aws_iam_user_policy_attachments_exclusive" "user_full" {
  user_name   = aws_iam_user.user_full.name
  policy_arns = [aws_iam_user_policy_attachment.user_full.policy_arn]
}
resource "aws_iam_user_group_membership" "user_full" {
  user   = aws_iam_user.user_full.name
  groups = [aws_iam_group.user_readers.name]
}
resource "aws_iam_access_key" "user_full" {
  user = aws_iam_user.user_full.name
}
resource "aws_iam_access_key" "user_off" {
  user   = aws_iam_user.user_full.name
  status = "Inactive"
}
resource "aws_iam_user" "user_moved" {
  name = "conformance-user-moved"
  path = "/conformance/"
}
"#,
    changes: &[
        Change {
            name: "rights gained in every way",
            on: "aws_iam_user.user_plain",
            statements: r#"
client("iam").put_user_policy(UserName=id, PolicyName="backdoor", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
client("iam").attach_user_policy(UserName=id, PolicyArn=ids["aws_iam_policy.user_read"])
client("iam").add_user_to_group(UserName=id, GroupName=ids["aws_iam_group.user_admins"])"#,
            drift: &[
                "groups[{aws_iam_group.user_admins}]",
                "inline_policy[backdoor]",
                "managed_policy_arns[{aws_iam_policy.user_read}]",
            ],
        },
        Change {
            name: "keys switched, and a group exchanged",
            on: "aws_iam_user.user_full",
            statements: r#"
client("iam").update_access_key(
    UserName=id, AccessKeyId=ids["aws_iam_access_key.user_off"], Status="Active")
client("iam").update_access_key(
    UserName=id, AccessKeyId=ids["aws_iam_access_key.user_full"], Status="Inactive")
client("iam").remove_user_from_group(UserName=id, GroupName=ids["aws_iam_group.user_readers"])
client("iam").add_user_to_group(UserName=id, GroupName=ids["aws_iam_group.user_admins"])"#,
            drift: &[
                "access_keys[{aws_iam_access_key.user_full}].status",
                "access_keys[{aws_iam_access_key.user_off}].status",
                "groups[{aws_iam_group.user_admins}]",
                "groups[{aws_iam_group.user_readers}]",
            ],
        },
        Change {
            name: "rights lost, and other tags",
            on: "aws_iam_user.user_full",
            statements: r#"
client("iam").delete_user_policy(UserName=id, PolicyName="conformance-user-part")
client("iam").detach_user_policy(UserName=id, PolicyArn=ids["aws_iam_policy.user_read"])
client("iam").tag_user(UserName=id, Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
client("iam").untag_user(UserName=id, TagKeys=["cost center"])"#,
            drift: &[
                "inline_policy[conformance-user-part]",
                "managed_policy_arns[{aws_iam_policy.user_read}]",
                "tags.Env",
                "tags[\"cost center\"]",
                "tags[\"x.y\"]",
            ],
        },
        Change {
            name: "moved to another path",
            on: "aws_iam_user.user_moved",
            statements: r#"client("iam").update_user(UserName=id, NewPath="/elsewhere/")"#,
            drift: &["arn", "path"],
        },
    ],
    unseen: &[
        (
            "iam:PutUserPermissionsBoundary",
            "the emulator has no such call",
        ),
        (
            "iam:DeleteUserPermissionsBoundary",
            "the emulator has no such call",
        ),
    ],
    by_hand: &[
        "add-user-to-group",
        "attach-user-policy",
        "delete-user-policy",
        "detach-user-policy",
        "put-user-policy",
        "remove-user-from-group",
        "tag-user",
        "untag-user",
        "update-access-key",
        "update-user",
    ],
    ..NOTHING
};
