resource "aws_instance" "bare" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
}

# The secret is fetched.
resource "aws_instance" "fetched" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  user_data     = "#!/bin/sh\nexport AWS_SECRET_ACCESS_KEY=$(aws secretsmanager get-secret-value --secret-id key --query SecretString)\n"
}

resource "aws_launch_template" "setup" {
  name      = "setup"
  user_data = base64encode("#!/bin/sh\nyum -y update")
}
