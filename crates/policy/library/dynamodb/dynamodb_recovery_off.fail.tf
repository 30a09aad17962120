# fails: aws_dynamodb_table.unset
# fails: aws_dynamodb_table.off
# unknown: aws_dynamodb_table.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_dynamodb_table" "unset" {
  name         = "unset"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "off" {
  name         = "off"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = false
  }
}

resource "aws_dynamodb_table" "later" {
  name         = "later"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = terraform_data.later.output
  }
}
