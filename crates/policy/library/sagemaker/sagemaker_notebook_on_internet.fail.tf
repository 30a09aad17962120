# fails: aws_sagemaker_notebook_instance.unset
# fails: aws_sagemaker_notebook_instance.enabled
# unknown: aws_sagemaker_notebook_instance.later

resource "aws_sagemaker_notebook_instance" "unset" {
  name          = "unset"
  role_arn      = "arn:aws:iam::123456789012:role/research"
  instance_type = "ml.t3.medium"
}

resource "aws_sagemaker_notebook_instance" "enabled" {
  name                   = "enabled"
  role_arn               = "arn:aws:iam::123456789012:role/research"
  instance_type          = "ml.t3.medium"
  direct_internet_access = "Enabled"
}

resource "terraform_data" "later" {
  input = "Disabled"
}

resource "aws_sagemaker_notebook_instance" "later" {
  name                   = "later"
  role_arn               = "arn:aws:iam::123456789012:role/research"
  instance_type          = "ml.t3.medium"
  direct_internet_access = terraform_data.later.output
}
