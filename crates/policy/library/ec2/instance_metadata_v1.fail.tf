# fails: aws_instance.bare
# fails: aws_instance.optional
# fails: aws_launch_template.bare
# fails: aws_launch_template.optional
# unknown: aws_instance.later
# fails: aws_instance.hops

resource "terraform_data" "later" {
  input = true
}

resource "aws_instance" "bare" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
}

resource "aws_instance" "optional" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }
}

resource "aws_launch_template" "bare" {
  name = "bare"
}

resource "aws_launch_template" "optional" {
  name = "optional"
  metadata_options {
    http_tokens = "optional"
  }
}

resource "aws_instance" "later" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = terraform_data.later.output ? "required" : "optional"
  }
}

resource "aws_instance" "hops" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_put_response_hop_limit = 1
  }
}
