use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_ssm_parameter",
    hcl: r#"
resource "aws_ssm_parameter" "parameter_plain" {
  name  = "conformance-parameter"
  type  = "String"
  value = "a b"
}
resource "aws_ssm_parameter" "parameter_full" {
  name            = "/conformance/parameter/full"
  type            = "StringList"
  value           = "one,two"
  description     = "some of them"
  allowed_pattern = "^[a-z,]+$"
  tags            = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_ssm_parameter" "parameter_secure" {
  name  = "/conformance/parameter/secure"
  type  = "SecureString"
  value = "hunter2"
}
"#,
    changes: &[
        Change {
            name: "another value",
            on: "aws_ssm_parameter.parameter_plain",
            statements: r#"
client("ssm").put_parameter(Name=id, Value="c d", Overwrite=True)"#,
            drift: &["insecure_value"],
        },
        Change {
            name: "another list",
            on: "aws_ssm_parameter.parameter_full",
            statements: r#"
client("ssm").put_parameter(Name=id, Value="one,two,three", Description="some of them",
    AllowedPattern="^[a-z,]+$", Overwrite=True)"#,
            drift: &["insecure_value"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_ssm_parameter.parameter_full",
            statements: r#"
client("ssm").add_tags_to_resource(ResourceType="Parameter", ResourceId=id,
    Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
client("ssm").remove_tags_from_resource(
    ResourceType="Parameter", ResourceId=id, TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
    ],
    by_hand: &[
        "add-tags-to-resource",
        "put-parameter",
        "remove-tags-from-resource",
    ],
    ..NOTHING
};
