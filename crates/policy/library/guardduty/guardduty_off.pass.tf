# Detectors work unless they are told not to.
resource "aws_guardduty_detector" "unset" {}

resource "aws_guardduty_detector" "on" {
  enable = true
}
