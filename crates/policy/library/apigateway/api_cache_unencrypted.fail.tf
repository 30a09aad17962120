# fails: aws_api_gateway_method_settings.unset
# fails: aws_api_gateway_method_settings.off
# unknown: aws_api_gateway_method_settings.later

resource "aws_api_gateway_method_settings" "unset" {
  rest_api_id = "a1b2c3d4e5"
  stage_name  = "live"
  method_path = "*/*"
  settings {
    caching_enabled = true
  }
}

resource "aws_api_gateway_method_settings" "off" {
  rest_api_id = "a1b2c3d4e5"
  stage_name  = "live"
  method_path = "*/*"
  settings {
    caching_enabled      = true
    cache_data_encrypted = false
  }
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_api_gateway_method_settings" "later" {
  rest_api_id = "a1b2c3d4e5"
  stage_name  = "live"
  method_path = "*/*"
  settings {
    caching_enabled      = true
    cache_data_encrypted = terraform_data.later.output
  }
}
