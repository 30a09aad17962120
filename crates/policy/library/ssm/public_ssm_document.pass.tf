locals {
  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Set up"
    mainSteps     = [{ action = "aws:runShellScript", name = "run", inputs = { runCommand = ["uptime"] } }]
  })
}

resource "aws_ssm_document" "own" {
  name          = "own"
  document_type = "Command"
  content       = local.content
}

resource "aws_ssm_document" "shared" {
  name          = "shared"
  document_type = "Command"
  content       = local.content
  permissions = {
    type        = "Share"
    account_ids = "210987654321,345678901234"
  }
}
