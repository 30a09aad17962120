resource "aws_config_configuration_recorder_status" "on" {
  name       = "main"
  is_enabled = true
}
