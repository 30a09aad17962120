# fails: aws_guardduty_detector.off
# unknown: aws_guardduty_detector.later

resource "aws_guardduty_detector" "off" {
  enable = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_guardduty_detector" "later" {
  enable = terraform_data.later.output
}
