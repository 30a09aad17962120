# fails: aws_msk_cluster.either
# fails: aws_msk_cluster.inside
# unknown: aws_msk_cluster.later

resource "aws_msk_cluster" "either" {
  cluster_name           = "either"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-0abc1234", "subnet-0def5678"]
    security_groups = ["sg-0abc1234"]
  }
  encryption_info {
    encryption_in_transit {
      client_broker = "TLS_PLAINTEXT"
    }
  }
}

resource "aws_msk_cluster" "inside" {
  cluster_name           = "inside"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-0abc1234", "subnet-0def5678"]
    security_groups = ["sg-0abc1234"]
  }
  encryption_info {
    encryption_in_transit {
      in_cluster = false
    }
  }
}

resource "terraform_data" "later" {
  input = "TLS"
}

resource "aws_msk_cluster" "later" {
  cluster_name           = "later"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-0abc1234", "subnet-0def5678"]
    security_groups = ["sg-0abc1234"]
  }
  encryption_info {
    encryption_in_transit {
      client_broker = terraform_data.later.output
    }
  }
}
