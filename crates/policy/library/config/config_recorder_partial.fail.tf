# fails: aws_config_configuration_recorder.unset
# fails: aws_config_configuration_recorder.not_global
# fails: aws_config_configuration_recorder.some_types
# unknown: aws_config_configuration_recorder.later

resource "aws_config_configuration_recorder" "unset" {
  name     = "unset"
  role_arn = "arn:aws:iam::123456789012:role/config"
}

resource "aws_config_configuration_recorder" "not_global" {
  name     = "not-global"
  role_arn = "arn:aws:iam::123456789012:role/config"
  recording_group {
    all_supported = true
  }
}

resource "aws_config_configuration_recorder" "some_types" {
  name     = "some-types"
  role_arn = "arn:aws:iam::123456789012:role/config"
  recording_group {
    all_supported  = false
    resource_types = ["AWS::EC2::Instance"]
  }
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_config_configuration_recorder" "later" {
  name     = "later"
  role_arn = "arn:aws:iam::123456789012:role/config"
  recording_group {
    all_supported                 = true
    include_global_resource_types = terraform_data.later.output
  }
}
