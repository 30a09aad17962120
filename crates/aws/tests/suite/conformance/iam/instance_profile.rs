use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_iam_instance_profile",
    hcl: r#"
resource "aws_iam_role" "profile_web" {
  name               = "conformance-profile-web"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role" "profile_admin" {
  name               = "conformance-profile-admin"
  assume_role_policy = aws_iam_role.profile_web.assume_role_policy
}
resource "aws_iam_instance_profile" "profile_empty" {
  name = "conformance-profile-empty"
}
resource "aws_iam_instance_profile" "profile_full" {
  name = "conformance-profile-full+=,.@-_"
  path = "/conformance/team-a,b/"
  role = aws_iam_role.profile_web.name
  tags = { Env = "prod", "cost center" = "a/b" }
}
"#,
    changes: &[
        Change {
            name: "another role",
            on: "aws_iam_instance_profile.profile_full",
            statements: r#"
client("iam").remove_role_from_instance_profile(
    InstanceProfileName=id, RoleName=ids["aws_iam_role.profile_web"])
client("iam").add_role_to_instance_profile(
    InstanceProfileName=id, RoleName=ids["aws_iam_role.profile_admin"])"#,
            drift: &["role"],
        },
        Change {
            name: "other tags",
            on: "aws_iam_instance_profile.profile_full",
            statements: r#"
client("iam").untag_instance_profile(InstanceProfileName=id, TagKeys=["cost center", "Env"])
client("iam").tag_instance_profile(
    InstanceProfileName=id, Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "a role where there was none",
            on: "aws_iam_instance_profile.profile_empty",
            statements: r#"
client("iam").add_role_to_instance_profile(
    InstanceProfileName=id, RoleName=ids["aws_iam_role.profile_admin"])"#,
            drift: &["role"],
        },
    ],
    unseen: &[("iam:PassRole", "a right that calls ask for, and no call")],
    by_hand: &[
        "add-role-to-instance-profile",
        "remove-role-from-instance-profile",
        "tag-instance-profile",
        "untag-instance-profile",
    ],
    ..NOTHING
};
