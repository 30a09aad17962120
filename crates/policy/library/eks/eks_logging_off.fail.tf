# fails: aws_eks_cluster.unset
# fails: aws_eks_cluster.some
# unknown: aws_eks_cluster.later

resource "aws_eks_cluster" "unset" {
  name     = "unset"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-0abc1234", "subnet-0def5678"]
  }
}

resource "aws_eks_cluster" "some" {
  name                      = "some"
  role_arn                  = "arn:aws:iam::123456789012:role/cluster"
  enabled_cluster_log_types = ["api", "scheduler"]
  vpc_config {
    subnet_ids = ["subnet-0abc1234", "subnet-0def5678"]
  }
}

resource "terraform_data" "later" {
  input = ["api", "audit", "authenticator"]
}

resource "aws_eks_cluster" "later" {
  name                      = "later"
  role_arn                  = "arn:aws:iam::123456789012:role/cluster"
  enabled_cluster_log_types = terraform_data.later.output
  vpc_config {
    subnet_ids = ["subnet-0abc1234", "subnet-0def5678"]
  }
}
