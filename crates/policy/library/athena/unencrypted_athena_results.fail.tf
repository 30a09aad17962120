# fails: aws_athena_workgroup.unset
# fails: aws_athena_workgroup.only_a_place
# unknown: aws_athena_workgroup.later

resource "aws_athena_workgroup" "unset" {
  name = "unset"
}

resource "aws_athena_workgroup" "only_a_place" {
  name = "only-a-place"
  configuration {
    result_configuration {
      output_location = "s3://acme-results/"
    }
  }
}

resource "terraform_data" "later" {
  input = [true]
}

resource "aws_athena_workgroup" "later" {
  name = "later"
  configuration {
    result_configuration {
      output_location = "s3://acme-results/"
      dynamic "encryption_configuration" {
        for_each = terraform_data.later.output
        content {
          encryption_option = "SSE_S3"
        }
      }
    }
  }
}
