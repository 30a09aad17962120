use crate::conformance::case::{Case, Change, NOTHING};

/// The code is a zip archive with one file, `index.py`.
pub(super) const CASE: Case = Case {
    kind: "aws_lambda_function",
    hcl: r#"
locals {
  function_code = join("", [
    "UEsDBBQAAAAAAAAAIQATqxJeEAAAABAAAAAIAAAAaW5kZXgucHloYW5kbGVyID0gcHJpbnQKUEsBAhQD",
    "FAAAAAAAAAAhABOrEl4QAAAAEAAAAAgAAAAAAAAAAAAAAIABAAAAAGluZGV4LnB5UEsFBgAAAAABAAEA",
    "NgAAADYAAAAAAA==",
  ])
}
resource "aws_s3_bucket" "function_code" {
  bucket = "conformance-function-code"
}
resource "aws_s3_object" "function_code" {
  bucket         = aws_s3_bucket.function_code.bucket
  key            = "code.zip"
  content_base64 = local.function_code
}
resource "aws_iam_role" "function" {
  name = "conformance-function"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}
resource "aws_kms_key" "function" {}
resource "aws_lambda_layer_version" "function" {
  layer_name = "conformance-function"
  s3_bucket  = aws_s3_object.function_code.bucket
  s3_key     = aws_s3_object.function_code.key
}
resource "aws_lambda_function" "function_plain" {
  function_name = "conformance-function-plain"
  role          = aws_iam_role.function.arn
  handler       = "index.handler"
  runtime       = "python3.12"
  s3_bucket     = aws_s3_object.function_code.bucket
  s3_key        = aws_s3_object.function_code.key
}
resource "aws_lambda_function" "function_full" {
  function_name                  = "conformance_function-full"
  description                    = "says what it is told"
  role                           = aws_iam_role.function.arn
  handler                        = "index.handler"
  runtime                        = "python3.12"
  architectures                  = ["arm64"]
  s3_bucket                      = aws_s3_object.function_code.bucket
  s3_key                         = aws_s3_object.function_code.key
  code_signing_config_arn        = "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0"
  kms_key_arn                    = aws_kms_key.function.arn
  layers                         = [aws_lambda_layer_version.function.arn]
  memory_size                    = 256
  publish                        = true
  reserved_concurrent_executions = 7
  timeout                        = 10
  environment {
    variables = { MODE = "prod", TOKEN = "hunter2" }
  }
  ephemeral_storage {
    size = 1024
  }
  tracing_config {
    mode = "Active"
  }
  vpc_config {
    security_group_ids = ["sg-0123456789abcdef0"]
    subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  }
  tags = { Env = "prod", "cost center" = "a/b" }
}
"#,
    changes: &[
        Change {
            name: "other rights, less time and another handler",
            on: "aws_lambda_function.function_full",
            statements: r#"
client("lambda").update_function_configuration(FunctionName=id, Timeout=1, MemorySize=128,
    Description="", Handler="index.other", Role="arn:aws:iam::123456789012:role/other")"#,
            drift: &["description", "handler", "memory_size", "role", "timeout"],
        },
        Change {
            name: "out of its network and without its layer",
            on: "aws_lambda_function.function_full",
            statements: r#"
client("lambda").update_function_configuration(
    FunctionName=id, VpcConfig={"SubnetIds": [], "SecurityGroupIds": []}, Layers=[])"#,
            drift: &["layers", "vpc_config[0]"],
        },
        Change {
            name: "in one subnet only",
            on: "aws_lambda_function.function_full",
            statements: r#"
vpc = client("lambda").get_function_configuration(FunctionName=id)["VpcConfig"]
client("lambda").update_function_configuration(FunctionName=id, VpcConfig={
    "SubnetIds": ["subnet-0123456789abcdef1"], "SecurityGroupIds": vpc["SecurityGroupIds"]})"#,
            drift: &["vpc_config[0].subnet_ids[subnet-0123456789abcdef0]"],
        },
        Change {
            name: "as many at a time as there are",
            on: "aws_lambda_function.function_full",
            statements: r#"
client("lambda").delete_function_concurrency(FunctionName=id)"#,
            drift: &["reserved_concurrent_executions"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_lambda_function.function_full",
            statements: r#"
arn = client("lambda").get_function_configuration(FunctionName=id)["FunctionArn"]
client("lambda").tag_resource(Resource=arn, Tags={"Env": "test", "x.y": ""})
client("lambda").untag_resource(Resource=arn, TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "an environment where there was none",
            on: "aws_lambda_function.function_plain",
            statements: r#"
client("lambda").update_function_configuration(
    FunctionName=id, Environment={"Variables": {"LD_PRELOAD": "/tmp/x.so"}})"#,
            drift: &["environment[0]"],
        },
        Change {
            name: "one at a time",
            on: "aws_lambda_function.function_plain",
            statements: r#"
client("lambda").put_function_concurrency(FunctionName=id, ReservedConcurrentExecutions=1)"#,
            drift: &["reserved_concurrent_executions"],
        },
    ],
    unseen: &[
        (
            "lambda:DeleteFunctionCodeSigningConfig",
            "the emulator does not know it",
        ),
        (
            "lambda:PutFunctionCodeSigningConfig",
            "the emulator does not know it",
        ),
    ],
    by_hand: &[
        "delete-function-concurrency",
        "put-function-concurrency",
        "tag-resource",
        "untag-resource",
        "update-function-configuration",
    ],
    ..NOTHING
};
