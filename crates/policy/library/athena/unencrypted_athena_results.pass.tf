resource "aws_kms_key" "results" {}

resource "aws_athena_workgroup" "own_key" {
  name = "own-key"
  configuration {
    result_configuration {
      output_location = "s3://acme-results/"
      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.results.arn
      }
    }
  }
}
