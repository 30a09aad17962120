resource "aws_instance" "bare" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
}

# The limit is left to AWS.
resource "aws_instance" "tokens" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_launch_template" "containers" {
  name = "containers"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }
}
