# fails: aws_security_group.unset
# unknown: aws_security_group.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_security_group" "unset" {
  name = "unset"
}

resource "aws_security_group" "later" {
  name        = "later"
  description = terraform_data.later.output ? "HTTPS" : "SSH"
}
