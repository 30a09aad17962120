# fails: aws_ssm_document.everyone
# unknown: aws_ssm_document.later

locals {
  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Set up"
    mainSteps     = [{ action = "aws:runShellScript", name = "run", inputs = { runCommand = ["uptime"] } }]
  })
}

resource "aws_ssm_document" "everyone" {
  name          = "everyone"
  document_type = "Command"
  content       = local.content
  permissions = {
    type        = "Share"
    account_ids = "All"
  }
}

resource "terraform_data" "later" {
  input = "210987654321"
}

resource "aws_ssm_document" "later" {
  name          = "later"
  document_type = "Command"
  content       = local.content
  permissions = {
    type        = "Share"
    account_ids = terraform_data.later.output
  }
}
