resource "aws_kms_key" "cluster" {}

# The key is known only after apply, and does not matter.
resource "aws_msk_cluster" "tls" {
  cluster_name           = "tls"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-0abc1234", "subnet-0def5678"]
    security_groups = ["sg-0abc1234"]
  }
  encryption_info {
    encryption_at_rest_kms_key_arn = aws_kms_key.cluster.arn
    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }
}

# TLS is what a cluster speaks by itself.
resource "aws_msk_cluster" "unset" {
  cluster_name           = "unset"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-0abc1234", "subnet-0def5678"]
    security_groups = ["sg-0abc1234"]
  }
}
