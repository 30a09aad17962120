# unknown: aws_eks_cluster.address

resource "aws_subnet" "private" {
  vpc_id     = "vpc-0abc1234"
  cidr_block = "10.0.1.0/24"
}

resource "aws_eks_cluster" "private" {
  name     = "private"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids              = [aws_subnet.private.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}

resource "aws_eks_cluster" "office" {
  name     = "office"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids          = ["subnet-0abc1234", "subnet-0def5678"]
    public_access_cidrs = ["198.51.100.0/24"]
  }
}

resource "aws_eip" "office" {}

# Only a single address, but a plan shows nothing of a list with anything unknown in it.
resource "aws_eks_cluster" "address" {
  name     = "address"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids          = ["subnet-0abc1234", "subnet-0def5678"]
    public_access_cidrs = ["${aws_eip.office.public_ip}/32"]
  }
}
