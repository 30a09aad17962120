# fails: aws_config_configuration_recorder_status.off
# unknown: aws_config_configuration_recorder_status.later

resource "aws_config_configuration_recorder_status" "off" {
  name       = "main"
  is_enabled = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_config_configuration_recorder_status" "later" {
  name       = "later"
  is_enabled = terraform_data.later.output
}
