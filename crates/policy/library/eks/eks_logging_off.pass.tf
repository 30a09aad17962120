resource "aws_eks_cluster" "logged" {
  name                      = "logged"
  role_arn                  = "arn:aws:iam::123456789012:role/cluster"
  enabled_cluster_log_types = ["scheduler", "authenticator", "audit", "api"]
  vpc_config {
    subnet_ids = ["subnet-0abc1234", "subnet-0def5678"]
  }
}
