# fails: aws_instance.far
# fails: aws_launch_template.far
# unknown: aws_instance.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_instance" "far" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 64
  }
}

resource "aws_launch_template" "far" {
  name = "far"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 3
  }
}

resource "aws_instance" "later" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = terraform_data.later.output ? 1 : 64
  }
}
