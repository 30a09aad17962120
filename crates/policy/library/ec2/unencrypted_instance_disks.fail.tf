# fails: aws_instance.bare
# fails: aws_instance.off
# fails: aws_instance.second
# fails: aws_launch_template.unset
# fails: aws_launch_template.off
# unknown: aws_instance.later
# unknown: aws_launch_template.later
# fails: aws_instance.sized

resource "terraform_data" "later" {
  input = true
}

resource "aws_instance" "bare" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
}

resource "aws_instance" "off" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = false
  }
}

resource "aws_instance" "second" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 10
    encrypted   = false
  }
}

resource "aws_launch_template" "unset" {
  name = "unset"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 10
    }
  }
}

resource "aws_launch_template" "off" {
  name = "off"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = false
    }
  }
}

resource "aws_instance" "later" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = terraform_data.later.output
  }
}

resource "aws_launch_template" "later" {
  name = "later"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = terraform_data.later.output
    }
  }
}

# What a block leaves unset is left to the provider, and not open.
resource "aws_instance" "sized" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  root_block_device {
    volume_size = 20
  }
}
