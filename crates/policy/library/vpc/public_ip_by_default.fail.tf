# fails: aws_subnet.public
# unknown: aws_subnet.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_subnet" "public" {
  vpc_id                  = "vpc-0abc1234"
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "later" {
  vpc_id                  = "vpc-0abc1234"
  cidr_block              = "10.0.2.0/24"
  map_public_ip_on_launch = terraform_data.later.output
}
