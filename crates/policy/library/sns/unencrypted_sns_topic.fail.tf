# fails: aws_sns_topic.unset
# fails: aws_sns_topic.empty
# unknown: aws_sns_topic.later

resource "aws_sns_topic" "unset" {
  name = "unset"
}

resource "aws_sns_topic" "empty" {
  name              = "empty"
  kms_master_key_id = ""
}

# Locals are not followed, so that nothing is known of the key.
resource "terraform_data" "later" {
  input = "alias/aws/sns"
}

locals {
  key = terraform_data.later.output
}

resource "aws_sns_topic" "later" {
  name              = "later"
  kms_master_key_id = local.key
}
