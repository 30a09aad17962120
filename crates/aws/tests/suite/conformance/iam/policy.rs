use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_iam_policy",
    hcl: r#"
resource "aws_iam_policy" "policy_plain" {
  name   = "conformance-policy-plain"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]
  })
}
resource "aws_iam_policy" "policy_full" {
  name        = "conformance-policy-full+=,.@-_"
  path        = "/conformance/team-a,b/"
  description = "reads; 100% \"quoted\" + more"
  policy      = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      { Sid = "Read", Effect = "Allow", Action = ["s3:ListBucket", "s3:GetObject"], Resource = ["arn:aws:s3:::b/*", "arn:aws:s3:::a/$${aws:username}x"] },
      { Sid = "Not", Effect = "Deny", NotAction = ["s3:*"], Resource = "*", Condition = { NumericLessThan = { "aws:MultiFactorAuthAge" = "3600" } } },
    ]
  })
  tags = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_iam_policy" "policy_replaced" {
  name   = "conformance-policy-replaced"
  policy = aws_iam_policy.policy_plain.policy
}
"#,
    changes: &[
        Change {
            name: "a new version allows everything",
            on: "aws_iam_policy.policy_plain",
            statements: r#"
client("iam").create_policy_version(PolicyArn=id, SetAsDefault=True, PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))"#,
            drift: &["policy"],
        },
        Change {
            name: "the same in other words, and a version that is not in force",
            on: "aws_iam_policy.policy_full",
            statements: r#"
iam = client("iam")
policy = iam.get_policy(PolicyArn=id)["Policy"]
version = iam.get_policy_version(PolicyArn=id, VersionId=policy["DefaultVersionId"])
document = version["PolicyVersion"]["Document"]
for statement in document["Statement"]:
    for element in ("Action", "Resource"):
        if isinstance(statement.get(element), list):
            statement[element].reverse()
document["Statement"].reverse()
for old in iam.list_policy_versions(PolicyArn=id)["Versions"]:
    if not old["IsDefaultVersion"]:
        iam.delete_policy_version(PolicyArn=id, VersionId=old["VersionId"])
iam.create_policy_version(PolicyArn=id, SetAsDefault=True, PolicyDocument=json.dumps(document))
iam.create_policy_version(PolicyArn=id, PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
iam.tag_policy(PolicyArn=id, Tags=[{"Key": "x.y", "Value": ""}])"#,
            drift: &["tags[\"x.y\"]"],
        },
        Change {
            name: "a tag changed and one removed",
            on: "aws_iam_policy.policy_full",
            statements: r#"
client("iam").untag_policy(PolicyArn=id, TagKeys=["cost center", "Env"])
client("iam").tag_policy(PolicyArn=id, Tags=[{"Key": "Env", "Value": "test"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]"],
        },
        Change {
            name: "another version in force, and the approved one deleted",
            on: "aws_iam_policy.policy_replaced",
            statements: r#"
iam = client("iam")
made = iam.create_policy_version(PolicyArn=id, SetAsDefault=True, PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}))
for old in iam.list_policy_versions(PolicyArn=id)["Versions"]:
    if old["VersionId"] != made["PolicyVersion"]["VersionId"]:
        iam.delete_policy_version(PolicyArn=id, VersionId=old["VersionId"])"#,
            drift: &["policy"],
        },
    ],
    unseen: &[(
        "iam:DeletePolicyVersion",
        "only where there are five versions, which has a test of its own",
    )],
    by_hand: &["create-policy-version", "tag-policy", "untag-policy"],
    ..NOTHING
};
