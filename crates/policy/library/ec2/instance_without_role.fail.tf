# fails: aws_instance.bare

resource "aws_instance" "bare" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
}
