resource "aws_instance" "required" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "required"
  }
}

# Without an endpoint there is nothing to ask.
resource "aws_instance" "no_endpoint" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  metadata_options {
    http_endpoint = "disabled"
  }
}

resource "aws_launch_template" "required" {
  name = "required"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_instance" "from_template" {
  launch_template {
    id = aws_launch_template.required.id
  }
}
