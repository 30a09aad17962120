# fails: aws_vpc.bare
# unknown: aws_vpc.first
# unknown: aws_vpc.second

resource "terraform_data" "later" {
  input = true
}

resource "aws_vpc" "bare" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "first" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "second" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_flow_log" "later" {
  vpc_id               = terraform_data.later.output ? aws_vpc.first.id : aws_vpc.second.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = "arn:aws:s3:::acme-logs"
}
