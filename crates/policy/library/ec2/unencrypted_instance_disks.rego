# METADATA
# title: Disk of an EC2 instance is not encrypted
# description: >-
#   The root disk or another EBS disk of an instance, or one that a launch template describes, has
#   no `encrypted = true`, and the plan does not turn on encryption by default for the region
#   (`aws_ebs_encryption_by_default`). Disks made from a snapshot that say nothing take after the
#   snapshot and are left out, as are instances that are made from a launch template and describe no
#   root disk.
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
# custom:
#   severity: high
#   resources:
#     aws_instance: []
#     aws_launch_template: []
#   why: >-
#     Snapshots and discarded disks can be read by whoever gets hold of them, and encryption cannot
#     be added later without making the disk anew.
#   fix: set `encrypted = true` in `root_block_device` and in every other disk
#   bad: |
#     resource "aws_instance" "web" {
#       ami           = "ami-0abc1234"
#       instance_type = "t3.micro"
#     }
#   good: |
#     resource "aws_instance" "web" {
#       ami           = "ami-0abc1234"
#       instance_type = "t3.micro"
#       root_block_device {
#         encrypted = true
#       }
#     }
#   themes: [encryption-at-rest]
package driftlock.ec2.unencrypted_instance_disks

import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": "root_block_device"} if {
	some r in input.types.aws_instance
	count(resource.blocks(r, "root_block_device")) == 0
	count(resource.blocks(r, "launch_template")) == 0
	not resource.open(r, "root_block_device")
	not resource.open(r, "launch_template")
	not by_default
	message := "no `root_block_device` asks for encryption"
}

fail contains {"resource": r.address, "message": message, "attribute": attribute} if {
	some r in input.types.aws_instance
	some attribute in ["root_block_device", "ebs_block_device"]
	some disk in r.values[attribute]
	plain(disk)
	not resource.undecided(r, [attribute, "encrypted"])
	message := sprintf("%s is not encrypted", [named(attribute, disk)])
}

fail contains {"resource": r.address, "message": message, "attribute": "block_device_mappings"} if {
	some r in input.types.aws_launch_template
	some number, mapping in r.values.block_device_mappings
	some disk in mapping.ebs
	plain(disk)
	not maybe([object.get(r.unknown, ["block_device_mappings", number], false)])
	message := sprintf("%s is not encrypted", [named("block_device_mappings", mapping)])
}

unknown contains {"resource": r.address, "message": "its encryption is known only after apply"} if {
	some r in input.types.aws_instance
	some attribute in ["root_block_device", "ebs_block_device"]
	resource.undecided(r, [attribute, "encrypted"])
	not by_default
}

unknown contains {"resource": r.address, "message": "its encryption is known only after apply"} if {
	some r in input.types.aws_launch_template
	maybe(r.unknown.block_device_mappings)
}

named("root_block_device", _) := "the root disk"

named(attribute, disk) := sprintf("disk %s", [object.get(disk, "device_name", "without a name")]) if {
	attribute != "root_block_device"
}

maybe(mark) if mark == true

maybe(mark) if mark[_].ebs == true

maybe(mark) if mark[_].ebs[_].encrypted

# Terraform holds the argument of launch templates as a text.
plain(disk) if disk.encrypted in {false, "false", "0"}

plain(disk) if {
	object.get(disk, "encrypted", "") == ""
	object.get(disk, "snapshot_id", "") == ""
	not by_default
}

by_default if input.types.aws_ebs_encryption_by_default[_].values.enabled == true
