use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_api_gateway_rest_api",
    // The emulator answers policies in a form that Terraform cannot read, forgets media types, and has no
    // tags that change: `apigateway_documented` has those.
    hcl: r#"
resource "aws_api_gateway_rest_api" "rest_api_plain" {
  name = "rest-api-plain"
}
resource "aws_api_gateway_rest_api" "rest_api_full" {
  name                         = "rest-api full"
  description                  = "a b"
  api_key_source               = "AUTHORIZER"
  minimum_compression_size     = "1024"
  disable_execute_api_endpoint = true
  tags                         = { Env = "prod", "cost center" = "a/b" }
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
"#,
    changes: &[
        Change {
            name: "an API reached by its default address again, and described otherwise",
            on: "aws_api_gateway_rest_api.rest_api_full",
            statements: r#"
client("apigateway").update_rest_api(restApiId=id, patchOperations=[
    {"op": "replace", "path": "/disableExecuteApiEndpoint", "value": ""},
    {"op": "replace", "path": "/apiKeySource", "value": "HEADER"},
    {"op": "replace", "path": "/endpointConfiguration/types/REGIONAL", "value": "EDGE"},
    {"op": "replace", "path": "/description", "value": "c"}])"#,
            drift: &[
                "api_key_source",
                "description",
                "disable_execute_api_endpoint",
                "endpoint_configuration[0].types",
            ],
        },
        Change {
            name: "an API with a policy for everybody, under another name",
            on: "aws_api_gateway_rest_api.rest_api_plain",
            statements: r#"
policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "execute-api:Invoke", "Resource": "*"}]})
client("apigateway").update_rest_api(restApiId=id, patchOperations=[
    {"op": "replace", "path": "/policy", "value": policy},
    {"op": "replace", "path": "/name", "value": "other"}])"#,
            drift: &["name", "policy"],
        },
    ],
    actions: &[
        ("apigateway:GetRestApi", "apigateway:GET"),
        ("apigateway:GetRestApis", "apigateway:GET"),
        ("apigateway:UpdateRestApi", "apigateway:PATCH"),
    ],
    unseen: &[
        (
            "apigateway:DELETE",
            "the emulator cannot take a tag from an API",
        ),
        ("apigateway:PUT", "the emulator cannot tag an API"),
        (
            "apigateway:UpdateRestApiPolicy",
            "a permission only; there is no such call",
        ),
    ],
    by_hand: &["update-rest-api"],
    ..NOTHING
};
