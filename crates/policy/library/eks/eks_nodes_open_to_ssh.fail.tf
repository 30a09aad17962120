# fails: aws_eks_node_group.open
# unknown: aws_eks_node_group.later

resource "aws_eks_node_group" "open" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = ["subnet-0abc1234"]
  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
  remote_access {
    ec2_ssh_key = "operators"
  }
}

resource "terraform_data" "later" {
  input = "operators"
}

resource "aws_eks_node_group" "later" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = ["subnet-0abc1234"]
  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
  remote_access {
    ec2_ssh_key = terraform_data.later.output
  }
}
