use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_iam_group",
    hcl: r#"
resource "aws_iam_group" "group_plain" {
  name = "conformance-group-plain"
}
resource "aws_iam_policy" "group_read" {
  name   = "conformance-group-read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "*" }]
  })
}
resource "aws_iam_group" "group_full" {
  name = "conformance-group-full+=,.@-_"
  path = "/conformance/team-a,b/"
}
resource "aws_iam_group_policy" "group_full" {
  name   = "conformance-group-part"
  group  = aws_iam_group.group_full.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage", "sns:Publish"], Resource = "*" }]
  })
}
resource "aws_iam_group_policy_attachment" "group_full" {
  group      = aws_iam_group.group_full.name
  policy_arn = aws_iam_policy.group_read.arn
}
resource "aws_iam_group_policies_exclusive" "group_full" {
  group_name   = aws_iam_group.group_full.name
  policy_names = [aws_iam_group_policy.group_full.name]
}
resource "aws_iam_group_policy_attachments_exclusive" "group_full" {
  group_name  = aws_iam_group.group_full.name
  policy_arns = [aws_iam_group_policy_attachment.group_full.policy_arn]
}
"#,
    changes: &[
        Change {
            name: "its members gain rights in both ways",
            on: "aws_iam_group.group_plain",
            statements: r#"
client("iam").put_group_policy(GroupName=id, PolicyName="backdoor", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
client("iam").attach_group_policy(GroupName=id, PolicyArn=ids["aws_iam_policy.group_read"])"#,
            drift: &[
                "inline_policy[backdoor]",
                "managed_policy_arns[{aws_iam_policy.group_read}]",
            ],
        },
        Change {
            name: "its members lose rights",
            on: "aws_iam_group.group_full",
            statements: r#"
client("iam").delete_group_policy(GroupName=id, PolicyName="conformance-group-part")
client("iam").detach_group_policy(GroupName=id, PolicyArn=ids["aws_iam_policy.group_read"])"#,
            drift: &[
                "inline_policy[conformance-group-part]",
                "managed_policy_arns[{aws_iam_policy.group_read}]",
            ],
        },
        Change {
            name: "rights widened",
            on: "aws_iam_group.group_full",
            statements: r#"
client("iam").put_group_policy(GroupName=id, PolicyName="conformance-group-part",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["sqs:*", "sns:*"], "Resource": "*"}]}))"#,
            drift: &["inline_policy[conformance-group-part].policy"],
        },
    ],
    unseen: &[(
        "iam:UpdateGroup",
        "the emulator moves no group to another path",
    )],
    by_hand: &[
        "attach-group-policy",
        "delete-group-policy",
        "detach-group-policy",
        "put-group-policy",
    ],
    ..NOTHING
};
