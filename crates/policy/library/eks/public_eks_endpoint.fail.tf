# fails: aws_eks_cluster.unset
# fails: aws_eks_cluster.world
# fails: aws_eks_cluster.subnets
# unknown: aws_eks_cluster.later

resource "aws_eks_cluster" "unset" {
  name     = "unset"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-0abc1234", "subnet-0def5678"]
  }
}

resource "aws_eks_cluster" "world" {
  name     = "world"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids          = ["subnet-0abc1234", "subnet-0def5678"]
    public_access_cidrs = ["198.51.100.0/24", "0.0.0.0/0"]
  }
}

resource "aws_subnet" "private" {
  vpc_id     = "vpc-0abc1234"
  cidr_block = "10.0.1.0/24"
}

resource "aws_eks_cluster" "subnets" {
  name     = "subnets"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids = [aws_subnet.private.id]
  }
}

resource "terraform_data" "later" {
  input = false
}

resource "aws_eks_cluster" "later" {
  name     = "later"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids             = ["subnet-0abc1234", "subnet-0def5678"]
    endpoint_public_access = terraform_data.later.output
  }
}
