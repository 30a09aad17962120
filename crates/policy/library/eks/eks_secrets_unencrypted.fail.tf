# fails: aws_eks_cluster.unset
# unknown: aws_eks_cluster.later

resource "aws_eks_cluster" "unset" {
  name     = "unset"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-0abc1234", "subnet-0def5678"]
  }
}

resource "terraform_data" "later" {
  input = ["secrets"]
}

resource "aws_eks_cluster" "later" {
  name     = "later"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-0abc1234", "subnet-0def5678"]
  }
  encryption_config {
    resources = terraform_data.later.output
    provider {
      key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    }
  }
}
