resource "aws_kms_key" "disks" {}

resource "aws_instance" "encrypted" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  root_block_device {
    encrypted  = true
    kms_key_id = aws_kms_key.disks.arn
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 10
    encrypted   = true
  }
}

resource "aws_launch_template" "encrypted" {
  name = "encrypted"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted  = true
      kms_key_id = aws_kms_key.disks.arn
    }
  }
}

resource "aws_launch_template" "no_disk" {
  name = "no-disk"
  block_device_mappings {
    device_name  = "/dev/sdb"
    virtual_name = "ephemeral0"
  }
}

# The template describes the disks.
resource "aws_instance" "from_template" {
  launch_template {
    id = aws_launch_template.encrypted.id
  }
}
